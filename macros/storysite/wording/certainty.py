"""How sure is what a page shows: what stands in a source, what is worked out, read, second-hand or disputed, and what is not known."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from storysite.core.messages import Messages, first_large
from storysite.records import Evidence, Question, Value
from storysite.source.items import Item
from storysite.source.record_store import Library
from storysite.wording.trust import StateName, meaning, states

WORKED_OUT = "certainty.worked-out"
DOUBTS: dict[StateName, str] = {
    "our reading": "certainty.our-reading",
    "disputed": "certainty.disputed",
    "second-hand": "certainty.second-hand",
    "not attested": "certainty.not-attested",
}
"""The states that bear on how sure something is, and the messages that head them."""


@dataclass(frozen=True, slots=True)
class Certainty:
    """What a page shows, by how sure it is."""

    records: int = 0
    """How many records the page shows that claim something."""
    doubts: tuple[tuple[str, tuple[tuple[Item, str], ...]], ...] = ()
    """Each heading with the records under it, and why they stand there, where more is to be said."""
    questions: tuple[Item, ...] = ()
    """What is not known about them."""

    def sentence(self, say: Messages) -> str:
        """How much of what is shown stands in a source by itself."""
        sure = self.records - len({item.id for _, found in self.doubts for item, _ in found})
        if self.records == 1:
            return say("certainty.one-sure") if sure else say("certainty.one-unsure")
        if sure == self.records:
            return say("certainty.all-sure", count=self.records)
        if not sure:
            return say("certainty.none-sure", count=self.records)
        return say("certainty.some-sure", count=sure, records=say("counts.records", count=self.records))

    def summary(self, say: Messages) -> str:
        """What stands in the list behind it, in a line."""
        parts = [f"{words[:1].lower()}{words[1:]} ({len(found)})" for words, found in self.doubts]
        if self.questions:
            parts.append(say("certainty.not-known", number=len(self.questions)))
        return first_large(", ".join(parts))


def certainty(library: Library, ids: Iterable[str], about: Collection[str]) -> Certainty:
    """How sure is what these ids say, each record once; questions are those about one of `about`."""
    shown = {item.id: item for id in ids if id in library.items for item in [library.value(id)]}
    say = library.messages
    found: dict[str, list[tuple[Item, str]]] = {message: [] for message in (WORKED_OUT, *DOUBTS.values())}
    records = 0
    for item in shown.values():
        record = item.record
        if isinstance(record, Value) and record.formula:
            inputs = ", ".join(f"[](id:{id})" for id in record.inputs.values())
            found[WORKED_OUT].append((item, say("certainty.from", inputs=inputs)))
        elif not isinstance(record, Evidence) or not record.needs_evidence:
            continue  # a heading, an empty cell: nothing is claimed
        records += 1
        for state in states(library, item):
            if state.name in DOUBTS:
                reason = state.reason if state.reason != meaning(library, state.name) else ""
                found[DOUBTS[state.name]].append((item, reason))
    questions = [
        item for item in library.items.values() if isinstance(item.record, Question) and {*item.record.about} & {*about}
    ]
    return Certainty(
        records,
        tuple((say(message), tuple(pairs)) for message, pairs in found.items() if pairs),
        tuple(sorted(questions, key=lambda item: item.id)),
    )
