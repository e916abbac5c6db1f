"""Peers and tools from npm for `tests.bench.reader`: fetched into its temporary folder, and only when asked for."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup

from storysite.bootstrap.test_runner import find_chromium
from storysite.checks.read_project import read_project
from storysite.output.html_edit import tight, together
from tests.bench.measure import table
from tests.bench.visit import answered, cold, sizes_of
from tests.conftest import READING_DATE, ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NODE = "node@22"
"""What Lighthouse asks for, as a package: the machine's own may be older."""
CATEGORIES = ("performance", "accessibility", "best-practices", "seo", "agentic-browsing")
TIMES = {
    "first-contentful-paint": "FCP ms",
    "largest-contentful-paint": "LCP ms",
    "total-blocking-time": "TBT ms",
    "cumulative-layout-shift": "shift",
}


class Missing(SystemExit):
    """A peer cannot be had: ends a bench, unless it tells of that itself."""


def install(folder: Path, *packages: str) -> Path:
    """Packages from npm in a folder of their own; the folder of their programs."""
    npm = shutil.which("npm")
    if npm is None:
        raise Missing("this comparison needs npm")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text("{}", encoding="utf-8")
    done = subprocess.run(
        [npm, "install", "--no-audit", "--no-fund", "--force", *packages],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Missing(f"npm could not install {', '.join(packages)}:\n{done.stderr[-1500:]}")
    return folder / "node_modules" / ".bin"


def lighthouse(folder: Path, addresses: dict[str, str], pages: dict[str, str], rounds: int) -> str:
    """Lighthouse's marks, mobile and throttled: the median of so many rounds, the sites in turn."""
    programs = install(folder / "lighthouse", NODE, "lighthouse@13")
    environment = {
        **os.environ,
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "CHROME_PATH": find_chromium() or "",
    }
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
    command = [
        "lighthouse",
        address,
        "--quiet",
        "--output=json",
        f"--output-path={out}",
        "--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage",
    ]
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=180)
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return found


def _marks(reports: list[dict[str, Any]]) -> list[str]:
    def middle(values: list[float | None]) -> float:
        return statistics.median(value or 0 for value in values)

    marks = [
        f"{100 * middle([report['categories'].get(name, {}).get('score') for report in reports]):.0f}"
        for name in CATEGORIES
    ]
    times = [middle([report["audits"][name]["numericValue"] for report in reports]) for name in TIMES]
    wanted = {
        audit["id"]
        for report in reports
        for category in report["categories"].values()
        for audit in category["auditRefs"]
        if audit["weight"]
    }
    failed = sorted(
        {
            id
            for report in reports
            for id in wanted
            if (report["audits"][id]["score"] or 0) < 0.9
            and report["audits"][id]["scoreDisplayMode"] in {"binary", "numeric", "metricSavings"}
        }
    )
    return [*marks, *(f"{time:.0f}" for time in times[:3]), f"{times[3]:.3f}", ", ".join(failed) or "–"]


# --- search ------------------------------------------------------------------------------------

TYPED = "transformation"
PATIENCE = 60
"""Seconds for the first result."""
FINDERS = {
    "ours": ("#tools button[aria-haspopup=dialog]", "dialog input", "dialog ol a"),
    "Starlight": ("button[data-open-modal]", ".pagefind-ui__search-input", ".pagefind-ui__result-link"),
}
"""What opens the search, takes the words, and is a result."""
TIMED = """
addEventListener("keydown", () => { window.pressed ??= performance.now() }, true);
const look = () => { if (window.pressed && document.querySelector("RESULT")) window.found ??= performance.now(); else requestAnimationFrame(look) };
look();
"""
STARLIGHT = """\
import { defineConfig } from "astro/config";
import starlight from "@astrojs/starlight";
export default defineConfig({ site: "https://peer.example", base: "/starlight", outDir: "../starlight", telemetry: false, integrations: [starlight({ title: "Peer" })] });
"""
CONTENT = """\
import { defineCollection } from "astro:content";
import { docsLoader } from "@astrojs/starlight/loaders";
import { docsSchema } from "@astrojs/starlight/schema";
export const collections = { docs: defineCollection({ loader: docsLoader(), schema: docsSchema() }) };
"""


def search(folder: Path, root: str, browser: Browser, bare: Path, ours: str, rounds: int) -> str:
    """From the first key to the first result with nothing in the cache, beside Starlight's Pagefind over the same words."""
    _build_starlight(folder, bare)
    addresses = {"ours": ours, "Starlight": f"{root}starlight/"}
    found: dict[str, list[tuple[float, int]]] = {what: [] for what in addresses}
    for _ in range(rounds):
        for what, address in addresses.items():
            found[what].append(first_result(browser, f"{address}client-zero/", TYPED, *FINDERS[what]))
    rows = [
        [
            what,
            f"{statistics.median(time for time, _ in one):.0f}",
            f"{max(time for time, _ in one):.0f}",
            f"{max(size for _, size in one):,}",
        ]
        for what, one in found.items()
    ]
    return table(["search", "first key to first result, ms", "slowest", "bytes for it"], rows) + "\n"


def starlight_source(source: Path) -> list[str]:
    """A project of Starlight without pages, made once; what builds it, into `starlight` beside it."""
    if not (source / "src" / "content.config.ts").exists():
        install(source, NODE, "astro", "@astrojs/starlight", "sharp")
        (source / "astro.config.mjs").write_text(STARLIGHT, encoding="utf-8")
        (source / "src").mkdir(exist_ok=True)
        (source / "src" / "content.config.ts").write_text(CONTENT, encoding="utf-8")
    path = f"PATH={source / 'node_modules' / '.bin'}{os.pathsep}{os.environ['PATH']}"
    return ["env", path, "ASTRO_TELEMETRY_DISABLED=1", "astro", "build"]


def _build_starlight(folder: Path, bare: Path) -> None:
    source = folder / "starlight-source"
    command = starlight_source(source)
    for path in bare.rglob("index.html"):
        tree = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        words = "\n\n".join(
            part.get_text(" ", strip=True).replace("<", "&lt;")
            for part in tree.select("article > *")
            if part.name != "h1"
        )
        out = source / "src" / "content" / "docs" / path.relative_to(bare).with_suffix(".md")
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(
            f"---\ntitle: {json.dumps(tree.h1.get_text() if tree.h1 else 'Home')}\n---\n\n{words}\n",
            encoding="utf-8",
        )
    done = subprocess.run(command, cwd=source, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"Starlight did not build:\n{(done.stdout + done.stderr)[-2000:]}")


def first_result(browser: Browser, address: str, typed: str, button: str, field: str, result: str) -> tuple[float, int]:
    """Milliseconds from the first key to the first result, and bytes for it, after the page has come with nothing in the cache."""
    with cold(browser, line=True, processor=True) as page:
        page.add_init_script(TIMED.replace("RESULT", result))
        page.goto(address, wait_until="networkidle")
        done = answered(page)
        page.locator(button).first.click()
        page.locator(field).first.wait_for()
        page.keyboard.type(typed)
        begun = time.monotonic()
        while not page.evaluate("window.found"):
            if time.monotonic() - begun > PATIENCE:
                sys.exit(f"{address} finds nothing for '{typed}'")
            page.wait_for_timeout(50)
        waited = page.evaluate("found - pressed")
        page.wait_for_load_state("networkidle")
        return waited, sum(size for _, size in sizes_of(done))


# --- timelines ---------------------------------------------------------------------------------

MARKS = {
    "ours": ("ol.events > li", "ol.events > li#event-{last}"),
    "TimelineJS": (".tl-headline", "[id^='event-{last}']"),
}
"""What is the first event and the last one in the page."""
SEEN = """
window.at = {};
{
  const sought = {first: "FIRST", last: "LAST"}, {port1, port2} = new MessageChannel();
  port1.onmessage = ({data}) => { at[data] = performance.now() };
  const look = () => {
    for (const name in sought) if (document.querySelector(sought[name])) { port2.postMessage(name); delete sought[name] }
    if (sought.last) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
"""
"""When each of the two can be seen: when the frame is made that is the first with it in the page."""
RECORDS = {
    "lanes.yml": "- id: lane-one\n  title: One\n  order: 1\n  shape: circle\n",
    "sources.yml": (
        "- id: source-one\n  title: A source\n  publisher: Somebody\n  url: https://peer.example/\n  accessed: 2026-11-20\n"
        "  kind: primary\n  read: whole\n"
    ),
}
TELLS = (
    "What happened is told in a sentence of about this length, as it would be in a timeline that is worth the reading."
)
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<title>Timeline</title><link rel="stylesheet" href="../timelinejs/css/timeline.css"><div id="t" style="width:100%;height:700px"></div>
<script src="../timelinejs/js/timeline.js"></script><script src="events.js"></script><script>new TL.Timeline("t", events)</script></html>"""


def timelines(
    folder: Path, root: str, browser: Browser, frame: str, rounds: int, counts: tuple[int, ...] = (50, 1000)
) -> str:
    """The same events as a timeline of ours, in the frame of one of our pages, and in TimelineJS."""
    packages = folder / "timelinejs-source"
    install(packages, "@knight-lab/timelinejs")
    shutil.copytree(packages / "node_modules/@knight-lab/timelinejs/dist", folder / "timelinejs")
    rows = []
    for count in counts:
        days = [date(1900, 1, 1) + timedelta(days=number * (45_000 // count)) for number in range(count)]
        # Two folders down, like the page that gives the frame, so that its links hold.
        _write_ours(folder / "ours" / "timelines" / str(count), days, frame)
        _write_timelinejs(folder / f"timelinejs-{count}", days)
        found: dict[str, list[tuple[float, float, int]]] = {what: [] for what in MARKS}
        for _ in range(rounds):
            for what, name in {"ours": f"ours/timelines/{count}", "TimelineJS": f"timelinejs-{count}"}.items():
                first, last = (mark.format(last=count - 1) for mark in MARKS[what])
                found[what].append(_seen(browser, f"{root}{name}/", first, last))
        rows += [
            [
                f"{count:,}",
                what,
                *(f"{statistics.median(one[at] for one in times):.0f}" for at in (0, 1)),
                f"{max(one[2] for one in times):,}",
            ]
            for what, times in found.items()
        ]
    return table(["events", "what", "first seen, ms", "last seen, ms", "bytes"], rows) + "\n"


def _write_ours(target: Path, days: list[date], frame: str) -> None:
    """A page of ours whose article is one timeline."""
    source = target / "source"
    data = source / "docs" / "data"
    data.mkdir(parents=True)
    shutil.copy(ROOT / "docs" / "data" / "publisher.yml", data)
    for name, text in RECORDS.items():
        (data / name).write_text(text, encoding="utf-8")
    events = (
        f"- id: event-{number}\n  date: {day}\n  title: Event {number} of many\n  text: {TELLS}\n"
        '  lanes:\n    - lane-one\n  source: source-one\n  locator: "1"\n'
        for number, day in enumerate(days)
    )
    (data / "events.yml").write_text("".join(events), encoding="utf-8")
    (source / "docs" / "index.md").write_text("# Timeline\n\n{{ timeline() }}\n\n{{ sources() }}\n", encoding="utf-8")
    project = read_project(source, READING_DATE)
    article = f"<h1>Timeline</h1>{project.render('index.md', 'timeline')}{project.render('index.md', 'sources')}"
    start, end = frame.index("<article>"), frame.index("</article>")
    (target / "index.html").write_text(
        f"{frame[:start]}<article>{together(tight(article))}{frame[end:]}", encoding="utf-8"
    )


def _write_timelinejs(target: Path, days: list[date]) -> None:
    events = [
        {
            "unique_id": f"event-{number}",
            "start_date": {"year": day.year, "month": day.month, "day": day.day},
            "text": {"headline": f"Event {number} of many", "text": TELLS},
        }
        for number, day in enumerate(days)
    ]
    target.mkdir()
    (target / "events.js").write_text(f"const events = {json.dumps({'events': events})};", encoding="utf-8")
    (target / "index.html").write_text(PAGE, encoding="utf-8")


def _seen(browser: Browser, address: str, first: str, last: str) -> tuple[float, float, int]:
    with cold(browser) as page:
        page.add_init_script(SEEN.replace("FIRST", first).replace("LAST", last))
        done = answered(page)
        page.goto(address, wait_until="load")
        while not page.evaluate("at.first && at.last"):  # the policy of a page refuses to wait for a function
            page.wait_for_timeout(50)
        page.wait_for_load_state("networkidle")
        at = page.evaluate("at")
        return at["first"], at["last"], sum(size for _, size in sizes_of(done))
