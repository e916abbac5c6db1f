"""The sentence that a proposal takes over: what a person would write of a record, its sources in brackets, its state behind it."""

from __future__ import annotations

import re

from storysite.core.dates import When
from storysite.core.messages import first_large
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


def proposal(library: Library, item: Item) -> Texts:
    """What is claimed, as a sentence; in brackets its sources, the address and its day; behind it what is to be told with it."""
    address = permanent(library, item.id)
    said, say = sentence(library, item), library.messages
    runs = [Run(said.rstrip(".")), Run(" (")]
    if sources := sources_said(library, evidence(library, item), MOST_SOURCES):
        subject = library.value(item.id).record
        worked_out = isinstance(subject, Value) and subject.formula
        lead = [Run(f"{say('sentences.worked-out-from')} ")] if worked_out else []
        runs += [*lead, *joined(sources, "; "), Run("; ")]
    runs += [Run(address, address), Run(f", {say('times.as-of', date=library.publisher.reviewed.words)}).")]
    if told := told_state(library, item):
        name, _, reason = told.partition(": ")
        runs.append(Run(f" {say('sentences.this-is', state=name, reason=reason)}"))
    return texts_of(runs)


def sentence(library: Library, item: Item) -> str:
    """What an item claims, in a sentence or more."""
    kind = library.kinds[item.kind]
    return kind.sentence(library, item) if kind.sentence else claim(library, item)


def figure_sentence(library: Library, item: Item) -> str:
    """What a value says, or the newest of a fact or of its chart."""
    value = library.value(item.id if item.is_own else item.parent)
    return _figure(library, value.entry.of(Fact), value.of(Value), library.printed(value))


def event_sentence(library: Library, item: Item) -> str:
    """When and what, in the words of the record."""
    return _event(library, item.of(Event))


def _figure(library: Library, fact: Fact, value: Value, printed: str) -> str:
    """`In the year to March 2025, the line had 12 bridges`; a plan tells who stated it when."""
    say, when = library.messages, _when(library, value)
    if fact.sentence and value.kind == "result":
        told = fact.sentence.replace(VALUE, printed)
        return first_large(f"{when}, {told}" if when else told)
    names = {"name": f"{fact.name}," if "," in fact.name else fact.name, "value": printed}
    stated = on(library, value.stated) if value.stated else ""
    if value.kind == "result" or re.match(say("sentences.aims"), fact.name):
        verb = "money" if re.match(say("sentences.money-unit"), fact.unit or "") else "number"
        verb = "aim" if fact.name.split()[0] in say.several("sentences.single-aims") else verb
        said = say(f"sentences.{verb}", **names) + (f" {when}" if when else "")
        return say("sentences.as-stated", said=said, stated=stated) if stated else said
    said = say(f"sentences.{value.kind}", **names) + (f" {when}" if when else "")
    return (
        say(f"sentences.{value.kind}-stated", said=said, stated=stated)
        if stated
        else say(f"sentences.by-{value.kind}", said=said)
    )


def _when(library: Library, value: Value) -> str:
    """`in the year to March 2025`, `on 31 March 2025`, `in about 2018`."""
    return on(library, when) if (when := value.period or value.as_of) else ""


def _event(library: Library, event: Event) -> str:
    """`On 30 May 2024: The line opens. …`, in the words of the record."""
    say, when = library.messages, _day(library, event.date) if event.date else date_words(library, event)[0]
    is_planned = event.kind == "planned" and event.date
    lead = say("sentences.planned-for", date=event.date.words) if is_planned and event.date else when
    text = " ".join(part for part in (f"{event.title.rstrip('.')}.", plain(library, event.text)) if part)
    return f"{first_large(lead)}: {text}" if lead else text


def _day(library: Library, when: When) -> str:
    """`on 12 May 2021`, `in 1952`, `from 1970 to 1980`."""
    closed = " to " in when.words and when.precision in {"interval", "open"}
    return library.messages("dates.from", date=when.words) if closed else on(library, when)
