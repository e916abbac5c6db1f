"""Where everything of a timeline stands at a width: eras, one strip to scale, and the names of the turning points.

Every event stands exactly at its time on the strip.  Turning points are named above and below it by turns, in columns
wide enough for all; a line leads from each name to its time, and none crosses another.  The other events are ticks:
those nearer to each other than a finger is wide share one target.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from storysite.components.timeline.model import Mark, TimelineView, is_bar
from storysite.components.timeline.pin_packing import spread
from storysite.core.messages import Messages
from storysite.drawing.scales import Tick, TimeScale, time_ticks
from storysite.drawing.svg import PAD, TEXT, Box
from storysite.drawing.text_layout import text_width, wrap
from storysite.records import Era

LINE = 15
"""From one line of words to the next."""
COLUMNS, GAP = 4, 12
"""Names in a row at most, and the space between them."""
TARGET = 24
"""How wide the target of a tick is."""
MOST_NAMES = 4
"""How many names of a target are told."""
TOP = 24
"""Where the drawing begins, under the labels of the axis."""


@dataclass(frozen=True, slots=True)
class Span:
    """The time that an event can cover, on the strip."""

    start: float
    end: float
    row: int
    """Its line among the bars, from the strip up; -1 for a time of a month or less, which stands on the strip itself."""
    style: str
    """`sure`, `about`, or `between` for an event that is only known to lie between others."""
    before: bool
    """Whether it began earlier than the drawing."""
    beyond: bool
    """Whether it goes on."""


@dataclass(frozen=True, slots=True)
class Named:
    """A turning point with its name."""

    mark: Mark
    time: float
    x: float
    """Where the middle of its name stands."""
    above: bool
    when: tuple[str, ...]
    title: tuple[str, ...]

    @property
    def height(self) -> float:
        return LINE * (len(self.when) + len(self.title))

    @property
    def width(self) -> float:
        return max(
            *(text_width(line, TEXT, True) for line in self.when), *(text_width(one, TEXT) for one in self.title)
        )


@dataclass(frozen=True, slots=True)
class Target:
    """Ticks near each other: what a reader points at to read their names."""

    marks: tuple[Mark, ...]
    times: tuple[float, ...]
    x: float
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """An era, with its name where there is room."""

    era: Era
    start: float
    end: float
    row: int
    words: tuple[str, ...]
    x: float
    """Where the middle of its name stands."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A timeline at a width and, until the next layout takes over, at all above it."""

    width: float
    scale: TimeScale
    ticks: tuple[Tick, ...]
    bands: tuple[Band, ...]
    named: tuple[Named, ...]
    targets: tuple[Target, ...]
    spans: tuple[Span, ...]
    bar_rows: int

    @property
    def bar_pitch(self) -> float:
        """From bar to bar: less where there are many, so that they take up 48 px at most."""
        return min(7.0, 48 / max(1, self.bar_rows))

    @property
    def names_top(self) -> float:
        """Where the names above the strip begin, under those of the eras."""
        rows = max((band.row + 1 for band in self.bands), default=0)
        lines = max((len(band.words) for band in self.bands), default=0)
        return TOP + 6 + rows * (lines * LINE + 6)

    @property
    def names_bottom(self) -> float:
        return self.names_top + max((one.height for one in self.named if one.above), default=0)

    @property
    def strip(self) -> float:
        """The line on which all events stand."""
        return self.names_bottom + 26 + self.bar_pitch * self.bar_rows + 8

    @property
    def below_top(self) -> float:
        return self.strip + 34

    @property
    def bottom(self) -> float:
        return self.below_top + max((one.height for one in self.named if not one.above), default=0) + 6

    @property
    def told_top(self) -> float:
        """Where the names of ticks are told."""
        return self.bottom + 14

    @property
    def height(self) -> float:
        most = max((len(target.names) for target in self.targets), default=0)
        return self.told_top + LINE * max(most, 1) + 6 if self.targets else self.bottom

    def bar_y(self, span: Span) -> float:
        return self.strip - 10 - span.row * self.bar_pitch if span.row >= 0 else self.strip

    def name_top(self, named: Named) -> float:
        return self.names_bottom - named.height if named.above else self.below_top

    def boxes(self, width: float) -> Iterator[tuple[str, Box]]:
        """What must not overlap in a drawing so wide, counted from the plotted width's left end."""
        inner = width - 2 * PAD
        for tick in self.ticks:
            x, half = tick.at * inner + tick.shift, text_width(tick.label, TEXT) / 2
            yield "tick", Box(x - half, 4, x + half, 18)
        for band in self.bands:
            half, top = max(text_width(line, TEXT) for line in band.words) / 2, TOP + 6.0 + band.row * (LINE + 6)
            yield "era", Box(band.x * inner - half, top, band.x * inner + half, top + LINE)
        for named in self.named:
            x, half, top = named.x * inner, named.width / 2, self.name_top(named)
            yield "name", Box(x - half, top, x + half, top + named.height)
        for target in self.targets:
            x = target.x * inner
            yield "target", Box(x - TARGET / 2, self.strip - 12, x + TARGET / 2, self.strip + 12)

    def told(self, target: Target, width: float) -> Box:
        """Where the names of a target are told: one target at a time."""
        wide = max(text_width(name, TEXT) for name in target.names)
        left = target.x * (width - 2 * PAD) - (0 if target.x <= 0.5 else wide)
        return Box(left, self.told_top, left + wide, self.told_top + LINE * len(target.names))


def timeline_layout(view: TimelineView, width: float) -> Layout:
    """Lay a timeline out for a width."""
    scale = TimeScale.over(view.start, view.end)
    inner = width - 2 * PAD
    spans, rows = _spans(view.marks, scale, inner)
    turning = {mark.number for mark in view.turning}
    others = [mark for mark in view.marks if mark.number not in turning]
    return Layout(
        width,
        scale,
        time_ticks(scale, inner, say=view.messages),
        _bands(view, scale, inner),
        _named(view.turning, scale, inner),
        tuple(_targets(others, scale, inner, view.messages)),
        spans,
        rows,
    )


def _named(turning: tuple[Mark, ...], scale: TimeScale, inner: float) -> tuple[Named, ...]:
    """The names, above and below the strip by turns, each row spread so that none meets another."""
    room = inner / COLUMNS - GAP
    found: list[Named] = []
    for above in (True, False):
        marks = turning[0 if above else 1 :: 2]
        times = [_time(mark, scale) for mark in marks]
        half = room / 2
        places = spread([time * inner for time in times], room + GAP, half, inner - half) if marks else []
        for mark, time, x in zip(marks, times, places, strict=True):
            when, title = wrap(mark.head, TEXT, room, bold=True), wrap(mark.item.title, TEXT, room)
            found.append(Named(mark, time, x / inner, above, when, title))
    return tuple(sorted(found, key=lambda one: one.mark.number))


def _time(mark: Mark, scale: TimeScale) -> float:
    """The beginning of a long time, the middle of a short one."""
    return min(1.0, scale.at(mark.start) if is_bar(mark) else (scale.at(mark.start) + scale.after(mark.end)) / 2)


def _targets(marks: list[Mark], scale: TimeScale, inner: float, say: Messages) -> Iterator[Target]:
    """Ticks in groups that a finger can tell apart."""
    ordered = sorted(((_time(mark, scale) * inner, mark) for mark in marks), key=lambda one: (one[0], one[1].number))
    groups: list[list[tuple[float, Mark]]] = []
    for x, mark in ordered:
        if groups and x - groups[-1][0][0] < TARGET:
            groups[-1].append((x, mark))
        else:
            groups.append([(x, mark)])
    starts = [min(group[0][0] + TARGET / 2, inner) for group in groups]
    places = spread(starts, TARGET + 0.5, 0, inner) if groups else []
    for group, x in zip(groups, places, strict=True):
        found = tuple(mark for _, mark in group)
        names = [line for mark in found for line in wrap(f"{mark.when}: {mark.item.title}", TEXT, inner / 2 - 8, 1)]
        if len(names) > MOST_NAMES:
            names[MOST_NAMES - 1 :] = [say("timeline.more-in-list", count=len(names) - MOST_NAMES + 1)]
        yield Target(found, tuple(at / inner for at, _ in group), x / inner, tuple(names))


def _bands(view: TimelineView, scale: TimeScale, inner: float) -> tuple[Band, ...]:
    """Eras, their names in as many rows as they need."""
    ends: list[float] = []
    found = []
    for era in view.eras:
        start = max(0.0, scale.at(era.span.start) if era.span.start else 0.0)
        end = min(1.0, scale.after(era.span.end) if era.span.end else 1.0)
        words = wrap(era.title, TEXT, min(inner, 260), 1)
        half = max(text_width(line, TEXT) for line in words) / 2
        x = min(max((start + end) / 2 * inner, half), inner - half)
        row = next((row for row, last in enumerate(ends) if last + 8 <= x - half), len(ends))
        ends[row : row + 1] = [x + half]
        found.append(Band(era, start, end, row, words, x / inner))
    return tuple(found)


def _spans(marks: tuple[Mark, ...], scale: TimeScale, inner: float) -> tuple[tuple[Span, ...], int]:
    """Each mark's time; bars that overlap in rows, those that begin later nearer to the strip where that can be."""
    ends: list[float] = []
    found: list[tuple[Mark, float, float, int]] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, mark.number)):
        least = 1.5 if not is_bar(mark) else 12 if mark.event.date is None else 3
        start = scale.at(mark.start)
        end = max(scale.after(mark.end), start + least / inner)
        start, end = start - max(0.0, end - 1), min(end, 1.0)
        if not is_bar(mark):
            found.append((mark, start, end, -1))
            continue
        row = next((row for row, last in enumerate(ends) if last + 2 / inner <= start), len(ends))
        ends[row : row + 1] = [end]
        found.append((mark, start, end, row))
    return tuple(
        Span(start, end, len(ends) - 1 - row if row >= 0 else -1, _style(mark), _is_from_before(mark), mark.is_open)
        for mark, start, end, row in found
    ), len(ends)


def _style(mark: Mark) -> str:
    date = mark.event.date
    return "between" if date is None else "about" if date.circa or date.uncertain else "sure"


def _is_from_before(mark: Mark) -> bool:
    return mark.event.date is not None and mark.event.date.start is None
