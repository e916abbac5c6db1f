"""A flow: a table with a column of links between columns of items."""

from __future__ import annotations

from markupsafe import Markup

from storysite.components.flow import model
from storysite.components.html_context import Showing
from storysite.components.html_context import render as write


def render(show: Showing, id: str) -> Markup:
    """The items of a flow with the links between them, and how each link is known."""
    return write("flow/page.html", show, view=model.flow_view(show.library, id), model=model)
