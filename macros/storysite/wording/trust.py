"""How far to trust an item on the reading date, worked out by rule, each state with its reason in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from storysite.core.dates import When
from storysite.records import Event, Evidence, Fact, Value
from storysite.source.items import Item
from storysite.source.record_store import Library
from storysite.wording.reviews import missed_publication, next_publication

StateName = Literal[
    "draft",
    "not attested",
    "our reading",
    "replaced",
    "disputed",
    "overtaken",
    "due for review",
    "second-hand",
    "current",
]
STATES: dict[StateName, str] = {
    "draft": "Not finished: only the preview shows it.",
    "not attested": "A name or a heading that is well known, for which no source has been found yet.",
    "our reading": "The editors' own reading or grouping of what the sources say.",
    "replaced": "A newer record stands in its place; this one keeps its address.",
    "disputed": "Sources differ about it; all that are known are shown.",
    "overtaken": "A plan, forecast or goal whose time has ended.",
    "due for review": "The day has passed by which it was to be looked at again, or a newer one was to be expected.",
    "second-hand": "Known only from a copy, a compilation or a headline.",
    "current": "Attested by its source. We hold nothing newer.",
}
"""Each state and what it means, the weightiest first."""


@dataclass(frozen=True, slots=True)
class State:
    """A state of an item and why it is so."""

    name: StateName
    reason: str
    since: date | None = None
    """The day from which it holds, where it came with a day and not with a change of the record."""


def states(library: Library, item: Item) -> tuple[State, ...]:
    """All states that hold for an item, the weightiest first; `current` alone where no other does."""
    found = tuple(_found(library, item))
    return found or (State("current", _newest(library, item)),)


def _newest(library: Library, item: Item) -> str:
    """What is known of something that no state warns of: of a figure, whether it is the newest that we hold."""
    subject = library.value(item.id)
    if not isinstance(subject.record, Value):
        return STATES["current"]
    newest = library.value(subject.parent)
    if newest.id == subject.id:
        told = f"Newest that we hold, of {subject.record.time.words}."
        if ended := subject.entry.of(Fact).ended:
            return f"{told} {ended}"
        missed = missed_publication(library, subject)
        return f"{told} A newer one was to be expected by {missed.words}; we hold none." if missed else told
    return f"Attested by its source. The newest that we hold is of {newest.of(Value).time.words}: [](id:{newest.id})."


def state(library: Library, item: Item) -> State:
    """The weightiest state of an item."""
    return states(library, item)[0]


def _found(library: Library, item: Item) -> list[State]:
    subject = library.value(item.id)
    record = subject.record
    found: list[State] = []
    if item.entry.record.draft:
        found.append(State("draft", STATES["draft"]))
    if isinstance(record, Evidence):
        if record.status == "unattested":
            found.append(State("not attested", f"No source yet. Where to look: {record.lead}"))
        elif record.status == "ours":
            found.append(State("our reading", record.reason or ""))
    if successor := record.successor:
        named = f"{library.items[successor].title}, " if isinstance(record, Value) else ""
        found.append(State("replaced", f"Replaced by: {named}[](id:{successor})."))
    if dispute := record.dispute:
        found.append(State("disputed", dispute))
    if ended := _overtaken(library, subject):
        found.append(ended)
    review = subject.review_by or item.entry.record.review_by
    if review and review.is_past(library.today):
        found.append(State("due for review", f"It was to be looked at again by {review.words}.", _after(review)))
    elif (newer := next_publication(library, subject)) and newer.is_past(library.today):
        found.append(State("due for review", f"A newer one was to be expected by {newer.words}.", _after(newer)))
    sources = [library.sources[reference.source] for reference in library.evidence(subject)]
    if sources and all(source.kind == "secondary" for source in sources):
        found.append(State("second-hand", STATES["second-hand"]))
    return found


def _overtaken(library: Library, item: Item) -> State | None:
    """The state of a plan whose time has ended, with its result where the same record holds it."""
    record = item.record
    when: When | None = None
    if isinstance(record, Value) and record.kind != "result":
        when = record.period
    elif isinstance(record, Event) and record.kind == "planned":
        when = record.date
    if when is None or not when.is_past(library.today):
        return None
    if isinstance(record, Value):
        results = [one for one in library.parts(library.items[item.parent]) if _is_result_of(one.record, when)]
        outcome = f"; the result is [](id:{results[-1].id})" if results else ""
        reason = f"A {record.kind} for {when.words}: that time has ended{outcome}."
    else:
        outcome = "" if record.successor else "; whether it happened is not in our records"
        reason = f"Planned for {when.words}: that time has passed{outcome}."
    return State("overtaken", reason, _after(when))


def _is_result_of(record: object, when: When) -> bool:
    """Whether a value says what came of a plan for this time."""
    return (
        isinstance(record, Value)
        and record.kind == "result"
        and record.period is not None
        and record.period.text == when.text
    )


def _after(when: When) -> date | None:
    """The first day on which a time is past."""
    return when.end + timedelta(days=1) if when.end else None
