"""A chart: a fact over time to scale, and the same values as a table."""

from __future__ import annotations

from markupsafe import Markup

from macros.components.chart.drawing import chart_drawing
from macros.components.chart.view import chart_view
from macros.components.showing import Showing, render as write


def render(show: Showing, id: str) -> Markup:
    """A fact over time, with its table."""
    view = chart_view(show.library, id)
    return write("chart/page.html", show, view=view, drawing=chart_drawing(view, show.place))
