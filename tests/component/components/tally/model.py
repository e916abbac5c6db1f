"""The record of a tally, and what every form shows of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from storysite.records import Evidence, Named, Part
from storysite.records.field_types import PartId, Prose, Words
from storysite.source.items import Item
from storysite.source.record_store import Library


class Mark(Evidence):
    """Something that was counted."""

    id: PartId
    """Its address is the tally's id, a dot and this."""
    title: Words
    """What was counted."""
    times: int
    """How often."""


class Tally(Named):
    """Things that were counted side by side."""

    title: Words
    """Its caption."""
    text: Prose | None = None
    """What was counted, in a sentence."""
    marks: tuple[Mark, ...]
    """The marks, in order."""

    def parts(self) -> Iterator[Part]:
        """Its marks."""
        for at, mark in enumerate(self.marks):
            yield Part(mark.id, "mark", mark.title, mark, ("marks", at))


@dataclass(frozen=True)
class TallyView:
    """A tally as every form shows it."""

    id: str
    tally: Tally
    marks: tuple[Item, ...]


def tally_view(library: Library, id: str) -> TallyView:
    """The view of a tally."""
    tally = library.items[id].record
    return TallyView(id, tally, tuple(library.items[f"{id}.{mark.id}"] for mark in tally.marks))
