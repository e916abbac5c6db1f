"""Taking away in a browser: the menu of a permanent link, what lands on the clipboard, and the way without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from storysite.output.exportable_views import cite_page, cite_texts, proposal
from storysite.project import Project
from tests.conftest import come

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
READ = """async () => {
  const [one] = await navigator.clipboard.read();
  return Object.fromEntries(await Promise.all(one.types.map(async (type) => [type, await (await one.getType(type)).text()])));
}"""
MATRIX, CELL = "client-zero/challenges/", "barriers.commitment.breakthrough"


@pytest.fixture
def page(browser: Browser, served: str) -> Iterator[Page]:
    context = browser.new_context(
        base_url=served, permissions=["clipboard-read", "clipboard-write"], viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert not faults


def opened(page: Page, id: str) -> Page:
    link = page.locator(f'a.permalink[href$="/id/{id}/"]').first
    link.evaluate(
        "link => { for (let at = link; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true; }"
    )
    link.focus()
    page.keyboard.press("Enter")
    page.locator(".take-menu").wait_for()
    return page


def copied(page: Page, name: str) -> dict[str, str]:
    page.get_by_role("button", name=name, exact=True).click()
    page.locator(".take-said", has_text="Copied").first.wait_for()
    return page.evaluate(READ)


def test_nothing_is_fetched_before_somebody_reaches_for_it(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    come(page, MATRIX)
    assert not [url for url in asked if "take.js" in url or "item.json" in url]
    opened(page, CELL)
    assert [url for url in asked if "take.js" in url] and [url for url in asked if f"{CELL}/item.json" in url]


def test_a_sentence_is_copied_as_rich_and_plain_text(page: Page, project: Project) -> None:
    sentence = proposal(project, project.library.items[CELL])
    come(page, MATRIX)
    found = copied(opened(page, CELL), "Copy for a proposal")
    assert found["text/plain"] == sentence.plain
    rich = BeautifulSoup(found["text/html"], "html5lib")
    assert rich.get_text().strip() == sentence.plain
    assert [link["href"] for link in rich.find_all("a")] == [
        link["href"] for link in BeautifulSoup(sentence.html, "html5lib").find_all("a")
    ]


def test_the_address_alone_is_copied(page: Page, project: Project) -> None:
    come(page, MATRIX)
    assert copied(opened(page, CELL), "Copy link")["text/plain"] == f"{project.library.publisher.address}id/{CELL}/"


def test_a_table_is_copied_as_a_table(page: Page) -> None:
    come(page, MATRIX)
    found = copied(opened(page, "barriers"), "Copy as a table")
    table = BeautifulSoup(found["text/html"], "html5lib").table
    assert table and [len(row.find_all(["th", "td"])) for row in table.find_all("tr")] == [5] * 6
    lines = found["text/plain"].splitlines()
    assert [line.count("\t") for line in lines[1:7]] == [4] * 6 and "/id/barriers/" in lines[-1]


def test_it_is_copied_where_the_browser_has_no_clipboard_for_rich_text(page: Page, project: Project) -> None:
    come(page, MATRIX)
    page.evaluate("() => { delete window.ClipboardItem; }")
    found = copied(opened(page, CELL), "Copy for a proposal")
    assert found["text/plain"] == proposal(project, project.library.items[CELL]).plain
    assert "<a " in found["text/html"]


def test_a_link_that_carries_the_day_is_copied(page: Page, project: Project) -> None:
    dated = f"{project.library.publisher.address}id/{CELL}/?as-of={project.library.today}"
    come(page, MATRIX)
    assert copied(opened(page, CELL), "Copy dated link")["text/plain"] == dated


def test_the_menu_works_by_keyboard_and_gives_the_focus_back(page: Page) -> None:
    come(page, MATRIX)
    opened(page, CELL)
    menu = page.locator(".take-menu")
    assert menu.get_attribute("role") == "dialog" and menu.get_attribute("aria-label")
    assert page.evaluate("document.activeElement.textContent") == "Copy link"
    for name in ("Copy dated link", "Copy for a proposal"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == name
    page.keyboard.press("Enter")
    page.locator(".take-said", has_text="Copied: for a proposal.").wait_for()
    assert page.locator(".take-said").get_attribute("role") == "status"
    page.keyboard.press("Escape")
    menu.wait_for(state="detached")
    assert page.evaluate("document.activeElement.getAttribute('href')").endswith(f"/id/{CELL}/")
    box = opened(page, CELL).locator(".take-menu").bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390


def test_citations_are_copied_from_the_page_and_the_menu(page: Page, project: Project) -> None:
    come(page, MATRIX)
    page.get_by_text("Cite this page").click()
    page.get_by_role("button", name="Copy BibTeX").click()
    page.locator("details.take .take-said", has_text="Copied").wait_for()
    assert page.evaluate(READ)["text/plain"] == cite_page(project, "client-zero/challenges.md").bibtex
    opened(page, CELL).get_by_text("Cite", exact=True).click()
    page.get_by_role("button", name="Copy: Markdown").click()
    page.locator(".take-menu .take-said", has_text="Copied").wait_for()
    assert page.evaluate(READ)["text/plain"] == cite_texts(project, project.library.items[CELL]).markdown


def test_without_scripts_the_texts_are_one_step_away(browser: Browser, served: str, project: Project) -> None:
    context = browser.new_context(base_url=served, java_script_enabled=False)
    page = context.new_page()
    page.goto(MATRIX)
    page.locator('caption a.permalink[href$="/id/barriers/"]').click(force=True)
    assert page.url.endswith("/id/barriers/")
    page.locator("details.take summary").click()
    assert proposal(project, project.library.items["barriers"]).plain in page.locator("details.take").inner_text()
    context.close()


def test_a_link_still_leads_on_where_the_menu_cannot_be_had(page: Page) -> None:
    page.route(
        "**/take.js",
        lambda route: route.fulfill(status=200, content_type="text/javascript", body="throw new Error('gone');"),
    )
    come(page, MATRIX)
    page.locator('caption a.permalink[href$="/id/barriers/"]').focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/id/barriers/")
