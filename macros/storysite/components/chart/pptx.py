"""A chart on a slide: a native column chart, one series for each kind of value, no line between them."""

from __future__ import annotations

from decimal import Decimal

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.util import Pt

from storysite.components.chart.model import ChartView, Point
from storysite.components.table import said
from storysite.drawing.pptx import BOTTOM, INK, LINE, MARGIN, ROOM, SANS, SOFT, TOP, Deck, Slide, cut, emu, points
from storysite.drawing.svg import round_ticks, wrap
from storysite.wording.citations import permanent
from storysite.wording.text import plain
from storysite.wording.times import time_words
from storysite.wording.trust import states

PAINT = {
    "result": ("1D2258", ""),
    "plan": ("FBFAF6", "1D2258"),
    "forecast": ("FDECCB", "8F4D00"),
    "goal": ("A3C0FF", "1B4DB3"),
}
"""Fill and outline of each kind."""
MOST = 12
"""Columns on a slide."""


def slides(deck: Deck, view: ChartView) -> None:
    """The chart, on more slides where it has many values."""
    library = deck.library
    title = f"{view.fact.name}{f', in {view.fact.unit}' if view.fact.unit else ''}"
    for at in range(0, len(view.points), MOST):
        behind = [point.item for point in view.points[at : at + MOST]]
        name = title if at == 0 else f"{title}, continued"
        slide = deck.slide(name, plain(library, view.fact.note), permanent(library, view.id), behind)
        _chart(slide, view, view.points[at : at + MOST])


def _chart(slide: Slide, view: ChartView, shown: tuple[Point, ...]) -> None:
    notes = _notes(slide, shown)
    foot = min(sum(len(wrap(note, 14, ROOM)) for note in notes), 6) * 14 * LINE + 6
    data = CategoryChartData(number_format=_format(view))
    data.categories = [label(point) for point in shown]
    kinds = [kind for kind in view.kinds if any(point.value.kind == kind for point in shown)]
    for kind in kinds:
        data.add_series(kind, [float(point.number) if point.value.kind == kind else None for point in shown])
    frame = slide.slide.shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, emu(MARGIN), emu(TOP), emu(ROOM), emu(BOTTOM - TOP - foot), data
    )
    frame.name = slide.slide.shapes.title.text_frame.text
    chart = frame.chart
    chart.has_title, chart.has_legend = False, True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    chart.font.size, chart.font.name, chart.font.color.rgb = Pt(points(16)), SANS, RGBColor.from_string(INK)
    chart.category_axis.tick_labels.font.size = Pt(points(14))
    chart.value_axis.has_major_gridlines = True
    chart.value_axis.major_gridlines.format.line.color.rgb = RGBColor.from_string("D6D2C4")
    chart.value_axis.tick_labels.font.size = Pt(points(13))
    # One scale on all slides of a chart, with room for the words at the lowest and at the highest column.
    numbers = scale_of(view)
    chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = float(numbers[0]), float(numbers[-1])
    chart.value_axis.major_unit = float(numbers[1] - numbers[0])
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW  # under columns that hang down too
    plot = chart.plots[0]
    plot.gap_width, plot.overlap, plot.vary_by_categories = 60, 100, False
    for kind, series in zip(kinds, plot.series, strict=True):
        _paint(series, kind)
        for at, point in enumerate(shown):
            if point.value.kind == kind:
                _label(series.points[at].data_label, printed(slide, point))
    slide.box(cut(" ".join(notes), 14, ROOM, foot - 6), MARGIN, BOTTOM - foot + 6, ROOM, foot - 6, 14, colour=SOFT)


def scale_of(view: ChartView) -> list[Decimal]:
    """The numbers on the scale, zero among them, that all values lie between; a value stands at no end but zero."""
    values = [point.number for point in view.points]
    low, high = min(*values, Decimal(0)), max(*values, Decimal(0))
    room = (high - low) / 12
    return round_ticks(low - (room if low < 0 else 0), high + (room if high > 0 else 0), 5)


def label(point: Point) -> str:
    """What stands under a column: kind and time, short."""
    words = time_words(point.value).split(", ")
    return ", ".join(words[:2] if words[0] == point.value.kind else words[:1])


def printed(slide: Slide, point: Point) -> str:
    """A number as printed, with its qualifier and without its unit, which the title says."""
    number = slide.deck.library.number(point.item.id)
    return f"{point.value.qualifier} {number}" if point.value.qualifier else number


def _format(view: ChartView) -> str:
    """As many decimals as the most exact value has."""
    exponents = [
        point.number.normalize().as_tuple().exponent for point in view.points if isinstance(point.number, Decimal)
    ]
    decimals = max((-exponent for exponent in exponents if isinstance(exponent, int) and exponent < 0), default=0)
    return f"#,##0.{'0' * decimals}" if decimals else "#,##0"


def _notes(slide: Slide, shown: tuple[Point, ...]) -> list[str]:
    """On what definition each value stands where they differ, and which are not simply current."""
    library = slide.deck.library
    notes = ["Columns stand in order of time, not to scale."]
    bases = dict.fromkeys(point.value.basis for point in shown if point.value.basis)
    if bases:
        notes.append(
            "Definitions: "
            + "; ".join(f"{label(point)}: {point.value.basis}" for point in shown if point.value.basis)
            + "."
        )
    told = [
        said(library, point.item, label(point)) for point in shown if states(library, point.item)[0].name != "current"
    ]
    if told:
        notes.append(f"To be told with it: {'; '.join(told)}.")
    return notes


def _paint(series: object, kind: str) -> None:
    fill, line = PAINT[kind]
    series.format.fill.solid()  # type: ignore[attr-defined]
    series.format.fill.fore_color.rgb = RGBColor.from_string(fill)  # type: ignore[attr-defined]
    series.format.line.color.rgb = RGBColor.from_string(line or fill)  # type: ignore[attr-defined]
    series.format.line.width = Pt(1.5)  # type: ignore[attr-defined]


def _label(data_label: object, words: str) -> None:
    frame = data_label.text_frame  # type: ignore[attr-defined]
    frame.text = words
    run = frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold = Pt(points(15)), True
    data_label.position = XL_LABEL_POSITION.OUTSIDE_END  # type: ignore[attr-defined]
