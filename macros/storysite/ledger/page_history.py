"""What has changed since a page was first published, for links that carry the day on which they were made.

Such a link is about what the page showed on that day: also about what was withdrawn since, has moved, grew old, or was
dropped from the page.  Of what came onto the page later it is enough that it came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

from storysite.ledger.changelog import Line, Told, is_told_with_whole, word
from storysite.ledger.snapshots import place_address
from storysite.source.page import Page
from storysite.source.record_store import Library
from storysite.source.releases import Change, Past, Release


class Site(Protocol):
    """What is asked of the addresses of a project."""

    @property
    def library(self) -> Library: ...
    @property
    def pages(self) -> Mapping[str, Page]: ...
    @property
    def past(self) -> Past: ...
    @property
    def pending(self) -> tuple[Change, ...]: ...
    @property
    def told(self) -> tuple[Told, ...]: ...
    @property
    def aged(self) -> tuple[Told, ...]: ...
    @property
    def earlier(self) -> dict[str, tuple[str, ...]]: ...
    @property
    def uses(self) -> Callable[..., frozenset[str]]: ...
    def first_published(self, path: str) -> date | None: ...
    def last_address(self, id: str) -> str: ...


CAME, WENT = "changes.came", "changes.went"
"""The messages of what came onto a page, and what went."""


def page_history(addresses: Site, path: str) -> tuple[Told, ...]:
    """What has changed on a page, the newest first; what waits for a release before it."""
    first = addresses.first_published(path)
    if first is None:
        return ()
    return tuple(
        sorted(
            _Page(addresses, path, first).told(), key=lambda one: (one.day is None, one.day or date.max), reverse=True
        )
    )


@dataclass
class _Page:
    addresses: Site
    path: str
    first: date

    def __post_init__(self) -> None:
        address = place_address(self.path)
        self.names = {address, *self.addresses.earlier.get(address, ())}
        self.uses = self.addresses.uses(self.addresses.pages[self.path])
        lives = self.addresses.past.lives
        self.shown = {id for id, life in lives.items() if self.names & set(life.places)}
        self.moves = dict(self.find_moves())
        self.left = {
            id: day
            for (id, day), words in sorted(self.moves.items(), key=lambda move: move[0][1] or date.max)
            if words == WENT
        }

    def told(self) -> Iterator[Told]:
        """Everything that concerns the page and came after its first day."""
        moves = dict(self.moves)
        for one in self.addresses.told:
            if not self.concerns(one.id) or not self.is_later(one):
                continue
            words = moves.pop((one.id, one.day), "")
            if words and not any(line.change in {"moved", "added", "withdrawn"} for line in one.lines):
                one = replace(one, lines=(*one.lines, self.line(words)))
            yield self.on_page(one)
        for (id, day), words in moves.items():
            if self.is_worth_telling(id, day):
                yield self.moved(id, day, words)
        yield from self.aged()

    def line(self, message: str) -> Line:
        return Line(self.addresses.library.messages(message))

    def concerns(self, id: str) -> bool:
        return id in self.uses or id in self.shown or id.partition("#")[0] in self.names

    def is_later(self, one: Told) -> bool:
        began = one.lines[0].change == "added"
        return one.day is None or one.day > self.first or (one.day == self.first and not began)

    def on_page(self, one: Told) -> Told:
        """The same, with the day from which it stands on this page no more."""
        left = self.left.get(one.id) if one.id not in self.uses else None
        return replace(one, left=left) if left and one.day and left < one.day else one

    def aged(self) -> Iterator[Told]:
        """States that came with a day; of a figure and its newest value once."""
        found = {}
        for one in self.addresses.aged:
            if one.day and self.first < one.day <= self.addresses.library.today:
                if one.id in self.uses | self.shown:
                    found[one.id] = one
                elif one.id in self.chosen_before(one.day):
                    found[one.id] = replace(one, lines=(*one.lines, self.line(WENT)))
        for id in found:
            value = self.addresses.library.value(id).id
            if value == id or value not in found:
                yield self.on_page(found[id])

    def chosen_before(self, day: date) -> frozenset[str]:
        """What the page chose to show on the day before: some pages leave out what grew old."""
        page = self.addresses.pages[self.path]
        if not any(call.name == "register" for call in page.calls):
            return frozenset()
        return self.addresses.uses(page, day - timedelta(days=1))

    # --- what came onto the page, and what went ------------------------------------------------

    def find_moves(self) -> Iterator[tuple[tuple[str, date | None], str]]:
        """By id and day: what was shown on the page from then on, or no more."""
        for release in self.addresses.past.releases[1:]:
            yield from self._moves(release.changes, release)
        yield from self._moves(self.addresses.pending, None)

    def _moves(
        self, changes: tuple[Change, ...], release: Release | None
    ) -> Iterator[tuple[tuple[str, date | None], str]]:
        for change in changes:
            if change.change != "changed" or "at" not in change.now:
                continue
            was, now = (bool(self.names & set(at.get("at", ()))) for at in (change.was, change.now))
            if was != now:
                yield (change.id, release.date if release else None), CAME if now else WENT

    def is_worth_telling(self, id: str, day: date | None) -> bool:
        """Whether a thing is told by itself: no part that came or went with its whole, nothing from before the first day."""
        life = self.addresses.past.lives[id]
        parts = id.split(".")
        wholes = {".".join(parts[:count]) for count in range(1, len(parts))}
        return (
            not is_told_with_whole(self.addresses.library.kinds, life.kind)
            and (day is None or day > self.first)
            and not any((whole, day) in self.moves for whole in wholes)
        )

    def moved(self, id: str, day: date | None, words: str) -> Told:
        life = self.addresses.past.lives[id]
        return Told(
            id,
            life.kind,
            life.said.title,
            day,
            (self.line(words),),
            address=self.addresses.last_address(id),
            what=word(self.addresses.library.kinds, life.kind),
        )
