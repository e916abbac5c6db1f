"""A timeline as a picture that stands alone: the drawing to scale, and under it the list that its numbers name."""

from __future__ import annotations

from macros.components.flat import flattened, samples
from macros.components.picture import ALONE, DRAWN, Entry, drawn_part, key_part, outside, picture
from macros.components.plain import plain
from macros.components.timeline.drawing import timeline_drawing
from macros.components.timeline.view import TimelineView
from macros.library import Library


def draw(library: Library, view: TimelineView, css: str) -> str:
    """The picture."""
    drawing = timeline_drawing(view, outside(library), ALONE)
    body = (
        [drawn_part(flattened(drawing, DRAWN, css)), key_part(samples(drawing, css), css)] if view.marks else []
    )
    listed = [Entry(mark.when, mark.event.title, str(mark.number)) for mark in view.marks]
    behind = [mark.item for mark in view.marks]
    return picture(library, view.id, view.title, plain(library, view.text), body, listed, behind, css)
