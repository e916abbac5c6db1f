"""What is told of changes: on a page, of a release, and of states that come with a day."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from storysite.checks.read_project import read_project
from storysite.components.registry import registry
from storysite.ledger.changelog import counts
from storysite.project import Project
from storysite.records.lifecycle import Former
from storysite.source.releases import Change, Fate, Past, Release
from tests.permanence import FIRST, LATER, edit, first_release, release

RETITLED = [{"in": "docs/data/events.yml", "replace": "title: A second track", "by": "title: Another track"}]
PASSED = date(2031, 1, 1)
"""The first day on which the second track, planned for 2030, is overtaken."""


@pytest.fixture(scope="module")
def once_released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return first_release(tmp_path_factory.mktemp("told") / "project")


@pytest.fixture
def root(once_released: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(once_released, tmp_path / "project"))


def told(project: Project) -> list[tuple[str, date | None]]:
    return [(one.id, one.day) for one in project.addresses.told]


def test_nothing_is_told_before_the_first_release_and_of_it(root: Path) -> None:
    assert told(read_project(root, LATER)) == []
    shutil.rmtree(root / "docs/data/releases")
    (root / "docs/data/published.txt").unlink()
    assert told(read_project(root, LATER)) == []


def test_what_waits_for_a_release_is_told_before_what_one_brought(root: Path) -> None:
    edit(root, RETITLED)
    assert told(read_project(root, LATER)) == [("second-track", None)]
    release(root, LATER)
    assert told(read_project(root, LATER)) == [("second-track", LATER)]
    edit(root, [{"in": "docs/data/events.yml", "replace": "title: The first ticket", "by": "title: A first ticket"}])
    assert told(read_project(root, LATER)) == [("first-ticket", None), ("second-track", LATER)]


@pytest.mark.parametrize(("day", "is_told"), [(date(2030, 12, 31), False), (PASSED, True), (date(2031, 1, 2), True)])
def test_a_page_tells_of_a_state_from_its_first_day_on(root: Path, day: date, is_told: bool) -> None:
    dated = [(one.id, one.day) for one in read_project(root, day).addresses.dated("reference.md")]
    assert (("second-track", PASSED) in dated) == is_told


def test_a_page_does_not_tell_of_states_that_it_began_with(tmp_path: Path) -> None:
    root = first_release(tmp_path / "project")
    shutil.rmtree(root / "docs/data/releases")
    (root / "docs/data/published.txt").unlink()
    release(root, PASSED)
    assert [
        one.id for one in read_project(root, date(2031, 6, 1)).addresses.dated("reference.md") if one.day == PASSED
    ] == []


def test_a_release_counts_what_it_added_in_words() -> None:
    added = {"event": 2, "cards": 2, "term": 1, "matrix": 0}
    changes = [
        Change(id=f"a{number}", kind=kind, change="added") for kind, count in added.items() for number in range(count)
    ]
    changed = Change(id="b", kind="event", change="changed")
    assert counts(Release("2026-02-01", FIRST, (*changes, changed)), registry().kinds) == [
        "2 events",
        "1 word",
        "2 sets of figures",
    ]


def test_a_part_of_what_moved_is_found_in_it_and_else_at_the_whole() -> None:
    past = Past(former={"old": SimpleNamespace(record=Former(id="old", moved_to="new"))})  # type: ignore[dict-item]
    assert past.fate("old.part", {"new", "new.part"}) == Fate("alive", "new.part")
    assert past.fate("old.part", {"new"}) == Fate("alive", "new")
    assert past.fate("old.part", {"another"}) == Fate("lost", "new")
