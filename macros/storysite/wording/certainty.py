"""How sure is what a page shows: what stands in a source, what is worked out, read, second-hand or disputed, and what is not known."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from storysite.core.diagnostics import counted
from storysite.records import Evidence, Question, Value
from storysite.source.items import Item
from storysite.source.record_store import Library
from storysite.wording.trust import STATES, StateName, states

WORKED_OUT = "Worked out by us"
DOUBTS: dict[StateName, str] = {
    "our reading": "Our reading",
    "disputed": "Sources differ",
    "second-hand": "Known at second hand",
    "not attested": "No source yet",
}
"""The states that bear on how sure something is, and their headings."""


@dataclass(frozen=True, slots=True)
class Certainty:
    """What a page shows, by how sure it is."""

    records: int = 0
    """How many records the page shows that claim something."""
    doubts: tuple[tuple[str, tuple[tuple[Item, str], ...]], ...] = ()
    """Each heading with the records under it, and why they stand there, where more is to be said."""
    questions: tuple[Item, ...] = ()
    """What is not known about them."""

    @property
    def sentence(self) -> str:
        """How much of what is shown stands in a source by itself."""
        sure = self.records - len({item.id for _, found in self.doubts for item, _ in found})
        if self.records == 1:
            return f"What this page shows {'stands' if sure else 'does not stand'} in a source as we tell it."
        if sure == self.records:
            return f"All {self.records} records on this page stand in a source that we read."
        verb = "stands" if sure == 1 else "stand"
        return (
            f"Of the {counted(self.records, 'record')} on this page {sure or 'none'} {verb} in a source as we tell it."
        )

    @property
    def summary(self) -> str:
        """What stands in the list behind it, in a line."""
        parts = [f"{words.lower()} ({len(found)})" for words, found in self.doubts]
        if self.questions:
            parts.append(f"not known ({len(self.questions)})")
        listed = ", ".join(parts)
        return listed[:1].upper() + listed[1:]


def certainty(library: Library, ids: Iterable[str], about: Collection[str]) -> Certainty:
    """How sure is what these ids say, each record once; questions are those about one of `about`."""
    shown = {item.id: item for id in ids if id in library.items for item in [library.value(id)]}
    found: dict[str, list[tuple[Item, str]]] = {words: [] for words in (WORKED_OUT, *DOUBTS.values())}
    records = 0
    for item in shown.values():
        record = item.record
        if isinstance(record, Value) and record.formula:
            found[WORKED_OUT].append((item, f"From {', '.join(f'[](id:{id})' for id in record.inputs.values())}."))
        elif not isinstance(record, Evidence) or not record.needs_evidence:
            continue  # a heading, an empty cell: nothing is claimed
        records += 1
        for state in states(library, item):
            if state.name in DOUBTS:
                reason = state.reason if state.reason != STATES[state.name] else ""
                found[DOUBTS[state.name]].append((item, reason))
    questions = [
        item for item in library.items.values() if isinstance(item.record, Question) and {*item.record.about} & {*about}
    ]
    return Certainty(
        records,
        tuple((words, tuple(pairs)) for words, pairs in found.items() if pairs),
        tuple(sorted(questions, key=lambda item: item.id)),
    )
