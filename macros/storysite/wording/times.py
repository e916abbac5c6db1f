"""Dates, periods and times of values in words, and the words for empty cells."""

from __future__ import annotations

from storysite.core.dates import When
from storysite.core.messages import first_large
from storysite.records import Event, Value
from storysite.source.record_store import Library


def time_words(library: Library, value: Value) -> str:
    """`result for the year to March 2023`, `goal for …, stated on 12 May 2021`: kind, period, as-of and statement."""
    say, kind, parts = library.messages, value_kind(library, value), []
    if value.period:
        period = value.period.words
        parts.append(period if value.kind == "result" else say("times.kind-for", kind=kind, period=period))
    elif value.kind != "result":
        parts.append(kind)
    if value.as_of:
        parts.append(say("times.as-of", date=value.as_of.words))
    if value.stated:
        parts.append(say("times.stated", when=on(library, value.stated)))
    if value.as_written:
        parts.append(say("times.as-written", label=value.as_written))
    return ", ".join(parts)


def value_kind(library: Library, value: Value) -> str:
    """What readers call the kind of a value: a result, a plan, a forecast or a goal."""
    return library.messages(f"value-kinds.{value.kind}")


def on(library: Library, when: When) -> str:
    """`on 12 May 2021`, `in May 2021`."""
    return library.messages("times.on-day" if when.precision == "day" else "times.in", date=when.words)


def headed(library: Library, words: str) -> str:
    """A time as the head of a line: `Year to March 2023`."""
    return first_large(words.removeprefix(f"{library.messages('dates.article')} "))


def date_words(library: Library, event: Event) -> tuple[str, str]:
    """An event's date in words and for `<time>`; for an undated one the events around it, and nothing."""
    if event.date:
        return event.date.words, event.date.datetime
    say = library.messages
    after = say("times.after", title=library.items[event.after].title) if event.after else ""
    before = say("times.before", title=library.items[event.before].title) if event.before else ""
    return say.joined([part for part in (after, before) if part] or [""]), ""


def empty_words(library: Library, kind: str) -> tuple[str, str]:
    """Of one of the four kinds of empty: the words in the cell, and what they mean."""
    return library.messages(f"empty.{kind}"), library.messages(f"empty-reasons.{kind}")
