"""Scenes: the picture stays in sight and tells of the current step, and nothing is lost without script or on paper."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from storysite.bootstrap.installation import THEME
from tests.conftest import let_fonts_come_late, open_page, still

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SIZES = ((320, 568), (390, 844), (768, 1024), (1280, 800))
STEP = "five-barriers.front-line"
STATE = """() => {
  const box = (one) => { const { top, bottom } = one.getBoundingClientRect(); return [top, bottom]; };
  return {
    stage: box(document.querySelector(".stage")),
    step: box(document.querySelector(".beats [aria-current] .title")),
    beside: document.querySelector(".beats").getBoundingClientRect().left > document.querySelector(".stage").getBoundingClientRect().right,
    current: document.querySelector(".beats [aria-current]").id,
    shown: [...document.querySelectorAll(".stage .is-shown")].map((row) => row.querySelector("[id]").id),
    height: innerHeight,
    moved: window.moved,
  };
}"""
WATCH = """
  window.moved = 0;
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) window.moved += one.value;
  }).observe({ type: "layout-shift", buffered: true });
"""


def settled(page: Page, step: str) -> None:
    page.wait_for_selector(f'[id="{step}"][aria-current="step"]', timeout=10_000)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
def test_a_link_to_a_step_shows_it_beside_its_state_of_the_picture(
    browser: Browser, served: str, size: tuple[int, int]
) -> None:
    with open_page(browser, "about:blank", viewport={"width": size[0], "height": size[1]}) as page:
        let_fonts_come_late(page)
        page.add_init_script(WATCH)
        page.goto(f"{served}#{STEP}")
        settled(page, STEP)
        state = page.evaluate(STATE)
        assert state["shown"] == ["walls-in-brief.load"]
        assert -1 <= state["stage"][0] <= 30 and state["stage"][1] <= state["height"]
        assert state["beside"] or state["step"][0] >= state["stage"][1] - 1
        assert state["step"][0] >= 0 and state["step"][1] <= state["height"]
        for _ in range(8):
            page.mouse.wheel(0, 150)
            still(page)
        assert page.evaluate("window.moved") == 0


def test_keys_and_the_way_back_lead_from_step_to_step(browser: Browser, served: str) -> None:
    with open_page(browser, f"{served}#{STEP}", viewport={"width": 1280, "height": 800}) as page:
        settled(page, STEP)
        page.locator('[id="five-barriers.doubt"] .title a').focus()
        page.keyboard.press("Enter")
        settled(page, "five-barriers.doubt")
        page.go_back()
        settled(page, STEP)


@pytest.mark.parametrize(
    "setting", [{"java_script_enabled": False}, {"reduced_motion": "reduce"}], ids=["plain", "calm"]
)
def test_picture_and_steps_follow_each_other_where_nothing_may_move(
    browser: Browser, served: str, setting: dict[str, object]
) -> None:
    with open_page(browser, served, viewport={"width": 1280, "height": 800}, **setting) as page:
        assert page.locator(".stage").evaluate("(one) => getComputedStyle(one).position") == "static"
        assert page.locator(".stage td .text").first.is_visible()
        assert page.locator(".beats > li").count() == 5


def test_on_paper_picture_and_steps_follow_each_other(browser: Browser, served: str) -> None:
    with open_page(browser, served, viewport={"width": 700, "height": 900}) as page:
        page.emulate_media(media="print")
        assert page.locator(".stage").evaluate("(one) => getComputedStyle(one).position") == "static"


def test_the_script_is_small() -> None:
    assert len(gzip.compress((THEME / "assets/js/scene.js").read_bytes())) <= 2048
