"""Cycles, trails, terms and open questions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from storysite.records.evidence import Evidence, Named, Part, Record
from storysite.records.field_types import PagePath, PartId, Prose, RefTo, Words


class Step(Evidence):
    """A step of a cycle."""

    id: PartId
    """Its address is the cycle's id, a dot and this."""
    title: Words
    """Its name."""
    text: Prose
    """What is done."""


class Cycle(Named):
    """Steps that lead back to the first."""

    title: Words
    """Its caption."""
    text: Prose | None = None
    """What goes round, in a sentence."""
    steps: Annotated[tuple[Step, ...], Field(min_length=3, max_length=9)]
    """Three to nine steps, in order."""
    back: Prose
    """How the last leads back to the first."""

    def parts(self) -> Iterator[Part]:
        """Its steps."""
        for at, step in enumerate(self.steps):
            yield Part(step.id, "step", step.title, step, ("steps", at))


class Stop(Record):
    """A page on a trail."""

    page: PagePath
    """The page, from docs/ on."""
    title: Words
    """What it is on this trail."""


class Trail(Named):
    """A way through several pages."""

    title: Words
    """Its name."""
    text: Prose
    """For whom it is and where it leads."""
    steps: Annotated[tuple[Stop, ...], Field(min_length=2)]
    """The pages, in order."""


class Term(Named, Evidence):
    """A word that is explained once."""

    title: Words
    """The word."""
    text: Prose
    """What it means, in one or two sentences."""


class Question(Named):
    """Something that the sources leave open."""

    title: Words
    """The question."""
    text: Prose
    """What is known, and what is not."""
    lead: Prose
    """Where to look."""
    about: tuple[Annotated[str, RefTo("any")], ...] = ()
    """The records that it is about."""
