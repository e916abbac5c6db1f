"""From saving an edit to its bytes being served: this preview beside `zensical serve` and stock `mkdocs serve`.

`python -m tests.bench.preview [--pages 60 600] [--rounds 6] [--stock-rounds 1]` prints a table; the peers get the same
project and the same edits, that of a page in turn with ours.  On a quiet machine it takes ten minutes.
"""

from __future__ import annotations

import http.client
import math
import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from storysite.bootstrap.environment import ENGINES, install, prepare, python_in
from storysite.bootstrap.installation import THEME
from storysite.checks.read_project import read_project
from storysite.source.front_matter import FRONT_MATTER
from tests.bench.measure import arguments, table, tell
from tests.conftest import READING_DATE, ROOT

PATIENCE = 240
"""Seconds for a server to start, or for this one to show an edit."""
PEERS_PATIENCE = 60
"""Seconds after which a peer is taken not to show an edit at all."""
REST = 1.6
"""Seconds between two edits: what a server does after an edit is over by then."""
OURS = [sys.executable, "-m", "macros", "serve", "--today", READING_DATE.isoformat(), "--port", "{port}"]
ZENSICAL = [str(python_in(ENGINES["zensical"].venv)), "-m", "zensical", "serve", "--dev-addr", "127.0.0.1:{port}"]
STOCK = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", "127.0.0.1:{port}"]


class Site:
    """A server that runs on its own copy of the project."""

    def __init__(self, root: Path, port: int):
        self.root = root
        self.port = port
        self.patience = PATIENCE
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def get(self, address: str) -> str:
        """What is served; nothing while the server does not answer."""
        try:
            self.connection.request("GET", f"/{address}")
            return self.connection.getresponse().read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException):
            self.connection.close()
            return ""

    def until(self, address: str, seen: Callable[[str], bool]) -> float:
        """Seconds until a page is as wished; without end where it does not get so."""
        begun = time.perf_counter()
        while not seen(self.get(address)):
            if time.perf_counter() - begun > self.patience:
                return math.inf
            time.sleep(0.01)
        return time.perf_counter() - begun


@dataclass(frozen=True)
class Edit:
    """One kind of edit: what is written where, and the page that shows it."""

    name: str
    path: str
    old: str
    new: str
    """Holds `{number}` or `{word}`, another each time: a figure that is typed in a page is looked up among the records."""
    address: str
    seen: str

    def times(self, site: Site, rounds: int) -> Iterator[float]:
        """Seconds from saving to serving, of edits and of taking them back."""
        path = site.root / self.path
        before = path.read_text(encoding="utf-8")
        if self.old not in before:
            sys.exit(f"{self.path} does not say '{self.old}'")
        for number in range(rounds):
            marks = {"number": 101 + number // 2, "word": f"mark{chr(97 + number // 2)}"}
            seen = self.seen.format(**marks)
            site.get(self.address)  # the page is open, and as the server made it last
            if number % 2:
                path.write_text(before, encoding="utf-8")
                yield site.until(self.address, lambda html: bool(html) and seen not in html)
            else:
                path.write_text(before.replace(self.old, self.new.format(**marks), 1), encoding="utf-8")
                yield site.until(self.address, lambda html: seen in html)
            time.sleep(REST)
        path.write_text(before, encoding="utf-8")
        time.sleep(REST)


ARTICLE, NEXT = "more-00/article-00/", "more-00/article-01/"
PAGE = Edit("page", "docs/more-00/article-00.md", "The first words", "The first words {word}", ARTICLE, "words {word}")
OTHERS = (
    Edit("data", "docs/data/facts/bench.yml", "value: 500", "value: {number}", ARTICLE, "{number} things"),
    Edit("title", "docs/more-00/article-00.md", "title: Article", "title: Article {word}", NEXT, "Article {word}"),
    Edit(
        "template",
        "overrides/base.html",
        "<head>",
        '<head><meta name="bench" content="{word}">',
        ARTICLE,
        'content="{word}"',
    ),
    Edit(
        "macro",
        "macros/storysite/engines/adapters.py",
        "return html if inline",
        'return html + "<i>{word}</i>" if inline',
        ARTICLE,
        "<i>{word}</i>",
    ),
)


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--pages", type=int, nargs="+", default=[60, 600])
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument(
        "--stock-rounds", type=int, default=1, help="edits of each kind for the peers, which take their time"
    )
    given = parser.parse_args()
    prepare(*ENGINES["zensical"], install)
    rows: list[list[str]] = []
    for pages in given.pages:
        with tempfile.TemporaryDirectory() as folder:
            rows += measure(pages, Path(folder), given.rounds, given.stock_rounds)
    tell(
        "preview",
        table(
            ["pages", "edit", "here", "at most", "zensical serve", "mkdocs serve", "here / zensical", "here / mkdocs"],
            rows,
        ),
        given.write,
    )


def measure(pages: int, folder: Path, rounds: int, stock_rounds: int) -> list[list[str]]:
    """The rows of the table for a number of pages."""
    ours, zensical, stock = (folder / name for name in ("ours", "zensical", "stock"))
    write_project(ours, pages)
    shutil.copytree(ours, stock)
    shutil.copytree(ours, zensical)
    (zensical / "includes").mkdir()
    settings = zensical / "mkdocs.yml"
    # Else every page counts as one that any other may include, and all are made anew.
    settings.write_text(
        settings.read_text(encoding="utf-8").replace(
            "module_name: macros", "module_name: macros\n      include_dir: includes"
        ),
        encoding="utf-8",
    )
    slow, quick = {}, {}
    for command, root, found in ((STOCK, stock, slow), (ZENSICAL, zensical, quick)):
        with running(command, root) as site:
            site.patience = PEERS_PATIENCE
            for edit in (PAGE, *OTHERS):
                found[edit.name] = statistics.median(edit.times(site, stock_rounds))
    with running(OURS, ours) as here, running(ZENSICAL, zensical) as other:
        # In turn; of each the first edit is not counted.
        _, *pairs = zip(PAGE.times(here, rounds + 1), PAGE.times(other, rounds + 1), strict=True)
        own, theirs = (list(seconds) for seconds in zip(*pairs, strict=True))
    quick[PAGE.name] = statistics.median(theirs)
    rows = [row(pages, PAGE.name, own, quick, slow)]
    with running(OURS, ours) as here:
        for edit in OTHERS:
            _, *seconds = edit.times(here, rounds + 1)
            rows.append(row(pages, edit.name, seconds, quick, slow))
    return rows


def row(pages: int, name: str, seconds: list[float], *peers: dict[str, float]) -> list[str]:
    middle = statistics.median(seconds)
    theirs = [peer[name] for peer in peers]
    told = [f"{one:.2f}" if math.isfinite(one) else f"not within {PEERS_PATIENCE} s" for one in theirs]
    return [str(pages), name, f"{middle:.3f}", f"{max(seconds):.3f}", *told, *(f"{middle / one:.3f}" for one in theirs)]


@contextmanager
def running(command: list[str], root: Path) -> Iterator[Site]:
    """A server on a free port, from when it shows the pages."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "NO_MKDOCS_2_WARNING": "1",
        "DISABLE_MKDOCS_2_WARNING": "true",
        "MACROS_FAIL": "false",
        "MACROS_TODAY": READING_DATE.isoformat(),
    }
    # In a session of its own: a server may end its whole group with itself.
    process = subprocess.Popen(
        [part.format(port=port) for part in command],
        cwd=root,
        env=environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        site = Site(root, port)
        for address in (NEXT, ARTICLE):
            if math.isinf(site.until(address, lambda html: "The first words" in html)):
                sys.exit(f"{command[2]} does not show /{address}")
        yield site
    finally:
        process.terminate()
        process.wait()


def write_project(root: Path, pages: int) -> None:
    """A copy of this project with articles that call macros, up to so many pages."""
    for name in ("docs", "macros", "overrides"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(THEME, root / "overrides", dirs_exist_ok=True)  # Zensical by itself reads one folder of templates
    for name in ("mkdocs.yml", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, root)
    library = read_project(ROOT, READING_DATE).library
    source = min(id for id, source in library.sources.items() if source.read == "whole")
    cycle, event = library.of_kind("cycle")[0].id, library.of_kind("event")[0].id
    (root / "docs/data/facts/bench.yml").write_text(FACT.format(source=source), encoding="utf-8")
    navigation = ""
    for number in range(pages - len(list((root / "docs").rglob("*.md")))):
        part, place = divmod(number, 20)
        path = root / "docs" / f"more-{part:02}" / f"article-{place:02}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(article(number, source, cycle, event), encoding="utf-8")
        navigation += f"  - More {part:02}:\n" if not place else ""
        navigation += f"      - more-{part:02}/article-{place:02}.md\n"
    with (root / "mkdocs.yml").open("a", encoding="utf-8") as settings:
        settings.write(navigation)
    problems = read_project(root, READING_DATE).errors
    if problems:
        sys.exit("\n".join(map(str, problems[:10])))


FACT = """\
- id: bench-count
  name: Things counted for a bench
  unit: things
  values:
    - id: y2020
      value: 500
      as_of: 2020
      source: {source}
      locator: "1"
"""


@cache
def vocabulary() -> list[str]:
    """The words of this project's pages, each as often as it stands there: what is rare and what is frequent is real."""
    texts = (FRONT_MATTER.sub("", path.read_text(encoding="utf-8")) for path in sorted((ROOT / "docs").rglob("*.md")))
    return [
        word
        for text in texts
        for word in re.findall(r"\b[A-Za-z][a-z]+\b", re.sub(r"\{\{.*?\}\}|\{:.*?\}|\]\(.*?\)", " ", text))
    ]


def article(number: int, source: str, cycle: str, event: str) -> str:
    """About 800 words with headings, links, a table, a list and eleven calls."""
    chance = random.Random(number)

    def words(count: int) -> str:
        return " ".join(chance.choice(vocabulary()) for _ in range(count)).capitalize() + "."

    name = f"Article {chr(97 + number // 26 % 26)}{chr(97 + number % 26)}{'x' * (number // 676)}"
    parts = [
        f"---\ntitle: {name}\ndescription: An article for a bench, {name}.\n---\n\n# {name} {{: #top }}",
        f'The first words. {words(80)} {{{{ fact("bench-count") }}}} {{{{ cite("{source}", "1") }}}} {{{{ link("{event}") }}}}',
    ]
    for part in "abcde":
        parts += [
            f"## Part {part} {{: #part-{part} }}",
            f'{words(65)} {{{{ when("{event}") }}}}',
            f"{words(60)} [Back to the top](#top)",
        ]
    parts.append(
        "| a | b | c | d |\n|---|---|---|---|\n"
        + "\n".join(f"| {' | '.join(words(2) for _ in 'abcd')} |" for _ in range(8))
    )
    parts.append("\n".join(f"- {words(8)}" for _ in range(5)))
    parts += [f'{{{{ cycle("{cycle}") }}}}', "{{ sources() }}"]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    main()
