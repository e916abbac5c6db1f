"""What records share: how something is known, and what has an address of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from storysite.records.field_marks import RefTo, fault
from storysite.records.field_types import Day, PagePath, PastDay, Prose, RecordId, SourceId, Words

Status = Literal["attested", "ours", "unattested"]


class Record(BaseModel):
    """What all records share: frozen, and no key that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, populate_by_name=True)

    @property
    def draws_on(self) -> tuple[str, ...]:
        """The ids of what it is made from, and whose sources are its own too."""
        return ()

    @property
    def successor(self) -> str | None:
        """The id of what replaces it."""
        return None

    @property
    def dispute(self) -> str | None:
        """Why its sources differ, where they do."""
        return None

    def own_texts(self, *names: str) -> list[str]:
        """The texts in these of its fields, those that it has."""
        return [text for name in names if isinstance(text := getattr(self, name, None), str)]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a record that has an address of its own."""

    id: str
    """Its name inside the record: its address is the record's id, a dot and this."""
    kind: str
    title: str
    record: Record
    path: tuple[str | int, ...]
    """Where in the record it stands."""
    message: str = ""
    """The message that its title stands in, where it is no name of its own."""


class Reference(Record):
    """One more source that says the same, or the other side of a dispute."""

    source: SourceId
    """The id of the source."""
    locator: Words
    """The place in the source: a section, a heading, a table; `opening` where only the opening was read."""
    says: Prose | None = None
    """What this source says, where it differs."""


class Correction(Record):
    """A mistake of ours that was published and mended."""

    what: Prose
    """What was wrong and what stands now."""
    why: Prose
    """Why it was wrong."""
    when: PastDay
    """The day it was mended."""


class Rewording(Record):
    """A change of words that looks like a change of meaning, and is none."""

    why: Prose
    """Why it means what it meant."""
    when: PastDay
    """The day of the change: it speaks for changes since the last release before that day, not for later ones."""


class Evidence(Record):
    """How something is known: by a source and the place in it, by our reading of other records, or not yet."""

    status: Status = "attested"
    """`attested` by a source; `ours`, our reading or grouping; `unattested`, well known but unsourced."""
    source: SourceId | None = None
    """The id of the source that says it."""
    locator: Words | None = None
    """The place in the source: a section, a heading, a table; `opening` where only the opening was read."""
    also: tuple[Reference, ...] = ()
    """Further sources: each with `source:`, `locator:` and, where it differs, `says:`."""
    reason: Prose | None = None
    """With `status: ours`: why we read it so."""
    rests_on: tuple[Annotated[str, RefTo("any")], ...] = ()
    """With `status: ours`: the records that the reading rests on."""
    lead: Prose | None = None
    """With `status: unattested`: where to look for a proof."""
    claims: ClassVar[bool] = True
    """Whether a record of this type must have evidence."""
    without_source: ClassVar[tuple[str, ...]] = ()
    """Keys with which a record needs no source of its own."""

    @model_validator(mode="after")
    def _evidence_fits_status(self) -> Evidence:
        if not self.needs_evidence:
            return self
        if self.status == "attested":
            if self.source is None:
                raise fault(
                    "no-source", "a source is missing", "add source: and locator:, or say status: ours with a reason:"
                )
            if self.locator is None:
                raise fault(
                    "no-locator", "the place in the source is missing", "add locator:, such as a section, or opening"
                )
        if self.status == "ours" and self.reason is None:
            raise fault("no-reason", "status: ours has no reason", "add reason: why we read it so")
        if self.status == "unattested":
            if self.lead is None:
                raise fault("no-lead", "status: unattested has no lead", "add lead: where to look for a proof")
            if self.source is not None:
                raise fault(
                    "lead-and-source",
                    "status: unattested has a source",
                    "with a source it is attested: leave status: out",
                )
        if self.source is None and self.locator is not None:
            raise fault("no-source", "there is a locator but no source", "add source:")
        return self

    @property
    def needs_evidence(self) -> bool:
        return self.claims

    @property
    def references(self) -> tuple[Reference, ...]:
        """The main source and the further ones, in order."""
        main = (Reference(source=self.source, locator=self.locator),) if self.source and self.locator else ()
        return main + self.also


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong between the parts of a record, or with what they name."""

    path: tuple[str | int, ...]
    """Where in the record it stands."""
    code: str
    message: str
    hint: str


class Named(Record):
    """What has an address of its own."""

    id: RecordId
    """The address of this record for ever: a to z, 0 to 9 and hyphens; never changed, never used again."""
    aka: tuple[Words, ...] = ()
    """Other names and spellings that people search for."""
    home: PagePath | None = None
    """The page that its links lead to; without it, its page in the reference."""
    review_by: Day | None = None
    """The day by which somebody should look at it again."""
    corrections: tuple[Correction, ...] = ()
    """Mistakes of ours in it that were published and mended."""
    draft: Annotated[bool, Field(exclude=True)] = False
    """`true` while it is not finished: the preview alone shows it, and it may be incomplete."""
    reworded: tuple[Rewording, ...] = ()
    """Changes of its words that look like a change of its meaning, each with the reason why they are none."""

    @property
    def heading(self) -> str:
        """Its name in a few words: a type without `title:` says another."""
        return str(getattr(self, "title", self.id))

    def parts(self) -> Iterator[Part]:
        """Its parts that have an address each, in order."""
        return iter(())

    def faults(self, records: Mapping[str, Record]) -> Iterator[Fault]:
        """What does not fit together in it, given all records and their parts by id."""
        return iter(())
