"""The page of changes compares any two releases in a browser, from the files of the releases."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from datetime import date
from functools import partial
from http.server import ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page

from storysite.bootstrap.installation import THEME
from storysite.checks.read_project import read_project
from storysite.exports.release_files import write_releases
from tests.browser.test_permanence import Quiet
from tests.checked import changed_project
from tests.permanence import edit, quick_site, release

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Three releases: in the second a value is corrected, in the third an event's text is changed."""
    folder = tmp_path_factory.mktemp("releases")
    root = changed_project(folder / "project").root
    edit(root, [{"in": "docs/data/events.yml", "replace": "A tunnel is dug.", "by": "A tunnel is dug by hand."}])
    release(root, date(2026, 4, 1))
    project = read_project(root, date(2026, 4, 1))
    site = quick_site(project, folder / "site")
    shutil.copytree(THEME / "assets", site / "assets", dirs_exist_ok=True)
    write_releases(site, project)
    page = site / "changes" / "index.html"
    script = '<script data-late="../assets/js/site.js" src="../assets/js/site.js"></script></body>'
    page.write_text(page.read_text(encoding="utf-8").replace("</body>", script), encoding="utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/changes/"
        server.shutdown()


@pytest.fixture
def page(browser: Browser, releases: str) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(releases)
    with page.expect_response("**/compare.js"):
        page.get_by_text("Compare two releases").click()
    page.locator("form.compare").wait_for()
    page.wait_for_load_state("networkidle")
    yield page
    context.close()


def told(page: Page, older: str, newer: str, words: str = "") -> list[str]:
    page.select_option("[name=from]", older)
    page.select_option("[name=to]", newer)
    page.fill("[name=words]", words)
    page.locator("form.compare output").evaluate("(out) => out.replaceChildren()")
    page.get_by_role("button", name="Compare").click()
    page.locator("form.compare output p").wait_for()
    return [" ".join(line.split()) for line in page.locator("form.compare output :is(p, li)").all_inner_texts()]


def test_two_releases_that_follow_each_other(page: Page) -> None:
    assert told(page, "2026-03-01", "2026-04-01") == [
        "1 change between 2026-03-01 and 2026-04-01.",
        "Event The tunnel: Text, before: A tunnel is dug. Now: A tunnel is dug by hand.",
    ]


def test_the_first_and_the_last_bring_all_changes_together(page: Page) -> None:
    lines = told(page, "2026-02-01", "2026-04-01")
    assert "Event The tunnel: Text, before: A tunnel is dug. Now: A tunnel is dug by hand." in lines
    assert "Event A second track: Withdrawn on 2026-02-20: It was never announced." in lines
    assert "Page The line: Moved to /railway/." in lines
    assert told(page, "2026-04-01", "2026-02-01")[1:] == lines[1:], "the order of the two does not matter"


def test_they_are_filtered_by_id_or_page(page: Page) -> None:
    assert len(told(page, "2026-02-01", "2026-04-01", "tunnel")) == 2
    assert told(page, "2026-02-01", "2026-04-01", "no-such-thing") == ["0 changes between 2026-02-01 and 2026-04-01."]
    assert told(page, "2026-02-01", "2026-02-01") == ["These are the same release."]
