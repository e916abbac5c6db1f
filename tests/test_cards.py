"""Pictures of pages: their words stay inside, and the same words are the same bytes, kept or not."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
import resvg_py
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from storysite.bootstrap.installation import THEME
from storysite.drawing.typeface import FONTS, SERIF, typeface
from storysite.pages import social_cards
from storysite.pages.social_cards import HEIGHT, MARGIN, SCALE, SIZE, WIDTH, Card
from storysite.project import Project

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
    below = 0.0
    for line in social_cards.lines(Card(title, kicker, tuple(lines), site, site)):
        assert MARGIN + social_cards.width(line.text, line.size) <= WIDTH - MARGIN + 1
        assert below <= line.y - line.size * 0.75 and line.y + line.size * 0.25 <= HEIGHT, "lines must not meet"
        below = line.y


def test_words_are_where_their_line_says(tmp_path: Path) -> None:
    """Ink lies over the feet of each line, from the margin on for the width of its words, and nowhere else."""
    empty, card = Card("", "", (), "", ""), Card("Towers", "A kind", ("One line",), "Site", "Stance")
    sky, image = (Image.open(BytesIO(social_cards.picture(one))).convert("RGB") for one in (empty, card))
    inked = ImageChops.difference(sky, image).convert("L").point([0] * 8 + [255] * 248)
    for line in social_cards.lines(card):
        y, size, margin = (round(part * SCALE) for part in (line.y, line.size, MARGIN))
        left, top, right, bottom = inked.crop((0, y - size, SIZE[0], y + size // 3)).getbbox() or (0, 0, 0, 0)
        wide = social_cards.width(line.text, line.size) * SCALE
        assert abs(left - margin) <= size / 10 and abs(right - margin - wide) <= size / 10, line
        inked.paste(0, (left, y - size + top, right, y - size + bottom))
    assert inked.getbbox() is None


def test_the_sky_is_as_it_is_drawn() -> None:
    """Each star stands where it is drawn, on a sky of one colour."""
    drawn = Image.open(
        BytesIO(bytes(resvg_py.svg_to_bytes(svg_string=social_cards._sky(), skip_system_fonts=True)))
    ).convert("RGB")
    image = Image.open(BytesIO(social_cards.picture(Card("", "", (), "", "")))).convert("RGB")
    assert max(high for _, high in ImageChops.difference(drawn, image).getextrema()) < 40
    assert image.getpixel((1, 1)) == drawn.getpixel((1, 1)) and len(image.getcolors() or []) <= 16


def test_pairs_of_letters_stand_as_near_as_the_font_says() -> None:
    face = typeface(SERIF[0])
    assert [round(face.kerning(*pair), 3) for pair in ("To", "AV", "nn")] == [-0.074, -0.113, 0]
    assert face.has("é") and not face.has("本")


@pytest.mark.slow
def test_any_words_make_a_picture(project: Project, tmp_path: Path) -> None:
    images = list(
        social_cards.pictures(tmp_path, [(title, title, (title,)) for title in HARD], project.library.publisher)
    )
    assert len(images) == len(HARD) and all(image[:8] == b"\x89PNG\r\n\x1a\n" for image in images)


def test_what_is_kept_is_what_would_be_drawn(project: Project, tmp_path: Path) -> None:
    words = [(f"Title {number}", "A kind", ("One line",)) for number in range(9)]
    drawn = list(social_cards.pictures(tmp_path, words, project.library.publisher))
    kept = tmp_path / ".cache" / "cards"
    assert sorted(path.read_bytes() for path in kept.iterdir()) == sorted(drawn) and len(set(drawn)) == len(words)
    assert list(social_cards.pictures(tmp_path, words, project.library.publisher)) == drawn
    for path in kept.iterdir():
        path.write_bytes(b"kept")
    assert set(social_cards.pictures(tmp_path, words, project.library.publisher)) == {b"kept"}


def test_a_folder_that_cannot_be_written_costs_no_picture(project: Project, tmp_path: Path) -> None:
    words = [("A title", "", ())]
    drawn = list(social_cards.pictures(tmp_path / "free", words, project.library.publisher))
    (tmp_path / ".cache").write_text("no folder", encoding="utf-8")
    assert list(social_cards.pictures(tmp_path, words, project.library.publisher)) == drawn


def test_the_colours_are_those_of_the_site() -> None:
    tokens = (THEME / "assets/css/1-tokens.css").read_text(encoding="utf-8")
    for name, colour in {
        "sky": social_cards.SKY,
        "on-sky": social_cards.ON_SKY,
        "on-sky-soft": social_cards.ON_SKY_SOFT,
    }.items():
        assert f"--{name}: {colour};" in tokens
    assert social_cards.BEACON in tokens


def test_the_font_may_be_given_on() -> None:
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert SERIF[0].stat().st_size < 400_000
