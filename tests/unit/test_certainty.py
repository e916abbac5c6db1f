"""“How sure is this?”: what is worked out, read or second-hand does not count as standing in a source."""

from __future__ import annotations

import pytest

from storysite.core.messages import english
from storysite.project import Project
from storysite.wording.certainty import Certainty, certainty
from tests import projects


@pytest.fixture(scope="module")
def railway(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return projects.read(projects.make({}, tmp_path_factory.mktemp("certainty") / "p"))


def told(railway: Project, *ids: str) -> Certainty:
    return certainty(railway.library, ids, ids)


def test_what_stands_in_a_source_is_counted(railway: Project) -> None:
    found = told(railway, "first-train", "passengers.y2000", "passengers.y1990")
    assert (
        found.sentence(english()) == "All 3 records on this page stand in a source that we read." and not found.doubts
    )


def test_an_empty_cell_and_a_heading_claim_nothing(railway: Project) -> None:
    assert told(railway, "comfort.middle.water", "comfort.middle", "comfort.water") == Certainty()


def test_a_figure_that_is_worked_out_stands_in_no_source(railway: Project) -> None:
    [worked_out] = [item for item in railway.library.of_kind("value") if item.record.formula]
    found = told(railway, worked_out.id, worked_out.parent, "first-train")
    assert found.sentence(english()) == "Of the 2 records on this page 1 stands in a source as we tell it."
    [(heading, [(item, reason)])] = found.doubts
    assert (heading, item.id) == ("Worked out by us", worked_out.id)
    assert all(f"id:{id}" in reason for id in worked_out.record.inputs.values())


def test_a_reading_of_ours_is_named_with_its_reason(railway: Project) -> None:
    found = told(railway, "comfort.valley.shelter")
    assert found.sentence(english()) == "What this page shows does not stand in a source as we tell it."
    assert found.summary(english()) == "Our reading (1)" and found.doubts[0][1][0][1] == "The postcard shows a roof."


def test_what_is_not_known_about_a_record_is_listed(railway: Project) -> None:
    [question] = railway.library.of_kind("question")
    found = told(railway, *question.record.about)
    assert [item.id for item in found.questions] == [question.id] and "questions left open (1)" in found.summary(
        english()
    ).lower()


def test_pages_of_registers_say_it_beside_each_record(railway: Project) -> None:
    assert railway.certainty(railway.pages["reference.md"]) == Certainty()
    assert railway.certainty(railway.pages["line.md"]).records
