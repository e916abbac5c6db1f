"""A ladder: a table of promises, each with what came drawn to its own scale."""

from __future__ import annotations

from markupsafe import Markup

from storysite.components.html_context import Showing
from storysite.components.html_context import render as write
from storysite.components.ladder import model
from storysite.components.ladder.drawing import rung_drawing


def render(show: Showing, id: str) -> Markup:
    """The promises of a ladder with their outcomes."""
    view = model.ladder_view(show.library, id)
    drawings = {rung.item.id: rung_drawing(rung, view.reach) for rung in view.rungs}
    return write("ladder/page.html", show, view=view, drawings=drawings, model=model)
