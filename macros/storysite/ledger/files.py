"""The files beside the pages that are promised: which there are, and where each leads once it is gone.

Most follow by a rule from an id or a page, so nobody has to list them: the rules only ever grow, for what they gave was
published.  The other files stand in the ledger one by one, as `file /data/figures.csv 2026-12-01`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from storysite.source.page import Page
from storysite.source.record_store import Kind, Library
from storysite.source.releases import Life, Past
from storysite.wording.page_links import deck_of

VIEW_ENDINGS = ("csv", "json", "svg", "png", "16cm.svg", "16cm.png", "pptx", "docx", "xlsx")
"""How the names of the files of all events end."""
CARDS = "assets/cards"
EMBEDS = "embed"
ALL_EVENTS = "events"
"""The name of the files of the timeline of all events."""
ALWAYS = (
    "calendar.ics",
    "data/all.json",
    "data/check.json",
    "data/datapackage.json",
    "data/offline.zip",
    "data/schema/all.json",
    "data/schema/check.json",
    "favicon.ico",
    "links.json",
    "llms.txt",
    "llms-full.txt",
    "robots.txt",
    "sitemap.xml",
)
"""Files that every site has, whatever its records are."""
FEED = "changes.xml"
RELEASES = "data/releases"
"""Where a file tells of each release."""

Kinds = Mapping[str, Kind]
Forms = dict[str, str]
"""Addresses of files by what they are: `csv`, `card`, …: a file that has moved leads to the one in the same form."""


def forms_of_id(kinds: Kinds, id: str, kind: str, shown: bool) -> Forms:
    """The files of an id, whether some page shows it or not."""
    found = {"item": f"/id/{id}/item.json"}
    if kind not in kinds:
        return found
    if kinds[kind].card:
        found["card"] = f"/{CARDS}/id/{id}.png"
    if kinds[kind].embeds or (shown and kinds[kind].endings):
        found["embed"] = f"/{EMBEDS}/{id}/index.html"
    if shown:
        found |= {ending: f"/data/{id}.{ending}" for ending in kinds[kind].endings}
    return found


def forms_of_page(address: str) -> Forms:
    """The files of a page: its text in Markdown, and its card."""
    return {"markdown": f"{address}index.md", "card": f"/{CARDS}/{address.strip('/') or 'index'}.png"}


def forms(kinds: Kinds, life: Life) -> Forms:
    """The files that were published with an id or a page."""
    if life.kind == "page":
        return forms_of_page(life.id)
    return {} if life.id.startswith("/") else forms_of_id(kinds, life.id, life.kind, bool(life.places))


def listed(library: Library, pages: Mapping[str, Page], own: Iterable[str]) -> Iterator[str]:
    """The files that follow from no id and no page, from the site's root on; `own` are those that lie under `docs/`."""
    yield from ALWAYS
    yield from own
    calls = {call.key for page in pages.values() for call in page.calls}
    if ("register", "changes") in calls:
        yield FEED
        yield from {f"{path.partition('/')[0]}/{FEED}" for path in pages if "/" in path}
    if ("register", "events") in calls or ("timeline",) in calls:
        yield from (f"data/{ALL_EVENTS}.{ending}" for ending in VIEW_ENDINGS)
    for kind in library.kinds.values():
        if kind.table and library.of_kind(kind.name):
            yield from (f"data/{kind.table.name}.csv", f"data/{kind.table.name}.xlsx")
        if kind.files:
            for item in library.of_kind(kind.name):
                yield from kind.files(library, item)
    yield from {f"data/schema/{kind.view}.json" for kind in library.kinds.values() if kind.view}
    yield from {f"data/decks/{deck_of(path)}.pptx" for path in pages}
    yield from {
        f"llms-{deck_of(path)}.txt"
        for path, page in pages.items()
        if not any(call.name == "register" for call in page.calls)
    }


def title(file: str) -> str:
    """What a file is called: its name without the folder, so that it is known again elsewhere."""
    return PurePosixPath(file).name


class Files:
    """All files that were ever promised, and where they lead."""

    def __init__(self, past: Past, present: Mapping[str, tuple[str, object]], homes: Mapping[str, str], kinds: Kinds):
        self.past, self.present, self.kinds = past, present, kinds
        self.published = {
            file: life.id for life in past.lives.values() for file in (*forms(kinds, life).values(), *_itself(life))
        }
        """The id or page that each promised file came with; a file that the ledger lists came with itself."""
        self.now = _now(past, present, homes, kinds)
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
        return self._named_after(file) if origin == file else self._with(file, origin)

    def _named_after(self, file: str) -> str | None:
        to = self.past.named_after(file, self.present)
        return to if to in self.now or (to and self._is_page(to)) else None

    def _with(self, file: str, origin: str) -> str | None:
        """Where a file goes that came with an id or a page: to the file of the same form, else to the page itself."""
        form = next(form for form, one in forms(self.kinds, self.past.lives[origin]).items() if one == file)
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
        found = forms_of_id(self.kinds, id, self.present[id][0], True).get(form)
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


def _now(
    past: Past, present: Mapping[str, tuple[str, object]], homes: Mapping[str, str], kinds: Kinds
) -> frozenset[str]:
    found: set[str] = set()
    for id, (kind, _) in present.items():
        if kind == "page":
            found.update(forms_of_page(id).values())
        elif kind == "file":
            found.add(id)
        elif kind != "heading":
            found.update(forms_of_id(kinds, id, kind, id in homes).values())
    found.update(f"/{RELEASES}/{release.name}.json" for release in past.releases)
    # The file of an id that is gone says what became of it.
    found.update(f"/id/{id}/item.json" for id in past.lives if not id.startswith("/"))
    return frozenset(found)
