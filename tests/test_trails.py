"""A trail as cards: every card is told, sourced, and shown again as Markdown and as slides."""

from __future__ import annotations

import gzip
import io
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from pptx import Presentation

from storysite.bootstrap.installation import THEME
from storysite.core.inline_markup import typographic
from storysite.exports.decks import trail_deck
from storysite.pages.page_template import borrowed
from storysite.pages.trails import by_source_of, told_in_cards, trail_markdown, trail_page
from storysite.project import Project
from storysite.records import Trail
from storysite.wording.text import plain

TRAIL = "in-ten-minutes"


@pytest.fixture(scope="module")
def page(project: Project) -> BeautifulSoup:
    item = project.library.items[TRAIL]
    return BeautifulSoup(trail_page(project, borrowed(project), item), "html.parser")


def test_the_ten_minute_trail_is_told_in_cards(project: Project) -> None:
    assert TRAIL in {item.id for item in told_in_cards(project)}


def test_each_card_has_its_address_its_place_and_links_on(project: Project, page: BeautifulSoup) -> None:
    cards = project.library.items[TRAIL].of(Trail).cards
    found = page.select(".card")
    assert [one["id"] for one in found] == [*(f"{TRAIL}.{card.id}" for card in cards), "ref"]
    for at, (card, one) in enumerate(zip(cards, found, strict=False)):
        assert one.select_one("h1, h2").text == typographic(card.title)
        assert one.select_one(".count").text.split() == [str(at + 1), "of", str(len(cards))]
        assert one.select_one('[rel="next"]')["href"] == f"#{found[at + 1]['id']}"
        assert at == 0 or one.select_one('[rel="prev"]')["href"] == f"#{found[at - 1]['id']}"
        assert one.select_one(".leave") and one.select_one(".full a")
        assert one.select_one(".cite") or one.select_one(".claim"), f"{card.id} shows no source"
    assert len(page.select("h1")) == 1 and page.title.text.startswith(typographic(cards[0].title))


def test_every_mark_leads_to_a_source_of_the_last_card(project: Project, page: BeautifulSoup) -> None:
    listed = {one["id"] for one in page.select(".card.sources li")}
    marked = {one["href"][1:] for one in page.select('a[href^="#ref."]')}
    assert marked <= listed == {f"ref.{id}" for id in by_source_of(project, project.library.items[TRAIL])}


def test_the_cards_are_told_as_markdown_and_as_slides(project: Project) -> None:
    library, item = project.library, project.library.items[TRAIL]
    text = trail_markdown(project, item)
    deck = Presentation(io.BytesIO(trail_deck(project, item)))
    titles = [slide.shapes.title.text for slide in deck.slides]
    notes = "\n".join(slide.notes_slide.notes_text_frame.text for slide in deck.slides)
    words = "\n".join(shape.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame)
    assert titles[: len(item.of(Trail).cards)] == [card.title for card in item.of(Trail).cards]
    assert titles[len(item.of(Trail).cards)] == "Sources"
    for card in item.of(Trail).cards:
        assert card.title in text.replace("\\", "")
        assert plain(library, card.text) in words + notes
        if card.figure:
            assert library.number(library.value(card.figure).id) in text and library.number(card.figure) in words


def test_the_script_is_small() -> None:
    assert len(gzip.compress((THEME / "assets/js/story.js").read_bytes())) <= 2048


def test_the_site_holds_the_cards_and_leads_to_them(site: Path) -> None:
    assert (site / "trail" / TRAIL / "index.html").is_file() and (site / "trail" / TRAIL / "index.md").is_file()
    assert (site / "data" / f"{TRAIL}.pptx").is_file()
    assert f"/trail/{TRAIL}/</loc>" in (site / "sitemap.xml").read_text(encoding="utf-8")
    for path in ("index.html", f"id/{TRAIL}/index.html"):
        html = (site / path).read_text(encoding="utf-8")
        assert re.search(rf'href="[./]*trail/{TRAIL}/"', html), f"{path} does not lead to the cards"
