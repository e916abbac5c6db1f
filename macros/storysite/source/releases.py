"""Releases, and what became of all that was published: as they are, however they were read."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import PurePosixPath
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, WithJsonSchema

from storysite.core.diagnostics import Mark
from storysite.records import Copy, Former, Record, Redirect, Withdrawal
from storysite.records.field_types import FILE_ADDRESS
from storysite.source.record_reader import Placed

RELEASE_FILE = re.compile(
    r"(?P<name>(?P<date>\d{4}-\d{2}-\d{2})(?:-(?P<number>[2-9]|[1-9]\d+))?)(?:\.yml|/sources\.yml)\Z"
)
PUBLISHED_ID = re.compile(
    r"[a-z][a-z0-9-]+(?:\.[a-z0-9][a-z0-9-]*){0,2}\Z|/(?:[a-z0-9][a-z0-9-]*/)*(?:#[a-z][a-z0-9-]*)?\Z"
    rf"|{FILE_ADDRESS}\Z"
)


class Statement(Record):
    """What is said under an id, in plain words: what a release keeps, and what a later one is compared with."""

    title: str
    says: str = ""
    """The text, or the figure as printed."""
    when: str = ""
    """Its date or as-of date in words."""
    note: str = ""
    figure: str = ""
    """Of a value all that must not change in place."""
    state: str = ""
    """States that follow from the record, not from the reading date; empty where there is none."""
    text: str = ""
    """Of a page a digest of what an editor wrote on it."""
    evidence: tuple[str, ...] = ()
    """Source and place, one each."""
    corrected: tuple[str, ...] = ()
    """Its corrections, each with its day."""
    at: tuple[str, ...] = ()
    """The addresses of the pages that carry the id, its home first."""

    def fields(self) -> dict[str, str | tuple[str, ...]]:
        """The fields that hold something."""
        return {name: value for name, value in self if value}


class Change(Record):
    """What a release changed under one id."""

    id: str
    """The id of an item; the address of a page; the address of a heading, with its page's."""
    kind: str
    """The kind of item, `page` or `heading`."""
    change: Literal["added", "changed", "moved", "withdrawn"]
    """What became of it."""
    was: dict[str, _Said | tuple[str, ...]] = Field(default_factory=dict)
    """The fields that changed, as they were."""
    now: dict[str, _Said | tuple[str, ...]] = Field(default_factory=dict)
    """The same fields as they are now; of an added id all of them."""
    to: str | None = None
    """With `moved`: the id or address that stands in its place."""
    date: str | None = None
    """With `withdrawn`: the day."""
    reason: str | None = None
    """With `withdrawn`: why."""


def by_kind(change: Change) -> tuple[str, str]:
    """What the changes of a release are sorted by."""
    return change.kind, change.id


class Released(Record):
    """A release as its file holds it."""

    release: str
    """Its name: the day, and which of that day where it is not the first."""
    changes: tuple[Change, ...]
    """What it changed since the release before, by kind and id; of sources in a file of their own."""


@dataclass(frozen=True)
class Release:
    """What was published on a day, as its file tells it."""

    name: str
    """The day, and a number where it was not the first of that day: `2026-11-20`, `2026-11-20-2`."""
    date: date
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """A line of the ledger."""

    kind: str
    id: str
    first: str
    """The day of its first release."""
    mark: Mark

    def __str__(self) -> str:
        return f"{self.kind} {self.id} {self.first}"


@dataclass
class Life:
    """All that the releases tell of an id."""

    id: str
    kind: str
    first: Release
    said: Statement
    """What it said at the last release that knew it."""
    places: list[str]
    """Each page that ever carried it, in order of time."""
    changes: list[tuple[Release, Change]]
    ended: Change | None = None

    @property
    def last_changed(self) -> date:
        """The day of the last release that changed what it says."""
        return next(release.date for release, change in reversed(self.changes) if _is_told(change))


def _is_told(change: Change) -> bool:
    """Whether a change is more than that one page more or less shows the id."""
    return change.change != "changed" or bool(set(change.now) - {"at"})


class Fate(NamedTuple):
    """What became of an id."""

    end: Literal["alive", "withdrawn", "lost", "loop"]
    id: str
    """The id that stands in its place, or where the trail ends."""
    withdrawn: Withdrawal | None = None


@dataclass(frozen=True)
class Past:
    """What has been published so far, and what became of ids and pages that are gone."""

    published: dict[str, Published] = field(default_factory=dict)
    releases: tuple[Release, ...] = ()
    former: dict[str, Placed[Former]] = field(default_factory=dict)
    """Ids that no record has any more."""
    redirects: dict[str, Placed[Redirect]] = field(default_factory=dict)
    """Addresses of pages and headings that are gone."""
    copies: dict[str, Placed[Copy]] = field(default_factory=dict)
    """Offline editions that are kept, by the name of their release."""

    @cached_property
    def lives(self) -> dict[str, Life]:
        """The life of each id that was ever in a release."""
        found: dict[str, Life] = {}
        for release in self.releases:
            for change in release.changes:
                _live(found, release, change)
        return found

    def fate(self, id: str, alive: Container[str], trail: tuple[str, ...] = ()) -> Fate:
        """What became of an id: it is there, it moved to one that is, it was withdrawn, or it was lost."""
        if id in alive:
            return Fate("alive", id)
        if id in trail:
            return Fate("loop", id)
        for target, record in self._steps(id):
            if record.withdrawn:
                return Fate("withdrawn", id, record.withdrawn)
            fate = self.fate(target or "", alive, (*trail, id))
            if fate.end != "lost" or target == record.moved_to:
                return fate
        return Fate("lost", id)

    def named_after(self, file: str, alive: Container[str]) -> str | None:
        """Where a file goes whose folder or name is an id that is gone: to the file named after what the id is now."""
        path = PurePosixPath(file)
        for id in dict.fromkeys((path.parent.name, path.stem)):
            if id not in self.lives or id in alive:
                continue
            fate = self.fate(id, alive)
            if fate.withdrawn:
                return f"/id/{id}/"
            if fate.end == "alive":
                return file.replace(id, fate.id)
        return None

    def went(self, id: str, alive: Container[str]) -> str:
        """Where an id went that was published and is gone, for an editor who names it; nothing where it never was."""
        fate = self.fate(id, alive)
        if fate.end not in {"alive", "withdrawn"} or (fate.id == id and fate.withdrawn is None):
            return ""
        if fate.withdrawn:
            return f"it was withdrawn on {fate.withdrawn.date.text}, as docs/data/former.yml says: write the sentence without it"
        return f"it stands under '{fate.id}' now, as docs/data/former.yml says: write '{fate.id}'"

    def _steps(self, id: str) -> Iterator[tuple[str | None, Former]]:
        """Where the entries lead that speak of an id: its own, else those of its row, its column, its record.

        A part leads to the same part of what its whole moved to, and else to that whole.
        """
        if entry := self.former.get(id):
            yield entry.record.moved_to, entry.record
            return
        top, *parts = id.split(".")
        if len(parts) == 2:
            for part, other in ((parts[0], parts[1]), (parts[1], parts[0])):
                if entry := self.former.get(f"{top}.{part}"):
                    target = entry.record.moved_to or ""
                    last = target.rpartition(".")[2]
                    yield f"{target}.{other}" if part == parts[0] else f"{top}.{other}.{last}", entry.record
                    yield entry.record.moved_to, entry.record
        if parts and (entry := self.former.get(top)):
            yield ".".join((entry.record.moved_to or "", *parts)), entry.record
            yield entry.record.moved_to, entry.record

    def leads_to(self, address: str, alive: Container[str], trail: tuple[str, ...] = ()) -> str | None:
        """The address that stands in the place of a page or heading; nothing where it was lost or goes in a circle."""
        if address in alive:
            return address
        if address in trail:
            return None
        page, hash_, fragment = address.partition("#")
        if entry := self.redirects.get(address):
            return self.leads_to(entry.record.to, alive, (*trail, address))
        if hash_ and (target := self.leads_to(page, alive, (*trail, address))) and target != page:
            heading = f"{target.partition('#')[0]}#{fragment}"
            return self.leads_to(heading, alive, (*trail, address)) or target
        return None

    def copy_of(self, release: Release) -> Copy | None:
        entry = self.copies.get(release.name)
        return entry.record if entry else None

    def redirect(self, address: str) -> Redirect | None:
        entry = self.redirects.get(address)
        return entry.record if entry else None


def _live(found: dict[str, Life], release: Release, change: Change) -> None:
    """Add what a release tells of an id to its life."""
    if change.id not in found:
        said = Statement.model_validate({"title": change.id, **change.now})
        found[change.id] = Life(change.id, change.kind, release, said, [], [])
    life = found[change.id]
    if change.change == "changed":
        life.said = life.said.model_copy(update=change.now)
    elif change.change != "added":
        life.ended = change
    life.places += [place for place in life.said.at if place not in life.places]
    life.changes.append((release, change))


_Said = Annotated[str, WithJsonSchema({"type": ["string", "number"]})]
"""What a field says: nothing where its text was taken away or is new."""
