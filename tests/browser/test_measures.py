"""What a reader gets, in measures: how long pages are, how much of them is text, and how near an answer is."""

from __future__ import annotations

import re

import pytest
import yaml
from playwright.sync_api import Browser

from storysite.project import Project
from storysite.wording.page_links import address_of
from tests.conftest import open_page
from tests.projects import CASES

pytestmark = pytest.mark.browser
MEASURES = yaml.safe_load((CASES / "reading.yml").read_text(encoding="utf-8"))
WORDS = """() => {
  const article = document.querySelector("article").cloneNode(true);
  article.querySelectorAll("sup.cite, .asof, .trail, .sources, .headerlink, .figure, details").forEach((one) => one.remove());
  return [...article.querySelectorAll("p, h2")].flatMap((one) => one.textContent.split(/\\s+/).filter(Boolean)).length;
}"""
HEIGHT = "() => document.documentElement.scrollHeight"
BESIDE = """() => {
  const article = document.querySelector("article");
  const counted = { all: 0, beside: 0 };
  const walk = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement;
    if (!element.checkVisibility()) continue;
    const words = walk.currentNode.textContent.split(/\\s+/).filter(Boolean).length;
    counted.all += words;
    const own = element.closest("p, h1, h2, h3, h4, li, td, th, dt, dd, figure, .figure, blockquote, svg");
    if (!own || element.closest(".sources, .meta, .trails, .cite, .changes")) counted.beside += words;
  }
  return counted;
}"""


def test_no_page_is_longer_than_a_reader_will_scroll(browser: Browser, served: str, project: Project) -> None:
    limit, longer = MEASURES["pages"], MEASURES["longer"]
    addresses = {path: address_of(path) for path in project.pages}
    assert not set(longer) - {path.removesuffix(".md") for path in addresses}
    found = {}
    with open_page(browser, served, viewport={"width": limit["width"], "height": 900}) as page:
        for path, address in addresses.items():
            if path.removesuffix(".md") in longer:
                continue
            page.goto(served + address)
            words = page.evaluate(BESIDE)
            found[path] = (page.evaluate(HEIGHT), round(words["beside"] / words["all"], 2))
    assert {path: told for path, told in found.items() if told[0] > limit["height"]} == {}
    registers = {path for path in project.registers.values() if "/" in path} | {"changes.md"}
    folders = {path.rpartition("/")[0] for path in registers}
    story = {
        path: told
        for path, told in found.items()
        if path not in registers and path.rpartition("/")[0] not in folders - {""}
    }
    assert {path: told for path, told in story.items() if told[1] > limit["beside"]} == {}


def test_home_is_short(browser: Browser, served: str) -> None:
    for width, height in MEASURES["home"]["heights"].items():
        with open_page(browser, served, viewport={"width": width, "height": 844}, java_script_enabled=False) as page:
            assert page.evaluate(HEIGHT) <= height, width
            count = page.evaluate(WORDS)
            assert 500 < count <= MEASURES["home"]["words"]


@pytest.mark.parametrize("case", MEASURES["screens"], ids=lambda case: f"{case['text']}-{case['width']}")
def test_the_first_screens_hold_what_matters(browser: Browser, served: str, case: dict[str, object]) -> None:
    window = {"width": case["width"], "height": case["height"]}
    address = f"{served}{case['page']}/" if case["page"] else served
    with open_page(browser, address, viewport=window, java_script_enabled=False) as page:
        box = page.locator("article").get_by_text(str(case["text"])).first.bounding_box()
        assert box and box["y"] + box["height"] <= int(str(case["within"])) * int(str(case["height"]))


@pytest.mark.parametrize("task", MEASURES["tasks"], ids=lambda task: task["ask"])
def test_an_answer_is_two_steps_from_home(browser: Browser, served: str, task: dict[str, str]) -> None:
    """Each step is a link that is there; the answer stands on the first screen of where the last one leads."""
    assert len(task["steps"]) <= 2
    with open_page(browser, served, viewport={"width": 1280, "height": 900}) as page:
        for step in task["steps"]:
            page.get_by_role("link", name=re.compile(rf"^{re.escape(step)}")).first.click()
            page.wait_for_load_state()
        answers = page.locator("article").get_by_text(task["answer"])
        places = [box["y"] + box["height"] for one in answers.all() if (box := one.bounding_box())]
        assert places and min(places) <= 900, places
