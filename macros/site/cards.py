"""Pictures that a link shows in mail and chat: a title on a night sky, drawn as SVG and written as PNG."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from markupsafe import escape
from PIL import ImageFont

from macros.prose import typographic
from macros.records import Publisher
from macros.site.drawing import FONTS, Drawing, drawn

WIDTH, HEIGHT = 1200, 630
MARGIN = 84
FONT = "SourceSerifPro-Semibold.ttf"
FAMILY = "Source Serif Pro"
SKY, SKY_2, ON_SKY, ON_SKY_SOFT, LINE, BEACON = "#12153a", "#1d2258", "#eceaf4", "#c0c4ea", "#34397a", "#ffc266"
"""The night colours of the site's style sheet, which a picture cannot read."""
TITLE_SIZES = (84, 76, 68, 60, 54, 48, 42)
"""Sizes of the title in px, the largest that fits first."""
TITLE_LINES = 4
TOP, BOTTOM = 158, 506
"""Between these stand the title and what is under it."""
UNDER, UNDER_GAP, UNDER_LINE = 30, 24, 42
"""What is under the title: its size, the gap above it, and the height of its lines."""
STARS = ((842, 66, 1.5), (520, 52, 1.5), (300, 64, 1), (700, 92, 1), (1160, 268, 2), (1146, 370, 1), (1174, 452, 1.5))
"""Where a few stars stand, clear of the words, and how large they are."""


class Card(NamedTuple):
    """The words of a picture."""

    title: str
    kicker: str
    """What kind of thing it is, or where it belongs: over the title."""
    lines: tuple[str, ...]
    """Further lines under the title, such as an as-of date; three at most are shown."""
    site: str
    stance: str
    """Who tells it, and how they stand to whom they tell of."""


Words = tuple[str, str, tuple[str, ...]]
"""Title, kicker and lines."""


def pictures(root: Path, cards: Iterable[Words], publisher: Publisher) -> Iterator[bytes]:
    """The pictures of pages or records as PNG, from the project's cache where they are there already."""
    words = (Card(*own, publisher.title, publisher.short_stance) for own in cards)
    return drawn(root, "cards", (Drawing(drawing(card), (FONT,), FAMILY) for card in words))


def drawing(words: Card) -> str:
    """The picture as SVG; whatever the words, they stay inside."""
    room = WIDTH - 2 * MARGIN
    under = [part for text in words.lines for part in wrap(text, UNDER, room, 2)][:3]
    below = UNDER_GAP + UNDER_LINE * len(under) if under else 0
    title, size = _fitted(words.title, room, BOTTOM - TOP - below)
    line = _line(size)
    top = TOP + (BOTTOM - TOP - below - line * len(title)) // 3
    foot = top + line * len(title) + UNDER_GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">',
        f'<defs><linearGradient id="s" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="{SKY}"/>'
        f'<stop offset="1" stop-color="{SKY_2}"/></linearGradient></defs><rect width="{WIDTH}" height="{HEIGHT}" fill="url(#s)"/>',
        *(f'<circle cx="{x}" cy="{y}" r="{r}" fill="{ON_SKY_SOFT}" opacity=".55"/>' for x, y, r in STARS),
        f'<path d="M884 142C960 142 958 96 1016 96S1070 62 1116 54" fill="none" stroke="{ON_SKY_SOFT}" '
        'stroke-width="3" stroke-dasharray="0.1 9" stroke-linecap="round"/>',
        f'<circle cx="884" cy="142" r="5" fill="{ON_SKY_SOFT}"/><circle cx="1016" cy="96" r="5" fill="{ON_SKY_SOFT}"/>'
        f'<circle cx="1116" cy="54" r="18" fill="{BEACON}" opacity=".22"/><circle cx="1116" cy="54" r="9" fill="{BEACON}"/>',
        *(_text(text, 112, 34, BEACON) for text in wrap(words.kicker, 34, 700, 1)),
        *(_text(text, top + round(size * 0.9) + line * at, size, ON_SKY) for at, text in enumerate(title)),
        *(_text(text, foot + UNDER + UNDER_LINE * at, UNDER, ON_SKY_SOFT) for at, text in enumerate(under)),
        f'<path d="M{MARGIN} 528H{WIDTH - MARGIN}" stroke="{LINE}" stroke-width="2"/>',
        *(_text(text, 572, 28, ON_SKY) for text in wrap(words.site, 28, room, 1)),
        *(_text(text, 604, 22, ON_SKY_SOFT) for text in wrap(words.stance, 22, room, 1)),
        "</svg>",
    ]
    return "".join(parts)


def width(text: str, size: float) -> float:
    """How wide a text is in the pictures' font, in px."""
    return _font().getlength(text) * size / 1000


def wrap(text: str, size: float, room: float, most: int) -> list[str]:
    """The lines of a text that stay within a width: a word too long is broken, what is too much ends in `…`."""
    lines = [""]
    for word in "".join(mark if mark.isprintable() else " " for mark in typographic(text)).split():
        if lines[-1] and width(f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
            continue
        if lines[-1]:
            lines.append("")
        for mark in word:
            if lines[-1] and width(lines[-1] + mark, size) > room:
                lines.append("")
            lines[-1] += mark
    if len(lines) > most:
        last = lines[most - 1]
        while last and width(f"{last}…", size) > room:
            last = last[:-1]
        lines = [*lines[: most - 1], f"{last.rstrip()}…"]
    return lines


def _fitted(title: str, room: float, height: float) -> tuple[list[str], int]:
    """The title's lines at the largest size at which no word is broken and all fits."""
    for size in TITLE_SIZES:
        most = min(TITLE_LINES, int(height / _line(size)))
        if (
            all(width(word, size) <= room for word in title.split())
            and len(wrap(title, size, room, TITLE_LINES + 1)) <= most
        ):
            break
    return wrap(title, size, room, most), size


def _line(size: int) -> int:
    return round(size * 1.16)


def _text(text: str, y: float, size: float, colour: str) -> str:
    return f'<text x="{MARGIN}" y="{y:g}" font-family="{FAMILY}" font-size="{size}" fill="{colour}">{escape(text)}</text>'


@lru_cache(maxsize=1)
def _font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / FONT, 1000, layout_engine=ImageFont.Layout.BASIC)
