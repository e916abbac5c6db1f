"""Tables sorted by their heads: up, down, back to the order of the page, and said."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import come

pytestmark = pytest.mark.browser
NUMBERS, MATRIX = "blustellar/numbers/", "client-zero/challenges/"


@pytest.fixture
def page(browser: Browser, served: str) -> Iterator[Page]:
    context = browser.new_context(base_url=served, viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def values(page: Page) -> list[float]:
    return [
        float(cell.get_attribute("value") or "")
        for cell in page.locator("table.values").first.locator("tbody data").all()
    ]


def test_numbers_are_sorted_as_numbers_and_come_back(page: Page) -> None:
    come(page, NUMBERS)
    page.locator("details.twin > summary").first.click()
    table = page.locator("table.values").first
    before = values(page)
    head = table.locator("th", has=page.get_by_role("button", name="Value"))
    button = head.get_by_role("button")
    said = page.locator(".sorted")
    for way, wanted in (("ascending", sorted(before)), ("descending", sorted(before, reverse=True)), (None, before)):
        button.focus()
        page.keyboard.press("Enter")
        expect(said).to_contain_text(way or "order of the page")
        assert head.get_attribute("aria-sort") == way
        assert values(page) == wanted
    assert len(before) > 2 and said.get_attribute("role") == "status"
    expect(button).to_be_focused()


def test_a_scale_is_sorted_by_its_steps_and_empty_cells_come_last(page: Page) -> None:
    come(page, MATRIX)
    table = page.locator(".matrix table").first
    cells = "tr => [...tr.cells].map(cell => cell.classList.contains('empty') ? null : cell.dataset.order ?? cell.textContent)"
    for number, head in enumerate(table.locator("thead th[scope=col]").all()):
        for way in ("ascending", "descending"):
            head.get_by_role("button").click()
            expect(head).to_have_attribute("aria-sort", way)
            rows = [row.evaluate(cells) for row in table.locator("tbody tr").all()]
            column = [row[number] for row in rows if len(row) > 1]
            filled = [cell for cell in column if cell is not None]
            assert column == filled + [None] * (len(column) - len(filled))
            orders = [int(cell) for cell in filled if cell.isdigit()]
            assert orders == sorted(orders, reverse=way == "descending")


@pytest.mark.parametrize("address", ["client-zero/challenges/", "client-zero/drivers/", "company/figures/"])
def test_nothing_moves_when_heads_become_buttons(page: Page, address: str) -> None:
    """The same places with the script and before it."""
    places = "() => [...document.querySelectorAll('thead th')].map(th => Math.round(th.getBoundingClientRect().height))"
    page.route("**/site.js", lambda route: route.abort())
    page.goto(address)
    before = page.evaluate(places)
    page.unroute("**/site.js")
    come(page, address)
    assert page.locator(".sort").count() and page.evaluate(places) == before
