"""What all drawings share: how wide text can get, scales of time and number, shapes, and safe SVG.

A drawing is laid out at a few fixed widths and written once for each; a container query shows one of them.  Places
along the width are fractions, so a layout only gets looser until the next one takes over.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import cache, lru_cache
from itertools import pairwise
from math import cos, pi, sin

from markupsafe import Markup, escape

from storysite.core.dates import MONTHS

WIDTHS = {"n": 272, "m": 640}
"""A page's layouts: the class of each, and the width from which it is shown; the first is for 320 px with a scroll bar."""
PAD = 16
"""What is left free on either side of the plotted width, so that marks at its ends have room."""
TEXT, SMALL, HEAD = 12, 11, 13
"""Sizes of text in px: labels, numbers in marks, names of lanes."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in px."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box, gap: float = 0) -> bool:
        """Whether the two come nearer than `gap`."""
        return (
            self.left < other.right + gap
            and other.left < self.right + gap
            and self.top < other.bottom + gap
            and other.top < self.bottom + gap
        )


# --- text ------------------------------------------------------------------------------------

# Em widths of the widest system fonts there are, Verdana and DejaVu Sans, rounded up.
_EM = {
    character: width
    for width, characters in {
        0.36: " ijl,.'’‘f·",
        0.47: 'rtIJ!:;|/\\()[]-"',
        0.56: "cszL?“”–",
        0.65: "0123456789abdeghnopqkuvxyFPT$£¥€{}_`*",
        0.71: "ABCEKRSVXYZ",
        0.8: "DGHNOQU",
        0.88: "wM#+<>=~^×→&",
        1.09: "mW@%—…",
    }.items()
    for character in characters
}


@lru_cache(maxsize=65536)
def _em(character: str) -> float:
    if character in _EM:
        return _EM[character]
    if unicodedata.category(character) in {"Mn", "Me", "Cf", "Cc"}:
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.1
    parts = unicodedata.normalize("NFKD", character)
    if parts != character:
        return sum(map(_em, parts))
    return 1.2


def text_width(text: str, size: float, bold: bool = False) -> float:
    """How wide a text can get in px, whatever the reader's sans serif: an estimate on the safe side."""
    return sum(map(_em, text)) * size * (1.13 if bold else 1)


def wrap(text: str, size: float, width: float, most: int | None = None, bold: bool = False) -> tuple[str, ...]:
    """The lines of a text that stay within a width; a word that is too long is broken, what is too much ends in `…`."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size, bold) <= width:
            lines[-1] = joined
        else:
            lines += _broken(word, size, width, bold)
    if most is None or len(lines) <= most:
        return tuple(lines)
    last = lines[most - 1]
    while last and text_width(f"{last}…", size, bold) > width:
        last = last[:-1].rstrip()
    return (*lines[: most - 1], f"{last}…")


def _broken(word: str, size: float, width: float, bold: bool) -> list[str]:
    pieces = [""]
    for character in word:
        if pieces[-1] and text_width(pieces[-1] + character, size, bold) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces


def columns_dealt(count: int, most: int) -> list[list[int]]:
    """The numbers of columns, from 1 on, in parts of nearly the same size with so many at most."""
    parts = max(1, -(-count // max(1, most)))
    return [[*range(1 + count * at // parts, 1 + count * (at + 1) // parts)] for at in range(parts)]


# --- scales ----------------------------------------------------------------------------------


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


_STEPS: tuple[tuple[str, int, float], ...] = (
    *(("day", step, step) for step in (1, 2, 5, 10)),
    *(("month", step, step * 30.4) for step in (1, 3, 6)),
    *(("year", step, step * 365.2) for step in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)),
)


def time_ticks(scale: TimeScale, width: float, left: float = PAD, right: float = PAD) -> tuple[Tick, ...]:
    """As many dates as can be labelled on a width; labels may reach out by `left` and `right`."""
    for unit, step, length in _STEPS:
        if width * length / scale.days < 24:
            continue
        ticks = _labelled(scale, unit, step, width, left, right)
        if _apart([tick for tick in ticks if tick.label], width):
            return tuple(ticks)
    return ()


def _apart(ticks: list[Tick], width: float) -> bool:
    ends = [(tick.at * width + tick.shift, text_width(tick.label, TEXT) / 2) for tick in ticks]
    return bool(ends) and all(b - a - left - right >= 10 for (a, left), (b, right) in pairwise(ends))


def _labelled(scale: TimeScale, unit: str, step: int, width: float, left: float, right: float) -> list[Tick]:
    ticks: list[Tick] = []
    said = 0
    for day in _steps(scale.start, unit, step):
        at = scale.at(day)
        if at > 1:
            break
        month = MONTHS[day.month - 1][:3]
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


# --- shapes ----------------------------------------------------------------------------------


def _corners(*points: tuple[float, float]) -> str:
    return "M" + " ".join(f"{short(x)} {short(y)}" for x, y in points) + "Z"


def _round(r: float) -> str:
    return f"M{short(-r)} 0a{short(r)} {short(r)} 0 1 0 {short(2 * r)} 0a{short(r)} {short(r)} 0 1 0 {short(-2 * r)} 0Z"


def _star(r: float) -> str:
    turns = ((pi * step / 5, 1.22 * r if step % 2 == 0 else 0.8 * r) for step in range(10))
    return _corners(*((far * sin(turn), 0.06 * r - far * cos(turn)) for turn, far in turns))


def _cross(r: float) -> str:
    a, b = 0.66 * r, 1.1 * r
    quarter = [(a, -b), (a, -a), (b, -a)]
    half = quarter + [(-y, x) for x, y in quarter]
    return _corners(*half, *((-x, -y) for x, y in half))


_SHAPES: dict[str, Callable[[float], str]] = {
    "circle": _round,
    "square": lambda r: _corners(
        (-0.92 * r, -0.92 * r), (0.92 * r, -0.92 * r), (0.92 * r, 0.92 * r), (-0.92 * r, 0.92 * r)
    ),
    "diamond": lambda r: _corners((0, -1.18 * r), (1.18 * r, 0), (0, 1.18 * r), (-1.18 * r, 0)),
    "triangle": lambda r: _corners((0, -1.28 * r), (1.24 * r, 0.88 * r), (-1.24 * r, 0.88 * r)),
    "cross": _cross,
    "ring": lambda r: _round(r * 0.96),
    "bar": lambda r: _corners((-1.18 * r, -0.7 * r), (1.18 * r, -0.7 * r), (1.18 * r, 0.7 * r), (-1.18 * r, 0.7 * r)),
    "star": _star,
}


@cache
def shape(name: str, radius: float) -> str:
    """The outline of a shape around 0, 0, as path data; each has room for a number in its middle."""
    return _SHAPES[name](radius)


def hollow(name: str) -> str:
    """The class that tells a ring from a circle, with a space before it."""
    return " d-hollow" if name == "ring" else ""


# --- writing ---------------------------------------------------------------------------------


def short(number: float) -> str:
    """A number with two decimals at most."""
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def percent(fraction: float) -> str:
    """A fraction of the plotted width."""
    return f"{short(fraction * 100)}%"


def element(name: str, *inside: str, **attributes: str | float | None) -> Markup:
    """An element with its attributes (`class_`, `aria_label`), all text in it escaped."""
    pairs = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value) if isinstance(value, str) else short(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    content = "".join(map(escape, inside))
    return Markup(f"<{name}{pairs}>{content}</{name}>" if content or name not in _EMPTY else f"<{name}{pairs}/>")


_EMPTY = {"path", "line", "rect", "circle"}
"""Elements that are closed where they begin."""


def along(fraction: float) -> str:
    """A fraction of the plotted width, inside `stretched`."""
    return str(round(fraction * 10000))


def drawn(path: str, class_: str, stroke_width: float | None = None) -> Markup:
    """Lines inside `stretched`, as thick as they would be outside; nothing where there are none."""
    if not path:
        return Markup("")
    return element("path", class_=class_, d=path, stroke_width=stroke_width)


def stretched(height: float, *paths: Markup, y: float = 0) -> Markup:
    """Lines whose x runs from 0 to 10,000 over the plotted width, whatever that is: many of them in few bytes."""
    return element(
        "svg",
        *paths,
        y=y,
        width="100%",
        height=height,
        viewBox=f"0 0 10000 {short(height)}",
        preserveAspectRatio="none",
    )


def key(opening: str, signs: list[tuple[Markup, str]]) -> Markup:
    """How to read a drawing, in words: each sign, 24 by 12 px, with what it means."""
    entries = (
        element("span", element("svg", sign, class_="d-sample", width=24, height=12, aria_hidden="true"), words)
        for sign, words in signs
    )
    first = [element("span", opening)] if opening else []
    return element("p", Markup(" ").join((*first, *entries)), class_="d-key")
