"""States by rule on a given day, and values that are worked out: the cases of `tests/cases/states.yml`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from storysite.checks.read_project import read_project
from storysite.wording.trust import StateName, state, states
from tests.permanence import FIRST, first_release
from tests.projects import CASES, load, make, read

ALL: list[dict[str, Any]] = load(CASES / "states.yml")


@pytest.mark.parametrize("case", ALL, ids=lambda case: case["about"])
def test_an_item_has_the_states_of_its_case(case: dict[str, Any], tmp_path: Path) -> None:
    assert case.keys() <= {"about", "files", "id", "days", "reason", "since", "printed"}
    root = make(case, tmp_path / "project")
    for day, wanted in case.get("days", {}).items():
        project = read(root, date.fromisoformat(day))
        # On a day before the records were written, what they tell of that time lies ahead.
        wrong = [problem for problem in project.errors if problem.code != "in-the-future"]
        assert not wrong, wrong

        found = states(project.library, project.library.items[case["id"]])

        assert (day, ", ".join(state.name for state in found)) == (day, wanted)
        assert all(state.reason for state in found)
    if "reason" in case:
        assert case["reason"] in found[0].reason
    if "since" in case:
        assert str(found[0].since) == case["since"]
    if "printed" in case:
        library = read(root).library
        assert library.printed(library.items[case["id"]]) == case["printed"]


def test_each_state_has_a_case() -> None:
    told = {name for case in ALL for names in case.get("days", {}).values() for name in names.split(", ")}
    assert told == set(get_args(StateName)) - {"draft"}, (
        "a draft is in no build: test_drafts.py shows it in the preview"
    )


def test_a_figure_is_called_the_newest_that_we_hold_never_current(tmp_path: Path) -> None:
    library = read_project(first_release(tmp_path / "project"), FIRST).library
    told = {
        id: state(library, library.items[id]).reason for id in ("passengers.y2000", "passengers.y1990", "punctuality")
    }
    assert told == {
        "passengers.y2000": "Newest that we hold, of June 2000.",
        "passengers.y1990": "Attested by its source. The newest that we hold is of June 2000: [](id:passengers.y2000).",
        "punctuality": "Newest that we hold, of 2000.",
    }
