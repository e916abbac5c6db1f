"""`rename` and `withdraw`: the cases of `tests/cases/renames.yml`, each on a project that was released once."""

from __future__ import annotations

import shlex
import shutil
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest

from storysite.checks.read_project import read_project
from storysite.cli.commands import main
from tests.permanence import LATER, first_release
from tests.projects import CASES, load, write

ALL = load(CASES / "renames.yml")


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return first_release(tmp_path_factory.mktemp("released") / "project")


def texts(root: Path) -> dict[str, str]:
    paths = sorted(path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes().decode() for path in paths}


def difference(before: dict[str, str], after: dict[str, str]) -> str:
    """The lines that differ, below the name of their file."""
    told = []
    new = [path for path in after if path not in before and path.endswith(".md")]
    moved = dict(zip([path for path in before if path not in after], new, strict=True))
    for path in sorted(before.keys() | after.keys() - moved.values()):
        old, now = before.get(path, ""), after.get(moved.get(path, path), "")
        lines = list(unified_diff(old.splitlines(), now.splitlines(), n=0, lineterm=""))[2:]
        if lines or path in moved:
            told.append(f"{path} is now {moved[path]}" if path in moved else path)
            told += [line for line in lines if not line.startswith("@@")]
    return "".join(f"{line}\n" for line in told)


def run(root: Path, command: str) -> int:
    name, *words = shlex.split(command)
    return main([name, "--project", str(root), "--today", LATER.isoformat(), *words])


@pytest.mark.parametrize("case", ALL, ids=lambda case: case["about"][:50])
def test_a_name_changes_in_all_places(
    case: dict[str, Any], released: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = Path(shutil.copytree(released, tmp_path / "project"))
    for path, text in case.get("files", {}).items():
        write(root / path, text.encode())
    before = texts(root)

    status = [run(root, command) for command in case["do"]]

    said, after = capsys.readouterr().out, texts(root)
    if "refused" in case:
        assert (status, said, after) == ([1], case["refused"], before)
        return
    assert set(status) == {0}, said
    assert "Nothing is staged" in said
    assert case.get("says", "") in said
    if "diff" in case:
        assert difference(before, after) == case["diff"]
    project = read_project(root, LATER)
    assert not project.errors
    for old, new in case.get("leads", {}).items():
        past, present = project.library.past, project.addresses.present
        assert (past.leads_to(old, present) if old.startswith("/") else past.fate(old, present).id) == new


@pytest.mark.parametrize("command", ["rename passengers riders", "withdraw second-track --reason Why"])
def test_line_ends_and_marks_stay(command: str, released: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(released, tmp_path / "project"))
    for path in [*root.glob("docs/data/*.yml"), *root.glob("docs/*.md")]:
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    before = texts(root)

    assert run(root, command) == 0

    for path, text in texts(root).items():
        if path in before:
            assert ("\r\n" in text, text.count("\n") == text.count("\r\n")) == ("\r\n" in before[path],) * 2 or (
                "\r\n" not in before[path] and "\r\n" not in text
            )
            assert text.startswith("\ufeff") == before[path].startswith("\ufeff")
