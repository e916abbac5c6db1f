"""What holds of every kind of page in a browser: each is opened once at a width, and all rules for that width look at it.

Every page is opened in the narrowest window. In wider ones a few pages that hold every kind of part stand for all; the
night opens every page in each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.conftest import WHOLE, open_page

pytestmark = pytest.mark.browser

PARTS = 4
"""The pages are looked at in so many tests a width, so that several workers share them."""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BY_COLOUR = ["color-contrast", "link-in-text-block"]
"""The rules of axe that ask for colours: they take most of its time, and night can break no others."""
TARGETS = {"target-size": {"enabled": True}}
"""WCAG 2.5.8, which is off by default: 24 px, or inside a sentence, or 24 px from the next."""
ALL = {"runOnly": TAGS, "rules": TARGETS, "resultTypes": ["violations"]}
STRUCTURE = {**ALL, "rules": {**TARGETS, **{rule: {"enabled": False} for rule in BY_COLOUR}}}
COLOURS = {"runOnly": BY_COLOUR, "resultTypes": ["violations"]}
RUN_AXE = """async rules => (await axe.run(rules)).violations.map(({id, nodes}) =>
    `breaks axe's rule ${id} at ${nodes.length} places, such as ${nodes[0].target}`)"""

SIDEWAYS = """() => {
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    return wide > 0 ? [`scrolls sideways by ${wide} px`] : [];
}"""

BROKEN = """() => {
    const box = (node, from, to) => {
        const range = document.createRange();
        range.setStart(node, from);
        range.setEnd(node, to);
        return range.getClientRects()[0];
    };
    const found = [];
    for (const block of document.querySelectorAll("article :is(p, li, dd)")) {
        const texts = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
        for (let node = texts.nextNode(), last; node; node = texts.nextNode()) {
            const words = node.data.trimEnd(), start = words.search(/\\S/);
            if (start < 0 || !node.parentElement.checkVisibility() || node.parentElement.closest(".permalink")) continue;
            const first = box(node, start, start + 1);
            const held = /[,.;:!?)”’]/.test(words[start]) || node.parentElement.closest(".cite");
            if (last && first && held && first.left < last.right - 2 && first.top > last.top + 6) {
                found.push(`begins a line with a sign or a mark: ${block.textContent.slice(0, 40)} … ${words.slice(start, start + 12)}`);
            }
            last = box(node, words.length - 1, words.length);
        }
    }
    return found;
}"""

FAINT = """() => {
    const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const light = (colour) => numbers(colour).slice(0, 3)
        .map(part => part / 255).map(part => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4)
        .reduce((sum, part, at) => sum + part * [.2126, .7152, .0722][at], 0);
    const paper = light(getComputedStyle(document.body).backgroundColor);
    const stands = (colour) => colour !== "none" && numbers(colour)[3] !== 0
        && (Math.max(light(colour), paper) + .05) / (Math.min(light(colour), paper) + .05) >= 3;
    const drawn = [...document.querySelectorAll("main svg:is(.d-svg, .d-sample, .d-glyph, .shape) :is(path, circle, rect, line)")];
    const seen = drawn.filter(mark => mark.getClientRects().length && !mark.closest("defs") && !mark.matches(".d-hit, .d-grid"));
    return [...new Set(seen.filter(mark => {
        const {fill, stroke} = getComputedStyle(mark);
        return !stands(fill) && !stands(stroke);
    }).map(mark => `draws ${mark.tagName}.${mark.getAttribute("class")} too faintly: 3 to 1 are needed (WCAG 1.4.11)`))];
}"""


def sideways(page: Page) -> list[str]:
    return list(page.evaluate(SIDEWAYS))


def broken_lines(page: Page) -> list[str]:
    """A full stop stays with its word, and the mark of a source with what it stands behind."""
    return list(page.evaluate(BROKEN))


def faint_by_day_and_night(page: Page) -> list[str]:
    """Lines that only guide the eye may be fainter."""
    return [f"by {scheme} {fault}" for scheme in by_day_and_night(page) for fault in page.evaluate(FAINT)]


THIN = """() => {
    const count = {}, mark = (part) => `${part.tagName}.${part.getAttribute("class")}`;
    for (const part of document.querySelectorAll("main :is(li, tr, dt, dd, section, article)")) {
        const key = [...new Set([part, ...part.querySelectorAll("*")].map(mark))].sort().join(" ");
        count[key] = (count[key] ?? 0) + 1;
        if (count[key] > 2) part.remove();
    }
}"""
"""Leaves two of all items that are built alike: their colours are the same."""


def axe_but_colours(page: Page) -> list[str]:
    return axe(page, STRUCTURE)


def colours_by_day_and_night(page: Page) -> list[str]:
    """Of items that are built alike two are looked at."""
    page.evaluate(THIN)
    return [f"by {scheme} {fault}" for scheme in by_day_and_night(page) for fault in axe(page, COLOURS)]


def axe(page: Page, rules: dict[str, Any]) -> list[str]:
    """What axe finds; what a reader opens is judged too."""
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    return list(page.evaluate(RUN_AXE, rules))


def by_day_and_night(page: Page) -> Iterator[str]:
    """Day and then night, once its colours stand."""
    for name, scheme in (("day", "light"), ("night", "dark")):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.evaluate(SETTLED)
        yield name
    page.emulate_media(color_scheme="light")


SETTLED = "Promise.allSettled(document.getAnimations().filter(one => one instanceof CSSTransition).map(one => one.finished)).then(() => null)"
"""Comes back when no colour is on its way to another any more."""
Rule = Callable[[Page], list[str]]
RULES: dict[int, tuple[Rule, ...]] = {
    320: (sideways, broken_lines),
    390: (sideways, broken_lines, axe_but_colours),
    768: (sideways, broken_lines),
    1280: (sideways, broken_lines, faint_by_day_and_night),
}
"""What is looked for at each width, in px."""
NARROWEST = min(RULES)
"""Where a page is too wide first, and where its lines break most."""


@pytest.fixture(scope="module")
def covering(site: Path, addresses: list[str]) -> list[str]:
    """A few of these pages, on which stands each element with each class that stands on any of them."""
    holds = {}
    for address in addresses:
        html = (site / address / "index.html" if not address.endswith(".html") else site / address).read_text("utf-8")
        classes = re.findall(r'<([a-z0-9]+)\b[^>]*?\bclass=(?:"([^"]*)"|([^\s>]+))', html)
        holds[address] = {(tag, name) for tag, quoted, bare in classes for name in (quoted or bare).split()}
    missing, chosen = set().union(*holds.values()), []
    while missing:
        best = max(addresses, key=lambda address: len(holds[address] & missing))
        chosen.append(best)
        missing -= holds[best]
    return chosen


@contextmanager
def window(browser: Browser, address: str, width: int) -> Iterator[Page]:
    with open_page(browser, address, viewport={"width": width, "height": 844}, has_touch=width < 600) as page:
        yield page


def wait_for_script(page: Page) -> None:
    """The script has come, with what it adds."""
    page.locator("a#find").wait_for(state="detached")


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize(
    "width", [width if width == NARROWEST else pytest.param(width, marks=pytest.mark.nightly) for width in RULES]
)
def test_every_kind_of_page_keeps_the_rules(
    browser: Browser, served: str, addresses: list[str], width: int, part: int
) -> None:
    assert_kept(browser, served, addresses[part::PARTS], width, RULES[width])


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("width", [390, 768, 1280])
def test_every_kind_of_part_keeps_the_rules(
    browser: Browser, served: str, covering: list[str], width: int, part: int
) -> None:
    rules = (*RULES[width], *{390: (colours_by_day_and_night,), 1280: (axe_but_colours,)}.get(width, ()))
    assert_kept(browser, served, covering[part::PARTS], width, rules)


def assert_kept(browser: Browser, served: str, addresses: list[str], width: int, rules: tuple[Rule, ...]) -> None:
    """Each of these pages, opened once in a window so wide, keeps these rules."""
    found = []
    with window(browser, "about:blank", width) as page:
        for address in addresses:
            page.goto(served + address + WHOLE)
            wait_for_script(page)
            found += [f"/{address} at {width} px {fault}" for rule in rules for fault in rule(page)]
    assert not found, "\n".join(found)


@pytest.mark.nightly
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_on_any_page(browser: Browser, served: str, site: Path, scheme: str, width: int) -> None:
    """All pages of all records too, and all rules by night."""
    found = []
    with open_page(
        browser, served, viewport={"width": width, "height": 844}, color_scheme=scheme, is_mobile=width < 600
    ) as page:
        for path in sorted(site.rglob("*.html")):
            address = path.relative_to(site).as_posix().removesuffix("index.html")
            page.goto(served + address + WHOLE)
            found += [f"/{address} {fault}" for fault in axe(page, ALL)]
    assert not found, "\n".join(found)


HARM: dict[str, tuple[Rule, str, str]] = {
    "a part that is too wide": (sideways, "main { min-width: 1400px }", "scrolls sideways"),
    "a mark that is not held": (broken_lines, "article .cite { display: block } article p { width: 100% }", "begins a line with"),
    "a drawing in the colour of the paper": (faint_by_day_and_night, "main svg * { fill: rgb(250, 250, 250) !important; stroke: none !important }", "by day draws"),
    "a drawing that night swallows": (faint_by_day_and_night, "main svg * { fill: rgb(20, 20, 30) !important; stroke: none !important }", "by night draws"),
    "words that can hardly be read": (colours_by_day_and_night, "main p { color: #999 !important; background: #fff }", "by day breaks axe's rule color-contrast"),
    "words that night swallows": (
        colours_by_day_and_night, "@media (prefers-color-scheme: dark) { main p { color: #444 !important } }", "by night breaks axe's rule color-contrast",
    ),
    "targets that a thumb misses": (
        axe_but_colours, "nav a { display: inline-block; width: 8px !important; height: 8px !important; min-height: 0 !important; min-width: 0 !important; padding: 0 !important; margin: 0 !important; overflow: hidden }", "target-size",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HARM)
def test_each_rule_notices_what_breaks_it(browser: Browser, served: str, name: str) -> None:
    rule, styles, told = HARM[name]
    address = "reference/" if rule in {axe_but_colours, colours_by_day_and_night} else "blustellar/numbers/"
    with open_page(browser, served + address + WHOLE, viewport={"width": 390, "height": 844}, bypass_csp=True) as page:
        wait_for_script(page)
        page.add_style_tag(content=styles)
        found = " ".join(rule(page))
        assert told in found, f"the rule should say '{told}' and says '{found}'"
