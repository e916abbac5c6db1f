"""The generator on something else: another subject, with years that end in December, and no change to `macros/`."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup


@pytest.fixture
def second(built_second: Path) -> Path:
    """The second site, built."""
    return built_second / "site"


def page(site: Path, address: str) -> BeautifulSoup:
    return BeautifulSoup((site / address / "index.html").read_text(encoding="utf-8"), "html5lib")


def test_its_events_stand_in_time_order(second: Path) -> None:
    listed = [event["id"] for event in page(second, "everything").select("ol.events > li")]
    assert listed == ["tower-stands", "first-light", "lens-cleaned", "lamp-out", "electric-light"]


def test_its_years_end_in_december(second: Path) -> None:
    assert "the year to December 2023" in page(second, "light/numbers").get_text(" ", strip=True)


def test_what_is_derived_is_worked_out(second: Path) -> None:
    assert "1.5 barrels" in " ".join(page(second, "light/numbers").select_one("[id='oil-saved']").get_text(" ").split())


def test_both_cycles_come_round(second: Path) -> None:
    home = page(second, "")
    assert len(home.select("figure.cycle")) == 2
    assert [step.get_text() for step in home.select("[id='year-of-paint'] .steps strong")] == [
        "Scrape",
        "Paint",
        "Wait",
    ]


def test_each_empty_cell_says_why(second: Path) -> None:
    empties = [cell.get_text(" ", strip=True) for cell in page(second, "light").select("td.empty .why")]
    assert empties == [
        "in the source’s figure",
        "not in the source",
        "does not apply",
        "not yet looked at",
    ], "a row that is empty for one reason says it once"


def test_nothing_of_the_first_subject_is_in_it(second: Path) -> None:
    for path in second.rglob("*.html"):
        assert "NEC" not in path.read_text(encoding="utf-8"), path
