"""Pictures that a link shows in mail and chat: a title on a night sky, as PNG with a palette.

The sky is drawn once, the glyphs of a size once; a card is the one with the others pasted in.
"""

from __future__ import annotations

import io
from collections.abc import Generator, Iterable
from functools import lru_cache, partial
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, cast

import resvg_py
from PIL import Image, ImageColor
from PIL import __version__ as pillow_version

from storysite.core.inline_markup import typographic
from storysite.drawing import typeface
from storysite.drawing.typeface import SERIF
from storysite.output import palette_png
from storysite.output.build_cache import kept
from storysite.output.palette_png import encoded
from storysite.records import Publisher

WIDTH, HEIGHT = 1200, 630
SIZE = 800, 420
"""A card is laid out in its own units, and published with so many px: what chats and networks show across a whole column."""
SCALE = SIZE[0] / WIDTH
MARGIN = 84
SKY, ON_SKY, ON_SKY_SOFT, LINE, BEACON = "#12153a", "#eceaf4", "#c0c4ea", "#34397a", "#ffc266"
"""The night colours of the site's style sheet, which a picture cannot read."""
GLOW = 0.22
"""How much of its light is around the beacon."""
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


SHADES = 3
"""How many colours lead from the sky to that of words: with all of them a picture has 12, so that a px takes half a byte."""
PACKED = 6
"""How hard a picture is packed: more takes ten times as long, for a tenth less."""

Words = tuple[str, str, tuple[str, ...]]
"""Title, kicker and lines."""


class Line(NamedTuple):
    """Words in one line of a picture; `y` is that of their feet."""

    text: str
    y: int
    size: int
    colour: str


def pictures(root: Path, cards: Iterable[Words], publisher: Publisher) -> Generator[bytes]:
    """The pictures of pages or records as PNG, from the project's cache where they are there already."""
    for own in cards:
        card = Card(*own, publisher.title, publisher.short_stance)
        yield kept(root, "cards", f"{_code()} {card}".encode(), partial(picture, card))


@lru_cache(maxsize=1)
def _code() -> str:
    """All that a card is made from, beside its words."""
    files = (Path(__file__), Path(palette_png.__file__), Path(typeface.__file__), *SERIF)
    return (
        f"{pillow_version} {resvg_py.__version__} {sha256(b''.join(path.read_bytes() for path in files)).hexdigest()}"
    )


def picture(words: Card) -> bytes:
    """The picture as PNG."""
    sky, inks = _ground()
    image = sky.copy()
    for line in lines(words):
        _write(image, line, inks[line.colour])
    return encoded(image, PACKED)


def lines(words: Card) -> list[Line]:
    """What stands where on the picture; whatever the words, they stay inside."""
    room = WIDTH - 2 * MARGIN
    under = [part for text in words.lines for part in wrap(text, UNDER, room, 2)][:3]
    below = UNDER_GAP + UNDER_LINE * len(under) if under else 0
    title, size = _fitted(words.title, room, BOTTOM - TOP - below)
    high = _line(size)
    top = TOP + (BOTTOM - TOP - below - high * len(title)) // 3
    foot = top + high * len(title) + UNDER_GAP
    return [
        *(Line(text, 112, 34, BEACON) for text in wrap(words.kicker, 34, 700, 1)),
        *(Line(text, top + round(size * 0.9) + high * at, size, ON_SKY) for at, text in enumerate(title)),
        *(Line(text, foot + UNDER + UNDER_LINE * at, UNDER, ON_SKY_SOFT) for at, text in enumerate(under)),
        *(Line(text, 572, 28, ON_SKY) for text in wrap(words.site, 28, room, 1)),
        *(Line(text, 604, 22, ON_SKY_SOFT) for text in wrap(words.stance, 22, room, 1)),
    ]


def width(text: str, size: float) -> float:
    """How wide a text is in the pictures' fonts, in px."""
    return typeface.width(text, SERIF) * size


def wrap(text: str, size: float, room: float, most: int) -> list[str]:
    """The lines of a text that stay within a width: a word too long is broken, what is too much ends in `…`."""
    lines, used, blank = [""], 0.0, width(" ", size)
    for word in "".join(mark if mark.isprintable() else " " for mark in typographic(text)).split():
        wide = width(word, size)
        if lines[-1] and used + blank + wide <= room:
            lines[-1] += f" {word}"
            used += blank + wide
            continue
        if lines[-1]:
            lines.append("")
        lines[-1:] = [word] if wide <= room else _broken(word, size, room)
        used = width(lines[-1], size)
    if len(lines) > most:
        last = lines[most - 1]
        while last and width(f"{last}…", size) > room:
            last = last[:-1]
        lines = [*lines[: most - 1], f"{last.rstrip()}…"]
    return lines


def _broken(word: str, size: float, room: float) -> list[str]:
    pieces, used = [""], 0.0
    for face, mark, step in typeface.steps(word, SERIF):
        if pieces[-1] and used + face.advance(mark) * size > room:
            pieces.append("")
            used = 0.0
        pieces[-1] += mark
        used += step * size
    return pieces


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


# --- drawing ---------------------------------------------------------------------------------


def _write(image: Image.Image, line: Line, ink: list[int]) -> None:
    """Put words on the sky: how much of a px they cover says how far its colour is from the sky's to theirs."""
    cover, place = typeface.cover(line.text, SERIF, line.size * SCALE, MARGIN * SCALE, round(line.y * SCALE))
    image.paste(cover.point(ink), place, cover.point([255 * bool(colour) for colour in ink]))


@lru_cache(maxsize=1)
def _ground() -> tuple[Image.Image, dict[str, list[int]]]:
    """The sky without words, and for each colour of words what stands for how much of it covers a px; 0 leaves the sky."""
    png = resvg_py.svg_to_bytes(svg_string=_sky(), skip_system_fonts=True)
    drawn = Image.open(io.BytesIO(bytes(png))).convert("RGB")
    sky = ImageColor.getrgb(SKY)
    palette: list[tuple[int, ...]] = [sky, ImageColor.getrgb(LINE), _mixed(sky, ImageColor.getrgb(BEACON), GLOW)]
    shades = [round(cover * SHADES / 255) for cover in range(256)]
    inks = {}
    for colour in (ON_SKY, ON_SKY_SOFT, BEACON):
        first = len(palette) - 1
        palette += [_mixed(sky, ImageColor.getrgb(colour), step / SHADES) for step in range(1, SHADES + 1)]
        inks[colour] = [first + shade if shade else 0 for shade in shades]
    nearest = {
        colour: min(range(len(palette)), key=lambda at: _apart(colour, palette[at]))
        for _, colour in cast(list[tuple[int, tuple[int, ...]]], drawn.getcolors(SIZE[0] * SIZE[1]) or [])
    }
    pixels = drawn.tobytes()
    image = Image.frombytes("P", drawn.size, bytes(nearest[pixel] for pixel in zip(*[iter(pixels)] * 3, strict=True)))
    image.putpalette([part for colour in palette for part in colour])
    return image, inks


def _sky() -> str:
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIZE[0]}" height="{SIZE[1]}" viewBox="0 0 {WIDTH} {HEIGHT}">',
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{SKY}"/>',
            *(f'<circle cx="{x}" cy="{y}" r="{r}" fill="{ON_SKY_SOFT}" opacity=".55"/>' for x, y, r in STARS),
            f'<path d="M884 142C960 142 958 96 1016 96S1070 62 1116 54" fill="none" stroke="{ON_SKY_SOFT}" '
            'stroke-width="3" stroke-dasharray="0.1 9" stroke-linecap="round"/>',
            f'<circle cx="884" cy="142" r="5" fill="{ON_SKY_SOFT}"/><circle cx="1016" cy="96" r="5" fill="{ON_SKY_SOFT}"/>'
            f'<circle cx="1116" cy="54" r="18" fill="{BEACON}" opacity="{GLOW}"/><circle cx="1116" cy="54" r="9" fill="{BEACON}"/>',
            f'<path d="M{MARGIN} 528H{WIDTH - MARGIN}" stroke="{LINE}" stroke-width="2"/></svg>',
        )
    )


def _mixed(one: tuple[int, ...], other: tuple[int, ...], much: float) -> tuple[int, ...]:
    return tuple(round(a + (b - a) * much) for a, b in zip(one, other, strict=False))


def _apart(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))
