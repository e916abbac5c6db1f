"""What is made beside the pages costs a build: text and pictures apart, with an empty cache and with a full one.

`python -m tests.bench.publish [--rounds 3] [--times 1 10]` prints a table.  Each figure is the median of so many runs,
each in a process of its own, over a copy of the site that the engine has built; the first release is made before.
All lies in memory where the system has a folder there: a disk takes longer for thousands of files, and each time
another while.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from storysite.checks.read_project import read_project
from storysite.deploy.build import MAKERS
from storysite.deploy.verify_build import verify
from storysite.editing.release import prepare, write_all
from storysite.engines import adapters
from tests.bench.build import copy_times
from tests.bench.measure import arguments, table, tell
from tests.conftest import READING_DATE

KINDS = {
    "pictures": {"draw_cards", "write_pictures", "write_slides"},
    "pages and search": {"make_search", "write_web_files", "finish_pages", "write_policy"},
}
"""What draws, the heads of pages with a card each, and what finishes the engine's pages; all else is text to link to and to take away."""
MEMORY = Path("/dev/shm")


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--times", type=int, nargs="+", default=[1, 10], help="how many times today's records")
    parser.add_argument(
        "--one", nargs=2, metavar=("PROJECT", "SITE"), help="time the makers once, and print seconds as JSON"
    )
    given = parser.parse_args()
    if given.one:
        print(json.dumps(once(Path(given.one[0]), Path(given.one[1]))))
        return
    columns: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        for times in given.times:
            root, built = Path(folder, f"project-{times}"), Path(folder, f"built-{times}")
            records = copy_times(root, times)
            outcome = prepare(read_project(root, READING_DATE), READING_DATE)
            write_all(outcome.files)
            if adapters.mkdocs(root, "build", "-q", "--site-dir", str(built), today=READING_DATE):
                sys.exit("the engine stopped")
            for state in ("cold", "cached"):
                runs = []
                for _ in range(given.rounds):
                    if state == "cold":
                        shutil.rmtree(root / ".cache", ignore_errors=True)
                    site = Path(shutil.copytree(built, Path(folder, "site")))
                    command = [sys.executable, "-m", "tests.bench.publish", "--one", str(root), str(site)]
                    runs.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
                    shutil.rmtree(site)
                column = f"{times} × ({records}), {state}"
                columns[column] = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    tell("publish", table(["what", *columns], list(rows(columns))), given.write)


def rows(columns: dict[str, dict[str, float]]) -> list[list[str]]:
    """A row for each maker, and the sums."""
    made = [name for name in next(iter(columns.values())) if name != "verify"]
    kinds = {name: next((kind for kind, members in KINDS.items() if name in members), "text") for name in made}
    found = [[f"{name} ({kinds[name]})", *(f"{column[name]:.2f}" for column in columns.values())] for name in made]
    for kind in dict.fromkeys(kinds.values()):
        found.append(
            [
                f"{kind} together",
                *(f"{sum(column[name] for name in made if kinds[name] == kind):.2f}" for column in columns.values()),
            ]
        )
    return [*found, ["verify", *(f"{column['verify']:.2f}" for column in columns.values())]]


def once(root: Path, site: Path) -> dict[str, float]:
    """Seconds of each maker, and of the check of what they made."""
    project = read_project(root, READING_DATE)
    found = {}
    for make in MAKERS:
        start = time.perf_counter()
        make(site, project)
        found[make.__name__] = round(time.perf_counter() - start, 4)
    start = time.perf_counter()
    problems = verify(site, project)
    found["verify"] = round(time.perf_counter() - start, 4)
    if problems:
        sys.exit("\n".join(map(str, problems[:20])))
    return found


if __name__ == "__main__":
    main()
