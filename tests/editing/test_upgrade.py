"""Older data are brought up to the format of the generator; what cannot be is refused and left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from storysite.editing.upgrade import STEPS, upgrade
from storysite.records import FORMAT
from tests.commands import macros
from tests.projects import CASES, ROOT, load, make

UPGRADED = load(CASES / "upgraded.yml")


def test_there_is_a_step_to_each_format() -> None:
    assert [*STEPS] == [*range(1, FORMAT + 1)]


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("case", UPGRADED, ids=lambda case: case["about"][:40])
def test_data_are_upgraded_or_refused(case: dict[str, str], ends: str, tmp_path: Path) -> None:
    file = tmp_path / "docs" / "data" / "publisher.yml"
    file.parent.mkdir(parents=True)
    before = case["before"].replace("\n", ends).encode()
    file.write_bytes(before)
    written, problems = upgrade(tmp_path)
    assert "".join(f"{problem}\n" for problem in problems) == case.get("refused", "")
    after = case.get("after", case["before"]).replace("\n", ends).encode()
    assert file.read_bytes() == after
    assert bool(written) == (before != after)


@pytest.mark.slow
def test_a_project_of_an_older_format_is_told_of_and_upgraded(tmp_path: Path) -> None:
    root = make({}, tmp_path / "project")
    file = root / "docs" / "data" / "publisher.yml"
    whole = file.read_bytes()
    file.write_bytes(whole.replace(b"format: 1\n", b""))
    checked = macros(ROOT, "check", "--project", str(root), "--today", "2026-02-01")
    assert checked.returncode == 0 and "the data have format none; the newest is 1" in checked.stdout
    upgraded = macros(ROOT, "upgrade", "--project", str(root))
    assert upgraded.stdout == "docs/data/publisher.yml: written\n"
    assert file.read_bytes() == whole
    checked = macros(ROOT, "check", "--project", str(root), "--today", "2026-02-01")
    assert checked.returncode == 0 and "the data have format" not in checked.stdout
    assert macros(ROOT, "upgrade", "--project", str(root)).stdout == "The data have format 1 already.\n"
