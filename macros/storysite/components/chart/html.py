"""A chart: a fact over time to scale, and the same values as a table."""

from __future__ import annotations

from markupsafe import Markup

from storysite.components.chart.drawing import chart_drawing
from storysite.components.chart.model import chart_view
from storysite.components.html_context import Showing
from storysite.components.html_context import render as write


def render(show: Showing, id: str) -> Markup:
    """A fact over time, with its table."""
    view = chart_view(show.library, id)
    return write("chart/page.html", show, view=view, drawing=chart_drawing(view, show.place))
