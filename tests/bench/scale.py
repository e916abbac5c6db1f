"""How a build grows with the site: this project beside Material with prune, Zensical, Starlight, Docusaurus and bare Hugo.

`python -m tests.bench.scale [--pages 60 600 3000] [--records 900 5000 50000] [--whole] [--query]` prints tables.  Every
site is made by the benches that also make bigger projects; the peers get the same pages with what the macros make
written out, all builders of a size are run in turn, and each run begins without cache.  A build counts only if each page
stands at its address.  With `--write` the tables are kept after each build: a run that is stopped keeps what it measured.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
import time
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from storysite.checks.read_project import read_project
from storysite.engines.adapters import TODAY
from storysite.wording.page_links import address_of
from tests.bench.build import copy_times, write_peer
from tests.bench.builders import BUILDERS, MATERIAL, PAGES, STARLIGHT, WHOLE, Builder, Sources
from tests.bench.measure import Failure, Runs, arguments, keep, run_once, table
from tests.bench.peers import FINDERS, TYPED, Missing, first_result
from tests.bench.preview import write_project
from tests.bench.static import served
from tests.bench.visit import Visit, running, visit
from tests.conftest import READING_DATE, ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HEAD = [
    "size",
    "size, × first",
    "what",
    "runs",
    "seconds",
    "time, × first",
    "MB, largest process",
    "MB, all processes",
    "memory, × first",
    "MB of site",
    "time / Material",
    "memory / Material",
    "growth / Material's",
]
NOTES = """\
Seconds: the median of the runs, on the wall, each without cache; of what takes long there are fewer. MB of the largest
process: as the system accounts for it; of all: their resident memory together, looked at ten times a second, and what
"memory / Material" compares. "Ours, pages" is `mkdocs build`, and makes no search; "ours, whole" is `python -m macros build`:
every card, slide and feed, too."""
READ_HEAD = ["size", "what", "requests", "KB", "KB of its HTML"]
READ_NOTES = """\
An article that every size has, opened in a browser that has nothing yet, and nothing touched; gzip, level 6."""
QUERY_HEAD = ["size", "what", "query", "first key to first result, ms", "bytes for it", "of 300,000"]
ARTICLE = "blustellar/trust/"
QUERIES = (TYPED, "business")
"""A word of some pages, and one of nearly all."""
QUERY_LIMIT = 300_000


@dataclass
class Line:
    """What a builder took at one size."""

    runs: Runs
    failure: str = ""
    """Why there is nothing to measure."""
    bytes: int = 0
    article: Visit | None = None


@dataclass
class Size:
    """A site to be built, and what its builders took."""

    kind: str
    number: int
    sources: Sources
    smallest: Size | None
    """The first of its kind; nothing for that itself."""
    name: str = ""
    count: int = 0
    addresses: list[str] = field(default_factory=list)
    """Where its pages must stand."""
    lines: dict[str, Line] = field(default_factory=dict)
    queries: list[list[str]] = field(default_factory=list)

    def write(self) -> None:
        """The project of this size, and its pages written out."""
        root = self.sources.ours
        if self.kind == "pages":
            write_project(root, self.number)
        else:
            library = read_project(ROOT, READING_DATE).library
            more = sum(len(library.parts(item)) for kind in ("event", "fact", "term") for item in library.of_kind(kind))
            copy_times(root, 1 + max(0, round((self.number - len(library.items)) / more)))
        project = read_project(root, READING_DATE)
        self.count = len(project.pages if self.kind == "pages" else project.library.items)
        self.name = f"{self.count:,} {'pages' if self.kind == 'pages' else 'records and parts'}"
        self.addresses = [address_of(path) for path in project.pages]
        write_peer(self.sources.written, project)

    def lacking(self, site: Path) -> str:
        """Why a built site is not this one."""
        there = sum(_is_page(site / address / "index.html") for address in self.addresses)
        return "" if there == len(self.addresses) else f"{INCOMPLETE}: {there} of {len(self.addresses)} pages"

    def rows(self) -> Iterator[list[str]]:
        """The lines of the table."""
        larger = self.count / (self.smallest or self).count
        for what, line in self.lines.items():
            start = [self.name, f"{larger:.1f}", what, str(len(line.runs.seconds))]
            if not line.runs.seconds:
                yield [*start, line.failure or "not yet", *["–"] * (len(HEAD) - len(start) - 1)]
                continue
            run, grown, fatter = line.runs, self._growth(what, "median"), self._growth(what, "peak_together")
            figures = [
                f"{run.median:.2f}",
                grown,
                f"{run.peak:.0f}",
                f"{run.peak_together:.0f}",
                fatter,
                f"{line.bytes / 1e6:.1f}",
            ]
            yield [
                *start,
                *(figure if isinstance(figure, str) else _number(figure, 1) for figure in figures),
                *self._beside(what, grown),
            ]

    def _beside(self, what: str, grown: float | None) -> list[str]:
        run, peer = self.lines[what].runs, self.lines[MATERIAL].runs
        if not peer.seconds:
            return ["–"] * 3
        theirs = self._growth(MATERIAL, "median")
        growth = grown / theirs if grown and theirs else None
        return [
            _number(ratio, 2) for ratio in (run.median / peer.median, run.peak_together / peer.peak_together, growth)
        ]

    def _growth(self, what: str, figure: str) -> float | None:
        """How many times more than at the first size it took; nothing where it was not measured there."""
        first = self.smallest.lines.get(what) if self.smallest else None
        return (
            getattr(self.lines[what].runs, figure) / getattr(first.runs, figure)
            if first and first.runs.seconds
            else None
        )

    def read(self) -> Iterator[list[str]]:
        """The lines of the table of what a reader gets."""
        for what, line in self.lines.items():
            if one := line.article:
                yield [self.name, what, str(one.requests), f"{one.bytes / 1000:.1f}", f"{one.page / 1000:.1f}"]


INCOMPLETE = "incomplete"


def _is_page(path: Path) -> bool:
    return path.is_file() and b"<h1" in path.read_bytes()


def _number(figure: float | None, places: int) -> str:
    return "–" if figure is None else f"{figure:.{places}f}"


def main() -> None:
    given = _arguments()
    os.environ[TODAY] = READING_DATE.isoformat()
    asked = {PAGES, MATERIAL, *given.peers, *([WHOLE] if given.whole or given.query else [])}
    missing: dict[str, str] = {}
    versions: dict[str, str] = {}
    sizes: list[Size] = []
    with tempfile.TemporaryDirectory() as name:
        for size in _sizes(given, Path(name)):
            size.write()
            sizes.append(size)
            builders = _prepare(size, [what for what in BUILDERS if what in asked], missing)
            versions |= {
                what.partition(",")[0]: builder.version for what, builder in builders.items() if builder.version
            }
            for _ in _in_turn(size, builders, given):
                if given.write:
                    keep("scale", _text(sizes, versions), given.table)
            if given.query:
                with running() as browser:
                    _look(size, builders, browser, last=size.number == max(getattr(given, size.kind)))
            shutil.rmtree(size.sources.folder)
    text = _text(sizes, versions)
    print(text)
    if given.write:
        keep("scale", text, given.table)
    if wrong := [
        f"{size.name}: {what}: {line.failure}"
        for size in sizes
        for what, line in size.lines.items()
        if INCOMPLETE in line.failure
    ]:
        sys.exit("\n".join(wrong))


def _arguments() -> Namespace:
    parser = arguments(__doc__ or "")
    parser.add_argument("--pages", type=int, nargs="*", default=[60, 600, 3000])
    parser.add_argument(
        "--records",
        type=int,
        nargs="*",
        default=[],
        help="today's pages with about so many records and parts of them, up to 50,000",
    )
    parser.add_argument("--rounds", type=int, default=3, help="runs that count; one more at the first size does not")
    parser.add_argument(
        "--enough", type=float, default=60, help="seconds after which a builder is not run again at a size"
    )
    parser.add_argument("--patience", type=float, default=600, help="seconds after which a build is ended")
    parser.add_argument(
        "--whole", action="store_true", help="all that is made beside our pages too: a card for each page and record"
    )
    parser.add_argument(
        "--query",
        action="store_true",
        help="also what a reader fetches for an article, and for a query at the most pages (builds the whole)",
    )
    parser.add_argument(
        "--peers",
        nargs="*",
        choices=list(BUILDERS),
        default=list(BUILDERS),
        metavar="NAME",
        help="only these beside Material: " + "; ".join(BUILDERS),
    )
    parser.add_argument(
        "--table", default="scale", metavar="NAME", help="the name under which --write keeps the tables"
    )
    parser.add_argument(
        "--tools", type=Path, help="where peers from registries are kept for another run (default: fetched anew)"
    )
    given = parser.parse_args()
    given.peers = set(given.peers) - {WHOLE}
    return given


def _sizes(given: Namespace, folder: Path) -> Iterator[Size]:
    """Each kind from its smallest site up."""
    tools = (given.tools or folder / "tools").resolve()
    for kind in ("pages", "records"):
        smallest: Size | None = None
        for number in sorted(getattr(given, kind)):
            place = folder / f"{kind}-{number}"
            size = Size(kind, number, Sources(place, place / "ours", place / "written", tools), smallest)
            smallest = smallest or size
            yield size


def _prepare(size: Size, asked: list[str], missing: dict[str, str]) -> dict[str, Builder]:
    """What is asked for and can be had; why not stands in its line."""
    builders = {}
    for what in asked:
        if what not in missing:
            try:
                builders[what] = BUILDERS[what](size.sources)
            except Missing as reason:
                missing[what] = f"could not be installed: {_brief(str(reason))}"
        size.lines[what] = Line(Runs(what), missing.get(what, ""))
    return builders


def _in_turn(size: Size, builders: dict[str, Builder], given: Namespace) -> Iterator[None]:
    """Run the builders A B C A B C …; one that fails ends its own line."""
    # What all builds read from the disk is in memory after the smallest site.
    uncounted = 0 if size.smallest else 1
    for number in range(given.rounds + uncounted):
        for what, builder in builders.items():
            line = size.lines[what]
            if line.failure or sum(line.runs.seconds) > given.enough:
                continue
            builder.clean()
            try:
                run = run_once(builder.command, builder.root, given.patience)
                line.failure = size.lacking(builder.site)
            except Failure as failure:
                line.failure = _brief(str(failure))
            print(
                f"{time.strftime('%H:%M:%S')} {size.name}: {what}: {line.failure or f'{run.seconds:.1f} s'}",
                file=sys.stderr,
            )
            if number >= uncounted and not line.failure:
                line.runs.add(run)
                line.bytes = builder.bytes
            yield


def _text(sizes: list[Size], versions: dict[str, str]) -> str:
    """All tables as far as they go."""
    parts = [table(HEAD, [row for size in sizes for row in size.rows()]), NOTES]
    if versions:
        parts.append(f"Peers: {', '.join(f'{what} {number}' for what, number in versions.items())}.")
    if read := [row for size in sizes for row in size.read()]:
        parts += [table(READ_HEAD, read), READ_NOTES]
    if queries := [row for size in sizes for row in size.queries]:
        parts.append(table(QUERY_HEAD, queries))
    return "\n\n".join(parts)


def _look(size: Size, builders: dict[str, Builder], browser: Browser, *, last: bool) -> None:
    """What a reader fetches: for an article from each site, and for each query from the last one's."""
    for what, builder in builders.items():
        line = size.lines[what]
        if line.failure:
            continue
        with served(builder.site.parent if builder.base else builder.site) as root:
            line.article = visit(browser, f"{root}{builder.base}{ARTICLE}", slow=False)
            for typed in QUERIES if last and what in SEARCHED else ():
                waited, fetched = first_result(
                    browser, f"{root}{builder.base}{ARTICLE}", typed, *FINDERS[SEARCHED[what]]
                )
                size.queries.append(
                    [size.name, what, typed, f"{waited:.0f}", f"{fetched:,}", f"{fetched / QUERY_LIMIT:.2f}"]
                )


SEARCHED = {WHOLE: "ours", STARLIGHT: "Starlight"}
"""Whose search is looked at, and how it is found."""


def _brief(reason: str) -> str:
    """The lines of an error that say most, fit for a cell."""
    lines = [line.strip() for line in re.sub(r"\x1b\[[\d;]*m", "", reason).splitlines() if line.strip()]
    telling = [line for line in lines[1:] if re.search(r"error|cannot|failed", line, re.IGNORECASE)]
    return "; ".join(telling or lines[-1:]).replace("|", "/")[:240]


if __name__ == "__main__":
    main()
