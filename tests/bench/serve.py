"""The site and stock Material's pages behind nginx, under load: answers a second, how long they take, what goes wrong.

`python -m tests.bench.serve [--seconds 20] [--connections 64]` prints a table.  wrk (Debian: `apt install wrk`; macOS:
`brew install wrk`) asks over loopback for one page at a time, compressed, as browsers ask; both sites stand behind the
server block of `.github/server.conf`, ours with the headers that it brings.  nginx and wrk have one core each.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from typing import Any

from storysite.bootstrap.test_runner import TOOLS, find_nginx
from storysite.checks.read_project import read_project
from storysite.deploy.build import build
from tests.bench.build import write_peer
from tests.bench.measure import arguments, table, tell
from tests.conftest import READING_DATE, ROOT
from tests.serving import behind_nginx

PAGES = {"home": "", "article": "company/hard-years/", "full timeline": "way/"}
TOLD = """
done = function(summary, latency, requests)
  local wrong = summary.errors
  io.write(string.format('\\n{"answers":%d,"microseconds":%d,"bytes":%d,"p50":%d,"p99":%d,"errors":%d}\\n',
    summary.requests, summary.duration, summary.bytes, latency:percentile(50), latency:percentile(99),
    wrong.connect + wrong.read + wrong.write + wrong.status + wrong.timeout))
end
"""
"""Lets wrk say what it found as JSON, in its last line."""


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--seconds", type=int, default=20, help="how long each page is asked for")
    parser.add_argument("--connections", type=int, default=64)
    given = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("there is no wrk here: apt install wrk, or brew install wrk")
    if not find_nginx():
        sys.exit(f"there is no nginx here: {TOOLS['nginx'].remedy}")
    rows, errors = [], 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sites = both(folder)
        for kind, page in PAGES.items():
            for site in sites:
                run = Path(tempfile.mkdtemp(dir=folder))
                with behind_nginx(sites[site], run, own=site == "ours") as address:
                    weight = weigh(address + page)
                    found = load(address + page, folder, given.connections, given.seconds)
                errors += found["errors"]
                seconds = found["microseconds"] / 1e6
                rows.append(
                    [
                        kind,
                        site,
                        f"{weight / 1024:.1f}",
                        f"{found['answers'] / seconds:.0f}",
                        f"{found['p50'] / 1000:.1f}",
                        f"{found['p99'] / 1000:.1f}",
                        f"{found['bytes'] / seconds / 1e6:.1f}",
                        str(found["errors"]),
                    ]
                )
    about = f"{given.connections} connections for {given.seconds} s each."
    head = ["page", "site", "KiB, compressed", "answers / s", "p50 ms", "p99 ms", "MB / s", "errors"]
    tell("serve", f"{about}\n\n{table(head, rows)}", given.write)
    if errors:
        sys.exit(f"{errors} errors")


def both(folder: Path) -> dict[str, Path]:
    """Our site as it is published, and the same pages in stock Material."""
    ours, peer = folder / "ours", folder / "peer"
    if problems := build(ROOT, ours, READING_DATE):
        sys.exit("\n".join(map(str, problems)))
    write_peer(folder / "project", read_project(ROOT, READING_DATE))
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-d", str(peer)]
    subprocess.run(command, cwd=folder / "project", check=True, capture_output=True)
    return {"ours": ours, "Material": peer}


def weigh(address: str) -> int:
    """The bytes of one compressed answer, which must be a page."""
    with urllib.request.urlopen(urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})) as answer:
        assert answer.headers["Content-Encoding"] == "gzip" and answer.headers.get_content_type() == "text/html", (
            address
        )
        return len(answer.read())


def load(address: str, folder: Path, connections: int, seconds: int) -> dict[str, Any]:
    """What wrk finds."""
    (folder / "told.lua").write_text(TOLD, encoding="utf-8")
    command = [
        "wrk",
        "-t1",
        f"-c{connections}",
        f"-d{seconds}s",
        "-H",
        "Accept-Encoding: gzip",
        "-s",
        str(folder / "told.lua"),
        address,
    ]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return dict(json.loads(told.splitlines()[-1]))


if __name__ == "__main__":
    main()
