"""What is wrong between pages and records: calls, ids, links and figures that do not fit, homes and trails to nowhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from storysite.checks.id_checks import id_problems
from storysite.checks.link_checks import Links
from storysite.checks.typed_figures import Figures
from storysite.core.diagnostics import Fix, Mark, Problem, choices, counted, joined, likely, misspelt, nearest, spaced
from storysite.project import Project
from storysite.records import Trail
from storysite.source.page import Call, Page
from storysite.source.record_checks import a_kind


def check_pages(project: Project, broken: set[str]) -> list[Problem]:
    """All that is wrong between pages and records; `broken` are ids of which something wrong is told already."""
    return _Check(project, broken).problems()


@dataclass
class _Check:
    """What is wrong between pages and records."""

    project: Project
    broken: set[str]
    found: list[Problem] = field(default_factory=list)

    def problems(self) -> list[Problem]:
        links = Links(self.project.root / "docs", self.project.pages, self.anchors)
        figures = Figures(self.project.library)
        for page in self.project.pages.values():
            self.calls(page)
            self.sources_last(page)
            self.found += id_problems(page, self.carried(page))
            for link in page.links:
                if (fault := links.fault(page, link)) and not self.is_broken(link.target.partition("#")[2]):
                    code, message, hint = fault
                    moved = self.project.library.past.went(link.target.partition("#")[2], self.project.library.items)
                    self.tell(link.mark, code, message, moved if code == "dead-anchor" and moved else hint)
            for line, column, typed, id in figures.typed(page):
                mark = Mark(page.mark.path, line, column)
                self.tell(
                    mark,
                    "typed-figure",
                    f"'{typed}' is typed here, but it is the record {id}",
                    f'write {{{{ fact("{id}") }}}}, so that it changes with the record',
                )
        self.homes()
        self.trails()
        return self.found

    def tell(self, mark: Mark, code: str, message: str, hint: str, near: str = "", fixes: tuple[Fix, ...] = ()) -> None:
        self.found.append(Problem.at(mark, code, message, hint, suggestions=(near,), fixes=fixes))

    def is_broken(self, id: str) -> bool:
        """Whether an id belongs to a record of which something wrong is told already."""
        return id.split(".")[0] in self.broken

    def anchors(self, page: Page) -> set[str]:
        """The ids that stand on a page."""
        return (
            self.carried(page)
            | {heading.id for heading in page.headings if heading.id}
            | {id for id, _ in page.ids}
            | {"ref", "sure"}
        )

    def carried(self, page: Page) -> set[str]:
        return {id for ids in self.project.carried[page.path].values() for id in ids}

    def calls(self, page: Page) -> None:
        """Each call names a macro, has the right number of arguments, and names records that are there."""
        seen: dict[tuple[str, ...], int] = {}
        for call in page.calls:
            component = self.project.macros.get(call.name)
            if component is None:
                macros = self.project.macros
                hint = joined(f"macros are: {choices(macros, len(macros))}", nearest(call.name, macros))
                near, fixes = likely(call.name, macros), misspelt(call.mark, call.name, macros)
                self.tell(call.mark, "no-such-macro", f"there is no macro '{call.name}'", hint, near, fixes)
                continue
            if not component.least <= len(call.arguments) <= component.most:
                wanted = (
                    f"{component.least}"
                    if component.least == component.most
                    else f"{component.least} to {component.most}"
                )
                self.tell(
                    call.mark,
                    "arguments",
                    f"{call.name} is given {counted(len(call.arguments), 'argument')}",
                    f"it takes {wanted}, each in quotes, with commas between them",
                )
                continue
            if not component.inline and call.key in seen:
                hint = 'show it once, and link to it from the other place with {{ link("…") }}'
                self.tell(
                    call.mark, "shown-twice", f"{call} stands on line {seen[call.key]} of this page already", hint
                )
            seen.setdefault(call.key, call.mark.line)
            if not self.project.valid(call):
                self.first_argument(call)
                continue
            self.pictures(call, seen)
            for fault in component.faults(self.project.library, page, call.arguments):
                self.tell(call.mark, fault.code, fault.message, fault.hint)
            self.at_home(call)

    def pictures(self, call: Call, seen: dict[tuple[str, ...], int]) -> None:
        """A picture that a call shows as a part of something else is not shown by a call of its own, too."""
        inner = self.project.macros[call.name].draws(self.project.library, call.arguments)
        line = seen.setdefault(inner, call.mark.line) if inner else call.mark.line
        if inner and line != call.mark.line:
            hint = "show it once: take one of the two calls out"
            self.tell(call.mark, "shown-twice", f"{call} shows '{inner[1]}', which line {line} shows already", hint)

    def first_argument(self, call: Call) -> None:
        """What is wrong with the first argument of a call that is not valid."""
        component, given = self.project.macros[call.name], call.arguments[0]
        if component.words:
            self.tell(
                call.mark,
                "no-such-word",
                f"{call.name}: there is no '{given}'",
                joined(f"use one of: {choices(component.words)}", nearest(given, component.words)),
            )
            return
        if self.is_broken(given):
            return
        items = self.project.library.items
        known = [id for id, item in items.items() if "any" in component.kinds or item.kind in component.kinds]
        hint = joined(f"write the id of {a_kind(component.kinds)}", nearest(given, known))
        if given in items:
            kind = items[given].kind
            fitting = [
                other.name for other in self.project.macros.values() if kind in other.kinds or "any" in other.kinds
            ]
            hint = f"{call.name} takes the id of {a_kind(component.kinds)}; for {a_kind((kind,))} there are: {choices(fitting)}"
            self.tell(call.mark, "wrong-kind", f"{call.name}: '{given}' is {a_kind((kind,))}", hint)
        else:
            hint = self.project.library.past.went(given, items) or hint
            near = likely(given, known)
            message = f"{call.name}: there is no '{given}'"
            self.tell(call.mark, "no-such-id", message, hint, near, spaced(call.mark, given, near))

    @cached_property
    def _all_whole(self) -> bool:
        return not self._unread and all(page.whole for page in self.project.pages.values())

    @cached_property
    def _unread(self) -> set[str]:
        """Pages whose files could not be read: what follows from that is no second problem."""
        docs = self.project.root / "docs"
        found = {path.relative_to(docs).as_posix() for path in docs.rglob("*.md")}
        return {name for name in found - self.project.pages.keys() if not name.startswith("data/")}

    def at_home(self, call: Call) -> None:
        """What a call links to is shown in full on some page."""
        if not self._all_whole:
            return
        linked = self.project.macros[call.name].links(self.project.library, call.arguments)
        id = next((id for id in linked if id not in self.project.homes), None)
        if id is not None:
            item = self.project.library.items[id]
            name, what = self._showing(item.entry.kind) or ("", "")
            what = what or item.parent
            hint = f'show it on a page, with {{{{ {name}("{what}") }}}}'
            self.tell(
                call.mark, "no-home", f"{call.name}: no page shows '{id}' in full, so a link to it leads nowhere", hint
            )

    def _showing(self, kind: str) -> tuple[str, str] | None:
        """The macro that shows a kind in full, and its argument where that is no id: its register where it has one."""
        macros = self.project.macros.values()
        registers = ((macro.name, name) for macro in macros for name, of in macro.register_of.items() if of == kind)
        shown = ((macro.name, "") for macro in macros if kind in macro.kinds and not macro.inline)
        return next(registers, None) or next(shown, None)

    def sources_last(self, page: Page) -> None:
        """A page ends with its sources."""
        calls = [call for call in page.calls if call.name == "sources"]
        if not calls:
            if page.whole:
                last = page.prose[-1][0] if page.prose else 1
                self.tell(
                    Mark(page.mark.path, last, 1),
                    "no-sources",
                    "the page does not end with its sources",
                    "add {{ sources() }} as its last line",
                    fixes=(Fix.at(page.end, "", "\n\n{{ sources() }}", "'{{ sources() }}' is now its last line"),),
                )
        elif calls[0] is not page.calls[-1] or (page.prose and page.prose[-1][0] > calls[0].mark.line):
            self.tell(
                calls[0].mark,
                "sources-last",
                "the page goes on after its sources",
                "move {{ sources() }} to the last line",
            )

    def homes(self) -> None:
        """A record's home is a page that shows it in full."""
        for entry in self.project.library.entries:
            record = entry.record
            if not record.home:
                continue
            page = self.project.pages.get(record.home)
            shown = self.project.showings.get(record.id, [])
            if page is None and record.home in self._unread:
                continue
            if page is None:
                hint = joined("name a page under docs/", nearest(record.home, self.project.pages))
                self.tell(entry.at("home"), "no-such-page", f"home: there is no page '{record.home}'", hint)
            elif record.home not in shown and page.whole:
                self.tell(
                    entry.at("home"),
                    "not-shown",
                    f"home: {record.home} does not show '{record.id}' in full",
                    f"show it there, or name a page that does: {choices(shown) or 'there is none yet'}",
                )

    def trails(self) -> None:
        """A trail leads over pages that are there."""
        for entry in self.project.library.entries:
            if not isinstance(entry.record, Trail):
                continue
            for at, step in enumerate(entry.record.steps):
                if step.page not in self.project.pages and step.page not in self._unread:
                    hint = joined("name a page under docs/", nearest(step.page, self.project.pages))
                    self.tell(
                        entry.at("steps", at, "page"), "no-such-page", f"page: there is no page '{step.page}'", hint
                    )
