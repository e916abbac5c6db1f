"""What has an address: a record of its own, or a part of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from storysite.core.dates import When
from storysite.core.diagnostics import Mark
from storysite.core.messages import Messages, english
from storysite.records import (
    Correction,
    Evidence,
    Fact,
    Named,
    Record,
    Reference,
    Value,
)
from storysite.source.record_reader import Entry, R
from storysite.source.yaml_text import Path_


@dataclass(frozen=True)
class Item:
    """Something with an address."""

    id: str
    kind: str
    """A kind of record, or `value`, `chart`, `row`, `column`, `cell`, `step`."""
    record: Record
    """The record or the part of it."""
    entry: Entry = field(repr=False, compare=False)
    path: Path_ = ()
    """Where in the entry's record the part stands."""
    heading: str = field(default="", repr=False)
    """What the record or the part calls itself."""

    @property
    def mark(self) -> Mark:
        return self.entry.at(*self.path)

    @property
    def parent(self) -> str:
        """The id of the record that holds it: its own, where it is a record."""
        return str(self.entry.record.id)

    @property
    def title(self) -> str:
        """Its name in a few words."""
        return self.heading

    @property
    def text(self) -> str:
        """Its text in our markup, where its record has one."""
        return next(iter(self.record.own_texts("text")), "")

    @property
    def own_id(self) -> str:
        """The last word of its address: its id inside the record, where it is a part."""
        return self.id.rpartition(".")[2]

    def of(self, model: type[R]) -> R:
        """Its record, which is known to be of this type."""
        assert isinstance(self.record, model), f"'{self.id}' is a {self.kind}"
        return self.record

    @property
    def is_own(self) -> bool:
        """Whether the record or the part is its own: a chart is another view of its fact."""
        return not self.path or self.record is not self.entry.record

    @property
    def review_by(self) -> When | None:
        """The day by which somebody should look at it again."""
        return self.record.review_by if self.is_own and isinstance(self.record, Named | Value) else None

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """Mistakes of ours in it that were published and mended."""
        return self.record.corrections if isinstance(self.record, Named | Value) else ()

    @property
    def is_figure(self) -> bool:
        """Whether a value stands for it: its own, or the newest of a fact."""
        return isinstance(self.record, Value) or (isinstance(self.record, Fact) and not self.path)

    @property
    def references(self) -> tuple[Reference, ...]:
        """The places in sources that it rests on by itself."""
        return self.record.references if isinstance(self.record, Evidence) else ()


def items_of(entry: Entry, messages: Messages | None = None) -> Iterator[Item]:
    """The record and its parts, each with its address."""
    say = messages or english()
    record = entry.record
    yield Item(record.id, entry.kind, record, entry, heading=record.heading)
    for part in record.parts():
        title = say(part.message, title=part.title) if part.message else part.title
        yield Item(f"{record.id}.{part.id}", part.kind, part.record, entry, part.path, title)


@dataclass(frozen=True, slots=True)
class Found:
    """What the search shows of an item."""

    title: str
    text: str
    when: str = ""
    """When it was, or held, in words."""
    around: str = ""
    """Between what it was, where no date is known: shown, but the titles in it belong to others."""
