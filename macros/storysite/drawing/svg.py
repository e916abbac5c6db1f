"""What all drawings share: how wide text can get, scales of time and number, shapes, and safe SVG.

A drawing is laid out at a few fixed widths and written once for each; a container query shows one of them.  Places
along the width are fractions, so a layout only gets looser until the next one takes over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import cos, pi, sin

from markupsafe import Markup, escape

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


def columns_dealt(count: int, most: int) -> list[list[int]]:
    """The numbers of columns, from 1 on, in parts of nearly the same size with so many at most."""
    parts = max(1, -(-count // max(1, most)))
    return [[*range(1 + count * at // parts, 1 + count * (at + 1) // parts)] for at in range(parts)]


# --- scales ----------------------------------------------------------------------------------


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
