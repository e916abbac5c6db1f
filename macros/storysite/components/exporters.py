"""What can be taken away: each kind of view with the forms that it is written down in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from storysite.components.chart import pptx as chart_slide
from storysite.components.chart import svg as chart_picture
from storysite.components.chart import table as chart
from storysite.components.chart.model import chart_view
from storysite.components.cycle import pptx as cycle_slide
from storysite.components.cycle import svg as cycle_picture
from storysite.components.cycle import table as cycle
from storysite.components.cycle.model import cycle_view
from storysite.components.matrix import pptx as matrix_slide
from storysite.components.matrix import svg as matrix_picture
from storysite.components.matrix import table as matrix
from storysite.components.matrix.model import matrix_view
from storysite.components.table import Row, Sheet
from storysite.components.timeline import pptx as timeline_slide
from storysite.components.timeline import svg as timeline_picture
from storysite.components.timeline import table as timeline
from storysite.components.timeline.model import timeline_view
from storysite.drawing.pptx import Deck
from storysite.source.record_store import Library

ALL_EVENTS = "events"
"""The name of the timeline of all events, which is no record."""


@dataclass(frozen=True)
class Form:
    """A kind of view, and how it is written down."""

    kind: str
    view: Callable[[Library, str], Any]
    """The view of a record, given by its own id."""
    rows: Callable[[Library, Any], list[Row]]
    sheet: Callable[[Library, Any], Sheet]
    picture: Callable[[Library, Any, str], str]
    """The view as SVG, with the style sheet of the pages' drawings."""
    slides: Callable[[Deck, Any], None]
    """Adds the view's slides to a deck."""


FORMS = {
    form.kind: form
    for form in (
        Form("timeline", timeline_view, timeline.rows, timeline.sheet, timeline_picture.draw, timeline_slide.slides),
        Form("matrix", matrix_view, matrix.rows, matrix.sheet, matrix_picture.draw, matrix_slide.slides),
        Form("cycle", cycle_view, cycle.rows, cycle.sheet, cycle_picture.draw, cycle_slide.slides),
        Form("chart", chart_view, chart.rows, chart.sheet, chart_picture.draw, chart_slide.slides),
    )
}
"""By the name of the macro that shows it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A view that stands on a page, so that it can be taken away."""

    id: str
    """Its address and the name of its files: a chart's is its fact's id and `.chart`."""
    kind: str
    """The macro that shows it."""
    record: str
    """The id that the macro is called with; empty for the timeline of all events."""
    page: str
    """The page that shows it, its home where that does."""

    @property
    def form(self) -> Form:
        return FORMS[self.kind]


def taken_id(kind: str, record: str) -> str:
    """The name of a view's files."""
    return f"{record}.chart" if kind == "chart" else record or ALL_EVENTS
