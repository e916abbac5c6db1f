"""A calendar of what is still to come on the reading date: planned events, and the days by which to look again.

What is open at an end, or only about or probably at a time, is left out: an entry would name a day that nobody said.

A UID is made of the id and of what comes, never of a title: a calendar that has it already changes it in place.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from icalendar import Calendar
from icalendar import Event as Entry

from storysite.core.dates import When
from storysite.project import Project
from storysite.records import Event
from storysite.source.items import Item
from storysite.source.record_store import Library
from storysite.wording.citations import permanent
from storysite.wording.reviews import review
from storysite.wording.sentences import proposal
from storysite.wording.text import plain

NAME = "calendar.ics"


def write_calendar(site: Path, project: Project) -> None:
    """Write the calendar."""
    (site / NAME).write_bytes(calendar(project.library))


def calendar(library: Library) -> bytes:
    """The calendar (RFC 5545)."""
    publisher = library.publisher
    found = Calendar()
    found.add("prodid", f"-//{publisher.name}//{publisher.title}//{library.messages.language.upper()}")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("name", publisher.title)
    found.add("x-wr-calname", publisher.title)
    found.add("description", library.messages("calendar.description", stance=plain(library, publisher.stance)))
    found.add("url", publisher.address)
    for event in to_come(library):
        found.add_component(event)
    return bytes(found.to_ical())


def to_come(library: Library) -> Iterator[Entry]:
    """Planned events that have not ended, then reviews that are not late, each by day and id."""
    dated = ((item, item.of(Event)) for item in library.of_kind("event"))
    planned = [(event.date, item) for item, event in dated if event.kind == "planned" and event.date]
    for when, item in _ahead(library, planned):
        title = item.title if when.precision == "day" else f"{item.title} ({when.words})"
        planned_words = library.messages("calendar.planned", title=title)
        yield _entry(library, item, "planned", when, planned_words, proposal(library, item).plain)
    reviews = [(day, item) for item in library.items.values() if (day := review(library, item))]
    for when, item in _ahead(library, reviews):
        words = library.messages("calendar.look-again", sentence=proposal(library, item).plain)
        yield _entry(library, item, "review", when, library.messages("calendar.review", title=item.title), words)


def _ahead(library: Library, found: list[tuple[When, Item]]) -> list[tuple[When, Item]]:
    ahead = [(when, item) for when, item in found if not when.is_past(library.today) and all(when.cover)]
    return sorted(ahead, key=lambda one: (one[0].sort_key, one[1].id))


def _entry(library: Library, item: Item, what: str, when: When, title: str, words: str) -> Entry:
    publisher = library.publisher
    first, last = when.cover
    assert first and last
    entry = Entry()
    entry.add("uid", f"{item.id}.{what}@{urlsplit(publisher.first_address or publisher.address).hostname}")
    # the reading date, not the clock: the same input gives the same bytes
    entry.add("dtstamp", datetime.combine(library.today, time(), UTC))
    entry.add("summary", title)
    entry.add("dtstart", first)
    entry.add("dtend", last + timedelta(days=1))
    entry.add("description", words)
    entry.add("url", permanent(library, item.id))
    entry.add("transp", "TRANSPARENT")
    return entry
