"""The sentence that a proposal takes over: what a person would write of a record, its sources in brackets, its state behind it."""

from __future__ import annotations

import re

from storysite.core.dates import When
from storysite.records import Event, Fact, Value
from storysite.source.items import Item
from storysite.source.record_store import Library
from storysite.wording.citations import (
    Run,
    Texts,
    claim,
    evidence,
    joined,
    permanent,
    sources_said,
    texts_of,
    told_state,
)
from storysite.wording.text import plain
from storysite.wording.times import date_words, on

MOST_SOURCES = 3
"""With more sources than this a sentence names as many, and says how many more there are."""
VALUE = "{value}"
"""Where a fact's own sentence has its value."""
AIM = re.compile(r"(?:Goal|Plan|Forecast|Target)\b|.*\baimed at\b")
"""Names that say themselves that something was wanted."""
SINGLE = {"Goal", "Plan", "Forecast", "Target"}
MONEY = re.compile(r"%|.*\b(yen|dollars?|euros?|francs?|pounds?|kroner)\b")


def proposal(library: Library, item: Item) -> Texts:
    """What is claimed, as a sentence; in brackets its sources, the address and its day; behind it what is to be told with it."""
    address = permanent(library, item.id)
    said = sentence(library, item)
    runs = [Run(said.rstrip(".")), Run(" (")]
    if sources := sources_said(library, evidence(library, item), MOST_SOURCES):
        subject = library.value(item.id).record
        worked_out = isinstance(subject, Value) and subject.formula
        runs += [*([Run("worked out from ")] if worked_out else []), *joined(sources, "; "), Run("; ")]
    runs += [Run(address, address), Run(f", as of {library.publisher.reviewed.words}).")]
    if told := told_state(library, item):
        name, _, reason = told.partition(": ")
        runs.append(Run(f" This is {name}: {reason}."))
    return texts_of(runs)


def sentence(library: Library, item: Item) -> str:
    """What an item claims, in a sentence or more."""
    kind = library.kinds[item.kind]
    return kind.sentence(library, item) if kind.sentence else claim(library, item)


def figure_sentence(library: Library, item: Item) -> str:
    """What a value says, or the newest of a fact or of its chart."""
    value = library.value(item.id if item.is_own else item.parent)
    return _figure(value.entry.of(Fact), value.of(Value), library.printed(value))


def event_sentence(library: Library, item: Item) -> str:
    """When and what, in the words of the record."""
    return _event(library, item.of(Event))


def _figure(fact: Fact, value: Value, printed: str) -> str:
    """`In the year to March 2025, the line had 12 bridges`; a plan tells who stated it when."""
    own = fact.sentence and value.kind == "result"
    told = fact.sentence.replace(VALUE, printed) if fact.sentence else ""
    when = _when(value)
    if own:
        return f"{when[:1].upper()}{when[1:]}, {told}" if when else f"{told[:1].upper()}{told[1:]}"
    name = f"{fact.name}," if "," in fact.name else fact.name
    if value.kind == "result" or AIM.match(fact.name):
        verb = "came to" if MONEY.match(fact.unit or "") else "stood at"
        verb = "was" if fact.name.split()[0] in SINGLE else verb
        stated = f", as stated {on(value.stated)}" if value.stated else ""
        return f"{name} {verb} {printed}{f' {when}' if when else ''}{stated}"
    stated = f", by a {value.kind} stated {on(value.stated)}" if value.stated else f", by a {value.kind}"
    verb = "should reach" if value.kind == "goal" else "would come to"
    return f"{name} {verb} {printed}{f' {when}' if when else ''}{stated}"


def _when(value: Value) -> str:
    """`in the year to March 2025`, `on 31 March 2025`, `in about 2018`."""
    return on(when) if (when := value.period or value.as_of) else ""


def _event(library: Library, event: Event) -> str:
    """`On 30 May 2024: The line opens. …`, in the words of the record."""
    when = _day(event.date) if event.date else date_words(library, event)[0]
    lead = f"planned for {event.date.words}" if event.kind == "planned" and event.date else when
    text = " ".join(part for part in (f"{event.title.rstrip('.')}.", plain(library, event.text)) if part)
    return f"{lead[:1].upper()}{lead[1:]}: {text}" if lead else text


def _day(when: When) -> str:
    """`on 12 May 2021`, `in 1952`, `from 1970 to 1980`."""
    return f"from {when.words}" if " to " in when.words and when.precision in {"interval", "open"} else on(when)
