"""An emblem: a small drawing of a record's own data, for the head of a section."""

from __future__ import annotations

from markupsafe import Markup

from macros.components.cycle.drawing import ring
from macros.components.cycle.view import cycle_view
from macros.components.matrix.drawing import glyph
from macros.components.matrix.view import matrix_view
from macros.components.showing import Showing
from macros.components.timeline.drawing import band
from macros.components.timeline.view import timeline_view


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
