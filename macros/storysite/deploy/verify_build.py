"""What must hold of a built site: no template left in it, no script but ours, no id twice, no link to nowhere, every record there."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from storysite.core.diagnostics import Problem, nearest
from storysite.output.build_cache import read_last, write_last
from storysite.output.html_edit import LATE
from storysite.output.workers import shares, side_by_side
from storysite.pages import csp
from storysite.pages.csp import EXECUTED, digest, own
from storysite.pages.refused_html import refused, shortened
from storysite.project import Project
from storysite.wording.page_links import address_of

SILENT = {"script", "style", "code"}
"""Elements in which nothing is looked for: what a page shows as code is meant."""
LEFTOVERS = re.compile(r"\{\{\s*[a-z_]\w*\(")
"""What no engine leaves where a reader sees it: calls of macros."""


@dataclass
class BuiltPage:
    """The ids and links of a built page, what runs in it, and what is left in it of templates."""

    path: str
    ids: list[tuple[str, int, int]] = field(default_factory=list)
    links: list[tuple[str, int, int]] = field(default_factory=list)
    leftovers: list[tuple[str, int, int]] = field(default_factory=list)
    inline: list[tuple[str, str, int, int]] = field(default_factory=list)
    """The scripts and styles that stand in it: which of both, and their words."""
    refused: list[tuple[str, int, int]] = field(default_factory=list)
    """What else in it runs, in words."""


class _Parser(HTMLParser):
    def __init__(self, page: BuiltPage):
        super().__init__(convert_charrefs=True)
        self.page = page
        self.silent = 0
        self.inside: tuple[str, int, int] | None = None
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line, column = self.getpos()
        self.silent += tag in SILENT
        given = dict(attrs)
        runs = tag == "script" and "src" not in given and (given.get("type") or "").strip().lower() in EXECUTED
        self.inside, self.words = ((tag, line, column), "") if runs or tag == "style" else (None, "")
        self.page.refused.extend((what, line, column) for what in refused(tag, attrs))
        for name, value in attrs:
            if name == "id" and value:
                self.page.ids.append((value, line, column))
            if name in {"href", "src"} and value is not None:
                self.page.links.append((value, line, column))
            if name == LATE:
                self.page.links.extend((late, line, column) for late in (value or "").split())

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT
        if self.inside:
            found, line, column = self.inside
            self.page.inline.append((found, self.words, line, column))
            self.inside = None

    def handle_data(self, data: str) -> None:
        self.words += data if self.inside else ""
        if not self.silent and (leftover := LEFTOVERS.search(data)):
            self.page.leftovers.append((leftover[0], *self.getpos()))


def read_built(site: Path) -> dict[str, BuiltPage]:
    """Every page of a built site, by its path."""
    return {page.path: page for page in built_pages(site)}


def built_pages(site: Path, paths: Iterable[Path] | None = None) -> Iterator[BuiltPage]:
    """The same one by one; of these alone where some are given."""
    for path in sorted(site.rglob("*.html")) if paths is None else paths:
        page = BuiltPage(path.relative_to(site).as_posix())
        _read(page, path.read_text(encoding="utf-8"))
        yield page


def _read(page: BuiltPage, html: str) -> None:
    parser = _Parser(page)
    parser.feed(html)
    parser.close()


def verify(site: Path, project: Project) -> list[Problem]:
    """What is wrong with a built site; a page that the last build wrote just so is not taken apart again."""
    base = urlsplit(project.library.publisher.address)
    pages = sorted(
        path for pattern in ("*.html", "*.svg") for path in site.rglob(pattern)
    )  # a drawing can be opened like a page
    anchors: Anchors = {}
    found: set[Problem] = set()
    later: list[Link] = []
    before = _Seen(project.root)
    now: dict[str, list[Any]] = {}
    jobs = [partial(_verify_share, site, share.part(pages), base, own(project), before) for share in shares(8)]
    for some, wrong, left, read, same in side_by_side(jobs):
        anchors |= some
        found |= wrong
        later += left
        now |= read | {name: before.parts[name] for name in same}
    before.keep(now)
    for link, target, path, line, column in later:
        if problem := _link(site, link, *target, anchors):
            found.add(Problem(path, line, column + 1, *problem))
    return sorted({*found, *_records(anchors, project), *_written(anchors, project)})


Link = tuple[str, tuple[str, str], str, int, int]
"""A link, its target, and where it stands."""


SEEN = "verified.json"


class _Seen:
    """What the pages of the last build held, by their content; kept in the project's cache."""

    def __init__(self, root: Path):
        self.root = root
        self.code = sha256(b"".join(Path(file).read_bytes() for file in (__file__, csp.__file__))).hexdigest()
        self.parts: dict[str, list[Any]] = {}
        with suppress(ValueError):  # half a file, or none of ours: all pages are taken apart
            found = json.loads(read_last(root, SEEN) or b"{}")
            self.parts = found if isinstance(found, dict) else {}

    def name(self, path: str, html: str) -> str:
        return sha256(f"{self.code} {path} {html}".encode()).hexdigest()

    def keep(self, parts: dict[str, list[Any]]) -> None:
        write_last(self.root, SEEN, json.dumps(parts, separators=(",", ":")).encode())


def _verify_share(
    site: Path, paths: Sequence[Path], base: SplitResult, known: Set[tuple[str, str]], before: _Seen
) -> tuple[Anchors, set[Problem], list[Link], dict[str, list[Any]], list[str]]:
    """The ids of these pages, what is wrong in them, their links to ids of pages that have not been read, and what they hold."""
    read: dict[str, list[Any]] = {}
    same: list[str] = []
    anchors: Anchors = {}
    found: set[Problem] = set()
    later: list[Link] = []
    # Of a page that has been read nothing else is kept.
    for path in paths:
        html = path.read_text(encoding="utf-8")
        page = BuiltPage(path.relative_to(site).as_posix())
        if (name := before.name(page.path, html)) in before.parts:
            page = BuiltPage(page.path, *before.parts[name])
            same.append(name)
        else:
            _read(page, html)
            read[name] = [page.ids, page.links, page.leftovers, page.inline, page.refused]
        found.update(_running(page, known))
        if page.path.endswith(".svg"):
            continue
        anchors[page.path] = {id for id, _, _ in page.ids}
        found.update(_page(page))
        for link, line, column in page.links:
            if target := _target(page.path, link, base):
                if target[1] and target[0] not in anchors and target[0].endswith(".html"):
                    later.append((link, target, page.path, line, column))
                elif problem := _link(site, link, *target, anchors):
                    found.add(Problem(page.path, line, column + 1, *problem))
    return anchors, found, later, read, same


def _running(page: BuiltPage, known: Set[tuple[str, str]]) -> Iterator[Problem]:
    """What runs in a page and is none of the generator's: no browser would run it, and no reader would see what it was for."""
    drawing = page.path.endswith(".svg")
    found = list(page.refused)
    for kind, words, line, column in page.inline:
        if (f"{kind}-src", digest(words)) not in known:
            found.append((f"a <{kind}>: {shortened(words)}", line, column))
    for what, line, column in found:
        # The programs that drawings come from put styles into them; nothing asks for these where a page shows the drawing.
        if not (drawing and ("<style>" in what or what.startswith("style="))):
            hint = "delete it: what a page does is the work of the site's own scripts and style sheets"
            yield Problem(
                page.path, line, column + 1, "runs", f"{what} stands in the page, and is none of the generator's", hint
            )


Anchors = dict[str, set[str]]
"""The ids of each page."""


def _page(page: BuiltPage) -> Iterator[Problem]:
    """What is wrong in a page by itself."""
    seen: set[str] = set()
    for id, line, column in page.ids:
        if id in seen:
            yield Problem(
                page.path,
                line,
                column + 1,
                "id-twice",
                f"the id '{id}' stands twice on the page",
                "show the record in full once",
            )
        seen.add(id)
    for leftover, line, column in page.leftovers:
        yield Problem(
            page.path,
            line,
            column + 1,
            "leftover",
            f"'{leftover}' is left in the page",
            "mend the macro call, or the record",
        )


def _target(page: str, link: str, base: SplitResult) -> tuple[str, str] | None:
    """The file of the site that a link of a page leads to, and the id in it; none for what is elsewhere."""
    parts = urlsplit(link)
    if parts.scheme in {"http", "https"} and parts.netloc == base.netloc and parts.path.startswith(base.path):
        target = unquote(parts.path[len(base.path) :]).lstrip("/")
    elif parts.scheme or parts.netloc:
        return None
    elif page == "404.html" and parts.path.startswith(base.path):
        target = unquote(parts.path[len(base.path) :])
    elif not parts.path:
        target = page
    else:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path)))
        target += "/" if parts.path.endswith("/") else ""
    file = "index.html" if target in {"", ".", "./"} else f"{target}index.html" if target.endswith("/") else target
    return file, unquote(parts.fragment)


def _link(site: Path, link: str, file: str, fragment: str, anchors: Anchors) -> tuple[str, str, str] | None:
    """What is wrong with a link."""
    if file not in anchors and (file.startswith("..") or not (site / file).is_file()):
        return "dead-link", f"a link to '{link}' leads nowhere", ""
    if fragment and file in anchors and fragment not in anchors[file]:
        return "dead-anchor", f"there is no '#{fragment}' on {file}", nearest(fragment, anchors[file])
    return None


def _written(anchors: Anchors, project: Project) -> Iterator[Problem]:
    """Every id that an editor gave to a part of a page stands on it: an engine that prints an error in its place drops them."""
    for page in project.pages.values():
        built = anchors.get(f"{address_of(page.path)}index.html", set())
        given = [*((heading.id, heading.mark) for heading in page.headings if heading.id), *page.ids]
        for id, mark in given:
            if id not in built:
                hint = "mend the call that the engine tells of above; else report this: it is a fault of the generator"
                yield Problem.at(mark, "part-lost", f"the built page lacks '#{id}'", hint)


def _records(anchors: Anchors, project: Project) -> Iterator[Problem]:
    """Every id that has a home stands on it."""
    for id, home in project.homes.items():
        if id not in anchors.get(f"{address_of(home)}index.html", ()):
            item = project.library.items[id]
            yield Problem.at(
                item.mark,
                "not-published",
                f"'{id}' does not stand on its page {home}",
                "report this: it is a fault of the generator",
            )
