"""The built site behind nginx with its headers: nothing is refused while pages are used, and nobody else is asked."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from macros.testing import TOOLS, find_nginx

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.nginx]

CONFIGURATION = """
daemon off; {user} worker_processes 1; pid {run}/pid; error_log {run}/errors;
events {{ worker_connections 256; }}
http {{
  types {{
    text/html html; text/css css; text/javascript js mjs; application/json json; image/svg+xml svg; image/png png;
    application/wasm wasm; image/x-icon ico; application/xml xml; text/plain txt;
  }}
  default_type application/octet-stream; access_log {run}/requests;
  client_body_temp_path {run}/a; proxy_temp_path {run}/b; fastcgi_temp_path {run}/c; uwsgi_temp_path {run}/d; scgi_temp_path {run}/e;
  server {{ listen 127.0.0.1:{port}; root {site}; index index.html; gzip on; include {site}/nginx.conf; }}
}}
"""
LISTEN = """
window.refused = [];
addEventListener("securitypolicyviolation", event => refused.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""
PAGES = (
    "", "company/hard-years/", "client-zero/challenges/", "client-zero/in-practice/", "blustellar/numbers/", "way/",
    "reference/events/", "reference/figures/", "reference/glossary/", "reference/sources/", "changes/",
    "id/transformation-office/", "id/barriers.fatigue/", "company/?as-of=2026-11-20", "nowhere/",
)  # fmt: skip
"""One of each kind: the story, an article, a matrix, a cycle, charts, a timeline, the registers, records, and none at all."""


@pytest.fixture(scope="module")
def behind_nginx(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the built site, served with the headers that it brings."""
    nginx = find_nginx() or pytest.skip(f"nginx: {TOOLS['nginx'].remedy}")
    run = tmp_path_factory.mktemp("nginx")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    # Started by root, nginx would read as somebody else, who may not look into the folder of the tests.
    user = "user root;" if getattr(os, "geteuid", lambda: 1)() == 0 else ""
    (run / "nginx.conf").write_text(
        CONFIGURATION.format(run=run, port=port, site=site, user=user), encoding="utf-8"
    )
    process = subprocess.Popen([nginx, "-p", str(run), "-e", str(run / "errors"), "-c", str(run / "nginx.conf")])
    try:
        for _ in range(50):
            try:
                with socket.create_connection(("127.0.0.1", port), 1):
                    break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(10)


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
        assert answer.headers["X-Content-Type-Options"] == "nosniff" and answer.headers["Cache-Control"], path
        assert answer.headers["Content-Type"].split(";")[0] == kind, path
        assert answer.headers.get("Access-Control-Allow-Origin") is None, path


def test_its_own_files_are_not_served(behind_nginx: str) -> None:
    for path in ("nginx.conf", "_headers"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(behind_nginx + path)


@pytest.mark.parametrize("path", PAGES)
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
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
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
    if (links := page.locator("a.permalink")).count():
        links.first.focus()
        page.keyboard.press("Enter")
        menu = page.locator(".take-menu")
        menu.get_by_role("button", name="Copy the address").click()
        menu.get_by_text("Copied", exact=False).wait_for()
        page.keyboard.press("Escape")
    if scheme:
        page.locator("#scheme").click()
