"""How pins hang from a strip: in columns where they would collide, with their titles beside them where these fit."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product

from storysite.components.timeline.model import Mark
from storysite.drawing.svg import PAD, TEXT, text_width, wrap

MOST_ROWS = 8
"""Pins in a column at most: with it the height of a band is bounded."""
LABEL_ROWS = 6
"""Rows that labels may take up, where the pins alone would take fewer."""
LABEL_GAP = 2
"""Between a pin's cell and its label."""
SHIFT_COST = 1.3
"""How many px of height a px of distance between a pin and its time is worth."""


# --- pins ------------------------------------------------------------------------------------


@dataclass(slots=True)
class Hung:
    """A column while labels are put to it."""

    x: float
    """In px from the left end of the plotted width."""
    runs: list[tuple[Mark, ...]]
    times: list[float]
    row: int = 0
    """The row of its first pin."""
    labels: dict[int, tuple[tuple[str, ...], bool]] = field(default_factory=dict)
    """By the place of the pin in the column: the lines, and whether they stand to the left."""

    def at(self, row: int, labels: dict[int, tuple[tuple[str, ...], bool]]) -> Hung:
        """The same column at another row, with other labels."""
        return Hung(self.x, self.runs, self.times, row, labels)

    @property
    def depth(self) -> int:
        """How many rows it reaches down."""
        return self.row + len(self.runs)


Anchored = list[tuple[float, tuple[Mark, ...]]]


def hang(anchors: Anchored, inner: float, cell: float) -> list[Hung]:
    """Pins put into columns: those near each other under each other, at least cost in height and in distance."""
    low = max(0.0, cell / 2 - PAD)
    high = inner - low
    best: tuple[float, list[Hung]] | None = None
    for rows in range(1, MOST_ROWS + 1):
        for window in (1, 2, 4, 64):
            groups = _groups(anchors, rows, cell * window)
            if (len(groups) - 1) * cell > high - low:
                continue
            places = _spread([sum(x for x, _ in group) / len(group) for group in groups], cell, low, high)
            shift = max(abs(place - x) for group, place in zip(groups, places, strict=True) for x, _ in group)
            cost = max(map(len, groups)) * 26 + shift * SHIFT_COST
            if best is None or cost < best[0]:
                best = (
                    cost,
                    [
                        Hung(place, [run for _, run in group], [x / inner for x, _ in group])
                        for group, place in zip(groups, places, strict=True)
                    ],
                )
    assert best is not None
    return best[1]


def _groups(anchors: Anchored, rows: int, window: float) -> list[Anchored]:
    groups: list[Anchored] = []
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


def label(columns: list[Hung], inner: float, cell: float) -> list[Hung]:
    """Put titles beside pins where they fit: to the right up to some column, to the left from there on.

    Where that column is best is tried out: as many labels as can be, then as few rows, then as many to the right.
    """
    rows = max(LABEL_ROWS, *(column.depth for column in columns))
    count = len(columns)
    turns = range(count + 1) if count <= 12 else sorted({count * part // 8 for part in range(9)})
    tries = (
        _labelled([column.at(column.row, column.labels) for column in columns], turn, inner, cell, rows)
        for turn in turns
    )
    return max(tries, key=_worth)


def _worth(columns: list[Hung]) -> tuple[int, int, int]:
    labels = [label for column in columns for label in column.labels.values()]
    return len(labels), -max(column.depth for column in columns), -sum(left for _, left in labels)


def _labelled(columns: list[Hung], turn: int, inner: float, cell: float, rows: int) -> list[Hung]:
    """Put labels to columns, which may hang lower to make room.

    A column hangs under those that its labels reach over, so that no line crosses a label: that is why those with
    labels to the right are put from right to left, and the others from left to right.
    """
    free = _Rows(columns, cell)

    def put(column: Hung, tried: Hung) -> bool:
        mine = _taken(tried, cell)
        if any(start < -PAD - 0.01 or end > inner + PAD + 0.01 for _, start, end in mine) or not free.has_room(
            column, mine
        ):
            return False
        column.row, column.labels = tried.row, tried.labels
        free.take(column, mine)
        return True

    first, second = columns[:turn], columns[turn:]
    for left, order in ((False, first[::-1]), (True, second), (False, second[::-1]), (True, first)):
        for column in order:
            if not column.labels and all(len(run) == 1 for run in column.runs):
                labels = {at: (_lines(run[0].item.title), left) for at, run in enumerate(column.runs)}
                for row in range(rows - len(column.runs) + 1):
                    if put(column, column.at(row, labels)):
                        break
    for column in columns:
        for (at, run), left in product(enumerate(column.runs), (False, True)):
            if at not in column.labels and len(run) == 1:
                put(column, column.at(column.row, {**column.labels, at: (_lines(run[0].item.title), left)}))
    return columns


class _Rows:
    """What is taken of each row, and by which column."""

    def __init__(self, columns: list[Hung], cell: float) -> None:
        self.rows: dict[int, list[tuple[float, float, Hung]]] = {}
        for column in columns:
            self.take(column, _taken(column, cell))

    def take(self, column: Hung, taken: list[_Taken]) -> None:
        """Give a column what it takes, instead of what it had."""
        for row, found in self.rows.items():
            self.rows[row] = [one for one in found if one[2] is not column]
        for row, start, end in taken:
            self.rows.setdefault(row, []).append((start, end, column))

    def has_room(self, column: Hung, wanted: list[_Taken]) -> bool:
        """Whether no other column has anything of it."""
        return not any(
            other is not column and a < end and start < b
            for row, start, end in wanted
            for a, b, other in self.rows.get(row, ())
        )


def _taken(column: Hung, cell: float) -> list[_Taken]:
    """What a column takes up: its line down to its first pin, its pins, its labels with some space after them."""
    x = column.x
    found = [(row, x - 5, x + 5) for row in range(column.row)]
    found += [(column.row + at, x - cell / 2, x + cell / 2) for at in range(len(column.runs))]
    for at, (lines, left) in column.labels.items():
        far = cell / 2 + LABEL_GAP + label_width(lines) + 4
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


@lru_cache(maxsize=4096)
def label_width(lines: tuple[str, ...]) -> float:
    """How wide a title can get."""
    return max(text_width(line, TEXT) for line in lines)
