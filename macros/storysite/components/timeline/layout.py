"""Where everything of a timeline stands at a width: strips to scale, and numbered pins hung from them.

Each lane is a band: its name, a strip with every event exactly at its time, and pins under it, keyed to the list.
Pins that would collide stand in columns, in the order of the list; lines lead from a column to its times, and never
cross.  Above about seventy pins to a lane at the narrowest width a pin stands for a run of entries.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from storysite.components.timeline.model import Mark, TimelineView
from storysite.components.timeline.pin_packing import LABEL_GAP, MOST_ROWS, Hung, hang, label, label_width
from storysite.drawing.svg import HEAD, PAD, SMALL, TEXT, WIDTHS, Box, Tick, TimeScale, text_width, time_ticks, wrap
from storysite.records import Lane

LINE = 14
"""From one line of a label to the next."""


@dataclass(frozen=True, slots=True)
class Span:
    """The time that an event can cover, on its lane's strip."""

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
class Pin:
    """A numbered mark that links to its entry."""

    marks: tuple[Mark, ...]
    x: float
    row: int
    label: tuple[str, ...] = ()
    """The title, in one or two lines, where it fits."""
    left: bool = False
    """Whether the label stands to the left of the pin."""

    @property
    def number(self) -> str:
        first, last = self.marks[0].number, self.marks[-1].number
        return str(first) if first == last else f"{first}–{last}"


@dataclass(frozen=True, slots=True)
class Column:
    """Pins under each other, and the times that their line leads to."""

    x: float
    row: int
    """The row of its first pin: its line runs down to it."""
    pins: tuple[Pin, ...]
    times: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """A lane."""

    lane: Lane
    top: float
    name: tuple[str, ...]
    """The lines of its name; none where the title says it."""
    spans: tuple[Span, ...]
    bar_rows: int
    columns: tuple[Column, ...]
    rows: int
    row_height: float
    cell: float
    """How wide a pin is, with the space around it."""

    @property
    def bar_pitch(self) -> float:
        """From bar to bar: less where there are many, so that they take up 48 px at most."""
        return min(7.0, 48 / max(1, self.bar_rows))

    @property
    def strip(self) -> float:
        """The line on which times of a month or less stand."""
        return self.top + 18 * len(self.name) + (8 if self.name else 4) + self.bar_pitch * self.bar_rows + 6

    @property
    def pins_top(self) -> float:
        return self.strip + 20

    @property
    def bottom(self) -> float:
        return self.pins_top + self.rows * self.row_height + 10

    def bar_y(self, span: Span) -> float:
        return self.strip - 8 - span.row * self.bar_pitch if span.row >= 0 else self.strip

    def pin_y(self, pin: Pin) -> float:
        return self.pins_top + (pin.row + 0.5) * self.row_height

    @property
    def pins(self) -> tuple[Pin, ...]:
        return tuple(pin for column in self.columns for pin in column.pins)


@dataclass(frozen=True, slots=True)
class Layout:
    """A timeline at a width and, until the next layout takes over, at all above it."""

    width: float
    scale: TimeScale
    ticks: tuple[Tick, ...]
    bands: tuple[Band, ...]
    top: float = 24
    """Where the grid begins, under the labels of the axis."""

    @property
    def bottom(self) -> float:
        return self.bands[-1].bottom if self.bands else self.top

    @property
    def height(self) -> float:
        """With a second row of labels for the axis under a tall drawing."""
        return self.bottom + (22 if self.is_tall else 4)

    @property
    def is_tall(self) -> bool:
        return self.bottom > 420

    def boxes(self, width: float) -> Iterator[tuple[str, Box]]:
        """What must not overlap in a drawing so wide, counted from the plotted width's left end."""
        inner = width - 2 * PAD
        for tick in self.ticks:
            x, half = tick.at * inner + tick.shift, text_width(tick.label, TEXT) / 2
            for y in (4, self.bottom + 4) if self.is_tall else (4,):
                yield "tick", Box(x - half, y, x + half, y + 14)
        for band in self.bands:
            for at, line in enumerate(band.name):
                top = band.top + 6 + 18 * at
                yield "name", Box(18 - PAD, top, 18 - PAD + text_width(line, HEAD, True), top + 16)
            for column in band.columns:
                x = column.x * inner
                if column.row:
                    yield "line", Box(x - 1, band.pins_top, x + 1, band.pins_top + column.row * band.row_height)
                for pin in column.pins:
                    y = band.pin_y(pin)
                    yield "pin", Box(x - band.cell / 2, y - 12, x + band.cell / 2, y + 12)
                    if pin.label:
                        near, wide = band.cell / 2 + LABEL_GAP, label_width(pin.label)
                        left, tall = x - near - wide if pin.left else x + near, LINE * len(pin.label)
                        yield "label", Box(left, y - tall / 2, left + wide, y + tall / 2)


def timeline_layout(view: TimelineView, width: float) -> Layout:
    """Lay a timeline out for a width."""
    scale = TimeScale.over(view.start, view.end)
    inner = width - 2 * PAD
    bands: list[Band] = []
    top = 24.0
    for lane in view.lanes:
        if marks := [mark for mark in view.marks if lane in mark.lanes]:
            bands.append(_band(view, lane, marks, scale, width, top))
            top = bands[-1].bottom
    return Layout(width, scale, time_ticks(scale, inner), tuple(bands))


def _runs(marks: list[Mark], cell: float) -> list[tuple[Mark, ...]]:
    """A pin for each mark; where they would not fit at the narrowest width, runs of marks that share one."""
    size = 1
    while len(marks) > size * MOST_ROWS * (int((WIDTHS["n"] - max(2 * PAD, cell)) // cell) + 1):
        size, cell = size + 1, _cell(marks[-2:])
    return [tuple(marks[at : at + size]) for at in range(0, len(marks), size)]


def _cell(marks: Sequence[Mark]) -> float:
    """How wide a pin is: numbers up to 999 stand in the shape, what is longer in a box as wide as it needs."""
    number = Pin(tuple(marks), 0, 0).number
    return 27 if len(number) < 3 else 32 if len(number) == 3 else text_width(number, SMALL) + 18


def _band(view: TimelineView, lane: Lane, marks: list[Mark], scale: TimeScale, width: float, top: float) -> Band:
    inner = width - 2 * PAD
    cell = _cell(view.marks[-1:])
    runs = _runs(marks, cell)
    if len(runs) < len(marks):
        cell = _cell(marks[-2:])
    name = () if len(view.lanes) == 1 and lane.title == view.title else wrap(lane.title, HEAD, width - 26, bold=True)
    spans, bar_rows = _spans(marks, scale, inner)
    anchors = [(scale.at(run[0].start) * inner, run) for run in runs]
    hung = hang(sorted(anchors, key=lambda found: (found[0], found[1][0].number)), inner, cell)
    is_narrow = width == WIDTHS["n"]
    if not is_narrow:
        hung = label(hung, inner, cell)
    rows = max(one.depth for one in hung)
    columns = tuple(_finished(one, inner) for one in hung)
    return Band(lane, top, name, spans, bar_rows, columns, rows, 26 if is_narrow else 31, cell)


def _finished(one: Hung, inner: float) -> Column:
    x = one.x / inner
    pins = (Pin(run, x, one.row + at, *one.labels.get(at, ((), False))) for at, run in enumerate(one.runs))
    return Column(x, one.row, tuple(pins), tuple(dict.fromkeys(one.times)))


def is_bar(mark: Mark) -> bool:
    """Whether a mark's time is drawn as a bar: longer than a month, open, or not known."""
    return mark.end - mark.start > timedelta(days=31) or mark.is_open or mark.event.date is None


# --- bars ------------------------------------------------------------------------------------


def _spans(marks: list[Mark], scale: TimeScale, inner: float) -> tuple[tuple[Span, ...], int]:
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
