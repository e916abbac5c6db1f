"""A timeline: an ordered list of events, and above it the same to scale."""

from __future__ import annotations

from markupsafe import Markup

from macros.components.showing import Showing, render as write
from macros.components.timeline.drawing import timeline_drawing
from macros.components.timeline.view import date_words, timeline_view
from macros.library import Item, Library


def items(library: Library, arguments: tuple[str, ...]) -> list[Item]:
    """The events that a call shows."""
    chosen = library.items[arguments[0]].record if arguments else None
    return [library.items[event.id] for event in library.selection(chosen)]


def shows(library: Library, arguments: tuple[str, ...]) -> list[str]:
    """The ids that a call shows in full."""
    return [*arguments, *(item.id for item in items(library, arguments))]


def render(show: Showing, id: str = "") -> Markup:
    """The timeline of a lane or of a timeline record; without an id, of all events."""
    view = timeline_view(show.library, id)
    drawing = timeline_drawing(view, show.place) if view.marks else Markup("")
    return write("timeline/page.html", show, view=view, drawing=drawing)


def render_when(show: Showing, id: str) -> Markup:
    """The date of an event in words, inside a sentence, with its source."""
    item = show.library.items[id]
    words, datetime = date_words(show.library, item.record)
    return write(
        "timeline/when.html", show, item=item, words=words, datetime=datetime, references=show.library.main_evidence(item)
    )
