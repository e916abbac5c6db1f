"""What a first visit weighs, against tests/cases/budget.yml."""

from __future__ import annotations

import gzip
import re
import zlib
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from storysite.output.html_edit import ATTRIBUTE, INSIDE, LATE, target
from tests.conftest import ROOT, open_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BUDGET: list[dict[str, Any]] = yaml.safe_load((ROOT / "tests/cases/budget.yml").read_text(encoding="utf-8"))
FIRST_FLIGHT = 14_600
PHONE = {"width": 390, "height": 844}
ASKING = re.compile(rf"<(script|img|link|iframe|source|use|image|video|audio|object|embed)\b({INSIDE})>", re.IGNORECASE)
LINKS = {"stylesheet", "preload", "modulepreload", "icon"}
"""Kinds of link that a browser follows by itself."""

pages = pytest.mark.parametrize("budget", BUDGET, ids=lambda budget: budget["page"] or "home")


def file_of(page: str) -> str:
    return page if page.endswith(".html") else f"{page}index.html"


def first_visit(site: Path, page: str) -> dict[str, int]:
    """The files that a browser asks for by itself, and the bytes of each answer."""
    file = file_of(page)
    found = {file}
    for tag, inside in ASKING.findall((site / file).read_text(encoding="utf-8")):
        given = {name.lower(): unescape(one or other or bare) for name, one, other, bare in ATTRIBUTE.findall(inside)}
        if (tag.lower() == "link" and not LINKS & set(given.get("rel", "").split())) or given.get("loading") == "lazy":
            continue
        first = given.get("src") or given.get("href") or given.get("srcset") or given.get("data") or ""
        for link in filter(None, [first, *given.get(LATE, "").split()]):
            if link.startswith(("#", "data:")):
                continue
            asked = target(file, link)
            assert asked and (site / asked).is_file(), f"{page} asks for {link}"
            found.add(asked)
    return {name: len(gzip.compress((site / name).read_bytes(), 6)) for name in sorted(found)}


@pages
def test_a_first_visit_stays_within_its_budget(site: Path, budget: dict[str, Any]) -> None:
    weights = first_visit(site, budget["page"])
    assert sum(weights.values()) <= budget["bytes"], weights
    assert len(weights) <= budget["requests"], weights


def test_an_ordinary_article_stays_light(site: Path) -> None:
    """Pages without a line of their own: the budget of an article."""
    named = {file_of(budget["page"]) for budget in BUDGET}
    for path in sorted(site.rglob("*.html")):
        page = path.relative_to(site).as_posix()
        if page not in named:
            weights = first_visit(site, page)
            assert sum(weights.values()) <= 35_000 and len(weights) <= 4, (page, weights)


@pytest.mark.browser
@pages
def test_the_first_screen_stands_in_the_first_flight(browser: Browser, site: Path, budget: dict[str, Any]) -> None:
    """A phone that has the first 14,600 bytes alone shows the same first screen as one that has all."""
    html = (site / file_of(budget["page"])).read_bytes()
    unpacker = zlib.decompressobj(wbits=31)
    part = unpacker.decompress(gzip.compress(html, 6)[:FIRST_FLIGHT])
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce", java_script_enabled=False)
    page = context.new_page()
    address = f"http://site.test/{budget['page']}"
    answers = iter((html, part))
    page.route(address, lambda route: route.fulfill(body=next(answers), content_type="text/html; charset=utf-8"))
    page.route(lambda url: url != address, lambda route: route.abort())
    shown = []
    for _ in range(2):
        page.goto(address)
        shown.append(page.screenshot(animations="disabled"))
    assert len(part) <= len(html)
    assert shown[0] == shown[1]
    context.close()


FONTS = """() => {
  const found = new Set(), texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const box = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || box.closest("script, style, noscript") || !box.checkVisibility()) continue;
    const { fontFamily, fontSize, fontWeight, fontStyle } = getComputedStyle(box);
    found.add([fontFamily, fontSize, fontWeight, fontStyle].join(" "));
  }
  return [...found].sort();
}"""


@pytest.mark.browser
@pages
def test_words_need_few_fonts(browser: Browser, served: str, budget: dict[str, Any]) -> None:
    with open_page(browser, served + budget["page"], viewport=PHONE, java_script_enabled=False) as page:
        fonts = page.evaluate(FONTS)
    assert 0 < len(fonts) <= budget["fonts"], "\n".join(fonts)
