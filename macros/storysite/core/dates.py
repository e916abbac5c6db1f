"""Read dates written in EDTF (ISO 8601-2), and fiscal years written by their end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from storysite.core.date_faults import why_no_date
from storysite.core.date_parts import (
    DateProblem,
    Precision,
    century_ordinal,
    day_or_month,
    decade,
    fiscal_year,
)
from storysite.core.messages import Messages, english


@lru_cache(maxsize=4096)
def parse(text: str, messages: Messages | None = None) -> When:
    """Read one date, or raise the `DateProblem` that explains it; its words are in the language of the messages, or English."""
    when = _read(text, messages or english())
    if when is None:
        raise why_no_date(text, lambda other: _read(other, english()))
    return when


def _read(text: str, say: Messages) -> When | None:
    """Read one date; None where it has the shape of no date."""
    if text.count("/") != 1:
        return _single(text, say)
    first, last = text.split("/")
    if first == last == "..":
        raise DateProblem("'../..' is open at both ends", "give one end, as 1970/.. or ../1970")
    a, b = (None if part == ".." else _single(part, say) for part in (first, last))
    if (a is None and first != "..") or (b is None and last != ".."):
        return None
    if a is None:
        return b and When(text, None, b.end, "open", b.circa, b.uncertain, say("dates.until", date=b.words))
    if b is None:
        return When(text, a.start, None, "open", a.circa, a.uncertain, say("dates.from", date=a.words))
    if b.sort_key[0] < a.sort_key[0] and b.sort_key[1] < a.sort_key[1]:
        raise DateProblem(f"'{text}' runs backwards", f"the earlier date comes first: write {last}/{first}")
    circa, uncertain = a.circa or b.circa, a.uncertain or b.uncertain
    return When(text, a.start, b.end, "interval", circa, uncertain, _range_words(a, b, say))


def _single(text: str, say: Messages) -> When | None:
    """Read a date that is no interval."""
    bare, mark = (text[:-1], text[-1]) if text.endswith(("~", "?", "%")) else (text, "")
    if fiscal := re.fullmatch(r"FYE([12][0-9]{3})-([0-9]{2})(?:-([HQ])([0-9]))?", bare):
        start, end, precision, words = fiscal_year(bare, say, *fiscal.groups())
    elif wide := re.fullmatch(r"([12][0-9])(?:([0-9])X|XX)", bare):
        start, end, precision, words = decade(bare, say, *wide.groups())
    elif usual := re.fullmatch(r"([12][0-9]{3})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", bare):
        start, end, precision, words = day_or_month(bare, say, *usual.groups())
    else:
        return None
    if mark and precision in ("quarter", "half", "century"):
        raise DateProblem(
            f"'{text}' puts '{mark}' on a {precision}",
            f"a day, month, year, decade or fiscal year can: write {bare}, or a year{mark}",
        )
    circa, uncertain = mark in ("~", "%"), mark in ("?", "%")
    words = say("dates.about", date=words) if circa else words
    words = say("dates.probably", date=words) if uncertain else words
    return When(text, start, end, precision, circa, uncertain, words)


def _range_words(a: When, b: When, say: Messages) -> str:
    """Say a closed range, naming once what both ends share."""
    if a.words == b.words:
        return a.words
    if a.precision == b.precision and not (a.circa or a.uncertain or b.circa or b.uncertain):
        if shared := _shared(a, b, say):
            return shared
    is_long = any(end.precision.startswith("fiscal") or re.match("..0X", end.text) for end in (a, b))
    return say("dates.long-range" if is_long else "dates.range", first=a.words, last=b.words)


def _shared(a: When, b: When, say: Messages) -> str:
    """A range of two dates of one kind whose words share an end; empty where they share none."""
    first, last = a.sort_key[0], b.sort_key[0]
    first_end, last_end = a.sort_key[1], b.sort_key[1]
    months, ordinals = say.several("dates.months"), say.several("dates.ordinals")
    year, same_year = last.year, first.year == last.year
    match a.precision:
        case "day" if same_year and first.month == last.month:
            return say("dates.days", first=first.day, last=last.day, month=months[last.month - 1], year=year)
        case "day" if same_year:
            before = {"first": first.day, "first_month": months[first.month - 1]}
            return say("dates.days-of-months", **before, last=last.day, month=months[last.month - 1], year=year)
        case "month" if same_year:
            return say("dates.months-of-year", first=months[first.month - 1], last=months[last.month - 1], year=year)
        case "quarter" | "half" if same_year:
            size = 3 if a.precision == "quarter" else 6
            parts = {"first": ordinals[(first.month - 1) // size], "last": ordinals[(last.month - 1) // size]}
            return say("dates.quarters" if a.precision == "quarter" else "dates.halves", **parts, year=year)
        case "century":
            return say(
                "dates.several-centuries",
                first=century_ordinal(first.year // 100, say),
                last=century_ordinal(year // 100, say),
            )
        case "fiscal half" | "fiscal quarter" if a.text[:10] == b.text[:10]:
            parts = {"first": ordinals[int(a.text[-1]) - 1], "last": ordinals[int(b.text[-1]) - 1]}
            ends = {"month": months[int(a.text[8:10]) - 1], "year": a.text[3:7]}
            return say(
                "dates.fiscal-halves" if a.precision == "fiscal half" else "dates.fiscal-quarters", **parts, **ends
            )
        case "fiscal year" if first_end.month == last_end.month:
            years = last_end.year - first_end.year + 1
            counts = dict(enumerate(say.several("dates.counts"), 2))
            return say(
                "dates.fiscal-years",
                years=counts.get(years, years),
                month=months[last_end.month - 1],
                year=last_end.year,
            )
    return ""


@dataclass(frozen=True, slots=True)
class When:
    """A date as precise as its source: the days it can cover, and the words that print it."""

    text: str
    start: date | None
    end: date | None
    precision: Precision
    circa: bool
    uncertain: bool
    words: str

    @property
    def datetime(self) -> str:
        """A valid HTML `<time datetime>` that says neither more nor less: a day, a month or a year; empty for all else."""
        exact = self.precision in ("day", "month", "year") and not (self.circa or self.uncertain)
        return self.text if exact else ""

    @property
    def ends(self) -> tuple[When | None, When | None]:
        """What it begins and ends with, nothing where it is open; a date that is no range is both."""
        first, last = (None if part == ".." else parse(part) for part in (self.text.split("/") * 2)[:2])
        return first, last

    @property
    def bounds(self) -> tuple[str, str]:
        """The ends of a range as ISO 8601 dates, each empty where it is open or no day, month or year; of one date the date alone."""
        first, last = (end.datetime if end else "" for end in self.ends)
        return first, last if "/" in self.text else ""

    @property
    def cover(self) -> tuple[date | None, date | None]:
        """The first and the last day that it can cover, nothing where an end is open, or only about or probably so."""
        first, last = self.ends
        return (
            first.start if first and not (first.circa or first.uncertain) else None,
            last.end if last and not (last.circa or last.uncertain) else None,
        )

    @property
    def sort_key(self) -> tuple[date, date, str]:
        """First day, then last day (a wider span comes after), then text; open ends lie outermost."""
        return self.start or date.min, self.end or date.max, self.text

    def overlaps(self, other: When) -> bool:
        """Whether the two share a day."""
        (start, end, _), (other_start, other_end, _) = self.sort_key, other.sort_key
        return start <= other_end and other_start <= end

    def is_past(self, today: date) -> bool:
        """Whether the last day is before today; an open end never is."""
        return self.end is not None and self.end < today

    @property
    def interval(self) -> str:
        """The span in ISO 8601, for exports; empty where an end is only about or probably so."""
        return "" if self.circa or self.uncertain else f"{self.start or '..'}/{self.end or '..'}"
