"""Dates, periods and times of values in words, and the words for empty cells."""

from __future__ import annotations

from storysite.core.dates import When
from storysite.records import Event, Value
from storysite.source.record_store import Library


def time_words(value: Value) -> str:
    """`result for the year to March 2023`, `goal for …, stated on 12 May 2021`: kind, period, as-of and statement."""
    parts = []
    if value.period:
        parts.append(value.period.words if value.kind == "result" else f"{value.kind} for {value.period.words}")
    elif value.kind != "result":
        parts.append(value.kind)
    if value.as_of:
        parts.append(f"as of {value.as_of.words}")
    if value.stated:
        parts.append(f"stated {on(value.stated)}")
    if value.as_written:
        parts.append(f"called “{value.as_written}” in the source")
    return ", ".join(parts)


def on(when: When) -> str:
    """`on 12 May 2021`, `in May 2021`."""
    return f"on {when.words}" if when.precision == "day" else f"in {when.words}"


def date_words(library: Library, event: Event) -> tuple[str, str]:
    """An event's date in words and for `<time>`; for an undated one the events around it, and nothing."""
    if event.date:
        return event.date.words, event.date.datetime
    after = f"after “{library.items[event.after].title}”" if event.after else ""
    before = f"before “{library.items[event.before].title}”" if event.before else ""
    return " and ".join(part for part in (after, before) if part), ""


EMPTY = {
    "not-in-source": ("not in the source", "The source says nothing about it."),
    "in-the-source-figure": (
        "in the source’s figure",
        "It stands in a picture in the source that the editors could not read.",
    ),
    "not-applicable": ("does not apply", "The question does not arise here."),
    "not-reviewed": ("not yet looked at", "The editors have not looked at it yet."),
}
"""The four kinds of empty: in the cell, and what it means."""
