"""The files beside the pages that are promised: which there are, and where each leads once it is gone.

Most follow by a rule from an id or a page, so nobody has to list them: the rules only ever grow, for what they gave was
published.  The other files stand in the ledger one by one, as `file /data/figures.csv 2026-12-01`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from storysite.source.page_reader import Page
from storysite.source.record_store import Library
from storysite.source.release_reader import Life, Past
from storysite.wording.page_links import deck_of

VIEW = ("lane", "timeline", "matrix", "cycle", "chart")
"""The kinds that have files of their own under `/data/` where a page shows them."""
VIEW_ENDINGS = ("csv", "json", "svg", "png", "pptx")
"""How the names of these files end."""
CARDED = ("event", "fact", "matrix", "cycle", "chart")
"""The kinds that have a social card of their own."""
CARDS = "assets/cards"
ALL_EVENTS = "events"
"""The name of the files of the timeline of all events."""
COLLECTIONS = {
    ALL_EVENTS: "event",
    "figures": "value",
    "cells": "cell",
    "steps": "step",
    "terms": "term",
    "questions": "question",
    "sources": "source",
}
"""The tables of all records of a kind, by the names of their files."""
ALWAYS = (
    "calendar.ics",
    "data/all.json",
    "data/datapackage.json",
    *(f"data/schema/{name}.json" for name in ("all", "timeline", "matrix", "cycle", "chart")),
    "favicon.ico",
    "links.json",
    "llms.txt",
    "llms-full.txt",
    "robots.txt",
    "sitemap.xml",
)
"""Files that every site has, whatever its records are."""
FEED = "changes.xml"

Forms = dict[str, str]
"""Addresses of files by what they are: `csv`, `card`, …: a file that has moved leads to the one in the same form."""


def forms_of_id(id: str, kind: str, shown: bool) -> Forms:
    """The files of an id, whether some page shows it or not."""
    found = {"item": f"/id/{id}/item.json"}
    if kind in CARDED:
        found["card"] = f"/{CARDS}/id/{id}.png"
    if kind in VIEW and shown:
        found |= {ending: f"/data/{id}.{ending}" for ending in VIEW_ENDINGS}
    return found


def forms_of_page(address: str) -> Forms:
    """The files of a page: its text in Markdown, and its card."""
    return {"markdown": f"{address}index.md", "card": f"/{CARDS}/{address.strip('/') or 'index'}.png"}


def forms(life: Life) -> Forms:
    """The files that were published with an id or a page."""
    if life.kind == "page":
        return forms_of_page(life.id)
    return {} if life.id.startswith("/") else forms_of_id(life.id, life.kind, bool(life.places))


def listed(library: Library, pages: Mapping[str, Page], own: Iterable[str]) -> Iterator[str]:
    """The files that follow from no id and no page, from the site's root on; `own` are those that lie under `docs/`."""
    yield from ALWAYS
    yield from own
    calls = {call.key for page in pages.values() for call in page.calls}
    if ("register", "changes") in calls:
        yield FEED
    if ("register", "events") in calls or ("timeline",) in calls:
        yield from (f"data/{ALL_EVENTS}.{ending}" for ending in VIEW_ENDINGS)
    yield from (f"data/{name}.csv" for name, kind in COLLECTIONS.items() if library.of_kind(kind))
    yield from {f"data/decks/{deck_of(path)}.pptx" for path in pages}


def title(file: str) -> str:
    """What a file is called: its name without the folder, so that it is known again elsewhere."""
    return PurePosixPath(file).name


class Files:
    """All files that were ever promised, and where they lead."""

    def __init__(self, past: Past, present: Mapping[str, tuple[str, object]], homes: Mapping[str, str]):
        self.past, self.present = past, present
        self.published = {
            file: life.id for life in past.lives.values() for file in (*forms(life).values(), *_itself(life))
        }
        """The id or page that each promised file came with; a file that the ledger lists came with itself."""
        self.now = _now(past, present, homes)
        """Every file that is there."""

    def leads_to(self, file: str, trail: tuple[str, ...] = ()) -> str | None:
        """The address that stands in the place of a file; nothing where it was lost, or goes in a circle."""
        if file in self.now:
            return file
        if file in trail:
            return None
        if entry := self.past.redirects.get(file):
            to: str = entry.record.to
            return to if self._is_page(to) else self.leads_to(to, (*trail, file))
        origin = self.published.get(file, file)
        return None if origin == file else self._with(file, origin)

    def _with(self, file: str, origin: str) -> str | None:
        """Where a file goes that came with an id or a page: to the file of the same form, else to the page itself."""
        form = next(form for form, one in forms(self.past.lives[origin]).items() if one == file)
        if origin in self.present:
            return None
        if origin.startswith("/"):
            page = (self.past.leads_to(origin, self.present) or "").partition("#")[0]
            return forms_of_page(page)[form] if page else None
        fate = self.past.fate(origin, self.present)
        if fate.end == "alive":
            return self.same_form(fate.id, form) or f"/id/{fate.id}/"
        return (forms_of_page("/")["card"] if form == "card" else f"/id/{origin}/") if fate.withdrawn else None

    def same_form(self, id: str, form: str) -> str | None:
        """The file of an id that is there in a form, where it has one."""
        found = forms_of_id(id, self.present[id][0], True).get(form)
        return found if found in self.now else None

    def _is_page(self, address: str) -> bool:
        """Whether something answers at an address that is no file: a page, or the page of an id."""
        id = address.removeprefix("/id/").removesuffix("/")
        return (
            address in self.present
            if not address.startswith("/id/")
            else id in self.present or self.past.fate(id, self.present).end in {"alive", "withdrawn"}
        )

    def moved(self) -> dict[str, str]:
        """Each promised file that is gone, and where it leads."""
        return {
            file: to
            for file in sorted(self.published)
            if file not in self.now and (to := self.leads_to(file)) is not None
        }

    def lost(self) -> dict[str, list[str]]:
        """By what they came with: files that are gone while their id or page is there, and lead nowhere."""
        found: dict[str, list[str]] = {}
        for file, origin in sorted(self.published.items()):
            if origin != file and origin in self.present and file not in self.now and self.leads_to(file) is None:
                found.setdefault(origin, []).append(file)
        return found


def _itself(life: Life) -> list[str]:
    return [life.id] if life.kind == "file" else []


def _now(past: Past, present: Mapping[str, tuple[str, object]], homes: Mapping[str, str]) -> frozenset[str]:
    found: set[str] = set()
    for id, (kind, _) in present.items():
        if kind == "page":
            found.update(forms_of_page(id).values())
        elif kind == "file":
            found.add(id)
        elif kind != "heading":
            found.update(forms_of_id(id, kind, id in homes).values())
    # The file of an id that is gone says what became of it.
    found.update(f"/id/{id}/item.json" for id in past.lives if not id.startswith("/"))
    return frozenset(found)
