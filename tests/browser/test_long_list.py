"""A timeline of many events: its list comes in parts that are laid out when a reader is near, and reads as one."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser

from storysite.components.timeline.model import PART, WHOLE
from storysite.exports.figure_images import style_sheet
from tests.conftest import ROOT, still
from tests.projects import make, read

pytestmark = pytest.mark.browser
PAGE = "<!doctype html><html lang='en'><meta charset='utf-8'><title>List</title><style>{}</style><h1>List</h1>{}"
NUMBERS = """() => [...document.querySelectorAll(".events > li")].map((event) =>
  event.closest("ol").start + [...event.parentNode.children].indexOf(event))"""
LINES = """() => [...document.querySelectorAll(".events > li")].filter(event => getComputedStyle(event, "::after").display === "none").length"""
HEIGHT = "() => [...document.querySelectorAll('.events')].at(-1).offsetHeight"


def events(count: int) -> str:
    return "".join(
        f"- id: event-{at}\n  date: {1800 + at}\n  title: Event {at}\n  text: It happened.\n  lanes:\n    - line\n"
        "  source: local-paper\n  locator: opening\n"
        for at in range(count)
    )


@pytest.mark.parametrize(("count", "parts"), [(WHOLE, 1), (WHOLE + 1, 11)])
def test_a_long_list_reads_as_one(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, count: int, parts: int
) -> None:
    root = make({}, tmp_path_factory.mktemp("long") / "project")
    added = count - len(read(root).library.events)
    with (root / "docs/data/events.yml").open("a", encoding="utf-8") as file:
        file.write("\n" + events(added))
    project = read(root)
    assert not project.problems and len(project.library.events) == count
    written = project.render("index.md", "timeline")
    lists = BeautifulSoup(written, "html5lib").select("ol.events")
    assert [int(str(one.get("start", 1))) for one in lists] == [1 + PART * at for at in range(parts)]
    titles = [" ".join(title.get_text().split()) for one in lists for title in one.select("h2")]
    assert titles == [f"{event.title} #" for event in project.library.events]
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.set_content(PAGE.format(style_sheet(ROOT), written))
    assert page.evaluate(NUMBERS) == list(range(1, count + 1))
    assert page.evaluate(LINES) == 1  # the last: to all others the line leads on
    held = page.evaluate(HEIGHT)
    page.locator(".events > li").last.scroll_into_view_if_needed()
    still(page)
    assert page.locator(".events > li").last.is_visible()
    assert (page.evaluate(HEIGHT) != held) == (parts > 1)  # the room that was held for it gives way to what it takes
    page.emulate_media(media="print")
    assert page.evaluate(
        "() => [...document.querySelectorAll('.events')].every(list => getComputedStyle(list).contentVisibility === 'visible')"
    )
    page.close()
