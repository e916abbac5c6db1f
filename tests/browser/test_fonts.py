"""The serif of headings comes after the words, and moves none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import let_fonts_come_late, open_page, still

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WATCH = """
  window.moved = 0;
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) window.moved += one.value;
  }).observe({ type: "layout-shift", buffered: true });
"""
LOAD = """document.fonts.load('600 20px "Storysite Serif"')"""
LOADED = """document.fonts.check('600 20px "Storysite Serif"')"""
LITTLE = 0.005
"""Of the window, moved by a word that stands a few px further on; 0.1 is what Lighthouse calls good."""
SAME_WIDTH = """(letter) => {
  const wide = (family) => {
    const one = document.createElement("span");
    one.style.cssText = `font: 600 100px ${family}; position: absolute`;
    one.textContent = letter;
    document.body.append(one);
    const { width } = one.getBoundingClientRect();
    one.remove();
    return width;
  };
  return wide('"Storysite Serif", monospace') === wide("monospace");
}"""


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
@pytest.mark.parametrize("path", ["", "client-zero/challenges/", "company/hard-years/", "trail/in-ten-minutes/"])
def test_a_late_font_moves_nothing(browser: Browser, served: str, path: str, width: int) -> None:
    with open_page(browser, "about:blank", viewport={"width": width, "height": 844}) as page:
        let_fonts_come_late(page)
        page.add_init_script(WATCH)
        page.goto(served + path)
        page.evaluate(LOAD)
        still(page)
        assert page.evaluate(LOADED)
        assert page.evaluate("window.moved") <= LITTLE


def test_letters_of_japanese_names_and_quotation_marks_are_its_own(browser: Browser, served: str) -> None:
    with open_page(browser, served) as page:
        page.evaluate(LOAD)
        assert [letter for letter in "ōŪ–—“”’…" if page.evaluate(SAME_WIDTH, letter)] == []
