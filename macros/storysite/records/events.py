"""What happened: lanes, events, and the timelines that show them."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from storysite.records.evidence import Evidence, Named, Reference
from storysite.records.field_marks import fault
from storysite.records.field_types import Date, EventId, LaneId, PartId, Prose, Shape, Words


class Lane(Named, Evidence):
    """A strand of the story that events belong to, drawn in timelines with a shape of its own."""

    claims: ClassVar[bool] = False
    title: Words
    """Its name."""
    order: int
    """Its place among the lanes, from 1."""
    shape: Shape
    """The shape of its marks."""
    text: Prose | None = None
    """What it gathers."""


class Event(Named, Evidence):
    """Something that happened, or was planned to, at a time."""

    date: Date | None = None
    """When, as precise as the source: 1970, 2021-04, 2021-04-01, FYE2026-03, 196X, 1952~, 1970/.."""
    after: EventId | None = None
    """The event that it came after: instead of a date, or among events of the same date."""
    before: EventId | None = None
    """The event that it came before: instead of a date, or among events of the same date."""
    kind: Literal["happened", "planned"] = "happened"
    """`planned` where the source only announces it."""
    title: Words
    """A heading of a few words."""
    text: Prose
    """What happened, in one to three sentences."""
    lanes: Annotated[tuple[LaneId, ...], Field(min_length=1)]
    """The strands of the story that it belongs to."""
    turning_point: Annotated[int, Field(ge=1, le=99)] | None = None
    """How much it weighs, from 1 on: a timeline names the seven with the lowest numbers at every width. Where none of
    its events has a number it names the first, the last, and five at even distances in its list."""
    disputed: Prose | None = None
    """What sources differ about; the other side stands in `also:` with `says:`."""
    note: Prose | None = None
    """What a reader has to know to read it right."""
    replaced_by: EventId | None = None
    """The event that tells it better."""

    @property
    def successor(self) -> str | None:
        return self.replaced_by

    @property
    def dispute(self) -> str | None:
        return self.disputed

    @model_validator(mode="after")
    def _when(self) -> Event:
        if self.date is None and self.after is None and self.before is None:
            raise fault("no-date", "the event has no date", "add date:, or after: or before: with another event's id")
        if self.disputed and not self.also:
            raise fault(
                "one-sided",
                "disputed: without the other side",
                "add also: with the source that differs and what it says:",
            )
        if self.status == "unattested":
            raise fault("unattested-event", "an event cannot be unattested", "find its source, or leave it out")
        return self


class Era(Evidence):
    """A stretch of time with a name of its own: a band in a timeline."""

    id: PartId
    """Its name within the timeline."""
    title: Words
    """What the time is called, in two or three words."""
    span: Date
    """From when to when, such as 2008/2017."""


class Timeline(Named):
    """A selection of events, by lane and by span."""

    title: Words
    """Its caption."""
    text: Prose | None = None
    """What it shows, in a sentence."""
    lanes: tuple[LaneId, ...] = ()
    """The lanes drawn, all where none is named; an event shows if it is in one of them."""
    span: Date | None = None
    """Only events that touch this span, such as 2008/2019."""
    eras: tuple[Era, ...] = ()
    """The stretches of time that its drawing is parted into, in order."""

    @property
    def references(self) -> tuple[Reference, ...]:
        """The places in sources that its eras rest on."""
        return tuple(reference for era in self.eras for reference in era.references)

    @model_validator(mode="after")
    def _eras_in_order(self) -> Timeline:
        for before, after in pairwise(self.eras):
            ends, starts = before.span.end, after.span.start
            if ends is None or starts is None or ends >= starts:
                raise fault(
                    "eras-overlap",
                    f"the era '{after.id}' begins before '{before.id}' ends",
                    "list eras in order of time; each ends before the next begins",
                )
        return self
