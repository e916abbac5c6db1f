"""Pictures of pages: their words stay inside, and the same words are the same bytes, kept or not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from macros.project import Project
from macros.site import cards
from macros.site.cards import HEIGHT, MARGIN, WIDTH, Card
from macros.site.drawing import FONTS
from tests.conftest import ROOT

TEXT = re.compile(r'<text x="([\d.]+)" y="([\d.]+)" font-family="[^"]+" font-size="(\d+)"[^>]*>([^<]*)</text>')
HARD = [
    "",
    "W" * 200,
    "Donaudampfschifffahrtsgesellschaft " * 9,
    "a " * 400,
    "<b>&amp;</b> \x00\x07 \u202e",
    "日本電気",
    "é" * 80,
    "\u0301" * 40,
]
WORDS = st.one_of(st.sampled_from(HARD), st.text(st.characters(codec="utf-8"), max_size=300))


@given(WORDS, WORDS, st.lists(WORDS, max_size=5), WORDS)
def test_whatever_the_words_they_stay_inside(title: str, kicker: str, lines: list[str], site: str) -> None:
    svg = cards.drawing(Card(title, kicker, tuple(lines), site, site))
    below = 0.0
    for x, y, size, words in TEXT.findall(svg):
        words = (
            words.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&#34;", '"')
            .replace("&#39;", "'")
            .replace("&amp;", "&")
        )
        assert float(x) + cards.width(words, int(size)) <= WIDTH - MARGIN + 1
        assert below <= float(y) - int(size) * 0.75 and float(y) + int(size) * 0.25 <= HEIGHT, (
            "lines must not meet"
        )
        below = float(y)
    assert svg.count("<text") == len(TEXT.findall(svg))


def test_any_words_make_a_picture(project: Project, tmp_path: Path) -> None:
    images = list(cards.pictures(tmp_path, [(title, title, (title,)) for title in HARD], project.library.publisher))
    assert len(images) == len(HARD) and all(image[:8] == b"\x89PNG\r\n\x1a\n" for image in images)


def test_what_is_kept_is_what_would_be_drawn(project: Project, tmp_path: Path) -> None:
    words = [(f"Title {number}", "A kind", ("One line",)) for number in range(9)]
    drawn = list(cards.pictures(tmp_path, words, project.library.publisher))
    kept = tmp_path / ".cache" / "cards"
    assert sorted(path.read_bytes() for path in kept.iterdir()) == sorted(drawn) and len(set(drawn)) == len(words)
    assert list(cards.pictures(tmp_path, words, project.library.publisher)) == drawn
    for path in kept.iterdir():
        path.write_bytes(b"kept")
    assert set(cards.pictures(tmp_path, words, project.library.publisher)) == {b"kept"}


def test_a_folder_that_cannot_be_written_costs_no_picture(project: Project, tmp_path: Path) -> None:
    words = [("A title", "", ())]
    drawn = list(cards.pictures(tmp_path / "free", words, project.library.publisher))
    (tmp_path / ".cache").write_text("no folder", encoding="utf-8")
    assert list(cards.pictures(tmp_path, words, project.library.publisher)) == drawn


def test_the_colours_are_those_of_the_site() -> None:
    tokens = (ROOT / "docs/assets/css/1-tokens.css").read_text(encoding="utf-8")
    for name, colour in {
        "sky": cards.SKY,
        "sky-2": cards.SKY_2,
        "on-sky": cards.ON_SKY,
        "on-sky-soft": cards.ON_SKY_SOFT,
    }.items():
        assert f"--{name}: {colour};" in tokens
    assert cards.BEACON in tokens


def test_the_font_may_be_given_on() -> None:
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert (FONTS / cards.FONT).stat().st_size < 400_000
