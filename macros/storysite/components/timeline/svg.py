"""A timeline as a picture that stands alone: the drawing to scale, and under it the list of its events."""

from __future__ import annotations

from storysite.components.timeline.drawing import timeline_drawing
from storysite.components.timeline.model import TimelineView
from storysite.drawing.figure_svg import SCREEN, Entry, Format, drawn_part, key_part, outside, picture
from storysite.drawing.svg_standalone import flattened, samples
from storysite.source.record_store import Library
from storysite.wording.text import plain


def draw(library: Library, view: TimelineView, css: str, form: Format = SCREEN) -> str:
    """The picture."""
    drawing = timeline_drawing(view, outside(library), form.drawn, is_alone=True)
    body = (
        [drawn_part(flattened(drawing, form.drawn, css)), key_part(samples(drawing, css), css, form)]
        if view.marks
        else []
    )
    listed = [Entry(mark.when, mark.event.title) for mark in view.marks]
    behind = [mark.item for mark in view.marks]
    return picture(library, view.id, view.title, plain(library, view.text), body, listed, behind, css, form)
