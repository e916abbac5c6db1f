"""What became of published ids and pages, and what sources answer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from storysite.records.evidence import Record
from storysite.records.field_marks import fault
from storysite.records.field_types import ItemId, PastDay, Prose, SiteAddress, WebAddress


class Withdrawal(Record):
    """The end of a published id that nothing stands in for."""

    date: PastDay
    """The day on which it was withdrawn."""
    reason: Prose
    """Why, for readers who come with an old link."""


class Former(Record):
    """A published id that no record has any more: its addresses go on answering."""

    id: ItemId
    """The id as it was published. It covers the parts of the record too, where they have no entry of their own."""
    moved_to: ItemId | None = None
    """The id that stands in its place now."""
    withdrawn: Withdrawal | None = None
    """Instead, where nothing stands in its place: `date:` and `reason:`."""

    @model_validator(mode="after")
    def _moved_or_withdrawn(self) -> Former:
        if (self.moved_to is None) == (self.withdrawn is None):
            raise fault(
                "moved-or-withdrawn",
                "needs moved_to: or withdrawn:, one of the two",
                "say where it went, or when and why it ended",
            )
        return self


class Redirect(Record):
    """A published page, heading or file that stands at another address now."""

    from_: Annotated[SiteAddress, Field(alias="from")]
    """The old address from the site's root on: `/company/history/`, or `/company/history/#early-years` for a heading, `/data/plans.csv` for a file."""
    to: SiteAddress
    """The address that it leads to now, written in the same way."""
    date: PastDay
    """The day on which it moved."""


class Copy(Record):
    """The offline edition of a release, kept beside the site: its copy of that day. `offline --keep` writes it."""

    release: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}(-\d+)?$")]
    """The release that it is a copy of: `2026-11-28`."""
    address: WebAddress
    """Where the file is kept; it never changes there."""
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    """Its digest, by which somebody knows that it is the one."""
    bytes: Annotated[int, Field(ge=1)]
    """How large it is."""

    @property
    def size(self) -> str:
        """How large it is, in words."""
        return f"{self.bytes / 1_000_000:.1f} MB"


Answered = Literal["there", "moved", "gone", "refused", "silent"]


class Seen(Record):
    """What an outside address answered when it was last asked; written by `python -m macros sources --check`."""

    url: WebAddress
    """The address that was asked."""
    asked: PastDay
    """The day on which it was last asked."""
    answer: Answered
    """`there`; `moved`, it leads on; `gone`; `refused`, it answers but not to us; `silent`, no answer."""
    code: int | None = None
    """The status that it answered with, where it answered."""
    to: WebAddress | None = None
    """Where it leads on to."""
    seen: PastDay | None = None
    """The last day on which it was there."""
