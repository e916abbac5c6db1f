"""What a timeline is: events in time order, the strands that they belong to, and selections of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from storysite.components.component import Component, Macro, View, evidence_of, in_catalogue, main_evidence
from storysite.components.timeline import html, markdown, table
from storysite.components.timeline.model import TimelineView, timeline_view
from storysite.core.dates import When
from storysite.records import Event, Lane, Timeline
from storysite.source.items import Found, Item
from storysite.source.record_store import Kind, Library, Table
from storysite.wording.citations import claimed_text
from storysite.wording.sentences import event_sentence
from storysite.wording.text import plain, texts
from storysite.wording.times import date_words

if TYPE_CHECKING:
    from storysite.drawing.figure_svg import Format
    from storysite.drawing.pptx import Deck

ALL_EVENTS = "events"
"""The name of the files that hold all events."""
MOST_YEARS = 30
"""A span of more years than this is not found by the years inside it."""


def _picture(library: Library, view: TimelineView, css: str, *form: Format) -> str:
    from storysite.components.timeline import (
        svg,  # not above, like the next: they take long to load, and few commands draw
    )

    return svg.draw(library, view, css, *form)


def _slides(deck: Deck, view: TimelineView) -> None:
    from storysite.components.timeline import pptx

    pptx.slides(deck, view)


def _when(library: Library, item: Item) -> tuple[str, str]:
    return date_words(library, item.of(Event))


def _says(library: Library, item: Item) -> tuple[str, str]:
    return plain(library, item.text), _when(library, item)[0]


def _found(library: Library, item: Item) -> Found:
    event, when = item.of(Event), _when(library, item)[0]
    told = texts(library, event.text, event.note)
    return Found(event.title, told, when) if event.date else Found(event.title, told, around=when)


def _weight(library: Library, item: Item) -> int:
    """What still goes on is looked for before what is over."""
    return 1 if (when := item.of(Event).date) and when.end is None else 0


def _lanes(library: Library, item: Item) -> list[Item]:
    lanes = item.record.lanes if isinstance(item.record, Event | Timeline) else ()
    return [library.items[id] for id in lanes]


def _names(library: Library, item: Item) -> Iterator[str]:
    """The names of its strands."""
    for lane in _lanes(library, item):
        yield from (lane.title, *lane.of(Lane).aka)


def _names_and_years(library: Library, item: Item) -> Iterator[str]:
    """The names of its strands, and the years inside its span."""
    yield from _names(library, item)
    when: When | None = item.of(Event).date
    if when and when.start:
        first, last = when.start.year, (when.end or date(library.today.year, 1, 1)).year
        if last - first < MOST_YEARS:
            yield from (str(year) for year in range(first, last + 1))


def _json_ld(library: Library, item: Item) -> dict[str, object]:
    event = item.of(Event)
    bounds = zip(("startDate", "endDate"), event.date.bounds if event.date else (), strict=False)
    dates = {name: day for name, day in bounds if day} or {"temporalCoverage": _when(library, item)[0]}
    return {"description": plain(library, event.text), **dates}


def _card(library: Library, item: Item) -> tuple[str, str, tuple[str, ...]]:
    return (
        item.title,
        library.messages("timeline.card", day=_when(library, item)[0]),
        (plain(library, item.text),),
    )


def _selected(library: Library, item: Item) -> list[Item]:
    """The events of a strand or of a selection; a strand whose name is a claim stands for itself."""
    if isinstance(item.record, Lane) and (item.references or item.record.status != "attested"):
        return [item]
    return [library.items[event.id] for event in library.selection(item.record)]


def _listed(library: Library, item: Item) -> Iterator[tuple[str, str]]:
    for event in library.selection(item.record):
        yield f"id/{event.id}/", f"{date_words(library, event)[0]}: {event.title}"


EVENT = Kind(
    name="event",
    sentence=event_sentence,
    keeps=(
        "date",
        "sources",
        "text",
    ),
    rank=10,
    group="Events",
    file="events",
    model=Event,
    says=_says,
    when=_when,
    claim=lambda library, item: f"{item.title} ({_when(library, item)[0]})",
    full=True,
    card=True,
    card_words=_card,
    body="timeline/event.html",
    belongs_to=_lanes,
    schema_org="Event",
    json_ld=_json_ld,
    found=_found,
    also=_names_and_years,
    times=lambda item: [item.of(Event).date],
    name_weight=8.5,
    weight=_weight,
    table=Table(
        name=ALL_EVENTS,
        row=table.event_row,
        items=lambda library: [library.items[event.id] for event in library.events],
        rank=10,
    ),
    shown_by="when",
)
LANE = Kind(
    name="lane",
    keeps=(
        "sources",
        "name",
        "text",
    ),
    rank=120,
    group="Selections and ways",
    file="lanes",
    model=Lane,
    claim=claimed_text,
    gathered=_selected,
    listed=_listed,
    name_weight=8,
    use=lambda id: f"name {id} under lanes: of an event",
)
TIMELINE = Kind(
    name="timeline",
    keeps=(
        "sources",
        "text",
    ),
    rank=150,
    group="Selections and ways",
    file="timelines",
    model=Timeline,
    gathered=_selected,
    listed=_listed,
    also=_names,
    shown_by="timeline",
)
COMPONENT = Component(
    name="timeline",
    kinds=(EVENT, LANE, TIMELINE),
    macros=(
        Macro(
            name="timeline",
            html=html.render,
            markdown=markdown.twin,
            kinds=("lane", "timeline"),
            least=0,
            shows=html.shows,
            rests_on=evidence_of(html.behind),
            view=View(
                view=timeline_view,
                rows=table.rows,
                sheet=table.sheet,
                picture=_picture,
                slides=_slides,
                whole=ALL_EVENTS,
            ),
        ),
        Macro(
            name="when",
            quotes=True,
            html=html.render_when,
            markdown=markdown.twin_when,
            kinds=("event",),
            rests_on=main_evidence,
            numbers_sources=True,
            links=lambda library, arguments: arguments[:1],
            inline=True,
            says=lambda library, arguments: _when(library, library.items[arguments[0]])[0],
        ),
    ),
    columns=in_catalogue("date", "date_words", "date_start", "date_end", "after", "before", "lanes"),
    sheets={"timelines.css": ' class="events"', "records.css": ' class="strands"'},
)
