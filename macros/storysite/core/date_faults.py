"""Why a text is no date, and the nearest that is one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from storysite.core.date_parts import (
    ALLOWED,
    MONTHS,
    DateProblem,
    later_year,
)

Reader = Callable[[str], object]
"""Reads one date; nothing where a text has the shape of none, and a `DateProblem` where there is no such day."""
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


def _shortened(text: str, read: Reader) -> DateProblem | None:
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
    if not _reads(full, read):
        return None
    also = f" for the years, or {year}-{first} for the month" if not month and _reads(f"{year}-{first}", read) else ""
    return DateProblem(f"{text!r} leaves out at its end what both ends share", f"write {full}{also}")


def why_no_date(text: str, read: Reader) -> DateProblem:
    """Explain a text that has the shape of no date, and find the nearest that has; `read` reads one."""
    tidy = _tidy(text)
    if tidy != text and _reads(tidy, read):
        return DateProblem(f"{text!r} has a space, or a character that is not plain", f"write {tidy}")
    if shortened := _shortened(tidy, read):
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
                if read(better):
                    return DateProblem(f"{text!r} {wrong}", f"write {better}")
            except DateProblem as deeper:  # "30 February 2023": the day is the worse fault
                return deeper
    for shape, wrong, hint in LESSONS:
        if found := re.fullmatch(shape, tidy, re.IGNORECASE | re.ASCII):
            return DateProblem(f"{text!r} {wrong}", found.expand(hint))
    if text.count("/") == 1:
        for part in text.split("/"):
            if part not in ("", "..") and not _reads(part, read):
                problem = why_no_date(part, read)
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


def _reads(text: str, read: Reader) -> bool:
    """Whether a text is a date as it stands."""
    try:
        return read(text) is not None
    except DateProblem:
        return False
