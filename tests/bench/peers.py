"""Peers and tools from npm for `tests.bench.reader`: fetched into its temporary folder, and only when asked for."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

from macros.testing import find_chromium
from tests.bench.measure import table

NODE = "node@22"
"""What Lighthouse asks for, as a package: the machine's own may be older."""
CATEGORIES = ("performance", "accessibility", "best-practices", "seo", "agentic-browsing")
TIMES = {"first-contentful-paint": "FCP ms", "largest-contentful-paint": "LCP ms", "total-blocking-time": "TBT ms", "cumulative-layout-shift": "shift"}


def install(folder: Path, *packages: str) -> Path:
    """Packages from npm in a folder of their own; the folder of their programs."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("this comparison needs npm")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text("{}" if not (folder / "package.json").exists() else (folder / "package.json").read_text())
    done = subprocess.run([npm, "install", "--no-audit", "--no-fund", "--force", *packages], cwd=folder, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"npm could not install {', '.join(packages)}:\n{done.stderr[-1500:]}")
    return folder / "node_modules" / ".bin"


def lighthouse(folder: Path, addresses: dict[str, str], pages: dict[str, str], rounds: int) -> str:
    """Lighthouse's marks, mobile and throttled: the median of so many rounds, the sites in turn."""
    programs = install(folder / "lighthouse", NODE, "lighthouse@13")
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "CHROME_PATH": find_chromium() or ""}
    rows = []
    for name, page in pages.items():
        reports: dict[str, list[dict[str, Any]]] = {what: [] for what in addresses}
        for _ in range(rounds):
            for what, address in addresses.items():
                reports[what].append(_report(folder, address + page, environment))
        rows += [[name, what, *_marks(found)] for what, found in reports.items()]
    return table(["page", "what", *CATEGORIES, *TIMES.values(), "not passed"], rows) + "\n"


def _report(folder: Path, address: str, environment: dict[str, str]) -> dict[str, Any]:
    out = folder / "lighthouse.json"
    command = ["lighthouse", address, "--quiet", "--output=json", f"--output-path={out}", "--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage"]
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=180)
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return found


def _marks(reports: list[dict[str, Any]]) -> list[str]:
    def middle(values: list[float | None]) -> float:
        return statistics.median(value or 0 for value in values)

    marks = [f"{100 * middle([report['categories'].get(name, {}).get('score') for report in reports]):.0f}" for name in CATEGORIES]
    times = [middle([report["audits"][name]["numericValue"] for report in reports]) for name in TIMES]
    wanted = {audit["id"] for report in reports for category in report["categories"].values() for audit in category["auditRefs"] if audit["weight"]}
    failed = sorted({id for report in reports for id in wanted if (report["audits"][id]["score"] or 0) < 0.9 and report["audits"][id]["scoreDisplayMode"] in {"binary", "numeric", "metricSavings"}})
    return [*marks, *(f"{time:.0f}" for time in times[:3]), f"{times[3]:.3f}", ", ".join(failed) or "–"]
