"""The generator on something else: another subject, with years that end in December, and no change to `macros/`."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from macros.site.build import build
from tests.conftest import ROOT

TODAY = date(2026, 1, 31)


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second site, built."""
    root = tmp_path_factory.mktemp("second")
    shutil.copytree(ROOT / "tests" / "second", root, dirs_exist_ok=True)
    for name in ("macros", "overrides"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "docs" / "assets", root / "docs" / "assets")
    problems = build(root, root / "site", TODAY)
    assert not problems, "\n".join(map(str, problems))
    return root / "site"


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
    assert [step.get_text() for step in home.select("[id='year-of-paint'] .steps strong")] == ["Scrape", "Paint", "Wait"]


def test_each_empty_cell_says_why(second: Path) -> None:
    empties = [cell.get_text(" ", strip=True) for cell in page(second, "light").select("td.empty .why")]
    assert empties == ["in the source’s figure", "not in the source", "does not apply", "not yet looked at", "not yet looked at"]


def test_nothing_of_the_first_subject_is_in_it(second: Path) -> None:
    for path in second.rglob("*.html"):
        assert "NEC" not in path.read_text(encoding="utf-8"), path
