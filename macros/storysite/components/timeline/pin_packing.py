"""How pins hang from the strip of a slide: in columns where they would collide."""

from __future__ import annotations

from dataclasses import dataclass

from storysite.components.timeline.model import Mark
from storysite.drawing.svg import PAD

MOST_ROWS = 8
"""Pins in a column at most: with it the height of a band is bounded."""
SHIFT_COST = 1.3
"""How many px of height a px of distance between a pin and its time is worth."""


# --- pins ------------------------------------------------------------------------------------


@dataclass(slots=True)
class Hung:
    """A column."""

    x: float
    """In px from the left end of the plotted width."""
    runs: list[tuple[Mark, ...]]
    times: list[float]
    row: int = 0
    """The row of its first pin."""

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
            places = spread([sum(x for x, _ in group) / len(group) for group in groups], cell, low, high)
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


def spread(wanted: list[float], gap: float, low: float, high: float) -> list[float]:
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
