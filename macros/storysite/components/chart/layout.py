"""Where everything of a chart stands at a width: values to scale in height, their times to scale in width."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, groupby, pairwise

from storysite.components.chart.model import ChartView, Point
from storysite.drawing.svg import PAD, TEXT, Box, Tick, TimeScale, round_ticks, text_width, time_ticks

GUTTERS = (32, 48, 64, 80, 112, 160)
"""Room for the numbers on the left, in px: each is a class in the stylesheet, `d-left-32` and so on."""
TOP, HEIGHT = 44, 190
"""Where the plot begins, under the unit and the label of the highest value, and how high it is."""
SYMBOL = 6
"""The radius of a symbol."""
TARGET = 24
"""How far apart links have to be."""
CUT_BELOW, CUT_POINTS = Decimal("0.2"), 4
"""The scale leaves zero out where so many values differ by less than this share of the highest."""


Dot = tuple[float, float]
"""x as a fraction, y in px."""
Run = tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """A value in the drawing."""

    point: Point
    start: float
    end: float
    y: float
    letter: str
    """The key to its definition, where there are several."""
    label: str = ""
    """The value in words without its unit, where it fits."""
    anchor: float = 0
    """Where the label hangs, as a fraction: the middle, the start or the end of the value's time."""
    shift: float = 0
    """How far the label's middle stands to the right of that, in px."""
    rise: float | None = None
    """How far the label's middle stands above the symbol's, in px; none where there is no label."""

    @property
    def x(self) -> float:
        return (self.start + self.end) / 2

    @property
    def is_span(self) -> bool:
        """Whether its time is longer than a month: drawn as wide as it is."""
        first, last = ends(self.point)
        return last - first > timedelta(days=31)

    @property
    def style(self) -> str:
        """`sure` or `about` for a period, `within` for a day somewhere in the time given."""
        if self.point.value.period is None:
            return "within"
        return "about" if self.point.when.circa or self.point.when.uncertain else "sure"

    def box(self, inner: float) -> Box:
        """The symbol."""
        x = self.x * inner
        return Box(x - SYMBOL, self.y - SYMBOL, x + SYMBOL, self.y + SYMBOL)

    def reach(self, inner: float) -> Box:
        """The bar that shows its time."""
        return Box(self.start * inner, self.y - 2, self.end * inner, self.y + 2) if self.is_span else self.box(inner)

    def label_box(self, inner: float) -> Box:
        x, y = self.anchor * inner + self.shift, self.y - (self.rise or 0)
        half = _width(self.label, self.letter) / 2
        return Box(x - half, y - 8, x + half, y + 8)


@dataclass(frozen=True, slots=True)
class ChartLayout:
    """A chart at a width and, until the next layout takes over, at all above it."""

    width: float
    gutter: int
    numbers: tuple[tuple[float, str], ...]
    """The lines across: how far down, and the number."""
    ticks: tuple[Tick, ...]
    spots: tuple[Spot, ...]
    runs: tuple[Run, ...]
    """The lines that join values."""
    breaks: tuple[float, ...]
    """Where the definition changes for good."""
    zero: float | None
    """How far down zero is; none where the scale leaves it out."""

    @property
    def inner(self) -> float:
        return self.width - self.gutter - PAD

    @property
    def height(self) -> float:
        return TOP + HEIGHT + 26

    @property
    def has_links(self) -> bool:
        """Whether all symbols are far enough apart to be links; the table has them in any case."""
        return all(max(abs(a.x - b.x) * self.inner, abs(a.y - b.y)) >= TARGET for a, b in combinations(self.spots, 2))

    def boxes(self, width: float) -> Iterator[tuple[str, Box]]:
        """What must not overlap in a drawing so wide, counted from the plotted width's left end."""
        inner = width - self.gutter - PAD
        for tick in self.ticks:
            half, x = text_width(tick.label, TEXT) / 2, tick.at * inner + tick.shift
            yield "tick", Box(x - half, TOP + HEIGHT + 8, x + half, TOP + HEIGHT + 22)
        for y, number in self.numbers:
            yield "number", Box(-8 - text_width(number, TEXT), y - 7, -8, y + 7)
        for spot in self.spots:
            yield "symbol", spot.box(inner)
            if spot.rise is not None:
                yield "label", spot.label_box(inner)


def ends(point: Point) -> tuple[date, date]:
    """The first and the last day that a value is about."""
    first, last = point.when.start or point.when.end, point.when.end or point.when.start
    assert first and last
    return first, last


def letters(view: ChartView) -> dict[str, str]:
    """A letter for each definition, where there are several."""
    named = [basis for basis in view.bases if basis]
    if len(view.bases) < 2:
        return {}
    return {basis: chr(ord("a") + at) if at < 26 else f"a{at - 25}" for at, basis in enumerate(named)}


def chart_layout(view: ChartView, width: float) -> ChartLayout:
    """Lay a chart out for a width."""
    numbers, is_cut = _numbers([point.number for point in view.points])
    low, high = numbers[0], numbers[-1]
    decimals = max(0, *(-int(number.normalize().as_tuple().exponent) for number in numbers))  # as many for each
    texts = [f"{number:,.{decimals}f}" for number in numbers]
    gutter = next((room for room in GUTTERS if max(text_width(text, TEXT) for text in texts) + 12 <= room), GUTTERS[-1])

    def down(number: Decimal) -> float:
        return TOP + HEIGHT * float((high - number) / (high - low))

    scale = _time(view)
    key = letters(view)
    spots = tuple(
        Spot(
            point,
            scale.at(ends(point)[0]),
            scale.after(ends(point)[1]),
            down(point.number),
            key.get(point.value.basis or "", ""),
        )
        for point in view.points
    )
    by_id = {spot.point.item.id: spot for spot in spots}
    runs = tuple(
        tuple((by_id[point.item.id].x, by_id[point.item.id].y) for point in run) for run in view.runs if len(run) > 1
    )
    inner = width - gutter - PAD
    return ChartLayout(
        width,
        gutter,
        tuple((down(number), text) for number, text in zip(numbers, texts, strict=True)),
        time_ticks(scale, inner, left=4),
        _labelled(spots, runs, _breaks(spots), inner),
        runs,
        _breaks(spots),
        None if is_cut else down(Decimal(0)),
    )


def _numbers(values: list[Decimal]) -> tuple[list[Decimal], bool]:
    """The numbers on the scale, and whether it leaves zero out."""
    low, high = min(values), max(values)
    if len(values) >= CUT_POINTS and 0 < low < high and high - low < CUT_BELOW * high:
        numbers = round_ticks(low - (high - low) / 4, high, 5)
        if numbers[0] > 0:
            return numbers, True
    if low < 0:
        low -= (max(high, Decimal(0)) - low) / 6  # room for its label below the lowest value, where lines leave it free
    return round_ticks(min(low, Decimal(0)), max(high, Decimal(0)), 5), False


def _time(view: ChartView) -> TimeScale:
    """From the first time to the last, with some room on either side."""
    start, end = min(ends(point)[0] for point in view.points), max(ends(point)[1] for point in view.points)
    days = max(28, (end - start).days + 1)
    room = days // 16 + 1
    start_at = max(1, start.toordinal() - room)
    return TimeScale.over(
        date.fromordinal(start_at), date.fromordinal(min(end.toordinal() + room, date.max.toordinal()))
    )


def _breaks(spots: tuple[Spot, ...]) -> tuple[float, ...]:
    """Between values of one definition and those of the next, where each has a stretch of time of its own."""
    ordered = sorted(spots, key=lambda spot: (spot.x, spot.start))
    blocks = [(basis, list(block)) for basis, block in groupby(ordered, key=lambda spot: spot.point.value.basis or "")]
    if len({basis for basis, _ in blocks}) < len(blocks):
        return ()
    found = []
    for (_, before), (_, after) in pairwise(blocks):
        last, first = max(spot.end for spot in before), min(spot.start for spot in after)
        if last <= first + 1e-9:
            found.append((last + first) / 2)
    return tuple(found)


# --- labels ----------------------------------------------------------------------------------


def _width(label: str, letter: str) -> float:
    return text_width(label, TEXT) + (text_width(f" {letter}", TEXT) if letter else 0)


def _labelled(
    spots: tuple[Spot, ...], runs: tuple[Run, ...], breaks: tuple[float, ...], inner: float
) -> tuple[Spot, ...]:
    """Labels above, below or beside what they name, where they meet nothing; where words do not fit, the letter alone.

    A place counts as free only if all between it and what it hangs from is free: so in a wider drawing it meets no
    more than in this one.
    """
    fixed = [Box(x * inner - 3, 0, x * inner + 3, TOP + HEIGHT) for x in breaks]
    marks = [(spot.box(inner), spot.reach(inner)) for spot in spots]
    lines = [(a, b) for run in runs for a, b in pairwise(run)]
    done: list[Spot] = []
    for at, spot in enumerate(spots):
        taken = [*fixed, *(box for one, boxes in enumerate(marks) if one != at for box in boxes)]
        for tried in _tries(spot, inner):
            box = tried.label_box(inner)
            hung = replace(box, left=min(box.left, tried.anchor * inner), right=max(box.right, tried.anchor * inner))
            is_inside = box.left >= 2 and box.right <= inner + PAD and box.top >= 19 and box.bottom < TOP + HEIGHT
            is_free = not any(hung.meets(other, 1) for other in taken)
            if is_inside and is_free and not any(_crosses(line, hung, inner) for line in lines):
                done.append(tried)
                fixed.append(hung)
                break
        else:
            done.append(spot)
    return tuple(done)


def _tries(spot: Spot, inner: float) -> Iterator[Spot]:
    """The places for a label, the best first; then those for the letter alone."""
    for label in (_words(spot.point), "") if spot.letter else (_words(spot.point),):
        words = replace(spot, label=label)
        half = _width(label, spot.letter) / 2
        x = spot.x * inner
        inward = max(0.0, half + 3 - x) + min(0.0, inner + PAD - half - x)
        if abs(inward) < half:
            yield replace(words, anchor=spot.x, shift=inward, rise=16.0)
            yield replace(words, anchor=spot.x, shift=inward, rise=-16.0)
        start, end = (spot.start, spot.end) if spot.is_span else (spot.x, spot.x)
        away = half + 5 + max(0.0, SYMBOL - (end - start) / 2 * inner)
        yield replace(words, anchor=end, shift=away, rise=0.0)
        yield replace(words, anchor=start, shift=-away, rise=0.0)


def _words(point: Point) -> str:
    """A value as printed, but for its unit, which stands above the scale."""
    unit = point.item.entry.record.unit or ""
    return point.words if unit == "%" else point.words.removesuffix(unit).strip()


def _crosses(line: tuple[Dot, Dot], box: Box, inner: float) -> bool:
    """Whether a line that joins two values runs through a label."""
    (a, y1), (b, y2) = line
    x1, x2 = a * inner, b * inner
    left, right = max(min(x1, x2), box.left), min(max(x1, x2), box.right)
    if left > right:
        return False
    if x1 == x2:
        low, high = sorted((y1, y2))
    else:
        low, high = sorted(y1 + (y2 - y1) * (x - x1) / (x2 - x1) for x in (left, right))
    return low < box.bottom + 2 and box.top - 2 < high
