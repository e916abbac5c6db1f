"""A trail as cards: keys, links and touch lead on, nothing needs a script, and each card prints on a page of its own."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from tests.conftest import open_page, still

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TRAIL = "in-ten-minutes"
ADDRESS = f"trail/{TRAIL}/"
SIZES = ((320, 568), (390, 844), (768, 1024), (1280, 800))
CARDS = """[...document.querySelectorAll(".card")].map(({ id, offsetHeight, scrollWidth, clientWidth }) =>
  ({ id, high: offsetHeight, wide: scrollWidth - clientWidth }))"""
READ = """() => [...document.querySelectorAll(".card")].find((card) => card.getBoundingClientRect().bottom > 2).id"""


def ready(page: Page) -> None:
    """Wait for the keys, which come after the first paint."""
    page.locator(".story[data-keys]").wait_for()


def at(page: Page, card: str) -> None:
    page.wait_for_url(f"**/#{card}")
    still(page)
    assert page.evaluate(READ) == card


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
def test_each_card_fills_the_window_and_fits_its_width(
    browser: Browser, served: str, size: tuple[int, int], scheme: str
) -> None:
    settings = {"viewport": {"width": size[0], "height": size[1]}, "color_scheme": scheme}
    with open_page(browser, served + ADDRESS, **settings) as page:
        assert page.evaluate("document.documentElement.scrollWidth") == size[0]
        for card in page.evaluate(CARDS):
            assert card["high"] >= size[1] - 1 and card["wide"] <= 0, card
            if size[0] == 1280 and card["id"] != "ref":
                assert card["high"] == size[1], f"{card['id']} is taller than the window"


def test_keys_lead_on_and_back_and_out(browser: Browser, served: str) -> None:
    with open_page(browser, served + ADDRESS, viewport={"width": 1280, "height": 800}) as page:
        ready(page)
        page.keyboard.press("ArrowRight")
        at(page, f"{TRAIL}.need")
        page.keyboard.press("PageDown")
        at(page, f"{TRAIL}.loss")
        page.keyboard.press("ArrowLeft")
        at(page, f"{TRAIL}.need")
        page.go_back()
        at(page, f"{TRAIL}.loss")
        page.keyboard.press("End")
        at(page, "ref")
        page.keyboard.press("ArrowRight")
        at(page, "ref")
        page.keyboard.press("Escape")
        page.wait_for_url(f"{served}#{TRAIL}")


def test_the_address_follows_what_is_scrolled_to(browser: Browser, served: str) -> None:
    with open_page(browser, served + ADDRESS, viewport={"width": 1280, "height": 800}) as page:
        ready(page)
        page.mouse.wheel(0, 1600)
        at(page, f"{TRAIL}.loss")


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_finger_goes_from_card_to_card(browser: Browser, served: str, script: bool) -> None:
    settings = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "java_script_enabled": script}
    with open_page(browser, served + ADDRESS, **settings) as page:
        cards = page.locator(".card")
        for number in range(cards.count() - 1):
            link = cards.nth(number).locator('[rel="next"]')
            box = link.bounding_box()
            assert box and box["height"] >= 44 and box["width"] >= 44
            link.tap()
            target = cards.nth(number + 1).get_attribute("id")
            assert page.url.endswith(f"#{target}")


def test_each_card_is_a_page_of_paper(browser: Browser, served: str) -> None:
    with open_page(browser, served + ADDRESS) as page:
        titles = page.locator(".card :is(h1, h2)").all_inner_texts()
        pages = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    words = [re.sub(r"\s+", " ", page.extract_text()) for page in pages]
    for number, title in enumerate(titles):
        assert title in words[number], f"'{title}' is not on page {number + 1}"
    assert all("Sources" not in one for one in words[: len(titles) - 1])
