"""A chart on slides: native, its labels linked to its values, and one chart for each length of period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from pptx.chart.chart import Chart
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.oxml.ns import qn
from pptx.shapes.placeholder import ChartPlaceholder
from pptx.util import Pt

from storysite.components.chart.model import ChartView, Point
from storysite.components.chart.pptx_series import (
    PAINT,
    Run,
    columns,
    dots,
    number_format_of,
    scale_of,
    series_key,
    series_of,
    show_times,
    step_of,
    steps_of,
    year_of,
)
from storysite.components.table import heads, said
from storysite.core.messages import first_large
from storysite.drawing.pptx import Deck
from storysite.drawing.pptx_parts import (
    LINE,
    RULE,
    SOFT,
    coloured,
    cut,
    describe,
    emu,
    points,
)
from storysite.drawing.pptx_slide import Slide
from storysite.drawing.pptx_table import Grid, Words, table_slides
from storysite.drawing.text_layout import wrap
from storysite.source.record_store import Library
from storysite.wording.citations import permanent
from storysite.wording.text import plain
from storysite.wording.times import time_words
from storysite.wording.trust import states

MARKERS = {
    "result": XL_MARKER_STYLE.CIRCLE,
    "plan": XL_MARKER_STYLE.SQUARE,
    "forecast": XL_MARKER_STYLE.TRIANGLE,
    "goal": XL_MARKER_STYLE.DIAMOND,
}
LENGTHS = {"fiscal year": 12, "year": 12, "fiscal half": 6, "half": 6, "fiscal quarter": 3, "quarter": 3, "month": 1}
"""Months of a period."""
MOST_LABELS = 24
NEAR, VERY_NEAR = 0.08, 0.025
"""Shares of the width within which two labels meet, and within which the higher dot keeps the upper one."""


def slides(deck: Deck, view: ChartView) -> None:
    """A slide for each run of two values and more; values that stand alone are told in words."""
    runs, alone = runs_of(view)
    address = permanent(deck.library, view.id)
    for run in runs:
        told = alone if run is runs[0] else []
        shown = [*run.points, *told]
        listed = "\n".join(f"{time_words(deck.library, point.value)}: {_said(deck.library, point)}" for point in shown)
        behind = [point.item for point in shown]
        title = title_of(deck, view, run.points)
        slide = deck.slide(title, subject_of(deck, view), address, behind, "obj", listed)
        _chart(slide, view, run, told)
        deck.messages.append((title, address))
    if not runs:
        grid = Grid(
            title_of(deck, view, view.points),
            subject_of(deck, view),
            tuple(Words(words, "head") for words in heads(deck.library, "when", "value")),
            tuple(
                (Words(time_words(deck.library, point.value), "head"), Words(_said(deck.library, point)))
                for point in view.points
            ),
            (1, 1),
        )
        table_slides(deck, grid, address, [point.item for point in view.points])


def runs_of(view: ChartView) -> tuple[list[Run], list[Point]]:
    """The values in runs that share a scale of time, and those that share it with no other."""
    by_length: dict[int, list[Point]] = {}
    alone = []
    for point in view.points:
        months = LENGTHS.get(point.when.precision) if point.value.period else 0
        exact = not point.value.period and LENGTHS.get(point.when.precision, 1 if point.when.precision == "day" else 99)
        if months is None or (exact or 0) > 12 or point.when.start is None or point.when.end is None:
            alone.append(point)  # a decade, or an open end: no place on a scale
        else:
            by_length.setdefault(months, []).append(point)
    runs = [
        Run(months, tuple(found), steps_of(months, found))
        for months, found in sorted(by_length.items(), reverse=True)
        if len(found) > 1
    ]
    alone += [found[0] for found in by_length.values() if len(found) == 1]
    return runs, sorted(alone, key=lambda point: point.when.sort_key)


def title_of(deck: Deck, view: ChartView, shown: Sequence[Point]) -> str:
    """The message: the finding where it speaks of these values, else the newest result in words."""
    if any(point.item.id in view.named for point in shown):
        return view.finding
    results = [point for point in shown if point.value.kind == "result"] or list(shown)
    newest = results[-1]
    return f"{view.fact.name}: {newest.words} ({time_words(deck.library, newest.value)})"


def subject_of(deck: Deck, view: ChartView) -> str:
    return f"{view.name}. {plain(deck.library, view.fact.note)}".strip()


def _said(library: Library, point: Point) -> str:
    return said(library, point.item, point.words)


def _number_axes(chart: Chart) -> None:
    """Give the axes numbers that the schema allows: python-pptx writes negative ones."""
    for name in ("c:axId", "c:crossAx"):
        for axis in chart._chartSpace.iter(qn(name)):
            axis.set("val", str(int(axis.get("val")) % 2**32))


def _chart(slide: Slide, view: ChartView, run: Run, alone: Sequence[Point]) -> None:
    notes = _notes(slide, run.points, alone)
    left, top, width, height = slide.area
    foot = min(sum(len(wrap(note, 14, width)) for note in notes), 6) * 14 * LINE + 6 if notes else 0
    kind, data = (
        (XL_CHART_TYPE.COLUMN_CLUSTERED, columns(slide.library.messages, view, run))
        if run.steps
        else (XL_CHART_TYPE.XY_SCATTER, dots(slide.library.messages, view, run))
    )
    place = slide.placeholder(index=1)
    frame = ChartPlaceholder(place._element, place._parent).insert_chart(kind, data)
    frame.left, frame.top, frame.width, frame.height = map(emu, (left, top, width, height - foot))
    library = slide.library
    values = "; ".join(f"{point.words}, {time_words(library, point.value)}" for point in run.points)
    describe(frame, library.messages("chart.alternative", values=values))
    chart = frame.chart
    _number_axes(chart)
    chart.has_title, chart.has_legend = False, True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    chart.font.size = Pt(points(16))
    _scale(chart, view)
    if not run.steps:
        show_times(chart, run)
    plot = chart.plots[0]
    if run.steps:
        plot.gap_width, plot.overlap, plot.vary_by_categories = 60, 0, False
    sides = _sides(run)
    for name, series in zip(series_of(run), plot.series, strict=True):
        _paint(series, name, bool(run.steps))
        for at, point in enumerate(point for point in run.points if series_key(run, point) == name):
            if len(run.points) <= MOST_LABELS:
                place = XL_LABEL_POSITION.OUTSIDE_END if run.steps else sides[point.item.id]
                _label(
                    series.points[run.steps.index(step_of(run.months, point)) if run.steps else at].data_label,
                    point,
                    place,
                )
    if notes:
        slide.box(
            cut(" ".join(notes), 14, width, foot - 6),
            left,
            slide.area.bottom - foot + 6,
            width,
            foot - 6,
            14,
            colour=SOFT,
        )


def _scale(chart: Any, view: ChartView) -> None:
    """The scale of the values, and the lines across."""
    axis = chart.value_axis
    axis.has_major_gridlines = True
    coloured(axis.major_gridlines.format.line.color, RULE)
    numbers = scale_of(view)  # one scale on all slides of a chart
    axis.minimum_scale, axis.maximum_scale = float(numbers[0]), float(numbers[-1])
    axis.major_unit = float(numbers[1] - numbers[0])
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "#,##0.###", False
    if all(number == int(number) for number in numbers):
        axis.tick_labels.number_format = "#,##0"
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW  # under columns that hang down too


# --- values in series ------------------------------------------------------------------------


# --- words -----------------------------------------------------------------------------------


def _notes(slide: Slide, shown: tuple[Point, ...], alone: Sequence[Point]) -> list[str]:
    """On what definition each value stands, which are not simply current, and what is not drawn."""
    library = slide.library
    notes: list[str] = []
    bases: defaultdict[str, list[str]] = defaultdict(list)
    told: defaultdict[str, list[str]] = defaultdict(list)
    for point in shown:
        if point.value.basis:
            bases[point.value.basis].append(point.when.words)
        for state in states(library, point.item):
            if state.name != "current":
                told[state.words].append(point.when.words)
    if bases:
        listed = "; ".join(f"{', '.join(when)}: {basis}" for basis, when in bases.items())
        notes.append(library.messages("chart.definitions", definitions=listed))
    for name, when in told.items():
        is_all = len(when) == len(shown) > 1
        listed = library.messages("chart.all") if is_all else ", ".join(dict.fromkeys(when))
        notes.append(f"{first_large(name)}: {listed}.")
    if alone:
        listed = "; ".join(f"{_said(library, point)} ({time_words(library, point.value)})" for point in alone)
        notes.append(library.messages("chart.not-drawn", values=listed))
    return notes


def _paint(series: Any, key: tuple[str, int], is_column: bool) -> None:
    fill, line = PAINT[key[0]]
    if not is_column:
        series.format.line.fill.background()  # no line from one value to the next
        series.marker.style, series.marker.size = MARKERS[key[0]], 10
    painted = series.format if is_column else series.marker.format
    painted.fill.solid()
    coloured(painted.fill.fore_color, fill if is_column else line)
    coloured(painted.line.color, line)
    painted.line.width = Pt(1.5)


def _sides(run: Run) -> dict[str, Any]:
    """Where the labels of dots stand: above, and by turns below where dots are near each other in time."""
    ordered = sorted(run.points, key=lambda point: year_of(run, point))
    span = year_of(run, ordered[-1]) - year_of(run, ordered[0])
    above: dict[str, bool] = {}
    for before, point in zip([None, *ordered], ordered, strict=False):
        gap = (year_of(run, point) - year_of(run, before)) / span if before and span else 1.0
        if before and gap < VERY_NEAR:
            above[before.item.id], above[point.item.id] = before.number > point.number, before.number <= point.number
        else:
            above[point.item.id] = not (before and gap < NEAR and above[before.item.id])
    return {id: XL_LABEL_POSITION.ABOVE if is_above else XL_LABEL_POSITION.BELOW for id, is_above in above.items()}


def _label(label: Any, point: Point, place: Any) -> None:
    """A label that shows the value itself, so that it follows a changed number; its qualifier is a part of its format."""
    element = label._get_or_add_dLbl()
    for name, shown in (("showLegendKey", 0), ("showVal", 1), ("showCatName", 0), ("showSerName", 0)):
        found = element.find(qn(f"c:{name}"))
        found.set("val", str(shown))
    qualifier = f'"{point.value.qualifier} "' if point.value.qualifier else ""
    number = element.makeelement(
        qn("c:numFmt"), {"formatCode": qualifier + number_format_of([point]), "sourceLinked": "0"}
    )
    element.insert(1, number)
    label.position = place
