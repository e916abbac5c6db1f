"""A whole project, read: records and pages together, what each page shows, and all that is wrong."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from macros.components.place import Place, address_of
from macros.components.register.page import KINDS
from macros.components.registry import COMPONENTS
from macros.components.showing import Showing
from macros.configuration import differences
from macros.crosscheck import build_library
from macros.library import Item, Library
from macros.pages import Call, Link, Page, read_pages
from macros.problems import Mark, Problem, choices, joined, nearest
from macros.reading import read_data
from macros.records import Reference, Term, Trail

NUMBER = re.compile(r"(?<![\w.,-])\d[\d,]*(?:\.\d+)?(?![\w]|[.,]\d)")


@dataclass(frozen=True)
class Project:
    """The records and pages of a site on a reading date."""

    root: Path
    library: Library
    pages: dict[str, Page]
    problems: tuple[Problem, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.level == "error")

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
            shown = COMPONENTS[call.name].shows(self.library, call.arguments)
            found[call.key] = [id for id in dict.fromkeys(shown) if id not in seen]
            seen.update(found[call.key])
        return found

    def valid(self, call: Call) -> bool:
        """Whether a call names a macro and, where it must, a record of the right kind."""
        component = COMPONENTS.get(call.name)
        if component is None or not component.least <= len(call.arguments) <= component.most:
            return False
        if component.words:
            return call.arguments[0] in component.words
        if component.kinds and call.arguments:
            item = self.library.items.get(call.arguments[0])
            return item is not None and ("any" in component.kinds or item.kind in component.kinds)
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
            KINDS[call.arguments[0]]: path
            for path, page in reversed(self.pages.items())
            for call in page.calls
            if call.name == "register" and self.valid(call) and call.arguments[0] in KINDS
        }

    @cached_property
    def homes(self) -> dict[str, str]:
        """The page that each id has as its home: the one it names, its register, or the first that shows it."""
        return {id: home for id, item in self.library.items.items() if (home := self._home(item))}

    def _home(self, item: Item) -> str | None:
        shown = self.showings.get(item.id, [])
        chosen = item.entry.record.home or self.registers.get("fact" if item.kind == "value" else item.kind)
        return chosen if chosen in shown else next(iter(shown), None)

    def evidence(self, page: Page) -> list[Reference]:
        """The places in sources that a page rests on, in order of use."""
        found = [
            reference
            for call in page.calls
            if self.valid(call)
            for reference in COMPONENTS[call.name].rests_on(self.library, call.arguments)
        ]
        return [reference for reference in dict.fromkeys(found) if reference.source in self.library.sources]

    def terms(self, page: Page) -> list[Term]:
        """The terms that a page explains, in order of use."""
        ids = dict.fromkeys(call.arguments[0] for call in page.calls if call.name == "term" and self.valid(call))
        return [self.library.items[id].record for id in ids]

    @cached_property
    def _whole_pages(self) -> dict[str, Showing]:
        found = {}
        for path, page in self.pages.items():
            evidence = tuple(self.evidence(page))
            sources = dict.fromkeys(reference.source for reference in evidence)
            numbers = {source: number for number, source in enumerate(sources, start=1)}
            place = Place(path, self.homes, numbers=numbers)
            headings = tuple((heading.id, heading.words) for heading in page.headings if heading.id)
            found[path] = Showing(self.library, place, evidence, tuple(self.terms(page)), headings)
        return found

    def showing(self, path: str, call: tuple[str, ...]) -> Showing:
        """How a call is shown on a page."""
        whole = self._whole_pages[path]
        carries = frozenset(self.carried[path].get(call, ()))
        place = replace(whole.place, carries=carries, level=self._levels[path].get(call, 2))
        return replace(whole, place=place, inline=COMPONENTS[call[0]].inline)

    @cached_property
    def _levels(self) -> dict[str, dict[tuple[str, ...], int]]:
        return {path: dict(_levels(page)) for path, page in self.pages.items()}

    def render(self, path: str, name: str, *arguments: str) -> str:
        """The HTML of a macro call on a page."""
        return str(COMPONENTS[name].render(self.showing(path, (name, *arguments)), *arguments))


def _levels(page: Page) -> Iterator[tuple[tuple[str, ...], int]]:
    """The heading level inside each call's first showing: one below the heading above it."""
    for call in reversed(page.calls):
        above = [heading.level for heading in page.headings if heading.mark.line < call.mark.line]
        yield call.key, min((above[-1] if above else 1) + 1, 6)


def read_project(root: Path, today: date, docs: str = "docs") -> Project:
    """Read everything and check it; what is wrong stands in the project's problems, sorted."""
    reading = read_data(root, root / docs / "data")
    library, between = build_library(reading, today)
    pages, in_pages = read_pages(root, root / docs)
    project = Project(root, library, {page.path: page for page in pages})
    check = _Check(project, reading.broken)
    settings = differences(root, library.publisher) if reading.publisher else ()
    found = [*reading.problems, *between, *in_pages, *settings, *check.problems()]
    return replace(project, problems=tuple(sorted(set(found))))


@dataclass
class _Check:
    """What is wrong between pages and records."""

    project: Project
    broken: set[str]
    found: list[Problem] = field(default_factory=list)

    def problems(self) -> list[Problem]:
        for page in self.project.pages.values():
            self.calls(page)
            self.sources_last(page)
            self.headings(page)
            self.links(page)
            self.figures(page)
        self.homes()
        self.trails()
        return self.found

    def tell(self, mark: Mark, code: str, message: str, hint: str) -> None:
        self.found.append(Problem.at(mark, code, message, hint))

    def calls(self, page: Page) -> None:
        """Each call names a macro, has the right number of arguments, and names records that are there."""
        seen: dict[tuple[str, ...], int] = {}
        for call in page.calls:
            component = COMPONENTS.get(call.name)
            if component is None:
                hint = joined(f"macros are: {choices(COMPONENTS, 20)}", nearest(call.name, COMPONENTS))
                self.tell(call.mark, "no-such-macro", f"there is no macro '{call.name}'", hint)
                continue
            if not component.least <= len(call.arguments) <= component.most:
                wanted = f"{component.least}" if component.least == component.most else f"{component.least} to {component.most}"
                self.tell(call.mark, "arguments", f"{call.name} is given {len(call.arguments)} arguments", f"it takes {wanted}")
                continue
            self._first_argument(call)
            if not component.inline and call.key in seen:
                hint = "show it once, and link to it from the other place with {{ link(\"…\") }}"
                self.tell(call.mark, "shown-twice", f"{call} stands on line {seen[call.key]} of this page already", hint)
            seen.setdefault(call.key, call.mark.line)
            if call.name == "cite":
                self._cited(call)
            if call.name == "path":
                self._path(page, call)
            if call.name == "chart" and self.project.valid(call) and len(self.project.library.items[call.arguments[0]].record.values) < 2:
                self.tell(call.mark, "one-value", f"'{call.arguments[0]}' has one value: there is nothing to draw", "show it with fact()")

    def _first_argument(self, call: Call) -> None:
        component = COMPONENTS[call.name]
        if self.project.valid(call):
            return
        given = call.arguments[0]
        if component.words:
            self.tell(call.mark, "no-such-word", f"{call.name}: there is no '{given}'", joined(f"use one of: {choices(component.words)}", nearest(given, component.words)))
            return
        if given in self.broken or given.split(".")[0] in self.broken:
            return
        items = self.project.library.items
        known = [id for id, item in items.items() if "any" in component.kinds or item.kind in component.kinds]
        kinds = " or ".join("record" if kind == "any" else kind for kind in component.kinds)
        if given in items:
            message = f"{call.name}: '{given}' is the id of a {items[given].kind}"
            self.tell(call.mark, "wrong-kind", message, joined(f"the id of a {kinds} is meant", nearest(given, known)))
        else:
            self.tell(call.mark, "no-such-id", f"{call.name}: there is no '{given}'", joined(f"the id of a {kinds} is meant", nearest(given, known)))

    def _cited(self, call: Call) -> None:
        source = self.project.library.sources.get(call.arguments[0])
        if source and source.read == "opening" and call.arguments[1] != "opening":
            message = f"cite: '{call.arguments[1]}', but of {source.id} only the opening was read"
            self.tell(call.mark, "guessed-locator", message, "write \"opening\", or read it whole and say so in its record")

    def _path(self, page: Page, call: Call) -> None:
        known = [heading.id for heading in page.headings if heading.id]
        for name in call.arguments:
            if name not in known:
                hint = joined("name the ids of headings of this page", nearest(name, known))
                self.tell(call.mark, "no-such-heading", f"path: this page has no heading '{name}'", hint)

    def sources_last(self, page: Page) -> None:
        """A page ends with its sources."""
        places = [at for at, call in enumerate(page.calls) if call.name == "sources"]
        if not places:
            last = page.prose[-1][0] if page.prose else 1
            self.tell(Mark(page.mark.path, last, 1), "no-sources", "the page does not end with its sources", "add {{ sources() }} as its last line")
        elif places != [len(page.calls) - 1]:
            self.tell(page.calls[places[0]].mark, "sources-last", "sources() is not the last call of the page", "move it to the last line")

    def headings(self, page: Page) -> None:
        """Heading ids are explicit, unique, and none is a record's."""
        seen: dict[str, int] = {}
        carried = {id for ids in self.project.carried[page.path].values() for id in ids} | {"ref"}
        for heading in page.headings:
            if heading.id is None:
                if heading.level > 1:
                    near = re.sub(r"[^a-z0-9]+", "-", heading.words.lower()).strip("-")[:40] or "some-id"
                    self.tell(heading.mark, "no-heading-id", f"the heading '{heading.words}' has no id", f"write it at the line's end: {{: #{near} }}")
                continue
            if not re.fullmatch(r"[a-z][a-z0-9-]*", heading.id):
                self.tell(heading.mark, "heading-id", f"'{heading.id}' is no id for a heading", "use small letters, digits and hyphens")
            if heading.id in seen:
                self.tell(heading.mark, "heading-id-twice", f"the id '{heading.id}' is used twice, first on line {seen[heading.id]}", "give one another id")
            elif heading.id in carried:
                self.tell(heading.mark, "heading-is-record", f"the id '{heading.id}' belongs to a record that is shown on this page", "give the heading another id")
            seen.setdefault(heading.id, heading.mark.line)

    def links(self, page: Page) -> None:
        """Each link leads to a page, a file or an anchor that is there, or to the web."""
        for link in page.links:
            if re.match(r"(https?:|mailto:)", link.target):
                continue
            if re.match(r"[a-z][a-z0-9+.-]*:", link.target, re.IGNORECASE) or link.target.startswith(("/", "\\")):
                self.tell(link.mark, "bad-link", f"a link to '{link.target}'", "link to another page by its file, such as ../company/index.md, or to https://…")
                continue
            self._link(page, link)

    def _link(self, page: Page, link: Link) -> None:
        path, _, fragment = link.target.partition("#")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), path)) if path else page.path
        if target in self.project.pages:
            anchors = self._anchors(self.project.pages[target])
            if fragment and fragment not in anchors:
                self.tell(link.mark, "dead-anchor", f"there is no '#{fragment}' on {target}", joined("link to a heading's id or a record's", nearest(fragment, anchors)))
        elif not path.endswith(".md") and (self.project.root / "docs" / target).is_file() and not target.startswith(".."):
            return
        else:
            near = nearest(target, self.project.pages)
            self.tell(link.mark, "dead-link", f"there is no page '{target}'", joined("link to a file under docs/, from this file on", near))

    def _anchors(self, page: Page) -> set[str]:
        carried = {id for ids in self.project.carried[page.path].values() for id in ids}
        return carried | {heading.id for heading in page.headings if heading.id} | {"ref"}

    def figures(self, page: Page) -> None:
        """No figure is typed that is a record: it would not change with it."""
        for number, line in page.prose:
            for match in NUMBER.finditer(line):
                after = line[match.end() : match.end() + 24].lstrip()
                if id := self._registered(match[0], after):
                    mark = Mark(page.mark.path, number, match.start() + 1)
                    self.tell(mark, "typed-figure", f"'{match[0]}' is typed here, but it is the record {id}", f'write {{{{ fact("{id}") }}}}, so that it changes with the record')

    def _registered(self, typed: str, after: str) -> str:
        bare = typed.replace(",", "")
        for id, unit in self._figures.get(bare, ()):
            looks_like_year = re.fullmatch(r"(1[89]|20)\d\d", typed) is not None
            telling = len(bare.replace(".", "")) >= 3 and not looks_like_year
            if telling or (unit and after.startswith(unit)):
                return id
        return ""

    @cached_property
    def _figures(self) -> dict[str, list[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for id, number in sorted(self.project.library.numbers.items()):
            found[f"{number:f}"].append((id, self.project.library.items[id].entry.record.unit or ""))
        return found

    def homes(self) -> None:
        """A record's home is a page that shows it in full."""
        for entry in self.project.library.entries:
            record = entry.record
            if not getattr(record, "home", None):
                continue
            shown = self.project.showings.get(record.id, [])
            if record.home not in self.project.pages:
                hint = joined("name a page under docs/", nearest(record.home, self.project.pages))
                self.tell(entry.at("home"), "no-such-page", f"home: there is no page '{record.home}'", hint)
            elif record.home not in shown:
                self.tell(entry.at("home"), "not-shown", f"home: {record.home} does not show '{record.id}' in full", f"it is shown on: {choices(shown) or 'no page'}")

    def trails(self) -> None:
        """A trail leads over pages that are there."""
        for entry in self.project.library.entries:
            if not isinstance(entry.record, Trail):
                continue
            for at, step in enumerate(entry.record.steps):
                if step.page not in self.project.pages:
                    hint = joined("name a page under docs/", nearest(step.page, self.project.pages))
                    self.tell(entry.at("steps", at, "page"), "no-such-page", f"page: there is no page '{step.page}'", hint)


__all__ = ["Project", "address_of", "read_project"]
