"""A chart: a fact over time as bars from zero, and the same values as a table."""

from __future__ import annotations

from math import ceil

from markupsafe import Markup

from storysite.components.chart.model import ChartView, chart_view
from storysite.components.html_context import Showing
from storysite.components.html_context import render as write
from storysite.drawing.text_layout import text_width

ROOMS = (3, 4, 5, 6, 7, 8, 10, 12, 14)
"""Room for the number and its kind at the end of the longest bar, in rem: each is a class in the style sheet, `b-room-4`."""


def render(show: Showing, id: str) -> Markup:
    """A fact over time, with its table."""
    view = chart_view(show.library, id)
    return write("chart/page.html", show, view=view, room=room(view))


def room(view: ChartView) -> int:
    """How much room the widest number takes with its kind in the reader's sans serif, at 16 px a rem."""
    widest = max(text_width(point.label, 15, bold=True) + text_width(point.kind, 13) + 18 for point in view.drawn)
    return next((room for room in ROOMS if room >= ceil(widest / 16)), ROOMS[-1])
