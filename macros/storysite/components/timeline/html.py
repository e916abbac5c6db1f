"""A timeline: an ordered list of events, and above it the same to scale."""

from __future__ import annotations

from markupsafe import Markup

from storysite.components.html_context import Showing
from storysite.components.html_context import render as write
from storysite.components.timeline.drawing import timeline_drawing
from storysite.components.timeline.model import timeline_view
from storysite.records import Event
from storysite.source.items import Item
from storysite.source.record_store import Library
from storysite.wording.times import date_words


def items(library: Library, arguments: tuple[str, ...]) -> list[Item]:
    """The events that a call shows."""
    chosen = library.items[arguments[0]].record if arguments else None
    return [library.items[event.id] for event in library.selection(chosen)]


def behind(library: Library, arguments: tuple[str, ...]) -> list[Item]:
    """What a call rests on: its events, and the timeline with its eras."""
    chosen = [library.items[id] for id in arguments if library.items[id].kind == "timeline"]
    return [*items(library, arguments), *chosen]


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
    words, datetime = date_words(show.library, item.of(Event))
    return write(
        "timeline/when.html",
        show,
        item=item,
        words=words,
        datetime=datetime,
        references=show.library.main_evidence(item),
    )
