"""The built site behind nginx with its headers: nothing is refused while pages are used, and nobody else is asked."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from storysite.pages.csp import RESOURCE_POLICY, SENT
from tests import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.nginx]

LISTEN = """
window.refused = [];
addEventListener("securitypolicyviolation", event => refused.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""
PAGES = (
    "",
    "client-zero/challenges/",
    "client-zero/in-practice/",
    "blustellar/numbers/",
    "way/",
    "reference/figures/",
    "id/transformation-office/",
    "company/?as-of=2026-11-20",
    "nowhere/",
)
"""One of each kind: the story, a matrix, a cycle, charts, a timeline, a register, a record, an old link, and none at all."""
OTHERS = (
    "company/hard-years/",
    "reference/events/",
    "reference/glossary/",
    "reference/sources/",
    "changes/",
    "id/barriers.fatigue/",
)
"""Of the same kinds, for the night."""


@pytest.fixture(scope="module")
def behind_nginx(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the built site, served with the headers that it brings."""
    with serving.behind_nginx(site, tmp_path_factory.mktemp("nginx")) as address:
        yield address


def test_headers_arrive_with_every_answer(behind_nginx: str) -> None:
    for path, kind in {
        "": "text/html",
        "nowhere/": "text/html",
        "assets/icon.svg": "image/svg+xml",
        "manifest.webmanifest": "application/manifest+json",
    }.items():
        try:
            answer = urllib.request.urlopen(behind_nginx + path)
        except urllib.error.HTTPError as error:
            answer = error
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"], path
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], path
        assert {name: answer.headers[name] for name in SENT} == SENT and answer.headers["Cache-Control"], path
        assert answer.headers["X-Frame-Options"] is None, path
        assert answer.headers[RESOURCE_POLICY] == ("cross-origin" if path.endswith(".svg") else "same-origin"), path
        assert answer.headers["Content-Type"].split(";")[0] == kind, path
        assert answer.headers.get("Access-Control-Allow-Origin") is None, path


def test_its_own_files_and_folders_without_a_page_are_not_there(behind_nginx: str) -> None:
    for path in ("nginx.conf", "_headers", "data/"):
        with pytest.raises(urllib.error.HTTPError, match="404") as answer:
            urllib.request.urlopen(behind_nginx + path)
        assert b"<h1" in answer.value.read(), path


@pytest.mark.parametrize("path", [*PAGES, *(pytest.param(path, marks=pytest.mark.nightly) for path in OTHERS)])
def test_nothing_is_refused_and_nobody_else_is_asked(browser: Browser, behind_nginx: str, path: str) -> None:
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, permissions=["clipboard-read", "clipboard-write"]
    )
    context.add_init_script(LISTEN)
    page = context.new_page()
    page.set_default_timeout(10_000)
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(behind_nginx + path, wait_until="networkidle")
    use(page)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("refused") == []
    assert [text for text in said if "404" not in text or path != "nowhere/"] == []
    assert {url for url in asked if not url.startswith((behind_nginx, "blob:", "data:"))} == set()
    context.close()


def use(page: Page) -> None:
    """Do what a reader can do: day and night, search, terms, filters, what is closed, taking away."""
    if scheme := page.locator("#scheme").count():
        page.locator("#scheme").click()
    page.keyboard.press("/")
    page.get_by_role("searchbox").fill("transformation")
    page.locator("dialog ol a").first.wait_for()
    page.get_by_role("button", name="Close").click()
    page.evaluate("for (const closed of document.querySelectorAll('details:not([open])')) closed.open = true")
    for selector in ("[popovertarget]", ".cite a"):
        if (found := page.locator(f"{selector}:visible")).count():
            found.first.hover()
            found.first.focus()
    if (boxes := page.locator("form.filter [type=checkbox]")).count():
        boxes.first.check()
        page.wait_for_url("**/?*")
    if (links := page.locator("a.permalink:visible")).count():
        links.first.focus()
        page.keyboard.press("Enter")
        menu = page.locator(".take-menu")
        menu.get_by_role("button", name="Copy link").click()
        menu.get_by_text("Copied", exact=False).wait_for()
        page.keyboard.press("Escape")
    if scheme:
        page.locator("#scheme").click()
