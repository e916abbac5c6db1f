"""The values of a chart in series, as PowerPoint draws them: bars by their periods, dots by their days."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pptx.chart.data import CategoryChartData, XyChartData

from storysite.components.chart.model import ChartView, Point
from storysite.core.messages import Messages
from storysite.drawing.pptx_parts import (
    AMBER,
    BLUE,
    HEAD,
    PAPER,
    SAND,
    SKY,
)
from storysite.drawing.scales import round_ticks

DECIMALS = re.compile(r"\d\.(\d+)")


PAINT = {"result": (HEAD, HEAD), "plan": (PAPER, HEAD), "forecast": (SAND, AMBER), "goal": (SKY, BLUE)}
"""Fill and outline of each kind."""
MOST_STEPS = 12
"""Columns that can be read; with more steps of time between first and last, values are dots on a scale of days."""


@dataclass(frozen=True, slots=True)
class Run:
    """Values that may stand on one scale of time: periods of one length, or states at a time."""

    months: int
    """The length of a period; 0 for states at a time."""
    points: tuple[Point, ...]
    steps: tuple[int, ...] = ()
    """Every period from the first to the last, also those without a value; none where dots on a scale serve better."""


def series_key(run: Run, point: Point) -> tuple[str, int]:
    """The series of a value: its kind and, for columns, which it is among those of its kind in one period."""
    if not run.steps:
        return point.value.kind, 0
    same = [other for other in run.points if other.value.kind == point.value.kind and other.when.end == point.when.end]
    return point.value.kind, same.index(point)


def series_of(run: Run) -> list[tuple[str, int]]:
    return list(
        dict.fromkeys(
            sorted(
                (series_key(run, point) for point in run.points), key=lambda key: (key[1], list(PAINT).index(key[0]))
            )
        )
    )


def _name(say: Messages, key: tuple[str, int]) -> str:
    kind = say(f"value-kinds.{key[0]}")
    return kind if key[1] == 0 else f"{kind} ({key[1] + 1})"


def step_of(months: int, point: Point) -> int:
    return _month(point) // months


def _month(point: Point) -> int:
    """The last month of a period, counted through all years."""
    assert point.when.end
    return point.when.end.year * 12 + point.when.end.month


def steps_of(months: int, shown: Sequence[Point]) -> tuple[int, ...]:
    if not months or len({_month(point) % months for point in shown}) > 1:
        return ()
    found = [step_of(months, point) for point in shown]
    steps = range(min(found), max(found) + 1)
    return tuple(steps) if len(steps) <= MOST_STEPS else ()


def columns(say: Messages, view: ChartView, run: Run) -> CategoryChartData:
    data = CategoryChartData(number_format=number_format_of(view.points))
    phase = _month(run.points[0]) % run.months
    named = {step_of(run.months, point): point.when.words for point in run.points}
    data.categories = [named.get(step) or _period(say, step * run.months + phase, run) for step in run.steps]
    for key in series_of(run):
        found = {
            step_of(run.months, point): float(point.number) for point in run.points if series_key(run, point) == key
        }
        data.add_series(_name(say, key), [found.get(step) for step in run.steps])
    return data


def _period(say: Messages, last: int, run: Run) -> str:
    """A period of which no value is known, by its last month."""
    year, month = divmod(last - 1, 12)
    ends = {"month": say.several("dates.months")[month], "year": year}
    return say("dates.fiscal-year", **ends) if run.months == 12 else say("dates.some-months", count=run.months, **ends)


def dots(say: Messages, view: ChartView, run: Run) -> XyChartData:
    data = XyChartData(number_format=number_format_of(view.points))
    for key in series_of(run):
        series = data.add_series(_name(say, key))
        for point in run.points:
            if series_key(run, point) == key:
                series.add_data_point(year_of(run, point), float(point.number))
    return data


def year_of(run: Run, point: Point) -> float:
    """Where a value stands on a scale of years: a period at its end, a state in the middle of what it can cover."""
    first, last = (run.months and point.when.end) or point.when.start, point.when.end
    assert first and last
    return round(sum(day.year + (day.timetuple().tm_yday - 1) / 366 for day in (first, last)) / 2, 3)


def show_times(chart: Any, run: Run) -> None:
    """A scale of years."""
    years = [int(year_of(run, point)) for point in run.points]
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if (max(years) + 1 - min(years)) / step <= 14)
    axis = chart.category_axis
    axis.has_major_gridlines, axis.tick_labels.number_format_is_linked = False, False
    axis.tick_labels.number_format = "0"
    axis.minimum_scale, axis.maximum_scale = min(years) // step * step, (max(years) // step + 1) * step
    axis.major_unit = step


def scale_of(view: ChartView) -> list[Decimal]:
    """The numbers on the scale, zero among them, that all values lie between; a value stands at no end but zero."""
    values = [point.number for point in view.points]
    low, high = min(*values, Decimal(0)), max(*values, Decimal(0))
    room = (high - low) / 12
    return round_ticks(low - (room if low < 0 else 0), high + (room if high > 0 else 0), 5)


def number_format_of(points: Iterable[Point]) -> str:
    """Thousands apart, and as many decimals as the most exact value is printed with."""
    places = max((len(found[1]) for point in points if (found := DECIMALS.search(point.words))), default=0)
    return f"#,##0.{'0' * places}" if places else "#,##0"
