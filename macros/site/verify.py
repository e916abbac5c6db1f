"""What must hold of a built site: no template left in it, no id twice, no link to nowhere, every record there."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from macros.components.place import address_of
from macros.problems import Problem, nearest
from macros.progress import steps
from macros.project import Project
from macros.site.markup import LATE

LEFTOVERS = ("{{", "{%", "Macro Rendering Error", "Macro Syntax Error", "Traceback (most recent call last)")


@dataclass
class BuiltPage:
    """The ids and links of a built page."""

    path: str
    ids: list[tuple[str, int, int]] = field(default_factory=list)
    links: list[tuple[str, int, int]] = field(default_factory=list)
    text: list[tuple[str, int, int]] = field(default_factory=list)


class _Parser(HTMLParser):
    def __init__(self, page: BuiltPage):
        super().__init__(convert_charrefs=True)
        self.page = page
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line, column = self.getpos()
        self.silent += tag in {"script", "style"}
        for name, value in attrs:
            if name == "id" and value:
                self.page.ids.append((value, line, column))
            if name in {"href", "src"} and value is not None:
                self.page.links.append((value, line, column))
            if name == LATE:
                self.page.links.extend((late, line, column) for late in (value or "").split())

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.page.text.append((data, *self.getpos()))


def read_built(site: Path) -> dict[str, BuiltPage]:
    """Every HTML file of a built site, by its path."""
    found = {}
    for path in steps(sorted(site.rglob("*.html")), "Pages verified"):
        page = BuiltPage(path.relative_to(site).as_posix())
        parser = _Parser(page)
        parser.feed(path.read_text(encoding="utf-8"))
        parser.close()
        found[page.path] = page
    return found


def verify(site: Path, project: Project) -> list[Problem]:
    """What is wrong with a built site."""
    pages = read_built(site)
    found = [problem for page in pages.values() for problem in _page(site, page, pages, project)]
    return sorted({*found, *_records(pages, project)})


def _page(site: Path, page: BuiltPage, pages: dict[str, BuiltPage], project: Project) -> Iterator[Problem]:
    seen: set[str] = set()
    for id, line, column in page.ids:
        if id in seen:
            yield Problem(page.path, line, column + 1, "id-twice", f"the id '{id}' stands twice on the page", "show the record in full once")
        seen.add(id)
    for text, line, column in page.text:
        for leftover in LEFTOVERS:
            if leftover in text:
                yield Problem(page.path, line, column + 1, "leftover", f"'{leftover}' is left in the page", "mend the macro call, or the record")
    for link, line, column in page.links:
        if problem := _link(site, page, link, pages, project):
            yield Problem(page.path, line, column + 1, *problem)


def _link(site: Path, page: BuiltPage, link: str, pages: dict[str, BuiltPage], project: Project) -> tuple[str, str, str] | None:
    base = urlsplit(project.library.publisher.address)
    parts = urlsplit(link)
    if parts.scheme in {"http", "https"} and parts.netloc == base.netloc and parts.path.startswith(base.path):
        target = unquote(parts.path[len(base.path) :]).lstrip("/")
    elif parts.scheme or parts.netloc:
        return None
    elif page.path == "404.html" and parts.path.startswith(base.path):
        target = unquote(parts.path[len(base.path) :])
    elif not parts.path:
        target = page.path
    else:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), unquote(parts.path)))
        target += "/" if parts.path.endswith("/") else ""
    file = "index.html" if target in {"", ".", "./"} else f"{target}index.html" if target.endswith("/") else target
    if file.startswith("..") or not (site / file).is_file():
        return "dead-link", f"a link to '{link}' leads nowhere", ""
    fragment = unquote(parts.fragment)
    if fragment and file in pages and fragment not in {id for id, _, _ in pages[file].ids}:
        known = {id for id, _, _ in pages[file].ids}
        return "dead-anchor", f"there is no '#{fragment}' on {file}", nearest(fragment, known)
    return None


def _records(pages: dict[str, BuiltPage], project: Project) -> Iterator[Problem]:
    """Every id that has a home stands on it."""
    ids = {path: {id for id, _, _ in page.ids} for path, page in pages.items()}
    for id, home in project.homes.items():
        if id not in ids.get(f"{address_of(home)}index.html", ()):
            item = project.library.items[id]
            yield Problem.at(item.mark, "not-published", f"'{id}' does not stand on its page {home}", "report this: it is a fault of the generator")
