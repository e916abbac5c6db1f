"""Where everything of a timeline stands at a width: strips to scale, and numbered pins hung from them.

Each lane is a band: its name, a strip with every event exactly at its time, and pins under it, keyed to the list.
Pins that would collide stand in columns, in the order of the list; lines lead from a column to its times, and never
cross.  Above about seventy pins to a lane at the narrowest width a pin stands for a run of entries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import lru_cache

from macros.components.ink import HEAD, PAD, SMALL, TEXT, WIDTHS, Box, Tick, TimeScale, text_width, time_ticks, wrap
from macros.components.timeline.view import Mark, TimelineView
from macros.records import Lane

MOST_ROWS = 8
"""Pins in a column at most: with it the height of a band is bounded."""
LABEL_ROWS = 6
"""Rows that labels may take up, where the pins alone would take fewer."""
LABEL_GAP = 2
"""Between a pin's cell and its label."""
LINE = 14
"""From one line of a label to the next."""
SHIFT_COST = 1.3
"""How many px of height a px of distance between a pin and its time is worth."""


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
    cell: float
    """How wide a pin is, with the space around it."""
    top: float = 24
    """Where the grid begins, under the labels of the axis."""

    @property
    def inner(self) -> float:
        """The width that is plotted on."""
        return self.width - 2 * PAD

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

    def boxes(self) -> Iterator[tuple[str, Box]]:
        """What must not overlap, counted from the plotted width's left end: axis labels, names, pins, labels."""
        for tick in self.ticks:
            half = text_width(tick.label, TEXT) / 2
            for y in (4, self.bottom + 4) if self.is_tall else (4,):
                if tick.label:
                    yield "tick", Box(tick.at * self.inner - half, y, tick.at * self.inner + half, y + 14)
        for band in self.bands:
            for at, line in enumerate(band.name):
                yield "name", Box(-PAD + 18, band.top + 18 * at, -PAD + 18 + text_width(line, HEAD, True), band.top + 18 * at + 18)
            for pin in band.pins:
                x, y = pin.x * self.inner, band.pin_y(pin)
                yield "pin", Box(x - self.cell / 2, y - 12, x + self.cell / 2, y + 12)
                if pin.label:
                    near, wide = self.cell / 2 + LABEL_GAP, _label_width(pin.label)
                    left = x - near - wide if pin.left else x + near
                    tall = LINE * len(pin.label)
                    yield "label", Box(left, y - tall / 2, left + wide, y + tall / 2)


def timeline_layout(view: TimelineView, width: float) -> Layout:
    """Lay a timeline out for a width."""
    scale = TimeScale.over(view.start, view.end)
    inner = width - 2 * PAD
    runs = {lane.id: _runs([mark for mark in view.marks if lane in mark.lanes]) for lane in view.lanes}
    cell = max((_cell(run) for found in runs.values() for run in found), default=26.0)
    bands: list[Band] = []
    top = 24.0
    for lane in view.lanes:
        if runs[lane.id]:
            bands.append(_band(view, lane, runs[lane.id], scale, width, cell, top))
            top = bands[-1].bottom
    return Layout(width, scale, time_ticks(scale, inner), tuple(bands), cell)


def _cell(run: Sequence[Mark]) -> float:
    """26 px for numbers up to 99, which stand in the shape; more for what needs it."""
    number = Pin(tuple(run), 0, 0).number
    return 27 if len(number) < 3 else 32 if len(number) == 3 else text_width(number, SMALL) + 18


def _runs(marks: list[Mark]) -> list[tuple[Mark, ...]]:
    """A pin for each mark; where they would not fit at the narrowest width, runs of marks that share one."""
    size = 1
    while len(marks) > size * MOST_ROWS * int(WIDTHS["n"] // _cell([marks[-1]] if size == 1 else marks)):
        size += 1
    return [tuple(marks[at : at + size]) for at in range(0, len(marks), size)]


def _band(
    view: TimelineView, lane: Lane, runs: list[tuple[Mark, ...]], scale: TimeScale, width: float, cell: float, top: float
) -> Band:
    inner = width - 2 * PAD
    name = () if len(view.lanes) == 1 and lane.title == view.title else wrap(lane.title, HEAD, width - 26, bold=True)
    spans, bar_rows = _spans([mark for run in runs for mark in run], scale, inner)
    anchors = sorted(((_anchor(run[0], scale) * inner, run) for run in runs), key=lambda found: (found[0], found[1][0].number))
    hung = _columns(anchors, inner, cell)
    is_narrow = width == WIDTHS["n"]
    if not is_narrow:
        hung = _label(hung, inner, cell, max(LABEL_ROWS, *map(_depth, hung)))
    rows = max(map(_depth, hung))
    columns = tuple(_finished(one, inner) for one in hung)
    return Band(lane, top, name, spans, bar_rows, columns, rows, 26 if is_narrow else 31)


def _finished(one: _Hung, inner: float) -> Column:
    x = one.x / inner
    pins = (Pin(run, x, one.row + at, *one.labels.get(at, ((), False))) for at, run in enumerate(one.runs))
    return Column(x, one.row, tuple(pins), tuple(dict.fromkeys(one.times)))


def _anchor(mark: Mark, scale: TimeScale) -> float:
    """Where the line of a pin leads to: the middle of a short time, the beginning of a bar."""
    if is_bar(mark):
        return min(scale.at(mark.start) + 0.001, scale.after(mark.end))
    return (scale.at(mark.start) + scale.after(mark.end)) / 2


def is_bar(mark: Mark) -> bool:
    """Whether a mark's time is drawn as a bar: longer than a month, open, or not known."""
    return mark.end - mark.start > timedelta(days=31) or mark.is_open or mark.event.date is None


# --- bars ------------------------------------------------------------------------------------


def _spans(marks: list[Mark], scale: TimeScale, inner: float) -> tuple[tuple[Span, ...], int]:
    """Each mark's time; bars that overlap in rows, those that begin later nearer to the strip where that can be."""
    ends: list[float] = []
    found: list[tuple[Mark, float, float, int]] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, mark.number)):
        start, end = scale.at(mark.start), scale.after(mark.end)
        if not is_bar(mark):
            found.append((mark, start, max(end, start + 1.5 / inner), -1))
            continue
        end = max(end, start + (12 if mark.event.date is None else 3) / inner)
        start, end = (start, end) if end <= 1 else (1 - (end - start), 1.0)
        row = next((row for row, last in enumerate(ends) if last + 2 / inner <= start), len(ends))
        ends[row:row + 1] = [end]
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


# --- pins ------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Hung:
    """A column while labels are put to it."""

    x: float
    """In px from the left end of the plotted width."""
    runs: list[tuple[Mark, ...]]
    times: list[float]
    row: int = 0
    """The row of its first pin."""
    labels: dict[int, tuple[tuple[str, ...], bool]] = field(default_factory=dict)
    """By the place of the pin in the column: the lines, and whether they stand to the left."""


_Anchored = list[tuple[float, tuple[Mark, ...]]]


def _columns(anchors: _Anchored, inner: float, cell: float) -> list[_Hung]:
    """Pins put into columns: those near each other under each other, at least cost in height and in distance."""
    low, high = cell / 2 - PAD, inner + PAD - cell / 2
    best: tuple[float, list[_Hung]] | None = None
    for rows in range(1, MOST_ROWS + 1):
        for window in (1, 2, 4, 64):
            groups = _groups(anchors, rows, cell * window)
            if (len(groups) - 1) * cell > high - low:
                continue
            places = _spread([sum(x for x, _ in group) / len(group) for group in groups], cell, low, high)
            shift = max(abs(place - x) for group, place in zip(groups, places, strict=True) for x, _ in group)
            cost = max(map(len, groups)) * 26 + shift * SHIFT_COST
            if best is None or cost < best[0]:
                best = cost, [
                    _Hung(place, [run for _, run in group], [x / inner for x, _ in group])
                    for group, place in zip(groups, places, strict=True)
                ]
    assert best is not None
    return best[1]


def _groups(anchors: _Anchored, rows: int, window: float) -> list[_Anchored]:
    groups: list[_Anchored] = []
    for x, run in anchors:
        if groups and len(groups[-1]) < rows and x - groups[-1][0][0] < window:
            groups[-1].append((x, run))
        else:
            groups.append([(x, run)])
    return groups


def _spread(wanted: list[float], gap: float, low: float, high: float) -> list[float]:
    """The places nearest to those wanted (least squares) that keep a gap between neighbours and stay within limits."""
    blocks: list[tuple[float, int]] = []
    for at, x in enumerate(wanted):
        blocks.append((x - at * gap, 1))
        while len(blocks) > 1 and blocks[-2][0] >= blocks[-1][0]:
            (a, m), (b, n) = blocks[-2:]
            blocks[-2:] = [((a * m + b * n) / (m + n), m + n)]
    flat = [value for value, count in blocks for _ in range(count)]
    last = max(low, high - (len(wanted) - 1) * gap)
    return [min(max(value, low), last) + at * gap for at, value in enumerate(flat)]


# --- labels ----------------------------------------------------------------------------------

_Taken = tuple[int, float, float]
"""A row and what is taken of it, from and to."""


def _label(columns: list[_Hung], inner: float, cell: float, rows: int) -> list[_Hung]:
    """Put titles beside pins where they fit: to the right up to some column, to the left from there on.

    Where that column is best is tried out: as many labels as can be, then as few rows, then as many to the right.
    """
    count = len(columns)
    turns = range(count + 1) if count <= 12 else sorted({count * part // 8 for part in range(9)})
    tries = (_labelled([replace(column) for column in columns], turn, inner, cell, rows) for turn in turns)
    return max(tries, key=_worth)


def _worth(columns: list[_Hung]) -> tuple[int, int, int]:
    labels = [label for column in columns for label in column.labels.values()]
    return len(labels), -max(map(_depth, columns)), -sum(left for _, left in labels)


def _depth(column: _Hung) -> int:
    return column.row + len(column.runs)


def _labelled(columns: list[_Hung], turn: int, inner: float, cell: float, rows: int) -> list[_Hung]:
    """Put labels to columns, which may hang lower to make room.

    A column hangs under those that its labels reach over, so that no line crosses a label: that is why those with
    labels to the right are put from right to left, and the others from left to right.
    """
    taken = {id(column): _taken(column, cell) for column in columns}

    def put(column: _Hung, tried: _Hung) -> bool:
        mine = _taken(tried, cell)
        if any(start < -PAD - 0.01 or end > inner + PAD + 0.01 for _, start, end in mine):
            return False
        for other in columns:
            if other is not column and _meet(taken[id(other)], mine):
                return False
        column.row, column.labels, taken[id(column)] = tried.row, tried.labels, mine
        return True

    for left, order in ((False, columns[:turn][::-1]), (True, columns[turn:]), (False, columns[turn:][::-1]), (True, columns[:turn])):
        for column in order:
            if not column.labels and all(len(run) == 1 for run in column.runs):
                labels = {at: (_lines(run[0].item.title), left) for at, run in enumerate(column.runs)}
                any(put(column, replace(column, row=row, labels=labels)) for row in range(rows - len(column.runs) + 1))
    for column in columns:
        for at, run in enumerate(column.runs):
            if at not in column.labels and len(run) == 1:
                lines = _lines(run[0].item.title)
                any(put(column, replace(column, labels={**column.labels, at: (lines, left)})) for left in (False, True))
    return columns


def _meet(some: list[_Taken], others: list[_Taken]) -> bool:
    return any(row == at and a < end and start < b for at, a, b in some for row, start, end in others)


def _taken(column: _Hung, cell: float) -> list[_Taken]:
    """What a column takes up: its line down to its first pin, its pins, its labels with some space after them."""
    x = column.x
    found = [(row, x - 5, x + 5) for row in range(column.row)]
    found += [(column.row + at, x - cell / 2, x + cell / 2) for at in range(len(column.runs))]
    for at, (lines, left) in column.labels.items():
        far = cell / 2 + LABEL_GAP + _label_width(lines) + 4
        found.append((column.row + at, x - far, x) if left else (column.row + at, x, x + far))
    return found


@lru_cache(maxsize=4096)
def _lines(title: str) -> tuple[str, ...]:
    """A title in one line if it is short, else in two of about the same length."""
    whole = text_width(title, TEXT)
    if whole <= 130:
        return (title,)
    width = whole / 2
    while len(lines := wrap(title, TEXT, width)) > 2:
        width += 4
    return lines


def _label_width(lines: Iterable[str]) -> float:
    return max(text_width(line, TEXT) for line in lines)
