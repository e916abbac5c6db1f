"""Who publishes the site, and the documents that it rests on."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from storysite.records.evidence import Named, Record
from storysite.records.field_marks import fault
from storysite.records.field_types import AddressOfSite, PastDate, PastDay, Prose, WebAddress, Words

FORMAT = 1
"""The format of the data that this generator reads; `upgrade` brings older data up to it."""


class Publication(Record):
    """When results of one kind are published."""

    period: Literal["fiscal year", "fiscal half", "fiscal quarter", "year", "half", "quarter", "month"]
    """What their periods are: `fiscal year` as in FYE2026-03, `fiscal half` as in FYE2026-03-H1."""
    months: Annotated[tuple[Annotated[int, Field(ge=1, le=12)], ...], Field(min_length=1)]
    """The months of the year in which they come, as numbers: the first after a period ends is its own."""


class Publisher(Record):
    """Who publishes the site, and how they stand to whom it tells of."""

    format: Annotated[int, Field(ge=1)] | None = None
    """The format of the data; raised by `upgrade`, never by hand."""

    title: Words
    """The name of the site."""
    name: Words
    """Who publishes it."""
    subject: Words
    """Whom or what the site tells of."""
    stance: Prose
    """How the publisher stands to the subject, in a sentence: printed in header, footer and files to take away."""
    short_stance: Words
    """The same in a few words, for the header."""
    description: Prose
    """What the site is, in one or two sentences."""
    address: AddressOfSite
    """The address that the site is published at, with its path."""
    first_address: AddressOfSite | None = None
    """The address that the site was first published at, where it has moved since: feeds and calendars go on naming their
    entries by it. Once written it never changes."""
    repository: WebAddress | None = None
    """The address of the git repository; without it no edit links are shown."""
    contact: Prose
    """How a reader can report a mistake without an account."""
    rights: Prose
    """The licence of the text and the data, and what it leaves out."""
    reviewed: PastDay
    """The day on which all records were last looked through."""
    results_expected: tuple[Publication, ...] = ()
    """When results are published: the newest of a figure falls due for review after the next such month."""

    @field_validator("format")
    @classmethod
    def _known(cls, number: int | None) -> int | None:
        if number and number > FORMAT:
            raise fault(
                "newer-format",
                f"the data have format {number}, and this generator reads formats up to {FORMAT}",
                "use a newer generator",
            )
        return number


class Source(Named):
    """A document that facts rest on."""

    title: Words
    """Its title as printed, or a fair translation."""
    publisher: Words
    """Who published it, with the volume or the column."""
    url: WebAddress | None = None
    """Its address, as it was read."""
    missing_url: Prose | None = None
    """Why there is no address."""
    archive: WebAddress | None = None
    """An archived copy."""
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] = "en"
    """Its language (BCP 47): printed beside each link where it is not English."""
    published: PastDate | None = None
    """When it was published; left out where no date is shown."""
    accessed: PastDay
    """The day we read it."""
    kind: Literal["primary", "press", "secondary"]
    """`primary` from whom it tells of; `press`; `secondary`, a mirror, a copy, a compilation or a headline."""
    read: Literal["whole", "opening"]
    """How much of it we read; where only the opening, its locators say `opening`."""
    note: Prose | None = None
    """What a reader should know of it."""

    @model_validator(mode="after")
    def _address_or_reason(self) -> Source:
        if self.url is None and self.missing_url is None:
            raise fault("no-address", "the source has no address", "add url:, or missing_url: with the reason")
        return self
