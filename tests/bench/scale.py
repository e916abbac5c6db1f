"""How a build grows with the site: this project beside Material with prune, Zensical, Starlight, Docusaurus and bare Hugo.

`python -m tests.bench.scale [--pages 60 600 3000] [--records 400 5000 50000] [--whole] [--query]` prints tables.  Every
site is made by the benches that also make bigger projects; the peers get the same pages with what the macros make
written out, all builders of a size are run in turn, and each run begins without cache.
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

from macros.engines import TODAY
from macros.project import read_project
from tests.bench.build import copy_times, write_peer
from tests.bench.builders import BUILDERS, MATERIAL, PAGES, WHOLE, Builder, Sources
from tests.bench.measure import Runs, arguments, in_turn, table, tell
from tests.bench.peers import FINDERS, TYPED, Missing, first_result
from tests.bench.preview import write_project
from tests.bench.static import content, served
from tests.bench.visit import running
from tests.conftest import READING_DATE, ROOT

HEAD = [
    "size", "size, × first", "what", "seconds", "time, × first", "MB, largest process", "MB, all processes", "MB of site", "KB of one article",
    "time / Material", "memory / Material", "growth / Material's",
]  # fmt: skip
NOTES = """\
Seconds: the median of the runs, on the wall, each without cache. MB of the largest process: as the system accounts for it; of
all: their resident memory together, looked at ten times a second, and what "memory / Material" compares. The article is one
that every size has, its HTML compressed with gzip, level 6.
"Ours, pages" is `mkdocs build`, and makes no search; "ours, whole" is `python -m macros build`: every card, slide and feed, too."""
ARTICLE = "blustellar/trust/index.html"
QUERIES = (TYPED, "machines")
"""A word of some pages, and one of every article that is added."""
QUERY_LIMIT = 300_000


@dataclass
class Size:
    """A site to be built, with what the first of its kind took."""

    kind: str
    number: int
    sources: Sources
    name: str = ""
    larger: float = 1
    first: dict[str, float] = field(default_factory=dict)

    def write(self) -> None:
        """The project of this size, and its pages written out."""
        root = self.sources.ours
        if self.kind == "pages":
            write_project(root, self.number)
        else:
            today = len(read_project(ROOT, READING_DATE).library.entries)
            copy_times(root, max(1, round(self.number / today)))
        project = read_project(root, READING_DATE)
        count = len(project.pages if self.kind == "pages" else project.library.entries)
        self.name = f"{count:,} {self.kind}"
        self.larger = count / self.first.setdefault("", count)
        write_peer(self.sources.written, project)


def main() -> None:
    given = _arguments()
    os.environ[TODAY] = READING_DATE.isoformat()
    asked = {PAGES, MATERIAL, *given.peers, *([WHOLE] if given.whole or given.query else [])}
    missing = {name: "not asked for" for name in BUILDERS if name not in asked}
    rows: list[list[str]] = []
    queries: list[list[str]] = []
    versions: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as name:
        for size in _sizes(given, Path(name)):
            size.write()
            builders = _prepare(size, missing)
            versions |= {what.partition(",")[0]: builder.version for what, builder in builders.items() if builder.version}
            runs = _run(size, builders, given)
            rows += [_row(size, what, builders.get(what), runs, missing) for what in BUILDERS]
            if given.query and (size.kind, size.number) == ("pages", max(given.pages, default=0)):
                queries = [row for what in FINDERS for row in _queries(size, what, builders, runs)]
            shutil.rmtree(size.sources.folder)
    made = f"Peers: {', '.join(f'{what} {number}' for what, number in versions.items())}."
    tables = [table(HEAD, rows), NOTES, made, table(QUERY_HEAD, queries) if given.query else ""]
    tell("scale", "\n\n".join(tables), given.write)


def _arguments() -> Namespace:
    parser = arguments(__doc__ or "")
    parser.add_argument("--pages", type=int, nargs="*", default=[60, 600, 3000])
    parser.add_argument("--records", type=int, nargs="*", default=[], help="today's pages with about so many records, up to 50,000")
    parser.add_argument("--rounds", type=int, default=1, help="runs that count; one more at the first size does not")
    parser.add_argument("--whole", action="store_true", help="all that is made beside our pages too: a card for each page and record")
    parser.add_argument("--query", action="store_true", help="also what a reader fetches for a query at the most pages (builds the whole)")
    parser.add_argument("--peers", nargs="*", choices=list(BUILDERS), default=list(BUILDERS), metavar="NAME", help="only these beside Material: " + "; ".join(BUILDERS))
    parser.add_argument("--patience", type=float, default=1800, help="seconds after which a build is ended")
    parser.add_argument("--tools", type=Path, help="where peers from registries are kept for another run (default: fetched anew)")
    given = parser.parse_args()
    given.peers = set(given.peers) - {WHOLE}
    return given


def _sizes(given: Namespace, folder: Path) -> Iterator[Size]:
    """Each kind from its smallest site up."""
    tools = (given.tools or folder / "tools").resolve()
    for kind in ("pages", "records"):
        first: dict[str, float] = {}
        for number in sorted(getattr(given, kind)):
            place = folder / f"{kind}-{number}"
            yield Size(kind, number, Sources(place, place / "ours", place / "written", tools), first=first)


def _prepare(size: Size, missing: dict[str, str]) -> dict[str, Builder]:
    """What is asked for and can be had; why not goes to the others."""
    builders = {}
    for what, prepare in BUILDERS.items():
        if what not in missing:
            try:
                builders[what] = prepare(size.sources)
            except Missing as reason:
                missing[what] = f"could not be installed: {_brief(str(reason))}"
    return builders


def _run(size: Size, builders: dict[str, Builder], given: Namespace) -> dict[str, Runs]:
    def before(what: str) -> None:
        print(f"{time.strftime('%H:%M:%S')} {size.name}: {what}", file=sys.stderr)
        builders[what].clean()

    commands = {what: (builder.command, builder.root) for what, builder in builders.items()}
    # What all builds read from the disk is in memory after the smallest site.
    uncounted = 0 if size.first.get(MATERIAL) else 1
    return in_turn(commands, given.rounds, uncounted=uncounted, may_fail=True, patience=given.patience, before=before)


def _row(size: Size, what: str, builder: Builder | None, runs: dict[str, Runs], missing: dict[str, str]) -> list[str]:
    """A line of the table, with the reason where there is nothing to measure."""
    start = [size.name, f"{size.larger:.1f}", what]
    if builder is None or runs[what].failure:
        return [*start, missing.get(what) or _brief(runs[what].failure), *["–"] * (len(HEAD) - len(start) - 1)]
    run = runs[what]
    growth = _growth(size, what, run)
    figures = [f"{run.median:.2f}", f"{growth:.1f}" if growth else "–", f"{run.peak:.0f}", f"{run.peak_together:.0f}", f"{builder.bytes / 1e6:.1f}"]
    figures.append(f"{len(content(builder.site / ARTICLE, True)) / 1000:.1f}")
    peer = runs[MATERIAL]
    if peer.failure:
        return [*start, *figures, "–", "–", "–"]
    theirs = _growth(size, MATERIAL, peer)
    ratios = (run.median / peer.median, run.peak_together / peer.peak_together, growth / theirs if growth and theirs else None)
    return [*start, *figures, *(f"{ratio:.2f}" if ratio else "–" for ratio in ratios)]


def _growth(size: Size, what: str, run: Runs) -> float | None:
    """How many times longer than at the first size it took; nothing where it failed there."""
    if size.larger == 1:
        size.first[what] = run.median
    return run.median / size.first[what] if what in size.first else None


def _brief(reason: str) -> str:
    """The lines of an error that say most, fit for a cell."""
    lines = [line.strip() for line in re.sub(r"\x1b\[[\d;]*m", "", reason).splitlines() if line.strip()]
    telling = [line for line in lines[1:] if re.search(r"error|cannot|failed", line, re.IGNORECASE)]
    return "; ".join(telling or lines[-1:]).replace("|", "/")[:240]


QUERY_HEAD = ["size", "what", "query", "first key to first result, ms", "bytes for it", f"of {QUERY_LIMIT:,}"]


def _queries(size: Size, what: str, builders: dict[str, Builder], runs: dict[str, Runs]) -> Iterator[list[str]]:
    """What is fetched for each query, from opening the search on, in a browser that has only opened an article."""
    builder = builders.get(WHOLE if what == "ours" else what)
    if builder is None or runs[WHOLE if what == "ours" else what].failure:
        yield [size.name, what, "not built", "–", "–", "–"]
        return
    # Starlight's pages know the name of their folder.
    with served(builder.site.parent) as root, running() as browser:
        for typed in QUERIES:
            waited, fetched = first_result(browser, f"{root}{builder.site.name}/client-zero/", typed, *FINDERS[what])
            yield [size.name, what, typed, f"{waited:.0f}", f"{fetched:,}", f"{fetched / QUERY_LIMIT:.2f}"]


if __name__ == "__main__":
    main()
