"""A chart as a picture that stands alone: the drawing to scale, and under it every value with its kind and time."""

from __future__ import annotations

from macros.components.chart.drawing import chart_drawing
from macros.components.chart.view import ChartView
from macros.components.fact.view import time_words
from macros.components.flat import flattened, samples
from macros.components.picture import ALONE, DRAWN, Entry, drawn_part, key_part, outside, picture
from macros.components.plain import plain
from macros.components.table import said
from macros.library import Library


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
