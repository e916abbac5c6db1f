"""A published id does not change its meaning unseen: the edits in `cases/meaning.yml`, and the ways to explain one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from storysite.checks.read_project import read_project
from storysite.components.registry import BUILT_IN
from storysite.ledger.meaning import changed_meaning
from storysite.source.releases import Statement
from tests.permanence import LATER, edit, first_release, load, release
from tests.projects import CASES

EDITS = load(CASES / "meaning.yml")
RULES = {kind.name: kind.keeps for component in BUILT_IN for kind in component.kinds}


def said(fields: dict[str, Any]) -> Statement:
    return Statement.model_validate({name: tuple(it) if isinstance(it, list) else it for name, it in fields.items()})


@pytest.mark.parametrize("case", EDITS, ids=lambda case: case["about"])
def test_an_edit_asks_for_a_reason_where_it_may_change_the_meaning(case: dict[str, Any]) -> None:
    others = {id: said(fields) for id, fields in case.get("others", {}).items()}
    assert changed_meaning(RULES[case["kind"]], said(case["was"]), said(case["now"]), others) == case["asks"]


def test_there_are_forty_edits_and_many_of_them_are_harmless() -> None:
    assert len(EDITS) >= 40 and sum(not case["asks"] for case in EDITS) >= 15


TURNED = {"in": "docs/data/events.yml", "replace": "date: 1901-05-01", "by": "date: 1902-05-01"}
EXPLAINED = {
    "reworded": "  reworded:\n    - why: The paper counts years in another way.\n      when: 2026-03-01\n",
    "corrections": "  corrections:\n    - what: We wrote 1901.\n      why: A slip.\n      when: 2026-03-01\n",
}


@pytest.mark.parametrize("way", EXPLAINED)
def test_a_change_of_meaning_is_stopped_until_it_is_explained(tmp_path: Path, way: str) -> None:
    root = first_release(tmp_path / "project")
    edit(root, [TURNED])
    (problem,) = read_project(root, LATER).problems
    assert (problem.code, problem.message) == (
        "another-meaning",
        "the published event 'first-train' may mean something else: its date moves from 1 May 1901 to 1 May 1902",
    )
    assert all(words in problem.hint for words in ("moved_to:", "corrections:", "reworded:"))
    edit(
        root,
        [
            {
                "in": "docs/data/events.yml",
                "replace": "  title: The first train\n",
                "by": f"  title: The first train\n{EXPLAINED[way]}",
            }
        ],
    )
    assert read_project(root, LATER).problems == ()


def test_a_reason_speaks_for_one_change_and_not_for_the_next(tmp_path: Path) -> None:
    root = first_release(tmp_path / "project")
    reason = EXPLAINED["reworded"].replace("2026-03-01", "2026-02-15")
    edit(
        root,
        [
            TURNED,
            {
                "in": "docs/data/events.yml",
                "replace": "  title: The first train\n",
                "by": f"  title: The first train\n{reason}",
            },
        ],
    )
    release(root, LATER)
    edit(root, [{"in": "docs/data/events.yml", "replace": "date: 1902-05-01", "by": "date: 1903-05-01"}])
    assert [problem.code for problem in read_project(root, LATER).problems] == ["another-meaning"]
