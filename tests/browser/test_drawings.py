"""The drawings as a browser shows them: nothing overlaps at 320, 768 and 1280 px, and each mark can be followed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from pypdf import PdfReader

from storysite.bootstrap.installation import THEME
from storysite.components.cycle.drawing import cycle_drawing
from storysite.components.cycle.model import cycle_view
from storysite.components.html_context import Showing
from storysite.components.html_context import render as write
from storysite.components.registry import registry
from storysite.components.timeline.drawing import timeline_drawing
from storysite.components.timeline.model import TimelineView, timeline_view
from storysite.drawing.text_layout import text_width
from storysite.source.record_checks import build_library
from storysite.source.record_reader import read_data
from storysite.source.record_store import Library
from tests import projects
from tests.drawn import HOSTILE, NAMED, PLACE, WORDS, a_cycle, a_random_timeline, random_values

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
SIZES = (320, 390, 768, 1280)
SETS = 500
MARGIN = 16
"""What a page leaves free on either side: at 320 px a drawing has 288."""

FAULTS = """([selector, tolerance]) => {
  const faults = [];
  // Of text the box of the letters, from its base line: the box that a font asks for may be half as high again.
  const boxOf = (node) => {
    const {left, right, top, bottom} = node.getBoundingClientRect();
    if (node.tagName !== "text" || !node.getNumberOfChars()) return {left, right, top, bottom};
    const base = node.getStartPositionOfChar(0).matrixTransform(node.getScreenCTM()).y;
    const size = parseFloat(getComputedStyle(node).fontSize);
    return {left, right, top: base - 0.88 * size, bottom: base + 0.24 * size};
  };
  const wide = document.documentElement.clientWidth;
  const whole = document.documentElement.scrollWidth;
  if (whole > wide) faults.push(`the page is ${whole} px wide`);
  for (const svg of document.querySelectorAll(selector)) {
    if (!svg.getClientRects().length) continue;
    const frame = svg.getBoundingClientRect(), about = svg.closest("[aria-label]").getAttribute("aria-label");
    const shown = [...svg.querySelectorAll("text:not(.d-told, .d-hint), a .d-hit")].filter((node) => node.getClientRects().length);
    const things = shown.map((node) => ({
      node, link: node.closest("a"), kind: node.getAttribute("class"), box: boxOf(node),
    }));
    for (const {node, link, kind, box} of things) {
      const name = `${about}: ${kind} ${node.textContent || (link && link.textContent)}`;
      if (box.left < frame.left - 1 || box.right > frame.right + 1) faults.push(`${name} reaches out of the drawing`);
      if (box.top < frame.top - 1 || box.bottom > frame.bottom + 1) faults.push(`${name} is cut off`);
      const least = Math.min(box.right - box.left, box.bottom - box.top);
      if (kind.includes("d-hit") && least < 23.9) faults.push(`${name} is a small target`);
    }
    for (let i = 0; i < things.length; i++) for (let j = i + 1; j < things.length; j++) {
      const a = things[i], b = things[j];
      if (a.box.right - tolerance <= b.box.left || b.box.right - tolerance <= a.box.left) continue;
      if (a.box.bottom - tolerance <= b.box.top || b.box.bottom - tolerance <= a.box.top) continue;
      const kinds = `${a.kind} ${b.kind}`;
      // The mark itself: a number in its shape, a symbol in what can be hit.
      if (a.link && a.link === b.link && /d-number|d-symbol/.test(kinds) && /d-hit/.test(kinds)) continue;
      faults.push(`${about}: ${kinds} overlap: ${a.node.textContent} | ${b.node.textContent}`);
    }
  }
  for (const list of document.querySelectorAll(".line-down")) {
    if (!list.getClientRects().length) continue;
    const frame = list.getBoundingClientRect();
    const lines = [...list.querySelectorAll(":scope > li")].map((line) => [line, line.getBoundingClientRect()]);
    for (const word of list.querySelectorAll("a, span, summary")) {
      const {right} = word.getBoundingClientRect();
      if (right > frame.right + 1) faults.push(`${word.textContent} reaches out`);
    }
    lines.slice(1).forEach(([line, box], at) => {
      if (box.top < lines[at][1].bottom - 0.5) faults.push(`${line.textContent} overlaps`);
    });
  }
  return faults;
}"""


CHART_FAULTS = """() => {
  const faults = [];
  for (const chart of document.querySelectorAll(".bars, .pair")) {
    const frame = chart.getBoundingClientRect();
    const things = [...chart.querySelectorAll(".when, .kind, .basis, .sum, .b-bar svg, .b-bar a, dt, dd a")];
    const boxes = things.map((node) => node.getBoundingClientRect());
    boxes.forEach((a, at) => {
      const name = things[at].textContent || things[at].outerHTML;
      if (a.left < frame.left - 1 || a.right > frame.right + 1) faults.push(`${name} reaches out`);
      boxes.slice(at + 1).forEach((b, next) => {
        if (a.right - 0.75 > b.left && b.right - 0.75 > a.left && a.bottom - 0.75 > b.top && b.bottom - 0.75 > a.top) {
          faults.push(`${name} meets ${things[at + 1 + next].textContent}`);
        }
      });
    });
  }
  return faults;
}"""


@pytest.fixture(scope="module")
def library() -> Library:
    reading = read_data(ROOT, ROOT / "docs" / "data", registry().record_types)
    found, _ = build_library(reading, date(2026, 11, 28))
    return found


@contextmanager
def shown(
    browser: Browser,
    figures: list[str],
    sheets: tuple[str, ...] = ("1-tokens.css", "drawings.css", "charts.css", "timelines.css"),
    **context: Any,
) -> Iterator[Page]:
    """A page of figures, with the colours and the drawings' own stylesheet and no other."""
    styles = "".join((THEME / "assets/css" / name).read_text(encoding="utf-8") for name in sheets)
    body = "".join(f'<figure class="figure">{figure}</figure>' for figure in figures)
    page = browser.new_context(**context).new_page()
    page.set_content(
        f"<!doctype html><html lang=en><title>Drawings</title><style>body, figure {{ margin: 0 0 40px; container-type: inline-size }} "
        f"main {{ padding: 0 {MARGIN}px }} {styles}</style><main>{body}</main>"
    )
    yield page
    page.context.close()


def whole(library: Library, view: TimelineView) -> str:
    """A timeline as wide and as narrow windows show it, without its list."""
    down = write("timeline/down.html", Showing(library, PLACE), view=view)
    return timeline_drawing(view, PLACE) + down


def faults(page: Page) -> list[str]:
    found = []
    for width in SIZES:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{width} px: {fault}" for fault in page.evaluate(FAULTS, [".d-svg", 0.75])]
    return found


def test_the_drawings_of_this_site(browser: Browser, library: Library) -> None:
    timelines = ["", *(item.id for item in library.of_kind("timeline")), *(item.id for item in library.of_kind("lane"))]
    figures = [whole(library, timeline_view(library, id)) for id in timelines]
    figures += [cycle_drawing(cycle_view(library, item.id), PLACE) for item in library.of_kind("cycle")]
    with shown(browser, figures) as page:
        assert faults(page) == []


@pytest.mark.parametrize(
    "part", [part if part < 2 else pytest.param(part, marks=pytest.mark.nightly) for part in range(8)]
)
def test_random_sets_never_overlap(browser: Browser, library: Library, part: int) -> None:
    with shown(browser, [whole(library, a_random_timeline(seed)) for seed in range(part, SETS, 8)]) as page:
        assert faults(page) == []


def test_random_charts_never_overlap_and_lose_no_number(browser: Browser, tmp_path: Path) -> None:
    facts, calls = [], []
    for seed in range(60):
        values, unit = random_values(seed)
        if len(values) < 2:
            continue
        made = [
            {"id": f"v{at}", "basis": f"basis {at}", "source": "annual-report", "locator": "1", "stated": "2020-01-01"}
            | value
            | {"disputed": "They differ."}
            for at, value in enumerate(values)
        ]
        facts.append({"id": f"made-{seed}", "name": f"Made up {seed}", "unit": unit, "values": made})
        calls.append(f'{{{{ chart("made-{seed}") }}}}')
    page = f"---\ntitle: Charts\ndescription: A page to try things on.\n---\n\n# Charts\n\n{chr(10).join(calls)}\n\n{{{{ sources() }}}}\n"
    files = {"docs/data/facts/more.yml": yaml.safe_dump(facts), "docs/charts.md": page}
    project = projects.read(projects.make({"files": files}, tmp_path / "p"), date(2100, 1, 1))
    assert not project.errors
    figures = [project.render("charts.md", "chart", fact["id"]) for fact in facts]
    sheets = ("1-tokens.css", "2-page.css", "3-figures.css", "charts.css")
    with shown(browser, figures, sheets=sheets) as shown_page:
        for width in SIZES:
            shown_page.set_viewport_size({"width": width, "height": 900})
            assert shown_page.evaluate(CHART_FAULTS) == [], width
        drawn = shown_page.locator(".bars data, .pair data").count()
    assert drawn == sum(len(fact["values"]) for fact in facts)


def test_hard_timelines_never_overlap(browser: Browser, library: Library) -> None:
    with shown(browser, [whole(library, make()) for make in NAMED.values()]) as page:
        assert faults(page) == []


def test_cycles_of_three_to_nine_long_steps(browser: Browser) -> None:
    titles = [
        "Continuous improvement of all that was learned on the way",
        "Ok",
        "顧客起点の変革と価値の提供",
        HOSTILE,
    ] * 3
    figures = [cycle_drawing(a_cycle(titles[:count]), PLACE) for count in range(3, 10)]
    with shown(browser, figures) as page:
        assert faults(page) == []


def test_a_timeline_runs_across_wide_windows_and_down_narrow_ones(browser: Browser, library: Library) -> None:
    with shown(browser, [whole(library, timeline_view(library, "company-history"))]) as page:
        for width, across in zip(SIZES, (False, False, True, True), strict=True):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.locator(".d-line").is_visible() == across
            assert page.locator(".line-down").is_visible() != across
            names = page.locator(".d-line .d-when:visible" if across else ".line-down .point:visible")
            assert names.count() >= 7


def test_ticks_name_themselves_by_mouse_and_by_keyboard(browser: Browser, library: Library) -> None:
    view = timeline_view(library, "company-history")
    with shown(browser, [timeline_drawing(view, PLACE)]) as page:
        page.set_viewport_size({"width": 768, "height": 900})
        ticks = page.locator(".d-ticks")
        assert page.locator(".d-told").first.is_visible() is False
        ticks.first.locator(".d-hit").hover()
        assert ticks.first.locator(".d-told").first.is_visible()
        ticks.nth(3).focus()
        assert ticks.nth(3).locator(".d-told").first.is_visible()
        name = ticks.nth(3).locator("title").text_content() or ""
        assert page.get_by_role("link", name=name, exact=True).count() == 1


def test_the_keyboard_can_pass_a_drawing(browser: Browser) -> None:
    with shown(browser, [timeline_drawing(NAMED["sixty in a month"](), PLACE)]) as page:
        page.set_viewport_size({"width": 768, "height": 900})
        past = page.get_by_role("link", name="Past the drawing")
        page.keyboard.press("Tab")
        assert past.evaluate("node => node === document.activeElement")
        assert past.bounding_box()["height"] > 10  # type: ignore[index]


@pytest.mark.parametrize(
    "font", ["sans-serif", "DejaVu Sans", "Liberation Sans", "Noto Sans CJK JP", "Verdana", "Arial"]
)
def test_text_is_never_wider_than_estimated(browser: Browser, font: str) -> None:
    texts = [
        *WORDS,
        "The Mid-term Plan 2025",
        "MAMMA WWW mmm",
        "1,234,567.89 %",
        "ÄÖÜ éàç ßøå",
        "Щедрый Ω",
        "(){}[]@#~^",
    ]
    with shown(browser, []) as page:
        measured = page.evaluate(
            """([texts, font]) => { const context = document.createElement("canvas").getContext("2d");
            context.font = `12px "${font}", sans-serif`; return texts.map((text) => context.measureText(text).width) }""",
            [texts, font],
        )
    assert [text for text, width in zip(texts, measured, strict=True) if width > text_width(text, 12)] == []


def test_forced_colours_and_print_keep_the_marks(browser: Browser, library: Library) -> None:
    with shown(browser, [whole(library, timeline_view(library, "company-history"))], forced_colors="active") as page:
        page.set_viewport_size({"width": 768, "height": 900})
        signs = page.locator(".d-turn:visible")
        count = signs.count()
        paper = page.locator("body").evaluate("node => getComputedStyle(node).backgroundColor")
        assert count == 7 and signs.first.evaluate("node => getComputedStyle(node).fill") != paper
        page.emulate_media(media="print")
        assert signs.count() == count and not page.locator(".d-hint").is_visible()


def test_the_measuring_notices_overlaps(browser: Browser) -> None:
    with shown(browser, [timeline_drawing(a_random_timeline(seed), PLACE) for seed in range(9)]) as page:
        page.add_style_tag(content=".d-svg text { font-size: 18px !important }")
        found = " ".join(faults(page))
        assert "overlap" in found and "reaches out" in found


@pytest.mark.parametrize(("columns", "sheets"), [(8, 1), (40, 9)])
def test_paper_holds_every_column_of_a_table(browser: Browser, tmp_path: Path, columns: int, sheets: int) -> None:
    cells = "".join(
        f"    - row: one\n      column: c{at}\n      text: What stands in number {at}.\n      source: annual-report\n      locator: '2'\n"
        for at in range(columns)
    )
    heads = "".join(f"    - id: c{at}\n      title: Head of {at}\n" for at in range(columns))
    table = f"- id: broad\n  title: Broad\n  corner: Row\n  columns:\n{heads}  rows:\n    - id: one\n      title: The one row\n  cells:\n{cells}"
    page = '---\ntitle: Broad\ndescription: A page to try things on.\n---\n\n# Broad {: #top }\n\n{{ matrix("broad") }}\n\n{{ sources() }}\n'
    project = projects.read(
        projects.make({"files": {"docs/data/matrices/more.yml": table, "docs/broad.md": page}}, tmp_path / "p")
    )
    assert not project.errors
    with shown(
        browser, [project.render("broad.md", "matrix", "broad")], sheets=("1-tokens.css", "5-print.css", "tables.css")
    ) as shown_page:
        printed = PdfReader(io.BytesIO(shown_page.pdf(format="A4")))
    assert len(printed.pages) <= sheets
    places: list[float] = []
    words = "".join(
        sheet.extract_text(visitor_text=lambda text, _, at, *rest: places.append(at[4]) if text.strip() else None)
        for sheet in printed.pages
    )
    assert all(words.count(f"Head of {at}\n") + words.count(f"Head of {at} ") for at in range(columns))
    assert all(f"number {at}." in " ".join(words.split()) for at in range(columns))
    assert max(places) < 794 - 40, "words run off the sheet"  # in px of a sheet of A4
