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

from storysite.output.typeface import SANS, SANS_BOLD, SERIF, cover, width

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
COLOURS, EXACT, PACKED = 128, 32, 6
"""Of a palette; of these, how many are just those of the picture; and how hard it is packed."""


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
    for placed in words:
        _paste(image, placed, scale)
    out = io.BytesIO()
    _few_colours(image).save(out, "PNG", compress_level=PACKED, **({"dpi": (dpi, dpi)} if dpi else {}))
    return out.getvalue()


def _few_colours(image: Image.Image) -> Image.Image:
    """The picture with a palette; the colours of its large parts stay just as they are."""
    found_colours = cast(list[tuple[int, tuple[int, ...]]], image.getcolors(image.width * image.height) or [])
    counted = sorted(found_colours, reverse=True)[:EXACT]
    below = Image.new("RGB", (image.width, image.height + 1))
    below.paste(image)
    for at, (_, colour) in enumerate(counted):
        below.putpixel((at, image.height), colour)
    found = below.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    palette = found.getpalette() or []
    for at, (_, colour) in reversed(list(enumerate(counted))):
        number = cast(int, found.getpixel((at, image.height)))
        palette[3 * number : 3 * number + 3] = colour
    found = found.crop((0, 0, *image.size))
    found.putpalette(palette)
    return found


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
    if not all(moved):
        yield 0, height
        return
    tops = [round(float(match[2]) * scale) for match in moved if match]
    for one, top, bottom in zip(parts, tops, [*tops[1:], height], strict=True):
        if any(inner.tag not in {f"{SVG}g", f"{SVG}a", *SILENT} for inner in one.iter()) and bottom > top:
            yield top, min(bottom, height)


def _paste(image: Image.Image, placed: Placed, scale: float) -> None:
    """Put words on a picture."""
    faces = SERIF if placed.serif else SANS_BOLD if placed.bold else SANS
    size = placed.size * scale
    whole = width("".join(text for text, _ in placed.pieces), faces) * size
    x = placed.x * scale - {"middle": whole / 2, "end": whole}.get(placed.anchor, 0)
    for text, colour in placed.pieces:
        covered, place = cover(text, faces, size, x, round(placed.y * scale))
        image.paste(ImageColor.getrgb(colour), (*place, place[0] + covered.width, place[1] + covered.height), covered)
        x += width(text, faces) * size
