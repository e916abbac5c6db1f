"""What the records cost a build: this site beside the same pages without macros in stock Material, in one run.

`python -m tests.bench.build [--rounds 5] [--times 1 10 50] [--whole]` prints a table; `--site` holds what the whole site
costs beside its pages alone, cold and after a change of one record, against `limits.yml`.  The peer's pages hold what the macros
make here, written out as HTML, and its theme is Material with `navigation.prune` and nothing else changed.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml

from storysite.checks.read_project import read_project
from storysite.project import Project
from tests.bench.measure import Runs, arguments, held, in_turn, run_once, table, tell
from tests.conftest import READING_DATE, ROOT

STOCK = """\
site_name: Peer
site_url: https://peer.example/
exclude_docs: /data/
theme:
  name: material
  font: false
  features: [navigation.prune]
markdown_extensions: [attr_list, md_in_html, smarty, {toc: {permalink: true}}]
"""


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--times", type=int, nargs="+", default=[1, 10, 50], help="how many times today's records")
    parser.add_argument(
        "--whole", action="store_true", help="all that is made beside the pages too: thousands of cards at fifty times"
    )
    parser.add_argument("--site", action="store_true", help="only the whole site, in terms of its pages alone")
    given = parser.parse_args()
    if given.site:
        whole_site(given.rounds, given.write)
        return
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for times in given.times:
            ours, peer = Path(folder, f"ours-{times}"), Path(folder, f"peer-{times}")
            records = copy_times(ours, times)
            write_peer(peer, read_project(ours, READING_DATE))
            site = str(Path(folder, f"site-{times}"))
            commands = {
                "pages": ([sys.executable, "-m", "mkdocs", "build", "--strict", "-d", f"{site}-pages"], ours),
                "peer": ([sys.executable, "-m", "mkdocs", "build", "-d", f"{site}-peer"], peer),
                "check": ([sys.executable, "-m", "macros", "check"], ours),
            }
            if given.whole:
                commands["whole"] = ([sys.executable, "-m", "macros", "build", "--site-dir", f"{site}-whole"], ours)
            runs = in_turn(commands, given.rounds)
            for name, run in runs.items():
                rows.append(
                    [
                        f"{times} × ({records})",
                        name,
                        f"{run.median:.2f}",
                        f"{run.peak:.0f}",
                        f"{run.median / runs['peer'].median:.2f}",
                        f"{run.peak / runs['peer'].peak:.2f}",
                    ]
                )
    tell("build", table(["records", "what", "seconds", "MB", "time / peer", "memory / peer"], rows), given.write)


def whole_site(rounds: int, write: bool) -> None:
    """The whole site with nothing kept, and with all kept but for one record, in terms of its pages alone."""
    runs = {name: Runs(name) for name in ("pages", "cold", "one record changed")}
    with tempfile.TemporaryDirectory() as folder:
        root, site = Path(folder, "project"), Path(folder, "site")
        copy_times(root, 1)
        changed = sorted((root / "docs" / "data" / "events").glob("*.yml"))[0]
        text = changed.read_text(encoding="utf-8")
        pages = [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", f"{site}-pages"]
        whole = [sys.executable, "-m", "macros", "build", "--site-dir", str(site)]
        for number in range(rounds + 1):
            shutil.rmtree(root / ".cache", ignore_errors=True)
            changed.write_text(text, encoding="utf-8")
            found = [run_once(pages, root), run_once(whole, root)]
            changed.write_text(re.sub(r"(?m)^( +title: ).*$", rf"\1Changed {number}", text, count=1), encoding="utf-8")
            found.append(run_once(whole, root))
            for run, one in zip(runs.values(), found, strict=True):
                if number:
                    run.add(one)
        size = sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) / 1e6
        offline = (site / "data/offline.zip").stat().st_size / 1e6
        count = sum(1 for _ in site.rglob("*.html"))
    first = runs["pages"]
    rows = [
        [
            name,
            f"{run.median:.2f}",
            f"{run.median / first.median:.2f}",
            f"{run.work:.2f}",
            f"{run.work / first.work:.2f}",
            f"{run.peak:.0f}",
        ]
        for name, run in runs.items()
    ]
    head = ["what", "seconds", "of pages", "processor seconds", "of pages", "MB"]
    tell(
        "build",
        f"{table(head, rows)}\n\nPublished: {size:.1f} MB in {count} pages, {offline:.1f} of them the offline edition.",
        write,
    )
    held("site", {
        "cold, processor, of pages": runs["cold"].work / first.work,
        "one record changed, processor, of pages": runs["one record changed"].work / first.work,
        "published beside the offline edition, kB a page": 1000 * (size - offline) / count,
        "the offline edition, MB": offline,
    })  # fmt: skip


AT_ONCE = 25
"""How many copies of a file's records stand in one more: a file of records has at most 2 MB."""


def copy_times(target: Path, times: int) -> int:
    """A copy of this project with its events, facts and terms so many times; how many records it holds."""
    for name in ("docs", "macros", "overrides"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("mkdocs.yml", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, target)
    data = target / "docs" / "data"
    for path in [*data.glob("events/*.yml"), *data.glob("facts/*.yml"), data / "glossary.yml"]:
        records: list[dict[str, Any]] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        for first in range(1, times, AT_ONCE):
            copies = [
                _copy(record, number) for number in range(first, min(first + AT_ONCE, times)) for record in records
            ]
            text = yaml.dump(copies, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, default_style='"')
            if path.parent == data:
                path.write_text(path.read_text(encoding="utf-8").rstrip() + "\n" + text, encoding="utf-8")
            else:
                path.with_name(f"{path.stem}-copies-{first}.yml").write_text(text, encoding="utf-8")
    return len(read_project(target, READING_DATE).library.entries)


def _copy(record: dict[str, Any], number: int) -> dict[str, Any]:
    """A record under another id, its own values named by that."""
    old = record["id"]
    new = f"{old[:40]}-x{number}"
    text = yaml.safe_dump(
        {key: value for key, value in record.items() if key not in {"home", "aka"}}, sort_keys=False, default_style='"'
    )
    text = re.sub(rf'(?<![\w-]){re.escape(old)}(?=\.|")', new, text)
    copied: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)
    return {**copied, "id": new}


def write_peer(target: Path, project: Project) -> None:
    """The same pages for stock Material, what the macros make written out."""
    for path, page in project.pages.items():
        text = (project.root / "docs" / path).read_text(encoding="utf-8")
        calls = iter(page.calls)

        def written(match: re.Match[str]) -> str:
            call = next(calls)
            html = project.render(path, call.name, *call.arguments)
            return html if project.macros[call.name].inline else f"\n\n{html}\n\n"

        out = target / "docs" / path
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(re.sub(r"\{\{.*?\}\}", written, text), encoding="utf-8")
    (target / "mkdocs.yml").write_text(STOCK, encoding="utf-8")


if __name__ == "__main__":
    main()
