"""A cycle as a picture that stands alone: the ring, and under it what is done in each step."""

from __future__ import annotations

from storysite.components.cycle.drawing import cycle_drawing
from storysite.components.cycle.model import CycleView
from storysite.drawing.figure_svg import SCREEN, Entry, Format, drawn_part, key_part, outside, picture
from storysite.drawing.svg_standalone import flattened, samples
from storysite.source.record_store import Library
from storysite.wording.text import plain


def draw(library: Library, view: CycleView, css: str, form: Format = SCREEN) -> str:
    """The picture."""
    drawing = cycle_drawing(view, outside(library), {"w": form.drawn})
    body = [drawn_part(flattened(drawing, form.drawn, css)), key_part(samples(drawing, css), css, form)]
    listed = [
        Entry(step.title, plain(library, step.text), str(number)) for number, step in enumerate(view.steps, start=1)
    ]
    listed.append(Entry(library.messages("cycle.then-back-to"), plain(library, view.cycle.back)))
    return picture(
        library,
        view.id,
        view.cycle.title,
        plain(library, view.cycle.text),
        body,
        listed,
        [library.items[view.id]],
        css,
        form,
    )
