"""One visit to a page in a browser: what is fetched, when it can be read, what moves, what blocks."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storysite.bootstrap.test_runner import find_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PHONE = {"width": 390, "height": 844}
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1_638_400 / 8, "uploadThroughput": 675_000 / 8}
SLOWER_PROCESSOR = 4
"""The line and the processor that Lighthouse stands in for."""
WATCH = """
window.seen = {lcp: 0, shift: 0, long: []};
new PerformanceObserver(list => { for (const entry of list.getEntries()) seen.lcp = entry.startTime }).observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver(list => { for (const entry of list.getEntries()) seen.shift += entry.value }).observe({type: "layout-shift", buffered: true});
new PerformanceObserver(list => { for (const entry of list.getEntries()) seen.long.push(entry.duration) }).observe({type: "longtask", buffered: true});
"""


@dataclass(frozen=True, slots=True)
class Visit:
    """What a first visit took."""

    requests: int
    bytes: int
    """The bodies of all answers, as they came over the line."""
    page: int
    """That of the page itself."""
    lcp: float
    shift: float
    long: tuple[float, ...]


@contextmanager
def running() -> Iterator[Browser]:
    """A browser of this machine."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@contextmanager
def cold(browser: Browser, *, line: bool = False, processor: bool = False, **options: Any) -> Iterator[Page]:
    """A page with nothing in its cache; the line and the processor of a slow phone where that is asked for."""
    context = browser.new_context(viewport=PHONE, **options)
    page = context.new_page()
    session = context.new_cdp_session(page)
    if line:
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", SLOW_4G)
    if processor:
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_PROCESSOR})
    yield page
    context.close()


def answered(page: Page) -> list[Any]:
    """The page's requests that have been answered, from now on."""
    done: list[Any] = []
    page.on("requestfinished", lambda request: done.append(request))
    return done


def sizes_of(requests: list[Any]) -> list[tuple[str, int]]:
    """Addresses, and the bytes that came over the line; to be asked for while the page is open."""
    return [
        (request.url, request.sizes()["responseBodySize"])
        for request in requests
        if not request.url.startswith(("data:", "blob:"))
    ]


def visit(browser: Browser, address: str, *, slow: bool = True) -> Visit:
    """Open a page for the first time, touch nothing, and wait until the line is still; the server sees to a slow line."""
    with cold(browser, processor=slow) as page:
        page.add_init_script(WATCH)
        done = answered(page)
        page.goto(address, wait_until="networkidle")
        page.wait_for_timeout(500)
        sizes = sizes_of(done)
        seen = page.evaluate("seen")
    return Visit(
        len(sizes),
        sum(size for _, size in sizes),
        next(size for url, size in sizes if url == address),
        seen["lcp"],
        seen["shift"],
        tuple(seen["long"]),
    )


def median(visits: list[Visit]) -> Visit:
    """The middle of each figure, and the long tasks of the visit that had most of them."""
    return Visit(
        max(one.requests for one in visits),
        max(one.bytes for one in visits),
        visits[0].page,
        statistics.median(one.lcp for one in visits),
        max(one.shift for one in visits),
        max((one.long for one in visits), key=sum),
    )
