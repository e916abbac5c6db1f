"""The addresses of a project: what each says now, what changed since the last release, what old links still look for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial

from storysite.core.messages import first_large
from storysite.ledger.changelog import Gone, Line, Told, moves, told, word
from storysite.ledger.changes_since import changes_since
from storysite.ledger.files import Files, listed, title
from storysite.ledger.left_behind import Left, Present, left_behind, left_on_pages
from storysite.ledger.page_history import page_history
from storysite.ledger.snapshots import page_statements, place_address, statement
from storysite.source.page import Page
from storysite.source.record_store import Library
from storysite.source.releases import Change, Past, Release, Statement
from storysite.wording.page_links import address_of
from storysite.wording.text import plain
from storysite.wording.trust import states

REFERENCES = "ref"
"""The id of the list of sources at the end of each page."""


@dataclass(frozen=True)
class Addresses:
    """All ids, pages and headings of a project, seen against what was published."""

    library: Library
    pages: Mapping[str, Page]
    showings: Mapping[str, list[str]]
    """The pages that carry each id."""
    homes: Mapping[str, str]
    uses: Callable[..., frozenset[str]]
    """The ids that a page shows, quotes or rests on; with a day, what it would choose to show on that day."""
    own: tuple[str, ...] = ()
    """The files under `docs/` that are published as they are, as addresses."""

    @property
    def past(self) -> Past:
        return self.library.past

    @cached_property
    def present(self) -> Present:
        """Kind and statement of each item, page, heading and listed file, by id or address."""
        items = {
            id: (item.kind, statement(self.library, item, self._at(id))) for id, item in self.library.items.items()
        }
        files = {
            f"/{file}": ("file", Statement(title=title(file)))
            for file in sorted(listed(self.library, self.pages, self.own))
        }
        return items | page_statements(self.pages) | files

    @cached_property
    def files(self) -> Files:
        """Every file that was promised, and where it leads."""
        return Files(self.past, self.present, self.homes, self.library.kinds)

    def _at(self, id: str) -> list[str]:
        home = self.homes.get(id)
        return [home, *sorted(set(self.showings[id]) - {home})] if home else []

    @cached_property
    def pending(self) -> tuple[Change, ...]:
        """What has changed since the last release."""
        return changes_since(self.past, self.present, partial(plain, self.library))

    def address(self, id: str) -> str:
        """Where an item, a page or a heading is found, from the site's root on: an item in its home, or on its own page."""
        if id.startswith("/"):
            return id[1:]
        home = self.homes.get(id)
        return f"{address_of(home)}#{id}" if home else f"id/{id}/"

    def last_address(self, id: str) -> str:
        """The same for whatever was ever published: what is gone is found where it leads to, or on its own page."""
        if id in self.present:
            return self.address(id)
        if id.startswith("/"):
            life = self.past.lives.get(id)
            to = self.files.leads_to(id) if life and life.kind == "file" else self.past.leads_to(id, self.present)
            return (to or "/")[1:]
        return f"id/{id}/"

    @cached_property
    def quoting(self) -> dict[str, list[str]]:
        """The pages that quote each id and do not show it in full, by path."""
        found: dict[str, list[str]] = {}
        for path, page in self.pages.items():
            for id in self.uses(page) - self._carried.get(path, set()):
                found.setdefault(id, []).append(path)
        return {id: sorted(paths) for id, paths in found.items()}

    # --- what has changed ---------------------------------------------------------------------

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """All that the releases and the time since have changed, the newest first; what was first published is not."""
        found = (
            list(told(self.pending, None, self.past.lives, self.library.kinds, self.library.messages))
            if self.past.releases
            else []
        )
        for release in reversed(self.past.releases[1:]):
            found += told(release.changes, release, self.past.lives, self.library.kinds, self.library.messages)
        return tuple(replace(one, address=self.last_address(one.id)) for one in found)

    @cached_property
    def aged(self) -> tuple[Told, ...]:
        """The states that came with a day, not with a release."""
        found = []
        for item in self.library.items.values():
            if not item.is_own:
                continue
            for state in states(self.library, item):
                if state.since:
                    line = Line(f"{first_large(state.words)}. {plain(self.library, state.reason)}")
                    found.append(
                        Told(
                            item.id,
                            item.kind,
                            item.title,
                            state.since,
                            (line,),
                            address=self.address(item.id),
                            what=word(self.library.kinds, item.kind),
                        )
                    )
        return tuple(found)

    def dated(self, path: str) -> tuple[Told, ...]:
        """What has changed since a page was first published of all that it ever showed, the newest first."""
        return page_history(self, path)

    def first_published(self, path: str) -> date | None:
        """The day on which a page was first published, here or where it stood before."""
        return self.first_released(place_address(path))

    def first_released(self, id: str) -> date | None:
        """The day on which an id, or the address of a page, was first published, under this name or an earlier one."""
        days = [self.past.lives[one].first.date for one in (id, *self.earlier.get(id, ())) if one in self.past.lives]
        return min(days, default=None)

    @cached_property
    def earlier(self) -> dict[str, tuple[str, ...]]:
        """The ids, or addresses of pages, that lead to each one that is there."""
        found: dict[str, tuple[str, ...]] = {}
        for id, life in self.past.lives.items():
            if id in self.present or life.kind in {"heading", "file"}:
                continue
            if life.kind == "page":
                to = (self.past.leads_to(id, self.present) or "").partition("#")[0]
            else:
                fate = self.past.fate(id, self.present)
                to = fate.id if fate.end == "alive" else ""
            found[to] = (*found.get(to, ()), id)
        return found

    def history(self, id: str) -> tuple[Told, ...]:
        """All that is known of an id, the newest first: its releases, what waits for one, and states that came with a day."""
        if id not in self.present and (fate := self.past.fate(id, self.present)).end == "alive":
            id = fate.id
        names = (*self.earlier.get(id, ()), id)
        waiting = [self._waiting[one] for one in names if one in self._waiting]
        found = told(waiting, None, self.past.lives, self.library.kinds, self.library.messages, self._moves[""])
        lives = sorted(
            (self.past.lives[one] for one in names if one in self.past.lives), key=lambda life: life.first.date
        )
        dated = [
            one
            for number, life in enumerate(lives)
            for release, change in life.changes
            if number == 0 or change.change != "added"
            for one in self._one(change, release)
        ]
        dated += self._aged_by_id.get(id, [])
        return tuple(found + sorted(dated, key=lambda one: one.day or date.max, reverse=True))

    def _one(self, change: Change, release: Release) -> Iterator[Told]:
        """One change told, the beginning of an id too, whatever its kind."""
        kinds, say = self.library.kinds, self.library.messages
        if change.change == "added":
            title, lines = str(change.now["title"]), (Line(say("changes.first"), change="published"),)
            yield Told(change.id, change.kind, title, release.date, lines, release.name, what=word(kinds, change.kind))
        else:
            yield from told([change], release, self.past.lives, kinds, say, self._moves[release.name])

    @cached_property
    def _moves(self) -> dict[str, dict[str, str | None]]:
        """What moved, by the name of the release; under none what waits for one."""
        return {"": moves(self.pending)} | {release.name: moves(release.changes) for release in self.past.releases}

    @cached_property
    def _waiting(self) -> dict[str, Change]:
        return {change.id: change for change in self.pending}

    @cached_property
    def _aged_by_id(self) -> dict[str, list[Told]]:
        found: dict[str, list[Told]] = {}
        for one in self.aged:
            found.setdefault(one.id, []).append(one)
        return found

    # --- what old links look for --------------------------------------------------------------

    @cached_property
    def left(self) -> dict[str, tuple[Gone, ...]]:
        """By the path of a page: what stood on it, or on a page that leads to it now, and stands there no more."""
        paths = {place_address(path): path for path in self.pages}
        found = left_on_pages(
            self.past, self.present, {address: self._anchors(path) for address, path in paths.items()}
        )
        return {paths[address]: tuple(map(self._gone, left)) for address, left in found.items()}

    def behind(self, address: str) -> tuple[Gone, ...]:
        """What stood on a page that is gone."""
        return tuple(map(self._gone, left_behind(self.past, self.present, address)))

    def _gone(self, left: Left) -> Gone:
        say = self.library.messages
        if left.fate is None:
            words = say("gone.section", title=self.present[left.to][1].title)
        elif left.fate.withdrawn:
            words = say("gone.withdrawn", day=left.fate.withdrawn.date.words)
        elif left.to == left.anchor:
            words = say("gone.elsewhere")
        else:
            words = say("gone.replaced", title=self.library.items[left.to].title)
        return Gone(
            left.anchor, left.title, words, self.address(left.to) if left.to in self.present else f"id/{left.to}/"
        )

    def _anchors(self, path: str) -> set[str]:
        page = self.pages[path]
        own = {heading.id for heading in page.headings if heading.id} | {id for id, _ in page.ids} | {REFERENCES}
        return own | self._carried.get(path, set())

    @cached_property
    def _carried(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for id, paths in self.showings.items():
            for path in paths:
                found.setdefault(path, set()).add(id)
        return found


def found_with_values(library: Library, ids: Iterable[str]) -> frozenset[str]:
    """These ids, and for each fact its newest value."""
    ids = set(ids)
    return frozenset(ids | {library.value(id).id for id in ids})
