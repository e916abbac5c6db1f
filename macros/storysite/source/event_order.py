"""The order of events in time: by date; on the same date as `after:` and `before:` say, else by id, numbers in ids by size.

Events without a date stand next to the events that they name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from storysite.core.dates import When
from storysite.core.diagnostics import natural
from storysite.records import Event


@dataclass(frozen=True, slots=True)
class OrderFault:
    """An order that cannot be: at which event, in which key, and why."""

    event: str
    key: str
    code: str
    message: str
    hint: str


def time_order(events: Mapping[str, Event]) -> tuple[list[str], list[OrderFault]]:
    """The ids of all events in time order, and what is wrong with `after:` and `before:`."""
    faults: list[OrderFault] = []
    line = list(_dated(events, faults))
    waiting = sorted(events.keys() - set(line), key=natural)
    while waiting:
        ready = [id for id in waiting if all(anchor in line for anchor in _anchors(events, id))]
        if not ready:
            loop = _loop(events, waiting)
            faults.append(_loop_fault(events, loop))
            ready = loop[:1]
        # From behind, so that events after the same one stand in the order of their ids.
        followers = [id for id in ready if events[id].after in line]
        for id in [*reversed(followers), *(id for id in ready if id not in followers)]:
            faults += _place(events, events[id], line)
        waiting = [id for id in waiting if id not in ready]
    return line, faults


def _dated(events: Mapping[str, Event], faults: list[OrderFault]) -> Iterator[str]:
    """The events with a date, in order; faults are added."""

    def day(event: Event) -> tuple[date, date]:
        return _date(event).sort_key[:2]

    dated = [event for event in events.values() if event.date]
    for event in dated:
        for key in ("after", "before"):
            other = events.get(getattr(event, key) or "")
            if other and (other.date is None or day(other) != day(event)):
                message = f"'{event.id}' has a date, and '{other.id}' {'another' if other.date else 'none'}"
                hint = (
                    f"their dates say which comes first: take {key}: out"
                    if other.date
                    else f"give '{other.id}' the key instead"
                )
                faults.append(OrderFault(event.id, key, "date-and-order", message, hint))
    ordered = sorted(dated, key=lambda event: (_date(event).sort_key, natural(event.id)))
    for _, group in groupby(ordered, key=day):
        yield from _same_date({event.id: event for event in group}, faults)


def _date(event: Event) -> When:
    assert event.date is not None
    return event.date


def _same_date(group: Mapping[str, Event], faults: list[OrderFault]) -> Iterator[str]:
    """Events of one date: each behind those that it is to come after, the first of the others first."""
    behind: dict[str, set[str]] = {id: set() for id in group}
    for id, event in group.items():
        if event.after and event.after in group:
            behind[id].add(event.after)
        if event.before and event.before in group:
            behind[event.before].add(id)
    while behind:
        ready = next((id for id in behind if not behind[id] & behind.keys()), None)
        if ready is None:
            loop = _circle(behind)
            ready, key = next(
                (id, key) for id in loop for key in ("after", "before") if getattr(group[id], key) in loop
            )
            message = f"the order goes round in a circle: {circle(loop)}"
            faults.append(OrderFault(ready, key, "order-loop", message, "take after: or before: out of one of them"))
        del behind[ready]
        yield ready


def _circle(behind: Mapping[str, set[str]]) -> list[str]:
    """Events that wait for each other, from the first id on."""
    trail, at = [], min(behind)
    while at not in trail:
        trail.append(at)
        at = min(behind[at] & behind.keys())
    return from_first(trail[trail.index(at) :])


def _anchors(events: Mapping[str, Event], id: str) -> list[str]:
    return [anchor for anchor in (events[id].after, events[id].before) if anchor and anchor in events]


def _place(events: Mapping[str, Event], event: Event, line: list[str]) -> Iterator[OrderFault]:
    after = line.index(event.after) if event.after and event.after in line else -1
    before = line.index(event.before) if event.before and event.before in line else len(line)
    place = after + 1 if after >= 0 else before
    # After a year is after all that is known to lie in that year.
    end = _last_day(events[line[after]]) if after >= 0 else None
    for at in range(place, before) if end else ():
        other = events[line[at]].date
        if other and end and other.sort_key[0] > end:
            break
        if other:
            place = at + 1
    line.insert(place, event.id)
    if after >= before:
        message = f"'{event.id}' is to come after '{event.after}' and before '{event.before}'"
        same = event.after == event.before
        hint = "these are one and the same" if same else f"but '{event.before}' comes first: change one of the two keys"
        yield OrderFault(event.id, "before", "order", message, hint)


def _last_day(event: Event) -> date | None:
    """The end of a span that has a beginning too."""
    span = event.date
    return span.end if span and span.start and span.end and span.start < span.end else None


def _loop(events: Mapping[str, Event], waiting: list[str]) -> list[str]:
    """A circle among events that wait for each other, from its first id on."""
    trail, at = [], waiting[0]
    while at not in trail:
        trail.append(at)
        at = min(anchor for anchor in _anchors(events, at) if anchor in waiting)
    return from_first(trail[trail.index(at) :])


def _loop_fault(events: Mapping[str, Event], loop: list[str]) -> OrderFault:
    event = events[loop[0]]
    key = "after" if event.after == loop[1 % len(loop)] else "before"
    return OrderFault(
        event.id,
        key,
        "order-loop",
        f"the order goes round in a circle: {circle(loop)}",
        "give one of them a date:, or another event to come after",
    )


def from_first(loop: list[str]) -> list[str]:
    """A circle begun at its first id, so that it is told in one way."""
    start = loop.index(min(loop))
    return loop[start:] + loop[:start]


def circle(loop: list[str]) -> str:
    """`a → b → a`."""
    return " → ".join([*loop, loop[0]])
