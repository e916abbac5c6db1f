"""An emblem: a small drawing of a record's own data, for the head of a section."""

from __future__ import annotations

from markupsafe import Markup

from storysite.components.cycle.drawing import ring
from storysite.components.cycle.model import cycle_view
from storysite.components.html_context import Showing
from storysite.components.matrix.drawing import glyph
from storysite.components.matrix.model import matrix_view
from storysite.components.timeline.drawing import band
from storysite.components.timeline.model import timeline_view


def render(show: Showing, id: str) -> Markup:
    """A timeline as a band, a matrix as a glyph, a cycle as a ring; what it draws stands in words elsewhere."""
    kind = show.library.items[id].kind
    if kind == "matrix":
        drawing = glyph(matrix_view(show.library, id))
    elif kind == "cycle":
        drawing = ring(cycle_view(show.library, id))
    else:
        view = timeline_view(show.library, id)
        drawing = band(view) if view.marks else Markup("")
    return Markup('<div class="emblem {}">{}</div>').format(kind, drawing)
