"""A timeline as a table."""

from __future__ import annotations

from storysite.components.table import Row, Sheet, heads, known_columns, places, said, when_columns, with_whole
from storysite.components.timeline.model import TimelineView
from storysite.records import Event
from storysite.source.items import Item
from storysite.source.record_store import Library
from storysite.wording.text import plain


def rows(library: Library, view: TimelineView) -> list[Row]:
    """Its events in order, one a row."""
    return with_whole(library, [event_row(library, mark.item) for mark in view.marks], view.id, view.title)


def event_row(library: Library, item: Item) -> Row:
    """One event."""
    event = item.of(Event)
    return {
        "id": item.id,
        **when_columns("date", event.date),
        "after": event.after or "",
        "before": event.before or "",
        "title": event.title,
        "text": plain(library, event.text),
        "kind": event.kind,
        "lanes": "; ".join(event.lanes),
        "note": plain(library, event.note),
        **known_columns(library, item),
    }


def sheet(library: Library, view: TimelineView) -> Sheet:
    """Date, title, text and source of each event."""
    rows = [
        (
            mark.when,
            mark.event.title,
            said(library, mark.item, plain(library, mark.event.text)),
            places(library, mark.item),
        )
        for mark in view.marks
    ]
    ids = [("", mark.item.id, "", "") for mark in view.marks]
    return Sheet(
        view.id,
        view.title,
        plain(library, view.text),
        heads(library, "when", "what", "in-a-few-words", "source"),
        tuple(rows),
        tuple(ids),
    )
