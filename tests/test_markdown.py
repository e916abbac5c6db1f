"""The Markdown that pages may be written with: a page of examples, made by both engines and looked at in a browser."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from bs4 import BeautifulSoup

from storysite.deploy.build import build
from storysite.deploy.compare_sites import allowed, compare
from tests.browser.test_every_page import ALL, axe
from tests.conftest import Once, served_from
from tests.projects import CASES, second
from tests.rendering import parsed
from tests.test_parity import SECOND_DATE, with_zensical

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

PAGE = "markdown/index.html"
SHOWN = {
    "callouts": ".callout.callout-note > .callout-title",
    "callouts that fold": "details.callout-question > summary",
    "callouts without a title": ".callout-quote > p",
    "callouts in callouts": ".callout-warning .callout-tip",
    "a macro in a callout": ".callout-note a[href]",
    "a drawing in a list in a callout": ".callout-warning li > .timeline",
    "figures in a tab": ".tab > .cards",
    "tabs": ".tabs > input:checked + label + .tab",
    "code in tabs": ".tab .highlight",
    "tasks": '.tasks .tasks .task[aria-label="done"]',
    "definitions": "dl.definitions > dd > p",
    "abbreviations": 'abbr[title="HyperText Markup Language"]',
    "marks": "p > mark",
    "deletions": "p > del",
    "insertions": "p > ins",
    "subscripts": "p > sub",
    "superscripts": "p > sup",
    "keys": ".keys > kbd",
    "icons": ".icon svg path",
    "icons beside words": '.icon[aria-hidden="true"]',
    "icons alone": 'td.center > .icon[role="img"][aria-label="check"]',
    "footnotes": '.footnotes > ol[type="a"] > li[id="fn:keeper"]',
    "annotations": "em > .annotation",
    "annotations in code": ".highlight .annotation",
    "buttons": "a.md-button.md-button--primary",
    "tables in boxes": '.scroll[tabindex="0"] > table',
    "titles of code": ".highlight > .filename",
    "numbers of lines": '.linenos[data-linenos="1 "]',
    "lines that stand out": ".hll",
    "code in a line": "code.highlight .nf, code.highlight .n",
    "cards": ".grid.cards > ul > li hr",
    "grids": ".grid > .card",
    "captions": "figure.picture > figcaption",
}
"""What the page of examples shows, and where it is found."""


def examples(root: Path) -> Path:
    """The second site with the page of examples."""
    second(root)
    shutil.copy(CASES / "markdown.md", root / "docs")
    settings = (root / "mkdocs.yml").read_text(encoding="utf-8")
    (root / "mkdocs.yml").write_text(f"{settings}  - Markdown: markdown.md\n", encoding="utf-8")
    return root


@pytest.fixture(scope="session")
def made(once: Once) -> Path:
    """The page of examples in its site, made by MkDocs."""

    def make(folder: Path) -> None:
        (folder / "site").mkdir()
        assert build(examples(folder / "project"), folder / "site" / "light", SECOND_DATE) == []

    return once("markdown", make)


@pytest.fixture(scope="session")
def page(made: Path) -> BeautifulSoup:
    return parsed((made / "site/light" / PAGE).read_text(encoding="utf-8"))


@pytest.mark.parametrize("selector", SHOWN.values(), ids=SHOWN)
def test_the_page_shows(selector: str, page: BeautifulSoup) -> None:
    assert page.select_one(f"article {selector}")


def test_both_engines_make_the_same_of_it(made: Path, tmp_path: Path) -> None:
    other = with_zensical(made / "project", tmp_path / "site", SECOND_DATE)
    assert compare(made / "site/light", other, allowed()).differences == []


def test_nothing_is_printed_as_source(made: Path) -> None:
    page = parsed((made / "site/light" / PAGE).read_text(encoding="utf-8"))
    for code in page.select("pre, code"):
        code.decompose()
    words = page.select_one("article").get_text(" ")  # type: ignore[union-attr]
    assert not re.search(r'!!!|\?\?\?|===|\[\^|==|~~|\+\+|\{[:. ]|///|:[a-z]+-[a-z-]+:|\[[ x]\]|\*\[|"> ', words), words


def test_code_shows_what_stands_in_it(page: BeautifulSoup) -> None:
    shown = [code.get_text() for code in page.select("pre > code")]
    assert '{{ fact("reach") }} stands here as it is, and [a link](nowhere.md), too.\n' in shown
    assert '{{ fact("reach") }} runs nowhere in code.\n' in shown
    assert {'{{ fact("reach") }}', '{{ fact("oil") }}'} <= {code.get_text() for code in page.select("p > code")}
    assert "[another link](nowhere.md) in an indented block\n" in shown


def test_footnotes_are_told_from_sources(page: BeautifulSoup) -> None:
    assert [mark.get_text() for mark in page.select(".footnote-ref")] == ["a", "b"]
    assert page.select_one("article .footnotes ~ .sources")
    assert not page.select('article [style], article [onclick], article input:not([type="radio"])')


def test_its_twin_is_common_markdown(made: Path) -> None:
    twin = (made / "site/light" / PAGE).with_name("index.md").read_text(encoding="utf-8")
    assert twin == (CASES / "markdown.twin.txt").read_text(encoding="utf-8")


def test_sheets_are_sent_only_where_they_are_used(made: Path, page: BeautifulSoup) -> None:
    other = (made / "site/light" / "everything" / "index.html").read_text(encoding="utf-8")
    assert ".callout" in str(page.head) and ".hll" in str(page.head)
    assert ".callout" not in other and ".hll" not in other


@pytest.mark.browser
@pytest.mark.parametrize(
    "width", [320, *(pytest.param(width, marks=pytest.mark.nightly) for width in (390, 768, 1280))]
)
def test_no_width_is_too_narrow(width: int, made: Path, browser: Browser) -> None:
    with served_from(made / "site") as address:
        tab = browser.new_page(viewport={"width": width, "height": 900})
        tab.goto(f"{address}light/markdown/")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        tab.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everyone_can_use_it(scheme: Literal["light", "dark"], made: Path, browser: Browser) -> None:
    with served_from(made / "site") as address:
        context = browser.new_context(color_scheme=scheme, bypass_csp=True, viewport={"width": 390, "height": 844})
        tab = context.new_page()
        tab.goto(f"{address}light/markdown/")
        assert axe(tab, ALL) == []
        context.close()


@pytest.mark.browser
def test_tabs_change_without_a_script_and_print_whole(made: Path, browser: Browser) -> None:
    with served_from(made / "site") as address:
        context = browser.new_context(java_script_enabled=False)
        tab = context.new_page()
        tab.goto(f"{address}light/markdown/")
        assert _visible(tab) == [True, False, False]
        tab.get_by_text("By air", exact=True).click()
        assert _visible(tab) == [False, False, True]
        tab.keyboard.press("ArrowLeft")
        assert _visible(tab) == [False, True, False]
        tab.emulate_media(media="print")
        assert _visible(tab) == [True, True, True]
        context.close()


def _visible(tab: Page) -> list[bool]:
    return [panel.is_visible() for panel in tab.locator(".tab").all()]
