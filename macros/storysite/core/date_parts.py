"""One date without a range: its first and last day, its precision and its words."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from storysite.core.messages import Messages, english

Precision = Literal[
    "day",
    "month",
    "quarter",
    "half",
    "year",
    "decade",
    "century",
    "fiscal year",
    "fiscal half",
    "fiscal quarter",
    "interval",
    "open",
]
# In English, for reading what is no EDTF. Not from `calendar`: its month names follow the locale of the machine.
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
FISCAL_PARTS: dict[str | None, tuple[Precision, str, int]] = {
    None: ("fiscal year", "year", 1),
    "H": ("fiscal half", "half", 2),
    "Q": ("fiscal quarter", "quarter", 4),
}
ALLOWED = (
    "write a day as 2021-04-01, a month 2021-04, a quarter 2021-33 to 2021-36, a half 2021-40 or -41, "
    "a year 1970, a decade 196X, a century 19XX, about 1952~, probably 1952?, a range 1970/1980, "
    "an open range 1970/.. or ../1970, a fiscal year by its end FYE2026-03 (-H1, -Q3)"
)
Named = tuple[date, date, Precision, str]  # first day, last day, precision, words


def day_or_month(text: str, say: Messages, year: str, month: str | None, day: str | None) -> Named:
    """Name a year, half, quarter, month or day."""
    if month is None:
        return date(int(year), 1, 1), date(int(year), 12, 31), "year", year
    number = int(month)
    if day is None and (33 <= number <= 36 or 40 <= number <= 41):
        return _part_of_year(text, say, year, number)
    if 21 <= number <= 24:
        raise DateProblem(
            f"'{text}' is a season, which falls in other months on the other half of the earth",
            f"{_years_first(year, month, day)}quarters are {year}-33 to {year}-36, halves {year}-40 and {year}-41; "
            f"or name the months, {year}-03/{year}-05",
        )
    if not 1 <= number <= 12:
        raise DateProblem(
            f"'{text}': there is no month {month}",
            f"{_years_first(year, month, day)}months are {year}-01 to {year}-12, quarters {year}-33 to {year}-36, "
            f"halves {year}-40 and {year}-41; where only the year is known write {year}",
        )
    last, month_name = monthrange(int(year), number)[1], say.several("dates.months")[number - 1]
    if day is None:
        words = say("dates.month", month=month_name, year=year)
        return date(int(year), number, 1), date(int(year), number, last), "month", words
    try:
        exact = date(int(year), number, int(day))
    except ValueError:
        raise DateProblem(
            f"'{text}': {MONTHS[number - 1]} {year} has {last} days",
            f"days are {year}-{month}-01 to {year}-{month}-{last}; where only the month is known write {year}-{month}",
        ) from None
    return exact, exact, "day", say("dates.day", day=exact.day, month=month_name, year=year)


def _years_first(year: str, month: str, day: str | None) -> str:
    """What to write where the figures for the month are the end of a later year, as in 1939-45."""
    last = later_year(year, month)
    return f"for the years {year} to {last} write {year}/{last}; " if last and not day else ""


def _part_of_year(text: str, say: Messages, year: str, number: int) -> Named:
    """Name a quarter or a half of a year by EDTF's number for it; refuse one that was meant as the end of a range of years."""
    precision: Precision = "quarter" if number < 40 else "half"
    which, months = (number - 33, 3) if number < 40 else (number - 40, 6)
    if last := _years_meant(year, str(number)):
        words = _part_words(precision, which, year, english())
        parts = f"{year}-{which * months + 1:02}/{year}-{which * months + months:02}"
        raise DateProblem(
            f"'{text}' is {words} in EDTF, and looks like the years {year} to {last}",
            f"for the years write {year}/{last}, for {words} its months, {parts}",
        )
    return *_span(text), precision, _part_words(precision, which, year, say)


def _part_words(precision: Precision, which: int, year: str, say: Messages) -> str:
    """`the first quarter of 2021`."""
    ordinal = say.several("dates.ordinals")[which]
    return say(f"dates.{precision}", ordinal=ordinal, year=year)


def _years_meant(year: str, ending: str) -> str:
    """The later year where somebody wrote a range of years, as in 1929-33: at most 25 years on, and one of the past."""
    last = later_year(year, ending)
    return last if last and int(last) - int(year) <= 25 and last < "2000" else ""


def later_year(year: str, ending: str) -> str:
    """The next year that ends so, where it is at most fifty years later."""
    last = int(year[:2] + ending)
    last += 100 * (last <= int(year))
    return str(last) if last - int(year) <= 50 else ""


def decade(text: str, say: Messages, century: str, decade: str | None) -> Named:
    """Name a decade or a century."""
    if decade is None:
        return *_span(text), "century", say("dates.century", ordinal=century_ordinal(int(century), say))
    if decade != "0":
        years = say("dates.decade", decade=f"{century}{decade}0")
    else:  # "the 1900s" would be read as the century
        years = say("dates.first-decade", first=f"{century}00", last=f"{century}09")
    return *_span(text), "decade", years


def century_ordinal(hundreds: int, say: Messages) -> str:
    """`20th`, for the years that begin with 19."""
    return say.several("dates.centuries")[hundreds - 10]


@lru_cache(maxsize=1024)  # the grammar of `edtf` takes milliseconds for each date
def _span(text: str) -> tuple[date, date]:
    """Ask `edtf` for the first and last day of a quarter, half, decade or century."""
    # Not above: to load its grammar takes longer than to read all other dates.
    from edtf import parse_edtf

    found = parse_edtf(text)
    return date(*found.lower_strict()[:3]), date(*found.upper_strict()[:3])


def fiscal_year(text: str, say: Messages, year: str, month: str, kind: str | None, part: str | None) -> Named:
    """Name a fiscal year, or a half or quarter of one, counted back from the month it ends with."""
    if not 1 <= int(month) <= 12:
        raise DateProblem(
            f"'{text}': there is no month {month}",
            f"after FYE{year}- comes the month the year ends with, 01 to 12, as FYE{year}-03",
        )
    precision, label, parts = FISCAL_PARTS[kind]
    number = int(part or 1)
    if not 1 <= number <= parts:
        raise DateProblem(
            f"'{text}': there is no {label} {part} of a year",
            f"halves are H1 and H2, quarters Q1 to Q4: write FYE{year}-{month}-{kind}{parts}",
        )
    length = 12 // parts
    first = int(year) * 12 + int(month) - 12 + length * (number - 1)
    start, after = (date(count // 12, count % 12 + 1, 1) for count in (first, first + length))
    ends = {"month": say.several("dates.months")[int(month) - 1], "year": year}
    words = say(f"dates.{precision.replace(' ', '-')}", ordinal=say.several("dates.ordinals")[number - 1], **ends)
    return start, after - timedelta(days=1), precision, words


class DateProblem(ValueError):
    """A date that cannot be read: what is wrong, and what to write instead."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(f"{message}: {hint}")
        self.message = message
        self.hint = hint
