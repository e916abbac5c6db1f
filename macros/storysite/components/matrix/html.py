"""A matrix: a real table of rows against columns."""

from __future__ import annotations

from markupsafe import Markup

from storysite.components.html_context import Showing
from storysite.components.html_context import render as write
from storysite.components.matrix.model import matrix_view


def render(show: Showing, id: str) -> Markup:
    """The table of a matrix, each filled cell with its source on demand, each empty one with its reason."""
    return write("matrix/page.html", show, view=matrix_view(show.library, id))
