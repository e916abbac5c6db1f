"""What somebody does who writes a proposal, each task in as many steps as it may take: a page opened, a press, a text typed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from docx import Document
from pptx import Presentation

from storysite.output.exportable_views import proposal
from storysite.project import Project

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser
SALES = "blustellar-sales-part-year"
MATRIX, CELL = "barriers", "barriers.commitment.breakthrough"
CHALLENGES, NUMBERS = "client-zero/challenges/", "blustellar/numbers/"
CLIPBOARD = "() => navigator.clipboard.readText()"


class Writer:
    """A reader who counts each step."""

    def __init__(self, page: Page):
        self.page, self.steps = page, 0

    def goes_to(self, address: str) -> None:
        self.steps += 1
        self.page.goto(address)
        self.page.locator("#tools button[aria-haspopup=dialog]").wait_for()  # the scripts have come

    def follows(self, name: str, *, within: str = "main") -> None:
        self.presses(self.page.locator(within).get_by_role("link", name=name).first)
        self.page.locator("#tools button[aria-haspopup=dialog]").wait_for()

    def presses(self, what: Locator) -> None:
        self.steps += 1
        what.click()

    def types(self, where: Locator, text: str) -> None:
        self.steps += 1
        where.fill(text)

    def opens_menu(self, id: str) -> None:
        self.presses(self.page.locator(f'a.permalink[href$="/id/{id}/"]:visible, a.permalink[href="./"]:visible').first)

    def takes(self, id: str, what: str) -> str:
        """What lands on the clipboard from the menu of a permanent link."""
        self.opens_menu(id)
        self.presses(self.page.get_by_role("button", name=what, exact=True))
        self.page.locator(".take-said", has_text="Copied").first.wait_for()
        return str(self.page.evaluate(CLIPBOARD))

    def downloads(self, link: Locator) -> bytes:
        with self.page.expect_download() as held:
            self.presses(link)
        return Path(held.value.path()).read_bytes()


@pytest.fixture
def writer(browser: Browser, served: str) -> Iterator[Writer]:
    context = browser.new_context(base_url=served, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield Writer(page)
    context.close()


def test_the_newest_sales_sentence(writer: Writer, project: Project) -> None:
    page = writer.page
    writer.goes_to("")
    writer.presses(page.locator("#tools button[aria-haspopup=dialog]"))
    writer.types(page.get_by_role("searchbox"), "sales of BluStellar half year")
    writer.presses(page.locator("dialog ol a", has_text="by the quarter and the half year").first)
    page.wait_for_load_state()
    sentence = writer.takes(SALES, "Copy for a proposal")
    assert sentence == proposal(project, project.library.items[SALES]).plain
    assert sentence.startswith(
        "In the first half of the year to March 2026, sales of BluStellar were 288.0 billion yen"
    )
    assert writer.steps == 6


def test_a_matrix_as_markdown_and_into_word(writer: Writer, project: Project) -> None:
    writer.goes_to(CHALLENGES)
    text = writer.takes(MATRIX, "Copy as Markdown")
    assert text.count("\n|") > len(project.library.items[MATRIX].record.rows) and "/id/barriers/" in text
    assert writer.steps == 3
    content = writer.downloads(writer.page.locator(".take-menu").get_by_role("link", name="Document"))
    (table,) = Document(io.BytesIO(content)).tables
    assert len(table.rows) > len(project.library.items[MATRIX].record.rows)
    assert writer.steps == 4


@pytest.mark.parametrize(
    ("address", "view"),
    [(CHALLENGES, MATRIX), (NUMBERS, "blustellar-sales.chart"), (NUMBERS, "promises")],
)
def test_a_slide_of_what_stands_on_a_page(writer: Writer, address: str, view: str) -> None:
    writer.goes_to(address)
    writer.opens_menu(view)
    content = writer.downloads(writer.page.locator(".take-menu").get_by_role("link", name="Slides"))
    assert len(Presentation(io.BytesIO(content)).slides) >= 1
    assert writer.steps == 3


def test_all_data(writer: Writer, project: Project) -> None:
    writer.goes_to("reference/use-in-a-proposal/")
    writer.presses(writer.page.get_by_role("link", name="All records in one file"))
    writer.page.wait_for_url("**/data/all.json")
    assert f'"{CELL.partition(".")[0]}"' in writer.page.locator("body").inner_text()
    assert writer.steps == 2


def test_one_cell(writer: Writer, project: Project) -> None:
    writer.goes_to(CHALLENGES)
    assert writer.takes(CELL, "Copy for a proposal") == proposal(project, project.library.items[CELL]).plain
    assert writer.steps == 3


def test_a_dated_link(writer: Writer, project: Project) -> None:
    writer.goes_to(CHALLENGES)
    link = writer.takes(MATRIX, "Copy dated link")
    assert link == f"{project.library.publisher.address}id/{MATRIX}/?as-of={project.library.today}"
    assert writer.steps == 3


def test_what_is_out_of_date(writer: Writer) -> None:
    writer.goes_to("reference/figures/")
    writer.presses(writer.page.get_by_role("link", name="What is out of date?"))
    writer.page.get_by_text(re.compile(r"\d+ of \d+ figures")).wait_for()
    assert writer.page.url.endswith("?state=old")
    assert writer.steps == 2


def test_the_fact_sheet(writer: Writer, project: Project) -> None:
    writer.goes_to("reference/")
    writer.follows("fact sheet")
    assert "reference/fact-sheet/" in writer.page.url
    shown = writer.page.locator(".fact-sheet dd data").all_inner_texts()
    assert project.library.printed(project.library.value(SALES)) in shown
    assert writer.steps == 2


def test_everything_offline(writer: Writer, tmp_path: Path, browser: Browser) -> None:
    writer.goes_to("reference/offline/")
    content = writer.downloads(writer.page.get_by_role("link", name="Download everything"))
    assert writer.steps == 2
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(tmp_path)
    (folder,) = tmp_path.iterdir()
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((folder / "reference/check-my-proposal/index.html").as_uri())
    page.fill("#check-text", "288.0 billion yen")
    page.get_by_role("button", name="Check").click()
    page.locator("form.check output li").first.wait_for()
    context.close()


def test_a_checked_proposal(writer: Writer, project: Project) -> None:
    address, today = project.library.publisher.address, project.library.today
    text = f"Sales came to 542.4 billion yen. See {address}id/{MATRIX}/?as-of={today} and {address}id/no-such-thing/."
    writer.goes_to("reference/check-my-proposal/")
    writer.page.locator("form.check fieldset:enabled").wait_for()
    writer.types(writer.page.locator("#check-text"), text)
    writer.presses(writer.page.get_by_role("button", name="Check"))
    found = writer.page.locator("form.check output > ol > li")
    found.first.wait_for()
    told = " ".join(found.all_inner_texts())
    assert "542.4 billion yen" in told and "Nothing has changed" in told and "There was never such an address" in told
    assert writer.steps == 3
