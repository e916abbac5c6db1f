"""Read dates written in EDTF (ISO 8601-2), and fiscal years written by their end."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from storysite.core.date_parts import (
    ALLOWED,
    MONTHS,
    DateProblem,
    Precision,
    century_ordinal,
    day_or_month,
    decade,
    fiscal_year,
    later_year,
)
from storysite.core.messages import Messages, english


@lru_cache(maxsize=4096)
def parse(text: str, messages: Messages | None = None) -> When:
    """Read one date, or raise the `DateProblem` that explains it; its words are in the language of the messages, or English."""
    when = _read(text, messages or english())
    if when is None:
        raise _problem(text)
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


Y, D = "([12][0-9]{3})", "([0-9]{1,2})"
MONTH = "(" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS).replace("Sep(", "Sept?(") + r")\.?"
CODES = {
    **{name[:3].lower(): f"{n:02}" for n, name in enumerate(MONTHS, 1)},
    "q1": "33",
    "q2": "34",
    "q3": "35",
    "q4": "36",
    "h1": "40",
    "h2": "41",
}

REWRITES = (  # shape of the fault, what is wrong, the nearest right thing
    (rf"{Y}[-/.]{D}[-/.]{D}", "is not joined by hyphens with two digits for month and day", r"\1-\2-\3"),
    (rf"{Y}[-/.]{D}", "is not joined by a hyphen with two digits for the month", r"\1-\2"),
    (rf"{D}[-/.]{Y}", "does not put the year first", r"\2-\1"),
    (rf"{Y}([0-9]{{2}})([0-9]{{2}})?", "has no hyphens", r"\1-\2-\3"),
    (rf"{Y}-{Y}", "joins two years with a hyphen; a range has a slash", r"\1/\2"),
    (rf"({Y}-..-..)[T ].*", "has a time of day; a date here is a day at most", r"\1"),
    (rf"{MONTH} {Y}", "is in words; a date is in figures, year first", r"\2-\1"),
    (rf"{D}(?:st|nd|rd|th)? {MONTH},? {Y}", "is in words; a date is in figures, year first", r"\3-\2-\1"),
    (rf"{MONTH} {D}(?:st|nd|rd|th)?,? {Y}", "is in words; a date is in figures, year first", r"\3-\1-\2"),
    (rf"{Y}[- ]?([QH][1-4])", "names a quarter or half; EDTF has a number for it", r"\1-\2"),
    (rf"([QH][1-4])[- ]?{Y}", "names a quarter or half; EDTF has a number for it", r"\2-\1"),
    (r"(?:the )?([12][0-9]{2})(?:0'?s|[*U_X])", "is a decade; EDTF writes X for the digit not known", r"\1X"),
    (r"([12][0-9])(?:\*\*|UU|__|XX)", "is a century; EDTF writes X for each digit not known", r"\1XX"),
    (r"(?:circa|about|around|ca?\.?|~) ?(.+)", "puts 'about' first; EDTF writes ~ after the date", r"\1~"),
    (r"(?:probably|perhaps|\?) ?(.+)", "puts 'probably' first; EDTF writes ? after the date", r"\1?"),
    (r"(.+?)(?:~\?|\?~)", "has two marks; EDTF writes % for both", r"\1%"),
    (r"(?:from|since) (.+)|(.+)/|(.+)-", "leaves out its end; an open end is two dots", r"\1\2\3/.."),
    (r"until (.+)|/(.+)|-(.+)", "leaves out its start; an open start is two dots", r"../\1\2\3"),
    (r"(.+?) ?(?:to|until|-|/) ?(.+)", "is a range; EDTF puts a bare slash between its ends", r"\1/\2"),
    (rf"FYE ?{Y}[-/ ]?{D}-?([HQ][1-4])?", "is not in capitals with hyphens", r"FYE\1-\2-\3"),
)

LESSONS = (  # shape of the fault, what is wrong, how to put it right
    ("", "is empty", ALLOWED),
    (
        "now|today|present|ongoing|current",
        "means another day on every day it is read",
        "write the day, as 2021-04-01, or leave the end open, as 1970/..",
    ),
    (rf"FYE{Y}", "does not say in which month the year ends", r"add the month, as FYE\1-03 or FYE\1-12"),
    (
        "FY.*",
        "is not a fiscal year by its end",
        "write the year and the month it ends with, as FYE2026-03; a half is FYE2026-03-H1, a quarter -Q4",
    ),
    (rf"{D}[-/.]{D}[-/.]{Y}", "can have day or month first", r"write year, month, day, as \3-04-01"),
    (".+ (?:to|until) .+", "is a range in words", "put a slash between two dates, as 2016-06/2016-08"),
    (
        r"-?[0-9]{1,3}(?:-[0-9]{1,2}){0,2}|-?0[0-9]{3}(?:-[0-9]{2}){0,2}|-[0-9]{4}|(?:AD ?)?[0-9]+ ?(?:BC|BCE|B\.C\.|AD|CE|A\.D\.)|AD ?[0-9]{1,3}",
        "lies before the year 1000, or is no whole year; dates here are of the years 1000 to 2999",
        "check the year; for what came before write ../1000, and say the year in the text",
    ),
    ("[0-9]{4,}(?:-[0-9]{2}){0,2}", "is outside the years 1000 to 2999", "check the year, as 1970"),
)
SHORTENED = re.compile(
    rf"{Y}(?:-([0-9]{{2}}))?(?:-([0-9]{{2}}))?(?:/| ?- | to | until )([0-9]{{2}})(?:-([0-9]{{2}}))?", re.ASCII
)
"""A range whose second end leaves out what it shares with the first: 1939/45, 2021-04/06, 2021-04-01/05."""


def _shortened(text: str) -> DateProblem | None:
    """What a range is in full that leaves out the year or the month at its end."""
    found = SHORTENED.fullmatch(text)
    if not found:
        return None
    year, month, day, first, second = found.groups()
    if second:
        last = f"{year}-{first}-{second}"
    elif day:
        last = f"{year}-{month}-{first}"
    elif month:
        last = f"{year}-{first}"
    else:
        last = later_year(year, first)
    full = f"{text[: found.end(3) if day else found.end(2) if month else found.end(1)]}/{last}"
    if not _reads(full):
        return None
    also = f" for the years, or {year}-{first} for the month" if not month and _reads(f"{year}-{first}") else ""
    return DateProblem(f"{text!r} leaves out at its end what both ends share", f"write {full}{also}")


def _problem(text: str) -> DateProblem:
    """Explain a text that has the shape of no date, and find the nearest that has."""
    tidy = _tidy(text)
    if tidy != text and _reads(tidy):
        return DateProblem(f"{text!r} has a space, or a character that is not plain", f"write {tidy}")
    if shortened := _shortened(tidy):
        return shortened
    if bare := re.fullmatch(rf"FY ?{Y}-?([HQ][1-4])?", tidy, re.IGNORECASE | re.ASCII):
        year, part = int(bare[1]), f"-{bare[2].upper()}" if bare[2] else ""
        return DateProblem(
            f"the bare label FY{year} means two different years, by its start or by its end",
            f"write the year by its end, FYE{year + 1}-03{part} or FYE{year}-03{part}, "
            "and keep the source's own label in as_written",
        )
    for shape, wrong, nearest in REWRITES:
        if found := re.fullmatch(shape, tidy, re.IGNORECASE | re.ASCII):
            better = _finish(found.expand(nearest))
            try:
                if _read(better, english()):
                    return DateProblem(f"{text!r} {wrong}", f"write {better}")
            except DateProblem as deeper:  # "30 February 2023": the day is the worse fault
                return deeper
    for shape, wrong, hint in LESSONS:
        if found := re.fullmatch(shape, tidy, re.IGNORECASE | re.ASCII):
            return DateProblem(f"{text!r} {wrong}", found.expand(hint))
    if text.count("/") == 1:
        for part in text.split("/"):
            if part not in ("", "..") and not _reads(part):
                problem = _problem(part)
                return DateProblem(f"in {text!r}, {problem.message}", problem.hint)
    return DateProblem(f"{text!r} is not a date", ALLOWED)


def _tidy(text: str) -> str:
    """Replace what only looks like ASCII: other digits, other dashes, spaces around."""
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in plain)
    return re.sub(r"\s+", " ", re.sub("[\u2010-\u2015\u2212]", "-", plain)).strip()


def _finish(text: str) -> str:
    """Turn month names and quarters into their numbers, pad single digits, drop an empty tail."""
    text = text.upper().rstrip("-")
    text = re.sub(r"(?<=^[0-9]{4}-)([QH][0-9]|[A-Z]{3})[A-Z]*", lambda m: CODES.get(m[1].lower(), m[0]), text)
    return re.sub(r"-([0-9])(?![0-9])", r"-0\1", text)


def _reads(text: str) -> bool:
    """Whether a text is a date as it stands."""
    try:
        return _read(text, english()) is not None
    except DateProblem:
        return False


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
