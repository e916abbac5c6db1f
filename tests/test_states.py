"""States by rule on a given day, and values that are worked out: the cases of `tests/cases/states.yml`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from storysite.wording.trust import STATES, states
from tests.projects import CASES, load, make, read

ALL: list[dict[str, Any]] = load(CASES / "states.yml")


@pytest.mark.parametrize("case", ALL, ids=lambda case: case["about"])
def test_an_item_has_the_states_of_its_case(case: dict[str, Any], tmp_path: Path) -> None:
    assert case.keys() <= {"about", "files", "id", "days", "reason", "since", "printed"}
    root = make(case, tmp_path / "project")
    for day, wanted in case.get("days", {}).items():
        project = read(root, date.fromisoformat(day))
        # On a day before the records were written, what they tell of that time lies ahead.
        wrong = [problem for problem in project.problems if problem.code != "in-the-future"]
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
    assert told == set(STATES)
