"""What must not be claimed with a figure: what its editor wrote, and what follows from its record."""

from __future__ import annotations

from collections.abc import Iterator

from storysite.records import Fact, Value
from storysite.source.items import Item
from storysite.source.record_store import Library
from storysite.wording.times import on
from storysite.wording.trust import states

PART_OF_A_YEAR = {
    "fiscal half": "half a year",
    "fiscal quarter": "a quarter",
    "half": "half a year",
    "quarter": "a quarter",
}
STATES = {
    "disputed": "Not by itself: sources differ about it.",
    "second-hand": "Not as read in its document: we know it from a copy, a compilation or a headline.",
    "overtaken": "Not as what is to come: its time has ended.",
    "due for review": "Not as today’s: a newer one was to be expected, or somebody was to look again.",
    "replaced": "Not any more: another value stands in its place.",
}


def cautions(library: Library, item: Item) -> tuple[str, ...]:
    """What must not be claimed with a figure, a sentence each with inline Markdown; nothing for what is no figure."""
    subject = library.value(item.id)
    if not isinstance(subject.record, Value):
        return ()
    return tuple(dict.fromkeys(_cautions(library, subject)))


def _cautions(library: Library, item: Item) -> Iterator[str]:
    value, fact = item.of(Value), item.entry.of(Fact)
    yield from (text for text in (value.not_to_claim, fact.not_to_claim) if text)
    if value.kind != "result":
        stated = f" stated {on(value.stated)}" if value.stated else ""
        yield f"Not as a result: it is a {value.kind}{stated}."
    if value.qualifier:
        yield f"Not without the word “{value.qualifier}”: it is a part of the figure."
    if value.formula or value.status == "ours":
        yield f"Not as a figure of {library.publisher.subject}: we worked it out."
    if value.period and value.period.precision in PART_OF_A_YEAR:
        yield f"Not as a year, and no multiple of it: it covers {PART_OF_A_YEAR[value.period.precision]}."
    if value.basis and _other_basis(fact, value):
        yield f"No growth to or from a value that counts something else: this one is on the basis “{value.basis}”."
    if value.time.circa or value.time.uncertain:
        yield "Not with an exact date: its time is only about so, or probably so."
    yield from (STATES[state.name] for state in states(library, item) if state.name in STATES)
    newest = library.value(item.parent)
    if newest.id != item.id and newest.of(Value).kind == value.kind:
        yield f"Not as the newest: that is [the one of {newest.of(Value).time.words}](id:{newest.id})."
    yield f"Not without its time: it is of {value.time.words}."


def _other_basis(fact: Fact, value: Value) -> bool:
    """Whether the same fact has a value that counts something else."""
    return any(other.basis and other.basis != value.basis for other in fact.values)
