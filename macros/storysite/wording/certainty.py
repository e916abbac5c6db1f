"""How sure is what a page shows: what is a reading, second-hand, disputed or not attested, and what is not known."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from storysite.core.diagnostics import counted
from storysite.records import Evidence
from storysite.source.record_store import Item, Library
from storysite.wording.trust import State, StateName, states

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
    doubts: tuple[tuple[str, tuple[tuple[Item, State], ...]], ...] = ()
    """Each heading with the records under it, and why they stand there."""
    questions: tuple[Item, ...] = ()
    """What is not known about them."""

    @property
    def sentence(self) -> str:
        """How much of what is shown stands in a source by itself."""
        doubted = {item.id for _, found in self.doubts for item, _ in found}
        sure = self.records - len(doubted)
        if not doubted:
            return f"All {counted(self.records, 'record')} on this page stand in a source that we read."
        return f"Of the {counted(self.records, 'record')} on this page {sure} stand in a source as we tell them."

    @property
    def summary(self) -> str:
        """What stands in the list behind it, in a line."""
        parts = [f"{words.lower()} ({len(found)})" for words, found in self.doubts]
        if self.questions:
            parts.append(f"not known ({len(self.questions)})")
        listed = ", ".join(parts)
        return listed[:1].upper() + listed[1:]


def certainty(library: Library, ids: Iterable[str], about: Collection[str]) -> Certainty:
    """How sure is what these ids say; questions are those about one of `about`."""
    found = {item.id: item for id in ids if id in library.items for item in [_claim(library, library.items[id])]}
    claims = [item for item in found.values() if isinstance(item.record, Evidence) and item.record.claims]
    told = [(item, state) for item in claims for state in states(library, item)]
    doubts = ((words, tuple(pair for pair in told if pair[1].name == name)) for name, words in DOUBTS.items())
    questions = [item for item in library.items.values() if item.kind == "question" and {*item.record.about} & {*about}]
    return Certainty(
        len(claims),
        tuple((words, pairs) for words, pairs in doubts if pairs),
        tuple(sorted(questions, key=lambda item: item.id)),
    )


def _claim(library: Library, item: Item) -> Item:
    """The record that claims something: a fact's newest value speaks for the fact."""
    return library.value(item.id) if item.kind in {"fact", "chart"} else item
