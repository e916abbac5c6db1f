"""A link with a day tells all that has changed since, for what its page showed then: the cases in `cases/as-of`."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from storysite.checks.read_project import read_project
from storysite.project import Project
from tests.permanence import FIRST, LATER, PROJECT, edit, load, release
from tests.projects import CASES

FOLDER = CASES / "as-of"


def since(project: Project, on: str, day: date) -> list[str]:
    """What a link of a day tells, as the script picks it from the page's list, without its markup."""
    told = project.addresses.dated(on) if on.endswith(".md") else project.addresses.history(on)
    entries = [one for one in told if (one.day is None or one.day > day) and not (one.left and one.left <= day)]
    return [
        f"{one.day or 'waiting'}. {one.what} {one.title}: {' '.join(line.words for line in one.lines)}"
        for one in entries
    ]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yml")), ids=lambda path: path.stem)
def test_a_link_with_a_day_tells_what_changed(path: Path, tmp_path: Path) -> None:
    case = load(path)
    root = Path(shutil.copytree(PROJECT, tmp_path / "project"))
    edit(root, case.get("before", []))
    release(root, FIRST)
    edit(root, case.get("edits", []))
    if "edits" in case and case.get("released") != "no":
        release(root, LATER)
    if "later" in case:
        edit(root, case["later"])
        release(root, date(2026, 4, 1))
    project = read_project(root, date.fromisoformat(case["today"]))
    assert project.errors == ()
    day = date.fromisoformat(case["as_of"])
    assert {on: since(project, on, day) for on in case["tells"]} == case["tells"]
    for on, first in case.get("first_published", {}).items():
        assert str(project.addresses.first_published(on)) == first
