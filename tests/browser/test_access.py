"""For everyone: keyboard, zoom, spacing, forced colours, no script, paper (WCAG 2.2 AA)."""

from __future__ import annotations

import io
import unicodedata

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from storysite.project import Project
from tests.conftest import WHOLE, open_page

pytestmark = pytest.mark.browser

SAMPLES = ("", "client-zero/challenges/", "company/", "blustellar/", "reference/figures/", "themes/")


def test_text_spacing_cuts_nothing(browser: Browser, served: str) -> None:
    """WCAG 1.4.12: a reader's own spacing loses no text and makes no page scroll sideways."""
    spacing = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }"
    with open_page(browser, served, viewport={"width": 320, "height": 700}, bypass_csp=True) as page:
        for address in SAMPLES:
            page.goto(served + address + WHOLE)
            page.add_style_tag(content=spacing)
            assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, (
                address
            )


def test_the_first_tab_leads_to_the_content(browser: Browser, served: str) -> None:
    with open_page(browser, served + "company/", viewport={"width": 1280, "height": 800}) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        box = page.locator(".skip").bounding_box()
        assert box and box["y"] >= 0
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("!!document.activeElement.closest('main')")


@pytest.mark.parametrize("address", ["company/", "client-zero/challenges/"])
def test_focus_is_visible_and_never_covered(browser: Browser, served: str, address: str) -> None:
    with open_page(browser, served + address, viewport={"width": 1280, "height": 800}) as page:
        seen = set()
        for _ in range(250):
            page.keyboard.press("Tab")
            state = page.evaluate(
                """async () => {
                    // What scrolls into view does so until the next frame is drawn.
                    await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));
                    const it = document.activeElement;
                    if (!it || it === document.body) return null;
                    const box = (it.getClientRects()[0] || it.getBoundingClientRect());
                    const style = getComputedStyle(it);
                    const top = document.elementFromPoint(
                        Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1),
                        Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1));
                    // A mark in a drawing is framed by a line of its own: outlines of SVG links are not drawn alike everywhere.
                    const frame = it.querySelector('.d-hit');
                    return {name: it.outerHTML.slice(0, 120),
                            outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 1
                                || !!frame && getComputedStyle(frame).stroke !== 'none' && parseFloat(getComputedStyle(frame).strokeWidth) >= 2,
                            free: !!top && (it.contains(top) || top.contains(it) || !!it.closest('svg')),
                            inside: box.bottom > 0 && box.top < innerHeight};
                }"""
            )
            if state is None:
                break
            seen.add(state["name"])
            assert state["outline"], state
            assert state["inside"] and state["free"], state
        assert len(seen) > 20


def test_forced_colours_keep_everything_visible(browser: Browser, served: str) -> None:
    with open_page(
        browser, served + "blustellar/numbers/", forced_colors="active", viewport={"width": 1280, "height": 900}
    ) as page:
        for name in (".figure svg:visible", "a:visible", "summary:visible"):
            assert page.locator(name).first.is_visible()
        unseen = page.evaluate(
            """[...document.querySelectorAll('main .figure svg *')].filter(mark => {
                const style = getComputedStyle(mark);
                return style.display !== 'none' && style.fill === 'rgb(255, 255, 255)' && style.stroke === 'none' && mark.tagName !== 'rect';
            }).length"""
        )
        assert unseen == 0


def test_reduced_motion_is_kept(browser: Browser, served: str) -> None:
    with open_page(browser, served, reduced_motion="reduce") as page:
        moving = page.evaluate("document.getAnimations().length")
        assert moving == 0


def test_without_script_everything_reads(browser: Browser, served: str, project: Project) -> None:
    with open_page(browser, served, java_script_enabled=False, viewport={"width": 390, "height": 844}) as page:
        page.goto(served + "reference/events/")
        for event in project.library.events:
            assert page.locator(f"[id='{event.id}'] > h2").count() == 1
        page.goto(served + "client-zero/drivers/")
        page.locator("details.claim summary").first.click()
        assert page.locator("details.claim[open] .state").first.is_visible()
        mark = page.locator(".matrix td .cite a").first
        mark.click()
        assert page.locator(f"[id='{page.url.partition('#')[2]}']").first.is_visible()
        page.locator("nav.sections a", has_text="BluStellar").click()
        assert page.url.endswith("/blustellar/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_systems_scheme_is_kept_without_script(browser: Browser, served: str, scheme: str) -> None:
    with open_page(browser, served, java_script_enabled=False, color_scheme=scheme) as page:
        page.goto(served + "company/")
        red = int(page.evaluate("getComputedStyle(document.body).backgroundColor").split("(")[1].split(",")[0])
        assert (red > 200) == (scheme == "light")


HIDDEN = """
Object.defineProperty(document, "hidden", {get: () => true});
window.PerformanceObserver = class { static supportedEntryTypes = ["paint"]; observe() {} disconnect() {} };
"""


SILENT = "window.PerformanceObserver = class { static supportedEntryTypes = []; observe() {} disconnect() {} };"


@pytest.mark.parametrize("script", ["", HIDDEN, SILENT], ids=["looked at", "in a tab behind", "not told"])
def test_what_waits_for_the_first_paint_comes(browser: Browser, served: str, script: str) -> None:
    """Also in a tab that nobody looks at, which has no first paint, and in a browser that does not tell of it."""
    with open_page(browser, "about:blank") as page:
        page.add_init_script(script)
        page.goto(served + "client-zero/pillars/")
        for rel in ("manifest", "apple-touch-icon"):
            page.locator(f"head > link[rel={rel}]").wait_for(state="attached")
        page.locator("thead .sort").first.wait_for()


def test_paper_is_complete(browser: Browser, served: str, project: Project) -> None:
    """Every event and every cell stands in the printed page, closed details and all."""
    with open_page(browser, served + "client-zero/challenges/") as page:
        text = _printed(page)
        for item in project.library.of_kind("cell"):
            if item.parent == "barriers" and item.record.source:
                assert project.library.sources[item.record.source].title.split()[0] in text
        assert "Stand in a picture" not in text
        assert "nec.com/en/global/techrep" in text.replace(" ", "")
        assert "Skip to the content" not in text
        assert "step 3 of" not in text and "The same as a table" not in text
        page.goto(served + "reference/events/")
        text = " ".join(_printed(page).split())
        missing = [event.id for event in project.library.events if " ".join(event.title.split())[:30] not in text]
        assert not missing, missing
        page.goto(served + "id/transformation-office/")
        text = "".join(_printed(page).split())
        assert "<https://www.nec.com/en/global/techrep" in text
        assert f"<{project.library.publisher.address}" not in text  # where the address is the text


def test_a_table_can_be_read_zoomed_in(browser: Browser, served: str) -> None:
    """At 400 % a window of 1280 × 1024 holds 320 × 256: no box inside it may scroll by itself."""
    with open_page(browser, served + "client-zero/challenges/", viewport={"width": 320, "height": 256}) as page:
        assert page.evaluate(
            "[...document.querySelectorAll('.scroll')].every(it => it.scrollHeight <= it.clientHeight)"
        )


def test_the_section_that_is_open_is_marked_in_forced_colours(browser: Browser, served: str) -> None:
    with open_page(browser, served + "company/", forced_colors="active") as page:
        lines = page.locator(".sections a").evaluate_all(
            "all => all.map(it => [it.ariaCurrent, getComputedStyle(it).borderBottomColor])"
        )
        (here,) = (colour for current, colour in lines if current)
        assert all(colour != here for current, colour in lines if not current)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_heads_of_tables_stand_on_every_sheet_of_paper(browser: Browser, served: str, script: bool) -> None:
    with open_page(browser, served + "client-zero/drivers/", java_script_enabled=script) as page:
        if script:
            page.locator("thead .sort").first.wait_for()
        sheets = [" ".join(sheet.split()) for sheet in _sheets(page)]
        # Words of a head alone: its title stands in the list of what is our reading too.
        heads = [number for number, words in enumerate(sheets) if "placing it here is ours" in words]
        (last,) = (number for number, words in enumerate(sheets) if "Slot nine" in words)
        assert heads == list(range(heads[0], last + 1)) and len(heads) > 1


@pytest.mark.parametrize(
    "path",
    [
        "company/",
        *(pytest.param(path, marks=pytest.mark.nightly) for path in ("reference/events/", "reference/figures/")),
    ],
)
def test_no_sheet_of_paper_but_the_last_is_nearly_empty(path: str, browser: Browser, served: str) -> None:
    with open_page(browser, served + path) as page:
        *sheets, _ = _sheets(page)
        assert [number for number, words in enumerate(sheets, 1) if len(words) < 400] == []


STRAIGHT = str.maketrans("‘’“”", "''\"\"")
"""Signs of quotation as records have them, for those that pages print."""


def _printed(page: Page) -> str:
    return "\n".join(_sheets(page)).translate(STRAIGHT)


def _sheets(page: Page) -> list[str]:
    reader = PdfReader(io.BytesIO(page.pdf(format="A4", print_background=False)))
    # Printed letters may be joined: ﬁ for fi.
    return [unicodedata.normalize("NFKC", sheet.extract_text()) for sheet in reader.pages]
