"""A cycle: a ring, and the same steps as a list."""

from __future__ import annotations

from markupsafe import Markup

from storysite.components.cycle.drawing import cycle_drawing
from storysite.components.cycle.model import cycle_view
from storysite.components.html_context import Showing
from storysite.components.html_context import render as write


def render(show: Showing, id: str) -> Markup:
    """The ring of a cycle, and its steps as a numbered list that ends with the way back."""
    view = cycle_view(show.library, id)
    return write("cycle/page.html", show, view=view, drawing=cycle_drawing(view, show.place))
