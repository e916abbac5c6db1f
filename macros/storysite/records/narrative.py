"""Cycles, trails, terms and open questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field, model_validator

from storysite.core.sentences import split
from storysite.records.evidence import Evidence, Fault, Named, Part, Record
from storysite.records.facts import nothing_to_draw
from storysite.records.field_marks import RefTo, fault
from storysite.records.field_types import PagePath, PartId, Prose, Words


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


class TrailCard(Evidence):
    """A card of a trail: one thing to remember, as large as the window."""

    without_source: ClassVar[tuple[str, ...]] = ("figure", "picture")

    id: PartId
    """Its address is the trail's id, a dot and this."""
    title: Words
    """What a reader is to remember: a finding, in a sentence."""
    text: Prose
    """What is told under it, in one or two sentences."""
    figure: Annotated[str, RefTo("fact", "value")] | None = None
    """The figure that stands on it, large."""
    picture: Annotated[str, RefTo("matrix", "timeline", "fact", "ladder", "flow", "cycle")] | None = None
    """The record that is drawn on it, in place of a figure; a fact as its chart."""
    page: PagePath
    """The page of the trail that tells it in full."""

    @property
    def draws_on(self) -> tuple[str, ...]:
        return tuple(id for id in (self.figure, self.picture) if id)

    @property
    def needs_evidence(self) -> bool:
        """What it shows brings its own sources."""
        return not self.draws_on or self.status != "attested"

    @model_validator(mode="after")
    def _is_short(self) -> TrailCard:
        if (count := sum(1 for _ in split(self.text))) > 2:
            raise fault("too-long", f"text: has {count} sentences", "a card tells one thing in one or two sentences")
        if self.figure and self.picture:
            raise fault(
                "figure-and-picture", "there are a figure and a picture", "leave one of them to a card of its own"
            )
        return self


class Trail(Named):
    """A way through several pages."""

    title: Words
    """Its name."""
    text: Prose
    """For whom it is and where it leads."""
    steps: Annotated[tuple[Stop, ...], Field(min_length=2)]
    """The pages, in order."""
    cards: Annotated[tuple[TrailCard, ...], Field(min_length=3, max_length=20)] | None = None
    """The same in three to twenty cards, as large as the window each: read with arrow keys, printed, or shown as slides. The first is the hook."""

    def parts(self) -> Iterator[Part]:
        """Its cards."""
        for at, card in enumerate(self.cards or ()):
            yield Part(card.id, "trail-card", card.title, card, ("cards", at))

    def faults(self, records: Mapping[str, Any]) -> Iterator[Fault]:
        """Each card leads to a page of the trail, and draws what can be drawn."""
        pages = list(dict.fromkeys(step.page for step in self.steps))
        for at, card in enumerate(self.cards or ()):
            if card.page not in pages:
                yield Fault(
                    ("cards", at, "page"),
                    "not-on-the-trail",
                    f"page: '{card.page}' is no page of this trail",
                    f"name one of its steps: {', '.join(pages)}",
                )
            if name := card.picture:
                hint = f"show it with figure: {name}, or add a value"
                yield from nothing_to_draw(name, records.get(name), ("cards", at, "picture"), hint)


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
