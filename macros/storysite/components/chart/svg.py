"""A chart as a picture that stands alone: its bars to scale, and under them every value with its kind and time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from storysite.components.chart.model import Bar, ChartView, Line
from storysite.components.table import said
from storysite.drawing.figure_svg import SCREEN, Entry, Format, Part, picture
from storysite.drawing.svg import element
from storysite.drawing.svg_standalone import colours
from storysite.drawing.text_layout import text_width, wrap
from storysite.records import Event
from storysite.source.record_store import Library
from storysite.wording.text import plain
from storysite.wording.times import time_words

TEXT, SMALL, BAR = 15, 13, 18
"""Sizes of text, and how high a bar is."""
DASHES = {"plan": "6 4", "forecast": "2 4"}
"""How the outline of what is only expected is dashed; a goal's is whole, with a thick end."""


@dataclass(frozen=True, slots=True)
class Widths:
    """How the width of a chart is parted."""

    left: float
    """For the times, beside the bars."""
    scale: float
    """From zero to the longest bar."""
    room: float
    """All of it."""


def draw(library: Library, view: ChartView, css: str, form: Format = SCREEN) -> str:
    """The picture."""
    ink = colours(css)
    labels = (text_width(point.label, TEXT, True) + text_width(point.kind, SMALL) for point in view.drawn)
    left = min(250.0, form.room * 0.28)
    widths = Widths(left, form.room - left - max(labels) - 24, form.room)
    body = [part for line in view.lines for part in _line(library, line, widths, ink)]
    listed = [
        Entry(
            point.words,
            said(
                library,
                point.item,
                ", ".join(part for part in (time_words(library, point.value), point.value.basis) if part),
            ),
        )
        for point in view.points
    ]
    about = plain(library, view.fact.note)
    text = " ".join(part for part in (f"{view.name}." if view.finding else "", about) if part)
    behind = [library.items[view.id]]
    return picture(library, view.id, view.title, text, [*body, Part(10, Markup(""))], listed, behind, css, form)


def _line(library: Library, line: Line, widths: Widths, ink: dict[str, str]) -> Iterator[Part]:
    if line.event:
        when = line.event.of(Event).date
        yield _said(f"{when.words}: {line.event.title}" if when else line.event.title, widths, ink, ink["beacon"])
    elif line.basis:
        words = library.messages("chart.from-here", basis=line.basis) if line.is_break else line.basis
        yield _said(words, widths, ink, is_break=line.is_break)
    for at, bar in enumerate(line.bars):
        yield _bar("" if at else line.when, bar, widths, ink)


def _said(words: str, widths: Widths, ink: dict[str, str], mark: str = "", is_break: bool = False) -> Part:
    """Words across the whole width: a new definition, or an event."""
    parts = []
    if is_break:
        dashes: dict[str, str | float | None] = {
            "stroke": ink["beacon"],
            "stroke_width": 1.5,
            "stroke_dasharray": "5 4",
        }
        parts.append(element("line", x1=0, x2=widths.room, y1=6, y2=6, **dashes))
    if mark:
        parts.append(element("circle", cx=widths.left, cy=17, r=4, fill="none", stroke=mark, stroke_width=2))
    left = widths.left + 12 if mark else 0
    lines = wrap(words, SMALL, widths.room - left)
    parts += [_text(text, left, 22 + 17 * at, SMALL, ink["ink-soft"]) for at, text in enumerate(lines)]
    return Part(17 * len(lines) + 14, Markup("").join(parts))


def _bar(when: str, bar: Bar, widths: Widths, ink: dict[str, str]) -> Part:
    left, room = widths.left, widths.scale
    point, kind = bar.point, bar.point.value.kind
    parts = [_text(text, 0, 15 + 18 * at, TEXT, ink["ink"]) for at, text in enumerate(wrap(when, TEXT, left - 16))]
    start, length = left + bar.before * room, bar.length * room
    colour = ink["beacon" if bar.is_named else "line-strong"]
    if bar.parts:
        at = start
        for turn, (_, share) in enumerate(bar.parts):
            fill = colour if turn % 2 == 0 else ink["ink-soft"]
            parts.append(element("rect", x=at, y=0, width=max(share * room - 1, 1), height=BAR, fill=fill))
            at += share * room
    elif kind == "result":
        parts.append(element("rect", x=start, y=0, width=max(length, 1), height=BAR, fill=colour))
    else:
        outline: dict[str, str | float | None] = {
            "fill": "none",
            "stroke": colour,
            "stroke_width": 2,
            "stroke_dasharray": DASHES.get(kind),
        }
        parts.append(element("rect", x=start, y=1, width=max(length - 1, 1), height=BAR - 2, **outline))
        if kind == "goal":
            parts.append(element("rect", x=start + max(length - 7, 0), y=0, width=7, height=BAR, fill=colour))
    parts.append(_text(point.label, start + length + 8, 15, TEXT, ink["ink"], weight="600"))
    if point.kind:
        beside = start + length + 14 + text_width(point.label, TEXT, bold=True)
        parts.append(_text(point.kind, beside, 15, SMALL, ink["ink-soft"]))
    notes = [" + ".join(f"{part.label} {part.time_label}" for part, _ in bar.parts), bar.basis]
    below = [text for note in notes for text in wrap(note, SMALL, widths.room - left)]
    parts += [_text(text, left, BAR + 17 + 17 * at, SMALL, ink["ink-soft"]) for at, text in enumerate(below)]
    parts.append(element("line", x1=left, x2=left, y1=-5, y2=BAR + 5, stroke=ink["line-strong"], stroke_width=1.5))
    height = max(BAR + 17 * len(below), 18 * len(wrap(when, TEXT, left - 16)))
    return Part(height + 12, Markup("").join(parts))


def _text(words: str, x: float, y: float, size: int, fill: str, weight: str | None = None) -> Markup:
    return element("text", words, x=x, y=y, font_size=float(size), fill=fill, font_weight=weight)
