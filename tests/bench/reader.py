"""What a first visit costs a reader: this site beside stock Material and a bare page with the same text, in one run.

`python -m tests.bench.reader [--rounds 5] [--lighthouse 5] [--search] [--timelines]` prints Markdown tables.  Stock
Material's pages hold what the macros make here, written out as HTML; the bare pages hold the same articles without
style, script or drawing.  All come from one server on this machine that compresses with gzip, level 6, to a phone
of 390 × 844 with a processor slowed four times.  First visits come packet by packet over a slow line (150 ms, 1.6 Mbit/s,
TCP from ten packets on); Lighthouse works such a line out for itself.  Timelines come without either brake, as their
peer was measured before; an event is seen when the first frame with it is made.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path

from bs4 import BeautifulSoup

from storysite.checks.read_project import read_project
from storysite.deploy.build import build
from storysite.project import Project
from storysite.wording.page_links import address_of
from tests.bench import peers
from tests.bench.build import write_peer
from tests.bench.measure import arguments, table, tell
from tests.bench.static import Line, served
from tests.bench.visit import Visit, median, running, visit
from tests.conftest import READING_DATE, ROOT

PAGES = {
    "home": "",
    "article": "blustellar/trust/",
    "article with a matrix": "client-zero/pillars/",
    "longer, with a matrix": "client-zero/challenges/",
    "full timeline": "reference/events/",
}
FIRST_FLIGHT = 14_600
HEAD = ["page", "what", "requests", "bytes", "in the first 14,600", "LCP ms", "to bare", "shift", "long tasks, ms"]


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--lighthouse", type=int, default=0, metavar="N", help="run Lighthouse, from npm, so many times a page"
    )
    parser.add_argument(
        "--search", action="store_true", help="time to the first results, beside Starlight's Pagefind, from npm"
    )
    parser.add_argument(
        "--timelines", action="store_true", help="1,000 events in one timeline, beside TimelineJS, from npm"
    )
    given = parser.parse_args()
    project = read_project(ROOT, READING_DATE)
    with tempfile.TemporaryDirectory() as name, running() as browser:
        folder = Path(name)
        sites = write_sites(folder, project)
        for what in sites:
            print(f"built: {what}", file=sys.stderr)
        with served(folder, Line()) as slow:
            tables = [first_visits(browser, _addresses(slow, sites), given.rounds)]
        with served(folder) as root:
            addresses = _addresses(root, sites)
            if given.lighthouse:
                both = {what: addresses[what] for what in ("ours", "bare")}
                tables.append(peers.lighthouse(folder, both, PAGES, given.lighthouse))
            if given.search:
                tables.append(peers.search(folder, root, browser, sites["bare"], addresses["ours"], given.rounds))
            if given.timelines:
                events = (sites["ours"] / "reference/events/index.html").read_text(encoding="utf-8")
                tables.append(peers.timelines(folder, root, browser, events, given.rounds))
    tell("reader", "\n".join(tables), given.write)


def _addresses(root: str, sites: dict[str, Path]) -> dict[str, str]:
    return {what: f"{root}{path.name}/" for what, path in sites.items()}


def write_sites(folder: Path, project: Project) -> dict[str, Path]:
    """The same pages three times."""
    ours, stock, bare = folder / "ours", folder / "stock", folder / "bare"
    if problems := build(ROOT, ours, READING_DATE):
        sys.exit("\n".join(map(str, problems)))
    write_peer(folder / "stock-source", project)
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-d", str(stock)]
    subprocess.run(command, cwd=folder / "stock-source", check=True, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"})
    for path in project.pages:
        file = f"{address_of(path)}index.html"
        (bare / file).parent.mkdir(parents=True, exist_ok=True)
        (bare / file).write_text(bare_page((ours / file).read_text(encoding="utf-8")), encoding="utf-8")
    return {"ours": ours, "stock Material": stock, "bare": bare}


def bare_page(html: str) -> str:
    """A page's article with nothing around it."""
    tree = BeautifulSoup(html, "html.parser")
    article = tree.find("article")
    assert article is not None
    for element in article.select("svg, script, style, button"):
        element.decompose()
    title = escape(tree.title.get_text() if tree.title else "")
    start = '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    return f'{start}<link rel="icon" href="data:,"><title>{title}</title>{article}'


def first_visits(browser, addresses: dict[str, str], rounds: int) -> str:  # type: ignore[no-untyped-def]
    """Each page at each site, in turn."""
    rows = []
    for name, page in PAGES.items():
        visits: dict[str, list[Visit]] = {what: [] for what in addresses}
        for _ in range(rounds):
            for what, address in addresses.items():
                visits[what].append(visit(browser, address + page))
        middle = {what: median(found) for what, found in visits.items()}
        rows += [[name, what, *figures(found, middle["bare"])] for what, found in middle.items()]
    return table(HEAD, rows) + "\n"


def figures(found: Visit, bare: Visit) -> list[str]:
    long = f"{len(found.long)}: {', '.join(f'{task:.0f}' for task in found.long)}" if found.long else "none"
    return [
        str(found.requests),
        f"{found.bytes:,}",
        f"{min(1, FIRST_FLIGHT / max(found.page, 1)):.0%}",
        f"{found.lcp:.0f}",
        f"{found.lcp / bare.lcp:.2f}" if bare.lcp else "–",
        f"{found.shift:.3f}",
        long,
    ]


if __name__ == "__main__":
    main()
