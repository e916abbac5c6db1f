"""A whole project, read: records and pages together, what each page shows, and all that is wrong."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from storysite.components.component import Macro
from storysite.components.html_context import Showing
from storysite.components.markdown_context import Writing
from storysite.components.registry import Registry
from storysite.core.diagnostics import Problem
from storysite.ledger.addresses import Addresses, found_with_values
from storysite.records import Reference, Term
from storysite.source.items import Item
from storysite.source.mkdocs_config import sections, slides_template
from storysite.source.page import Call, Page
from storysite.source.published_files import own_files
from storysite.source.record_store import Library
from storysite.wording.certainty import Certainty, certainty
from storysite.wording.page_links import Place


@dataclass(frozen=True)
class Project:
    """The records and pages of a site on a reading date."""

    root: Path
    library: Library
    pages: dict[str, Page]
    components: Registry
    told: list[Problem] = field(default_factory=list, compare=False)
    """What is wrong with it, sorted: filled once, when everything has been checked."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(self.told)

    @property
    def macros(self) -> dict[str, Macro]:
        """What pages can call, by name."""
        return self.components.macros

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.level == "error")

    @cached_property
    def slides_template(self) -> Path | None:
        """The site's own template for slides; nothing where it takes ours."""
        found = slides_template(self.root)
        return found[0] if found else None

    @cached_property
    def carried(self) -> dict[str, dict[tuple[str, ...], list[str]]]:
        """For each page, the ids that each call carries: the first full showing on a page does."""
        return {path: self._carried(page) for path, page in self.pages.items()}

    def _carried(self, page: Page) -> dict[tuple[str, ...], list[str]]:
        seen: set[str] = set()
        found: dict[tuple[str, ...], list[str]] = {}
        for call in page.calls:
            if call.key in found or not self.valid(call):
                continue
            shown = self.macros[call.name].shows(self.library, call.arguments)
            found[call.key] = [id for id in dict.fromkeys(shown) if id not in seen]
            seen.update(found[call.key])
        return found

    def valid(self, call: Call) -> bool:
        """Whether a call names a macro and, where it must, a record of the right kind."""
        macro = self.macros.get(call.name)
        if macro is None or not macro.least <= len(call.arguments) <= macro.most:
            return False
        if macro.words:
            return call.arguments[0] in macro.words
        if macro.kinds and call.arguments:
            item = self.library.items.get(call.arguments[0])
            return item is not None and ("any" in macro.kinds or item.kind in macro.kinds)
        return True

    @cached_property
    def showings(self) -> dict[str, list[str]]:
        """The pages on which each id is shown in full, by path."""
        found: dict[str, list[str]] = defaultdict(list)
        for path, calls in self.carried.items():
            for ids in calls.values():
                for id in ids:
                    found[id].append(path)
        return found

    @cached_property
    def registers(self) -> dict[str, str]:
        """The page of the reference that each kind of record has, where there is one."""
        return {
            kind: path
            for path, page in reversed(self.pages.items())
            for call in page.calls
            if self.valid(call) and (kind := self.register_of(call))
        }

    def register_of(self, call: Call) -> str:
        """The kind of record whose home a call is; empty where it is none's."""
        return self.macros[call.name].register_of.get(call.arguments[0], "") if call.arguments else ""

    @cached_property
    def homes(self) -> dict[str, str]:
        """The page that each id has as its home: the one it names, its register, or the first that shows it."""
        return {id: home for id, item in self.library.items.items() if (home := self._home(item))}

    def _home(self, item: Item) -> str | None:
        shown = self.showings.get(item.id, [])
        chosen = item.entry.record.home or self.registers.get(item.entry.kind if item.is_own else item.kind)
        return chosen if chosen in shown else next(iter(shown), None)

    @cached_property
    def addresses(self) -> Addresses:
        """Every id and page, seen against what was published."""
        own = own_files(self.root / "docs")
        return Addresses(self.library, self.pages, self.showings, self.homes, self._used, own)

    def _used(self, page: Page, day: date | None = None) -> frozenset[str]:
        """The ids that a page shows, quotes or rests on: a link alone is neither; with a day, what it would choose then."""
        shown = {id for ids in self.carried[page.path].values() for id in ids}
        quoted = {
            call.arguments[0]
            for call in page.calls
            if call.arguments and self.valid(call) and not self.macros[call.name].is_link
        }
        sources = {reference.source for reference in self.evidence(page)}
        found = (shown | quoted) & self.library.items.keys()
        then = self.library if day in {None, self.library.today} else replace(self.library, today=day)
        for call in filter(self.valid, page.calls):
            found |= set(self.macros[call.name].chooses(then, call.arguments))
        return found_with_values(self.library, found) | sources

    def evidence(self, page: Page) -> list[Reference]:
        """The places in sources that a page rests on: those marked in its text in order of use, then the others."""
        if page.path not in self._evidence:
            self._evidence[page.path] = self._find_evidence(page)
        return self._evidence[page.path]

    @cached_property
    def _evidence(self) -> dict[str, list[Reference]]:
        return {}

    def _find_evidence(self, page: Page) -> list[Reference]:
        # What has no mark in the text comes last: the marks there are to count up.
        calls = sorted(filter(self.valid, page.calls), key=lambda call: not self.macros[call.name].numbers_sources)
        found = [
            reference for call in calls for reference in self.macros[call.name].rests_on(self.library, call.arguments)
        ]
        return [reference for reference in dict.fromkeys(found) if reference.source in self.library.sources]

    def terms(self, page: Page) -> list[Term]:
        """The terms that a page explains, in order of use."""
        calls = (call for call in page.calls if self.valid(call) and self.macros[call.name].is_explained)
        ids = dict.fromkeys(call.arguments[0] for call in calls)
        return [self.library.items[id].of(Term) for id in ids]

    @cached_property
    def _wholes(self) -> dict[str, Showing]:
        return {}

    def _whole(self, path: str) -> Showing:
        """How a page is shown; worked out for the pages that somebody asks for."""
        if path not in self._wholes:
            page = self.pages[path]
            evidence = tuple(self.evidence(page))
            sources = dict.fromkeys(reference.source for reference in evidence)
            numbers = {source: number for number, source in enumerate(sources, start=1)}
            place = Place(path, self.homes, numbers=numbers)
            headings = tuple((heading.id, heading.words) for heading in page.headings if heading.id)
            addresses = self.addresses
            self._wholes[path] = Showing(
                self.library,
                place,
                evidence,
                tuple(self.terms(page)),
                headings,
                title=page.title,
                words=self._words(page),
                dated=addresses.dated(path),
                published=addresses.first_published(path),
                told=addresses.told,
                sections=self.sections,
                used=self.used_in,
                left=addresses.left.get(path, ()),
                certainty=self.certainty(page),
            )
        return self._wholes[path]

    def certainty(self, page: Page) -> Certainty:
        """How sure is what a page of the story shows; pages of registers say it beside each record."""
        if any(call.name == "register" for call in page.calls):
            return Certainty()
        shown = [id for ids in self.carried[page.path].values() for id in ids]
        quoted = [
            call.arguments[0]
            for call in page.calls
            if self.macros[call.name].quotes and call.arguments and self.valid(call)
        ]
        about = {*shown, *quoted, *(id.split(".")[0] for id in quoted)}
        return certainty(self.library, [*shown, *quoted], about)

    @cached_property
    def sections(self) -> dict[str, str]:
        """The folders that pages lie in, with their titles in the navigation, in its order."""
        listed = {
            path.partition("/")[0]: part.title for part in sections(self.root) for path in part.pages if "/" in path
        }
        unlisted = (path.partition("/")[0] for path in self.pages if "/" in path)
        return listed | {folder: folder for folder in unlisted if folder not in listed}

    @cached_property
    def used_in(self) -> dict[str, str]:
        """The folder whose pages show or quote a record most, by the record's id; of two alike the first in the navigation.

        Registers show all there is, and do not count.
        """
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for path, page in self.pages.items():
            if "/" in path and not any(call.name == "register" for call in page.calls):
                for id in {id.partition(".")[0] for id in self._used(page)}:
                    counts[id][path.partition("/")[0]] += 1
        order = [*self.sections]
        return {id: min(found, key=lambda one: (-found[one], order.index(one))) for id, found in counts.items()}

    def _words(self, page: Page) -> int:
        """How many words a reader finds on a page: those written on it, and those of what it shows in full."""
        written = sum(len(line.split()) for _, line in page.prose)
        shown = [self.library.items[id].record for ids in self.carried[page.path].values() for id in ids]
        texts = [text for record in shown for text in record.own_texts("title", "text", "note")]
        return written + sum(len(text.split()) for text in texts)

    def writing(self, path: str) -> Writing:
        """How the macros of a page are written down as Markdown."""
        page = self.pages[path]
        evidence = tuple(self.evidence(page))
        sources = dict.fromkeys(reference.source for reference in evidence)
        numbers = {source: number for number, source in enumerate(sources, start=1)}
        terms, told = tuple(self.terms(page)), self.addresses.told
        return Writing(self.library, path, evidence, terms, told, numbers, self.certainty(page))

    def showing(self, path: str, call: tuple[str, ...]) -> Showing:
        """How a call is shown on a page."""
        whole = self._whole(path)
        carries = frozenset(self.carried[path].get(call, ()))
        place = replace(whole.place, carries=carries, level=self._levels[path].get(call, 2))
        return replace(whole, place=place, inline=self.macros[call[0]].inline)

    @cached_property
    def _levels(self) -> dict[str, dict[tuple[str, ...], int]]:
        return {path: dict(_levels(page)) for path, page in self.pages.items()}

    def render(self, path: str, name: str, *arguments: str) -> str:
        """The HTML of a macro call on a page."""
        return str(self.macros[name].html(self.showing(path, (name, *arguments)), *arguments))


def _levels(page: Page) -> Iterator[tuple[tuple[str, ...], int]]:
    """The heading level inside each call's first showing: one below the heading above it."""
    for call in reversed(page.calls):
        above = [heading.level for heading in page.headings if heading.mark.line < call.mark.line]
        yield call.key, min((above[-1] if above else 1) + 1, 6)
