"""Reading comfort as a browser lays pages out: where lines break, and tables whole where they fit."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.conftest import open_page, still

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [768, 1280])
@pytest.mark.parametrize("address", ["client-zero/challenges/", "blustellar/numbers/", "themes/"])
def test_a_table_that_fits_is_there_whole(browser: Browser, served: str, address: str, width: int) -> None:
    """Where its columns fit it needs no scrolling of its own, and its heads stay in view of the window."""
    with open_page(browser, served + address, viewport={"width": width, "height": 900}) as page:
        cut = page.evaluate(
            "[...document.querySelectorAll('.scroll')].map(it => [getComputedStyle(it).overflowY, it.scrollWidth - it.clientWidth])"
        )
        assert cut and all(overflow == "visible" and wide <= 0 for overflow, wide in cut), cut
        row = page.locator("tbody tr").nth(2)
        row.evaluate("it => scrollTo({top: it.getBoundingClientRect().top + scrollY - 200, behavior: 'instant'})")
        head = page.locator(".scroll").first.locator("thead tr").last.locator("th").first
        assert abs(head.evaluate("it => it.getBoundingClientRect().top")) < 2


def test_a_matrix_is_cards_where_there_is_no_room_for_columns(browser: Browser, served: str) -> None:
    """Nothing in it has to be scrolled, and each cell stands under the head of its column."""
    for width in (320, 390):
        with open_page(browser, served + "client-zero/challenges/", viewport={"width": width, "height": 844}) as page:
            box = page.locator(".matrix .scroll").first
            assert box.evaluate("it => [getComputedStyle(it).overflowY, it.scrollWidth - it.clientWidth <= 0]") == [
                "visible",
                True,
            ]
            cells = page.locator(".matrix td[data-column]")
            labels = cells.evaluate_all("found => found.map((it) => getComputedStyle(it, '::before').content)")
            heads = cells.evaluate_all('found => found.map((it) => `"${it.dataset.column}"`)')
            assert labels == heads and labels


@pytest.mark.parametrize(("width", "shades"), [(1280, ["0", "0"])])
def test_a_table_shows_that_rows_are_hidden_below(browser: Browser, served: str, width: int, shades: list[str]) -> None:
    """At its beginning and at its end; one that is there whole hides nothing."""
    with open_page(browser, served + "client-zero/challenges/", viewport={"width": width, "height": 844}) as page:
        table, seen = page.locator(".scroll").first, []
        for down in (0, 10_000):
            table.evaluate("(it, down) => { it.scrollTop = down; }", down)
            still(page)
            seen.append(table.evaluate("it => getComputedStyle(it, '::after').opacity"))
        assert seen == shades


ALONE = """() => [...document.querySelectorAll("article :not(.claim *, td, th) > .permalink")].filter(link => {
    const text = link.previousSibling?.nodeType === Node.TEXT_NODE && link.previousSibling.data.trimEnd();
    if (!text || !link.checkVisibility()) return false;
    const range = document.createRange();
    range.setStart(link.previousSibling, text.length - 1);
    range.setEnd(link.previousSibling, text.length);
    return link.getBoundingClientRect().top >= range.getBoundingClientRect().bottom;
}).map(link => link.ariaLabel)"""


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_what_is_unseen_takes_no_line(browser: Browser, served: str, width: int) -> None:
    """The link to an item's own page shows when its line is pointed at: until then nothing may be left empty for it."""
    with open_page(browser, served, viewport={"width": width, "height": 900}) as page:
        for address in (
            "",
            "company/",
            "blustellar/numbers/",
            "reference/sources/",
            "reference/glossary/",
            "reference/open-questions/",
        ):
            page.goto(served + address)
            alone = page.evaluate(ALONE)
            assert not alone, (address, alone)


FAR = "() => [...document.querySelectorAll('.act, .sources')].map(part => part.firstElementChild.checkVisibility({contentVisibilityAuto: true}))"
ALL_LAID_OUT = f"""() => new Promise(done => {{
    const look = () => ({FAR})().every(Boolean) ? done() : requestAnimationFrame(look);
    look();
}})"""
TALL = "document.documentElement.scrollHeight"
TOP = "document.querySelector('#the-star').getBoundingClientRect().top"


@pytest.mark.parametrize("width", [390, 1280])
def test_the_first_paint_does_without_the_far_acts_of_the_story(browser: Browser, served: str, width: int) -> None:
    """Nobody notices: the page is about as long before, links come to their place, nothing moves, paper has all."""
    with open_page(browser, "about:blank", viewport={"width": width, "height": 844}) as page:
        page.route("**/site.js", lambda route: route.abort())  # as before it comes
        page.goto(served)
        laid_out = page.evaluate(FAR)
        assert laid_out[0] and not any(laid_out[3:]), laid_out
        guessed = page.evaluate(TALL)
        page.emulate_media(media="print")
        assert all(page.evaluate(FAR))
        page.emulate_media(media="screen")
        page.locator(".path a[href='#the-star']").click()
        still(page)
        assert all(page.evaluate(FAR)) and abs(page.evaluate(TOP)) < 60
        tall, top = page.evaluate(TALL), page.evaluate(TOP)
        assert abs(guessed - tall) < tall * 0.03, (guessed, tall)
        page.goto("about:blank")
        page.goto(served + "#the-star")
        still(page)
        assert (page.evaluate(TALL), page.evaluate(TOP)) == (tall, top)
        page.goto("about:blank")
        page.goto(served)
        page.evaluate(
            "new PerformanceObserver(list => { window.moved = list.getEntries().length }).observe({type: 'layout-shift', buffered: true})"
        )
        page.mouse.move(width / 2, 400)
        for _ in range(60):
            page.mouse.wheel(0, 350)
            still(page)
        assert page.evaluate(TALL) == tall  # each part has been laid out as it would be at once
        assert not page.evaluate("window.moved")


@pytest.mark.parametrize("width", [390, 1280])
def test_soon_after_the_far_acts_are_there_and_a_reader_comes_back_to_a_mark(
    browser: Browser, served: str, width: int
) -> None:
    with open_page(browser, served, viewport={"width": width, "height": 844}) as page:
        page.evaluate(ALL_LAID_OUT)
        assert all(page.evaluate(FAR))
        for number in (1, 2, 3, 4):
            mark = page.locator(".act").nth(number).locator(".cite a").first
            mark.scroll_into_view_if_needed()
            before = page.evaluate("scrollY")
            mark.click()
            still(page)
            assert page.locator(":target").count() == 1
            page.go_back()
            still(page)
            assert abs(page.evaluate("scrollY") - before) < 2, number


def test_without_script_the_story_is_laid_out_at_once(browser: Browser, served: str) -> None:
    with open_page(browser, served, java_script_enabled=False, viewport={"width": 390, "height": 844}) as page:
        assert all(page.evaluate(FAR))
