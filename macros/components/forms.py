"""What can be taken away: each kind of view with the forms that it is written down in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from macros.components.chart import picture as chart_picture, slide as chart_slide, table as chart
from macros.components.chart.view import chart_view
from macros.components.cycle import picture as cycle_picture, slide as cycle_slide, table as cycle
from macros.components.cycle.view import cycle_view
from macros.components.matrix import picture as matrix_picture, slide as matrix_slide, table as matrix
from macros.components.matrix.view import matrix_view
from macros.components.slides import Deck
from macros.components.table import Row, Sheet
from macros.components.timeline import picture as timeline_picture, slide as timeline_slide, table as timeline
from macros.components.timeline.view import timeline_view
from macros.library import Library

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
