"""Scales: where a day or a number stands, and which of them are marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise

from storysite.core.messages import Messages, english
from storysite.drawing.svg import PAD, TEXT
from storysite.drawing.text_layout import text_width

STEPS: tuple[tuple[str, int, float], ...] = (
    *(("day", step, step) for step in (1, 2, 5, 10)),
    *(("month", step, step * 30.4) for step in (1, 3, 6)),
    *(("year", step, step * 365.2) for step in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)),
)


@dataclass(frozen=True, slots=True)
class TimeScale:
    """Days to fractions of a width, linear."""

    start: date
    days: int

    @classmethod
    def over(cls, start: date, end: date, least: int = 28) -> TimeScale:
        """From the first moment of a day to the last of another; at least so many days, around the middle."""
        first, days = start.toordinal(), (end - start).days + 1
        if days < least:
            first, days = max(1, first - (least - days) // 2), least
        return cls(date.fromordinal(first), days)

    def at(self, day: date) -> float:
        """Where a day begins."""
        return ((day - self.start).days) / self.days

    def after(self, day: date) -> float:
        """Where a day ends."""
        return ((day - self.start).days + 1) / self.days


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid with its label."""

    at: float
    label: str
    shift: float = 0
    """How far the label's middle stands from the line, in px, to stay within the drawing."""


def time_ticks(
    scale: TimeScale, width: float, left: float = PAD, right: float = PAD, say: Messages | None = None
) -> tuple[Tick, ...]:
    """As many dates as can be labelled on a width; labels may reach out by `left` and `right`."""
    for unit, step, length in STEPS:
        if width * length / scale.days < 24:
            continue
        ticks = _labelled(scale, unit, step, width, left, right, say or english())
        if _apart([tick for tick in ticks if tick.label], width):
            return tuple(ticks)
    return ()


def _apart(ticks: list[Tick], width: float) -> bool:
    ends = [(tick.at * width + tick.shift, text_width(tick.label, TEXT) / 2) for tick in ticks]
    return bool(ends) and all(b - a - left - right >= 10 for (a, left), (b, right) in pairwise(ends))


def _labelled(
    scale: TimeScale, unit: str, step: int, width: float, left: float, right: float, say: Messages
) -> list[Tick]:
    months = say.several("dates.short-months")
    ticks: list[Tick] = []
    said = 0
    for day in _steps(scale.start, unit, step):
        at = scale.at(day)
        if at > 1:
            break
        month = months[day.month - 1]
        brief = {"year": str(day.year), "month": month, "day": f"{day.day} {month}"}[unit]
        label = brief if unit == "year" or day.year == said else f"{brief} {day.year}"
        said = day.year
        half = text_width(label, TEXT) / 2
        shift = max(0.0, half - left - at * width) + min(0.0, width + right - half - at * width)
        ticks.append(Tick(at, label, shift))
    return ticks


def _steps(start: date, unit: str, step: int) -> Iterator[date]:
    """The first days of each so many years, months or days, from a day on."""
    if unit == "day":
        day = start
        while True:
            # counted anew from the first of each month, so that they are round; not the 31st beside the 1st
            if ((day.day - 1) % step == 0 and (step == 1 or day.day < 30)) or day.day == 1:
                yield day
            day += timedelta(days=1)
    months = step * 12 if unit == "year" else step
    count = -(-(start.year * 12 + start.month - 1 + (start.day > 1)) // months) * months
    while count // 12 < date.max.year:
        yield date(count // 12, count % 12 + 1, 1)
        count += months


def round_ticks(low: Decimal, high: Decimal, most: int) -> list[Decimal]:
    """Round numbers from at or below `low` to at or above `high`, at most so many steps."""
    exponent = (high - low).adjusted() - 2 if high > low else 0
    while True:
        for factor in ("1", "2", "2.5", "5"):
            step = Decimal(factor).scaleb(exponent)
            first = (low / step).to_integral_value(ROUND_FLOOR)
            last = (high / step).to_integral_value(ROUND_CEILING)
            if last - first <= most:
                return [step * (first + count) for count in range(int(max(last - first, Decimal(1))) + 1)]
        exponent += 1
