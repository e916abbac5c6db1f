"""What `check --fix` mends, and that it mends nothing else: the cases of `tests/cases/fixed`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from storysite.checks.advice import advice
from storysite.cli.commands import main
from storysite.core.diagnostics import Problem
from storysite.editing.files import mend
from tests.projects import TODAY, cases, load, make, read


def mended(root: Path) -> list[str]:
    def find(texts: dict[str, str]) -> list:
        project = read(root)
        return [*project.problems, *advice(project, texts)]

    return [str(edit) for edit in mend(root, find)]


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


@pytest.mark.parametrize("path", cases("fixed"), ids=lambda path: path.stem)
def test_a_case_is_mended_as_it_says(path: Path, tmp_path: Path) -> None:
    case = load(path)
    root = make(case, tmp_path / "project")
    before = files(root)

    done = mended(root)

    assert done == (case["done"] or [])
    assert files(root) == {**before, **{name: text.encode() for name, text in case["becomes"].items()}}
    assert mended(root) == []


@pytest.mark.parametrize("path", cases("fixed"), ids=lambda path: path.stem)
def test_other_words_change_no_fix(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case, plain = load(path), Problem.__init__

    def reworded(self: Problem, path: str, line: int, column: int, code: str, *told: Any, **more: Any) -> None:
        plain(self, path, line, column, code, *told, **more)
        object.__setattr__(self, "message", "'other' words: known keys: none")
        object.__setattr__(self, "hint", f"{len(self.hint)} signs")

    monkeypatch.setattr(Problem, "__init__", reworded)
    root = make(case, tmp_path / "project")

    assert mended(root) == (case["done"] or [])
    assert {problem.hint.partition(" ")[2] for problem in read(root).problems} <= {"signs"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [
        path if at % 6 == 0 else pytest.param(path, marks=pytest.mark.nightly)
        for at, path in enumerate([*cases("bad"), *cases("good")])
    ],
    ids=lambda path: path.stem,
)
def test_nothing_gets_worse_and_nothing_else_changes(path: Path, tmp_path: Path) -> None:
    root = make(load(path), tmp_path / "project")
    before, problems = files(root), len(read(root).problems)

    done = mended(root)

    after = files(root)
    assert len(read(root).problems) <= problems
    assert {name for name in before if before[name] != after[name]} == {edit.partition(":")[0] for edit in done}
    assert before.keys() == after.keys()


def test_the_command_says_what_it_did_and_what_is_left(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = {"files": {"docs/data/lanes/more.yml": "- id: signals\n  titel: Signals\n  order: last\n  shape: star\n"}}
    root = make(case, tmp_path / "project")
    status = main(["check", "--fix", "--format", "text", "--project", str(root), "--today", TODAY.isoformat()])
    assert status == 1
    assert capsys.readouterr().out == (
        "docs/data/lanes/more.yml:2: 'titel' is now 'title'\n"
        "docs/data/lanes/more.yml:3:10: order: 'last' is not allowed; write a whole number\n"
        "     3 |   order: last\n"
        "       |          ^\n"
        "1 problem\n"
    )
