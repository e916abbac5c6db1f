"""A picture of ours as PNG with a palette: its shapes drawn by resvg, its words pasted in.

Most of a picture is words, and resvg takes longest for them.  So it gets the parts of a picture that hold anything
else, without their words; these are then put in place glyph by glyph, each drawn once.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import resvg_py
from PIL import Image, ImageColor

from storysite.drawing.typeface import SANS, SANS_BOLD, SERIF, cover, width
from storysite.output.palette_png import encoded

SVG = "{http://www.w3.org/2000/svg}"
SILENT = frozenset({f"{SVG}title", f"{SVG}desc"})
MOVED = re.compile(r"translate\((-?[\d.]+)[ ,]+(-?[\d.]+)\)\Z")
KNOWN = frozenset(
    {
        "x",
        "y",
        "dx",
        "fill",
        "font-size",
        "font-weight",
        "font-style",
        "font-family",
        "text-anchor",
        "{http://www.w3.org/XML/1998/namespace}space",
    }
)
"""The attributes of words that are pasted in; what has another is left to resvg."""
COLOURS, PACKED = 16, 6
"""Of a palette: with 16 a px takes half a byte; and how hard it is packed: more takes twice as long, for a twentieth less."""
SHADES, FINE_SHADES, FINE = 3, 2, 150
"""How many steps lead from the paper to the colour of words; fewer where so many px or more are an inch, too small to see."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Words of a picture, in its own units."""

    pieces: tuple[tuple[str, str], ...]
    """Each with its colour."""
    x: float
    y: float
    size: float
    bold: bool
    serif: bool
    anchor: str


def size(svg: str) -> tuple[float, float]:
    """The width and height that an SVG gives itself."""
    width, height = (
        float(match[1]) for name in ("width", "height") if (match := re.search(rf'<svg [^>]*\b{name}="([\d.]+)"', svg))
    )
    return width, height


def png(svg: str, zoom: float, dpi: int | None = None) -> bytes:
    """An SVG with so many px for each of its own; it says how many are an inch where it is told."""
    root = ElementTree.fromstring(svg)
    wide, height = (round(side * zoom) for side in size(svg))
    box = [float(number) for number in root.get("viewBox", f"0 0 {wide / zoom} {height / zoom}").split()]
    scale = wide / box[2]
    words = list(_taken_out(root, 0, 0, {}))
    ground = next(iter(root.findall(f"{SVG}rect")), None)
    paper = ground.get("fill", "#ffffff") if ground is not None else "#ffffff"
    image = Image.new("RGB", (wide, height), paper)
    for top, bottom in _drawn_bands(root, height, scale):
        root.set("viewBox", f"0 {top / scale:.6f} {box[2]} {(bottom - top) / scale:.6f}")
        root.set("width", str(wide))
        root.set("height", str(bottom - top))
        drawn = resvg_py.svg_to_bytes(
            svg_string=ElementTree.tostring(root, encoding="unicode"), skip_system_fonts=True, **FONTS
        )
        image.paste(Image.open(io.BytesIO(bytes(drawn))).convert("RGB"), (0, top))
    shades = FINE_SHADES if dpi and dpi >= FINE else SHADES
    steps = [round(round(covered * shades / 255) * 255 / shades) for covered in range(256)]
    for placed in words:
        _paste(image, placed, scale, steps)
    return encoded(_few_colours(image), PACKED, dpi)


def _few_colours(image: Image.Image) -> Image.Image:
    """The picture with a palette: of its colours those that most of it is nearest to, just as they are."""
    colours = image.getcolors(1 << 12) or image.getcolors(image.width * image.height)  # the table of few is made faster
    found = cast(list[tuple[int, tuple[int, ...]]], colours or [])
    counted = sorted(found, reverse=True)[:256]
    kept = [counted[0][1]]
    far = {colour: _apart(colour, kept[0]) for _, colour in counted}
    while len(kept) < COLOURS and (missed := max((much * far[colour], colour) for much, colour in counted))[0]:
        kept.append(missed[1])
        far = {colour: min(off, _apart(colour, missed[1])) for colour, off in far.items()}
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for _, colour in counted for part in colour])
    few = image.quantize(palette=palette, dither=Image.Dither.NONE)
    nearest = [min(range(len(kept)), key=lambda at: _apart(colour, kept[at])) for _, colour in counted]
    few = few.point([*nearest, *[0] * (256 - len(nearest))])
    few.putpalette([part for colour in kept for part in colour])
    return few


def _apart(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


FONTS: dict[str, Any] = {
    "font_files": [str(path) for path in (*SANS, *SANS_BOLD, *SERIF)],
    "font_family": "Source Sans Pro",
    "sans_serif_family": "Source Sans Pro",
}
"""For the words that are left to resvg."""


def _taken_out(parent: Element, x: float, y: float, given: Mapping[str, str]) -> Iterator[Placed]:
    """The words under an element, which loses them; `x`, `y` and `given` are its place and what it hands down."""
    given = {**given, **{name: value for name, value in parent.attrib.items() if name in KNOWN}}
    for one in list(parent):
        moved = MOVED.match(one.get("transform", "translate(0 0)"))
        if (
            one.tag == f"{SVG}text"
            and one.attrib.keys() <= KNOWN
            and all(part.attrib.keys() <= KNOWN - {"x", "y", "dx"} for part in one)
        ):
            yield _placed(one, x, y, {**given, **one.attrib})
            parent.remove(one)
        elif moved and "opacity" not in one.attrib:
            yield from _taken_out(one, x + float(moved[1]), y + float(moved[2]), given)


def _placed(one: Element, x: float, y: float, given: Mapping[str, str]) -> Placed:
    fill = given.get("fill", "#000000")
    pieces = [(one.text or "", fill)]
    for part in one:
        pieces += [(part.text or "", part.get("fill", fill)), (part.tail or "", fill)]
    return Placed(
        tuple(piece for piece in pieces if piece[0]),
        x + float(one.get("x", "0")) + float(one.get("dx", "0")),
        y + float(one.get("y", "0")),
        float(given.get("font-size", "12").removesuffix("px")),
        given.get("font-weight") == "600",
        "Serif" in given.get("font-family", ""),
        given.get("text-anchor", ""),
    )


def _drawn_bands(root: Element, height: int, scale: float) -> Iterator[tuple[int, int]]:
    """From where to where, in px of the PNG, the parts of a picture reach that hold more than words."""
    parts = [one for one in root if one.tag not in SILENT and one.tag != f"{SVG}rect"]
    moved = [MOVED.match(one.get("transform", "")) for one in parts]
    if not moved or not all(moved):
        yield 0, height
        return
    tops = [round(float(match[2]) * scale) for match in moved if match]
    for one, top, bottom in zip(parts, tops, [*tops[1:], height], strict=True):
        if any(inner.tag not in {f"{SVG}g", f"{SVG}a", *SILENT} for inner in one.iter()) and bottom > top:
            yield top, min(bottom, height)


def _paste(image: Image.Image, placed: Placed, scale: float, steps: list[int]) -> None:
    """Put words on a picture; `steps` says for how much of a px they cover how much of their colour it gets."""
    faces = SERIF if placed.serif else SANS_BOLD if placed.bold else SANS
    size = placed.size * scale
    whole = width("".join(text for text, _ in placed.pieces), faces) * size
    x = placed.x * scale - {"middle": whole / 2, "end": whole}.get(placed.anchor, 0)
    for text, colour in placed.pieces:
        covered, place = cover(text, faces, size, x, round(placed.y * scale))
        image.paste(
            ImageColor.getrgb(colour),
            (*place, place[0] + covered.width, place[1] + covered.height),
            covered.point(steps),
        )
        x += width(text, faces) * size
