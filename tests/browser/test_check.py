"""“Check my proposal” in a browser: the words of the command, no word of the text sent anywhere, documents too."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from storysite.bootstrap.installation import THEME
from storysite.exports.check_data import check_data, write_check_data
from storysite.exports.check_links import check_text, read_document
from tests.browser.test_permanence import Quiet
from tests.checked import TEXTS, changed_project
from tests.permanence import quick_site
from tests.test_check_links import DOCUMENTS, bomb, document

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def checking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, Any]]]:
    folder = tmp_path_factory.mktemp("checking")
    project = changed_project(folder / "project")
    site = quick_site(project, folder / "site")
    shutil.copytree(THEME / "assets", site / "assets", dirs_exist_ok=True)
    write_check_data(site, project)
    page = site / "check" / "index.html"
    html = page.read_text(encoding="utf-8")
    script = '<script data-late="../assets/js/site.js" src="../assets/js/site.js"></script></body>'
    page.write_text(html.replace("</body>", script), encoding="utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/check/", check_data(project)
        server.shutdown()


@pytest.fixture
def page(browser: Browser, checking: tuple[str, dict[str, Any]]) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(checking[0])
    page.locator("form.check fieldset:enabled").wait_for()
    yield page
    context.close()


def told(page: Page) -> list[str]:
    page.locator("form.check output strong").first.wait_for()
    lines: list[str] = []
    for one in page.locator("form.check output > ol > li").all():
        head, link = one.locator("p strong").inner_text(), one.locator("p :is(a, span)")
        lines += ([link.inner_text(), head] if link.count() else [head]) + one.locator("li").all_inner_texts()
    return lines


def by_need(lines: list[str]) -> list[str]:
    """What changed stands first in a browser."""
    return sorted(lines)


def test_a_text_gets_the_words_of_the_command(page: Page) -> None:
    for case in TEXTS:
        page.reload()
        page.locator("form.check fieldset:enabled").wait_for()
        page.fill("#check-text", case["text"])
        page.locator("#check-day").evaluate("(field, day) => { field.value = day; }", case.get("day", ""))
        page.get_by_role("button", name="Check").click()
        if case["tells"]:
            assert by_need(told(page)) == by_need(case["tells"]), case["about"]
        else:
            page.get_by_text("No link to this site and no figure of it was found.").wait_for()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_read_in_the_browser(
    page: Page, checking: tuple[str, dict[str, Any]], tmp_path: Path, name: str
) -> None:
    path = document(tmp_path, name)
    page.set_input_files("#check-file", path)
    text, day = read_document(path)
    wanted = [line for one in check_text(checking[1], text, day) for line in (one.found, one.about, *one.lines)]
    assert by_need(told(page)) == by_need(wanted)


def test_nothing_leaves_the_browser(page: Page) -> None:
    asked: list[tuple[str, str, str | None]] = []
    page.on("request", lambda request: asked.append((request.method, request.url, request.post_data)))
    page.fill("#check-text", "A secret: https://railway.example/story/id/tunnel/")
    page.get_by_role("button", name="Check").click()
    told(page)
    assert [(method, address.rpartition("/")[2], sent) for method, address, sent in asked] == [
        ("GET", "check.json", None)
    ]
    assert "secret" not in json.dumps(asked)


def test_a_document_that_hides_its_size_is_not_unpacked_whole(page: Page, tmp_path: Path) -> None:
    page.set_input_files("#check-file", bomb(tmp_path / "hidden.docx", states=100))
    page.get_by_text("This cannot be read.").wait_for()


def test_what_cannot_be_read_is_said(page: Page, tmp_path: Path) -> None:
    (tmp_path / "broken.docx").write_bytes(b"no document")
    page.set_input_files("#check-file", tmp_path / "broken.docx")
    page.get_by_text("This cannot be read.").wait_for()
