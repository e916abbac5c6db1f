"""Events in time order, with the lanes that they are drawn in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from storysite.core.messages import Messages, english
from storysite.records import Era, Event, Lane, Timeline
from storysite.source.items import Item
from storysite.source.record_store import Library
from storysite.wording.times import date_words, headed

NAMED = 7
"""How many turning points a timeline names at most."""
WHOLE, PART = 100, 10
"""How many events a list holds at most in one piece, and in each of its parts where there are more."""


@dataclass(frozen=True, slots=True)
class Mark:
    """An event as it is drawn and listed."""

    number: int
    """Its place in the list, from 1: what the drawing and the list share."""
    item: Item
    event: Event
    when: str
    """Its date in words, or between which events it lies."""
    datetime: str
    """Its date for `<time>`, empty where it has none."""
    start: date
    end: date
    """The days it can cover: a bar in the drawing where there are more than about a month of them."""
    is_open: bool
    """Whether it goes on: its end is the last day drawn."""
    lanes: tuple[Lane, ...]
    """The lanes of this timeline that it is in."""
    head: str
    """Its date as the head of its name: `Year to March 2009`."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A turning point, or the events up to the next; or the beginning of an era."""

    mark: Mark | None = None
    others: tuple[Mark, ...] = ()
    era: Era | None = None


@dataclass(frozen=True, slots=True)
class TimelineView:
    """A timeline as every form shows it."""

    id: str
    """Empty for the timeline of all events."""
    title: str
    text: str | None
    lanes: tuple[Lane, ...]
    """The lanes drawn, in their order."""
    marks: tuple[Mark, ...]
    eras: tuple[Era, ...] = ()
    """The stretches of time that it is parted into: those that hold some of its time."""
    messages: Messages = field(default_factory=english, repr=False, compare=False)
    """What the generator itself says."""

    @property
    def turning(self) -> tuple[Mark, ...]:
        """The events that it names at every width, in order of time.

        Those of the lowest `turning_point`; where no event has one, the first, the last, and five at even distances
        in the list.
        """
        weighed = [mark for mark in self.marks if mark.event.turning_point is not None]
        if weighed:
            first = sorted(weighed, key=lambda mark: (mark.event.turning_point or 0, mark.number))[:NAMED]
            return tuple(sorted(first, key=lambda mark: mark.number))
        last = len(self.marks) - 1
        if last < NAMED:
            return self.marks
        return tuple(self.marks[round(at * last / (NAMED - 1))] for at in range(NAMED))

    @property
    def stretches(self) -> list[Stretch]:
        """Turning points and what lies between them, era by era, in order: what a narrow window shows down the page."""
        turning = {mark.number for mark in self.turning}
        found: list[Stretch] = []
        last = ""
        for mark in self.marks:
            era = next((era for era in self.eras if _touches(era, mark.start)), None)
            if era and era.id != last:
                found.append(Stretch(era=era))
                last = era.id
            if mark.number in turning:
                found.append(Stretch(mark=mark))
            elif found and found[-1].others:
                found[-1] = Stretch(others=(*found[-1].others, mark))
            else:
                found.append(Stretch(others=(mark,)))
        return found

    @property
    def is_folded(self) -> bool:
        """Whether the drawing leaves events to the list, which is folded under it: not on the page of all events."""
        return bool(self.id) and len(self.marks) > NAMED

    @property
    def start(self) -> date:
        return min(mark.start for mark in self.marks)

    @property
    def end(self) -> date:
        return max(mark.end for mark in self.marks)

    @property
    def parts(self) -> list[tuple[Mark, ...]]:
        """What the list of events is cut into, so that a browser need lay out only what is near to being seen."""
        size = PART if len(self.marks) > WHOLE else WHOLE
        return [self.marks[at : at + size] for at in range(0, len(self.marks), size)]


def timeline_view(library: Library, id: str = "") -> TimelineView:
    """The timeline of a lane, of a timeline record, or of all events."""
    item = library.items[id] if id else None
    chosen = item.record if item else None
    events = library.selection(chosen)
    wanted = {lane for event in events for lane in event.lanes}
    if isinstance(chosen, Lane):
        wanted = {chosen.id}
    elif isinstance(chosen, Timeline) and chosen.lanes:
        wanted &= set(chosen.lanes)
    lanes = tuple(lane for lane in library.lanes if lane.id in wanted)
    marks = _marks(library, events, lanes)
    eras = chosen.eras if isinstance(chosen, Timeline) else ()
    return TimelineView(
        id,
        item.title if item else library.messages("timeline.all-events"),
        item.text if item else None,
        lanes,
        marks,
        tuple(era for era in eras if any(_touches(era, day) for mark in marks for day in (mark.start, mark.end))),
        library.messages,
    )


def _touches(era: Era, day: date) -> bool:
    """Whether a day lies in an era."""
    return (era.span.start or date.min) <= day <= (era.span.end or date.max)


def _marks(library: Library, events: list[Event], lanes: tuple[Lane, ...]) -> tuple[Mark, ...]:
    spans = [_span(library, event) for event in events]
    known = [day for span in spans for day in span if day]
    first, last = min(known, default=library.today), max(known, default=library.today)
    return tuple(
        Mark(
            number,
            library.items[event.id],
            event,
            *date_words(library, event),
            start or first,
            end or last,
            bool(event.date and event.date.end is None),
            tuple(lane for lane in lanes if lane.id in event.lanes),
            headed(library, date_words(library, event)[0]),
        )
        for number, (event, (start, end)) in enumerate(zip(events, spans, strict=True), start=1)
    )


def _span(library: Library, event: Event) -> tuple[date | None, date | None]:
    """First and last day; for an undated event those of the events around it."""
    if event.date:
        return event.date.start, event.date.end
    after = library.items[event.after].of(Event) if event.after else None
    before = library.items[event.before].of(Event) if event.before else None
    start = _span(library, after)[0] if after else _span(library, before)[0] if before else None
    end = _span(library, before)[1] if before else _span(library, after)[1] if after else None
    return start, end


def is_bar(mark: Mark) -> bool:
    """Whether a mark's time is drawn as a bar: longer than a month, open, or not known."""
    return mark.end - mark.start > timedelta(days=31) or mark.is_open or mark.event.date is None
