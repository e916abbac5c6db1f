"""A chart as a picture that stands alone: the drawing to scale, and under it every value with its kind and time."""

from __future__ import annotations

from storysite.components.chart.drawing import chart_drawing
from storysite.components.chart.model import ChartView
from storysite.components.table import said
from storysite.drawing.figure_svg import ALONE, DRAWN, Entry, drawn_part, key_part, outside, picture
from storysite.drawing.svg_standalone import flattened, samples
from storysite.source.record_store import Library
from storysite.wording.text import plain
from storysite.wording.times import time_words


def draw(library: Library, view: ChartView, css: str) -> str:
    """The picture."""
    drawing = chart_drawing(view, outside(library), ALONE)
    body = [drawn_part(flattened(drawing, DRAWN, css)), key_part(samples(drawing, css), css)]
    listed = [
        Entry(
            point.words,
            said(
                library,
                point.item,
                ", ".join(part for part in (point.value.kind, time_words(point.value), point.value.basis) if part),
            ),
        )
        for point in view.points
    ]
    title = f"{view.fact.name}{f', in {view.fact.unit}' if view.fact.unit else ''}"
    return picture(library, view.id, title, plain(library, view.fact.note), body, listed, [library.items[view.id]], css)
