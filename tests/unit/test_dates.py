"""Hold `macros/storysite/core/dates.py` to the cases in `tests/cases/dates.yml`, and to what is true of every date."""

from __future__ import annotations

import random
import re
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from storysite.core.date_parts import DateProblem
from storysite.core.dates import When, parse

# BaseLoader leaves 1970 and 2021-04-01 as the text an editor wrote.
CASES = yaml.load((Path(__file__).parents[1] / "cases/dates.yml").read_text("utf-8"), yaml.BaseLoader)
GOOD = [case["date"] for case in CASES if "refused" not in case]
HTML_TIME = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


def read(text: str) -> When | DateProblem:
    """Read a date or return its problem; any other exception fails the test."""
    try:
        return parse(text)
    except DateProblem as problem:
        return problem


@pytest.mark.parametrize("case", CASES, ids=lambda case: repr(case["date"]))
def test_a_date_is_read_as_its_case_says(case: dict) -> None:
    got = read(case["date"])

    if "refused" in case:
        assert isinstance(got, DateProblem), got
        assert [part for part in case["refused"] if part not in f"{got.message}: {got.hint}"] == [], got
    else:
        assert isinstance(got, When), got
        span = {"from": str(got.start or "open"), "to": str(got.end or "open")}
        told = dict(zip(("startDate", "endDate"), got.bounds, strict=True))
        found = {"words": got.words, "precision": got.precision, "datetime": got.datetime, **span, **told}
        assert {"date": got.text} | {key: found[key] for key in case if key != "date"} == case
        marked = got.circa or got.uncertain
        assert got.interval == ("" if marked else f"{case['from']}/{case['to']}".replace("open", ".."))


@pytest.mark.parametrize("seed", range(5))
def test_order_does_not_depend_on_the_input(seed: int) -> None:
    expected = [
        "../1970",
        "1970-01-01",
        "1970",
        "1970?",
        "1970~",
        "197X",
        "1970/..",
        "FYE2026-03-Q1",
        "FYE2026-03-H1",
        "FYE2026-03",
        "2026-01-01",
    ]
    shuffled = random.Random(seed).sample(expected, len(expected))

    assert sorted(shuffled, key=lambda text: parse(text).sort_key) == expected


@pytest.mark.parametrize(
    "a, b, shared",
    [
        ("FYE2026-03", "2025", True),
        ("FYE2026-03", "2025-03", False),
        ("1970/..", "2021", True),
        ("../1970", "1971", False),
        ("../1970", "1970/..", True),
        ("2021-04", "2021-04-30", True),
        ("1969", "1970/..", False),
    ],
)
def test_two_times_overlap_or_not(a: str, b: str, shared: bool) -> None:
    assert parse(a).overlaps(parse(b)) is parse(b).overlaps(parse(a)) is shared


@pytest.mark.parametrize(
    "text, past", [("FYE2026-03", False), ("2026-03-30", True), ("1970/..", False), ("../1970", True)]
)
def test_a_time_is_past_or_not(text: str, past: bool) -> None:
    assert parse(text).is_past(date(2026, 3, 31)) is past


@pytest.mark.parametrize(
    "text, marks",
    [
        ("1952", (False, False)),
        ("1952~", (True, False)),
        ("1952?", (False, True)),
        ("1952%", (True, True)),
        ("1952~/1960?", (True, True)),
        ("1970~/..", (True, False)),
    ],
)
def test_a_date_has_the_marks_of_its_signs(text: str, marks: tuple[bool, bool]) -> None:
    assert (parse(text).circa, parse(text).uncertain) == marks


def check_any_text(text: str) -> None:
    """Whatever comes in: a sound date, or a problem whose advice can be followed."""
    got = read(text)
    if isinstance(got, DateProblem):
        assert got.message and got.hint
        if advice := re.fullmatch(r"write (\S+)", got.hint):
            assert parse(advice[1])
    else:
        assert got.text == text and text.isascii()
        assert got.datetime in ("", text) and (not got.datetime or HTML_TIME.fullmatch(got.datetime))
        assert all(not day or (HTML_TIME.fullmatch(day) and day in text) for day in got.bounds)
        assert got.cover[0] in (None, got.start) and got.cover[1] in (None, got.end)
        assert got.start is None or got.end is None or got.start <= got.end
        assert got.words[0].islower() or got.words[0].isdigit() or got.precision in ("month", "interval")


@given(st.text())
@example("\ud800")
@example("9" * 5000)
def test_any_text_is_read_or_refused(text: str) -> None:
    check_any_text(text)


@given(
    st.lists(st.sampled_from(GOOD), min_size=1, max_size=2),
    st.integers(0, 25),
    st.integers(0, 3),
    st.text("0123456789-/.~?%XFYEHQ toApril٣–\n", max_size=3),
)
def test_mutations_of_good_dates(dates: list[str], at: int, cut: int, put: str) -> None:
    text = "/".join(dates)

    check_any_text(text[:at] + put + text[at + cut :])
