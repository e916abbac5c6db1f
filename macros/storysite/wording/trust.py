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
"""The states, the weightiest first."""


@dataclass(frozen=True, slots=True)
class State:
    """A state of an item and why it is so."""

    name: StateName
    """What programs know it by."""
    words: str
    """What readers call it."""
    reason: str
    since: date | None = None
    """The day from which it holds, where it came with a day and not with a change of the record."""


def states(library: Library, item: Item) -> tuple[State, ...]:
    """All states that hold for an item, the weightiest first; `current` alone where no other does."""
    found = tuple(_found(library, item))
    return found or (_state(library, "current", _newest(library, item)),)


def state_words(library: Library, name: str) -> str:
    """What readers call a state."""
    return library.messages(f"states.{name.replace(' ', '-')}")


def meaning(library: Library, name: StateName) -> str:
    """What a state means."""
    return library.messages(f"state-meanings.{name.replace(' ', '-')}")


def _state(library: Library, name: StateName, reason: str, since: date | None = None) -> State:
    return State(name, state_words(library, name), reason, since)


def _newest(library: Library, item: Item) -> str:
    """What is known of something that no state warns of: of a figure, whether it is the newest that we hold."""
    subject = library.value(item.id)
    if not isinstance(subject.record, Value):
        return meaning(library, "current")
    newest = library.value(subject.parent)
    if newest.id == subject.id:
        told = library.messages("trust.newest", time=subject.of(Value).time.words)
        if ended := subject.entry.of(Fact).ended:
            return f"{told} {ended}"
        missed = missed_publication(library, subject)
        return library.messages("trust.newest-expected", newest=told, date=missed.words) if missed else told
    newer = f"[](id:{newest.id})"
    return library.messages("trust.not-newest", time=newest.of(Value).time.words, newest=newer)


def state(library: Library, item: Item) -> State:
    """The weightiest state of an item."""
    return states(library, item)[0]


def _found(library: Library, item: Item) -> list[State]:
    subject = library.value(item.id)
    record = subject.record
    found: list[State] = []
    if item.entry.record.draft:
        found.append(_state(library, "draft", meaning(library, "draft")))
    if isinstance(record, Evidence):
        if record.status == "unattested":
            found.append(_state(library, "not attested", library.messages("trust.no-source", lead=record.lead)))
        elif record.status == "ours":
            found.append(_state(library, "our reading", record.reason or ""))
    if successor := record.successor:
        named = f"{library.items[successor].title}, " if isinstance(record, Value) else ""
        found.append(_state(library, "replaced", library.messages("trust.replaced", by=f"{named}[](id:{successor})")))
    if dispute := record.dispute:
        found.append(_state(library, "disputed", dispute))
    if ended := _overtaken(library, subject):
        found.append(ended)
    review = subject.review_by or item.entry.record.review_by
    if review and review.is_past(library.today):
        reason = library.messages("trust.review", date=review.words)
        found.append(_state(library, "due for review", reason, _after(review)))
    elif (newer := next_publication(library, subject)) and newer.is_past(library.today):
        reason = library.messages("trust.expected", date=newer.words)
        found.append(_state(library, "due for review", reason, _after(newer)))
    sources = [library.sources[reference.source] for reference in library.evidence(subject)]
    if sources and all(source.kind == "secondary" for source in sources):
        found.append(_state(library, "second-hand", meaning(library, "second-hand")))
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
        ended = f"trust.{record.kind}-ended"
        reason = (
            library.messages(f"{ended}-result", time=when.words, result=f"[](id:{results[-1].id})")
            if results
            else library.messages(ended, time=when.words)
        )
    elif record.successor:
        reason = library.messages("trust.plan-passed", time=when.words)
    else:
        reason = library.messages("trust.plan-passed-unknown", time=when.words)
    return _state(library, "overtaken", reason, _after(when))


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
