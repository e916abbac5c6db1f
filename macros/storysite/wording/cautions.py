"""What must not be claimed with a figure: what its editor wrote, and what follows from its record."""

from __future__ import annotations

from collections.abc import Iterator

from storysite.records import Fact, Value
from storysite.source.items import Item
from storysite.source.record_store import Library
from storysite.wording.times import on
from storysite.wording.trust import states

PARTS_OF_A_YEAR = {"fiscal half": "half", "fiscal quarter": "quarter", "half": "half", "quarter": "quarter"}
STATES = {
    "disputed": "cautions.disputed",
    "second-hand": "cautions.second-hand",
    "overtaken": "cautions.overtaken",
    "due for review": "cautions.due",
    "replaced": "cautions.replaced",
}
"""The messages that follow from a state."""


def cautions(library: Library, item: Item) -> tuple[str, ...]:
    """What must not be claimed with a figure, a sentence each with inline Markdown; nothing for what is no figure."""
    subject = library.value(item.id)
    if not isinstance(subject.record, Value):
        return ()
    return tuple(dict.fromkeys(_cautions(library, subject)))


def _cautions(library: Library, item: Item) -> Iterator[str]:
    value, fact, say = item.of(Value), item.entry.of(Fact), library.messages
    yield from (text for text in (value.not_to_claim, fact.not_to_claim) if text)
    if value.kind != "result":
        stated = on(library, value.stated) if value.stated else ""
        if stated:
            yield say(f"cautions.{value.kind}-stated", stated=stated)
        else:
            yield say(f"cautions.{value.kind}")
    if value.qualifier:
        yield say("cautions.not-without", reserve=library.qualifier(value))
    if value.formula or value.status == "ours":
        yield say("cautions.worked-out", subject=library.publisher.subject)
    if value.period and value.period.precision in PARTS_OF_A_YEAR:
        yield say(f"cautions.{PARTS_OF_A_YEAR[value.period.precision]}")
    if value.basis and _other_basis(fact, value):
        yield say("cautions.other-basis", basis=value.basis)
    if value.time.circa or value.time.uncertain:
        yield say("cautions.not-exact")
    yield from (say(STATES[state.name]) for state in states(library, item) if state.name in STATES)
    newest = library.value(item.parent)
    if newest.id != item.id and newest.of(Value).kind == value.kind:
        yield say("cautions.not-newest", time=newest.of(Value).time.words, address=f"id:{newest.id}")
    yield say("cautions.not-without-time", time=value.time.words)


def _other_basis(fact: Fact, value: Value) -> bool:
    """Whether the same fact has a value that counts something else."""
    return any(other.basis and other.basis != value.basis for other in fact.values)
