"""A font as words on a picture need it: which characters it has, how far each moves the pen, and how near two stand.

Pillow draws the glyphs, but knows no kerning of a font that keeps it in its `GPOS` table, as new fonts do; the widths
of pairs are read from there (OpenType 1.9, "Pair Adjustment Positioning").
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, lru_cache
from math import ceil, floor
from pathlib import Path
from struct import iter_unpack, unpack_from
from typing import NamedTuple
from unicodedata import bidirectional

from PIL import Image, ImageChops, ImageFont

FONTS = Path(__file__).parent / "fonts"
SERIF = (FONTS / "SourceSerifPro-Semibold.ttf",)
SANS = (FONTS / "SourceSansPro-Regular.ttf",)
SANS_BOLD = (FONTS / "SourceSansPro-Semibold.ttf",)
"""The fonts of words on pictures: the first of them that has a character draws it."""
HEADING_LETTERS = FONTS / "heading-letters.txt"
"""The letters of the serif of the pages: `tests/subset_font.py` makes it of them."""
FINER = 4
"""How many times larger than shown a glyph is drawn, so that its edges are smooth."""
UNITS = 1000
"""The size in px at which advances are measured."""


class _Pairs(NamedTuple):
    """A table of pairs: of glyphs, or of kinds of glyphs where these are given for the left and for the right."""

    covered: frozenset[int]
    """The glyphs that stand left in a pair."""
    moved: dict[tuple[int, int], int]
    kinds: tuple[dict[int, int], dict[int, int]] | None = None


class Typeface:
    """A font file; sizes and widths in px."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._content = path.read_bytes()
        self._fonts: dict[float, ImageFont.FreeTypeFont] = {}
        self._glyphs: dict[tuple[str, float], tuple[Image.Image, int, int] | None] = {}
        self._advances: dict[str, float] = {}
        self._kerned: dict[str, float] = {}

    def has(self, mark: str) -> bool:
        """Whether there is a glyph for a character."""
        return ord(mark) in self._map

    def advance(self, mark: str) -> float:
        """How far a character moves the pen, for a size of 1."""
        if mark not in self._advances:
            self._advances[mark] = self._font(UNITS).getlength(mark) / UNITS
        return self._advances[mark]

    def kerning(self, left: str, right: str) -> float:
        """What two characters stand nearer together, below 0, or farther apart, for a size of 1."""
        pair = left + right
        if pair not in self._kerned:
            self._kerned[pair] = self._moved(self._map.get(ord(left), 0), self._map.get(ord(right), 0)) / self._per_em
        return self._kerned[pair]

    def glyph(self, mark: str, size: float) -> tuple[Image.Image, int, int] | None:
        """The coverage of a character, and where it begins from the pen; none for a blank."""
        key = (mark, size)
        if key not in self._glyphs:
            self._glyphs[key] = self._drawn(*key)
        return self._glyphs[key]

    def _drawn(self, mark: str, size: float) -> tuple[Image.Image, int, int] | None:
        left, top, right, bottom = map(int, self._font(size * FINER).getbbox(mark, anchor="ls"))
        if left >= right or top >= bottom:
            return None
        x, y = left // FINER, top // FINER
        wide, high = -(-right // FINER) - x, -(-bottom // FINER) - y
        large = Image.new("L", (wide * FINER, high * FINER))
        mask, (dx, dy) = self._font(size * FINER).getmask2(mark, "L", anchor="ls")
        large.paste(Image.frombytes("L", mask.size, bytes(mask)), (int(dx) - x * FINER, int(dy) - y * FINER))
        return large.reduce(FINER), x, y

    def _font(self, size: float) -> ImageFont.FreeTypeFont:
        if size not in self._fonts:
            # Not Raqm: it shapes better, but not every machine has it, and the same words are to be the same bytes.
            self._fonts[size] = ImageFont.truetype(self.path, size, layout_engine=ImageFont.Layout.BASIC)
        return self._fonts[size]

    # --- tables of the file ------------------------------------------------------------------

    def _table(self, name: str) -> int | None:
        """Where a table begins."""
        for at in range(12, 12 + 16 * self._u16(4), 16):
            if self._content[at : at + 4] == name.encode():
                return int(unpack_from(">I", self._content, at + 8)[0])
        return None

    def _u16(self, at: int) -> int:
        return int(unpack_from(">H", self._content, at)[0])

    def _u16s(self, at: int) -> list[int]:
        """A list of numbers behind their count."""
        return [number for (number,) in iter_unpack(">H", self._content[at + 2 : at + 2 + 2 * self._u16(at)])]

    @cached_property
    def _per_em(self) -> int:
        return self._u16((self._table("head") or 0) + 18)

    @cached_property
    def _map(self) -> dict[int, int]:
        """Glyphs by characters (`cmap`, formats 4 and 12)."""
        start = self._table("cmap") or 0
        found: dict[int, int] = {}
        for at in range(start + 4, start + 4 + 8 * self._u16(start + 2), 8):
            table = start + int(unpack_from(">I", self._content, at + 4)[0])
            found |= {4: self._map_4, 12: self._map_12}.get(self._u16(table), lambda _: {})(table)
        return {mark: glyph for mark, glyph in found.items() if glyph}

    def _map_4(self, at: int) -> dict[int, int]:
        count = self._u16(at + 6) // 2
        ends, starts, deltas, offsets = (at + 14, at + 16 + 2 * count, at + 16 + 4 * count, at + 16 + 6 * count)
        found = {}
        for segment in range(count):
            first, delta, offset = (self._u16(column + 2 * segment) for column in (starts, deltas, offsets))
            for mark in range(first, min(self._u16(ends + 2 * segment), 0xFFFE) + 1):
                glyph = self._u16(offsets + 2 * segment + offset + 2 * (mark - first)) if offset else mark
                found[mark] = (glyph + delta) & 0xFFFF if glyph else 0
        return found

    def _map_12(self, at: int) -> dict[int, int]:
        groups = unpack_from(">I", self._content, at + 12)[0]
        found: dict[int, int] = {}
        for first, last, glyph in iter_unpack(">III", self._content[at + 16 : at + 16 + 12 * groups]):
            found |= {mark: glyph + mark - first for mark in range(first, last + 1)}
        return found

    @cached_property
    def _pairs(self) -> list[_Pairs]:
        return [self._pairs_of(table) for table in self._pair_tables()]

    def _moved(self, left: int, right: int) -> int:
        """What the first table that names a pair of glyphs moves it, in units of the font."""
        for pairs in self._pairs:
            if left in pairs.covered:
                if pairs.kinds is None:
                    if (left, right) in pairs.moved:
                        return pairs.moved[left, right]
                else:
                    lefts, rights = pairs.kinds
                    return pairs.moved[lefts.get(left, 0), rights.get(right, 0)]
        return 0

    def _pair_tables(self) -> Iterator[int]:
        start = self._table("GPOS")
        if start is None:
            return
        features, lookups = start + self._u16(start + 6), start + self._u16(start + 8)
        wanted = {
            lookup
            for at in range(features + 2, features + 2 + 6 * self._u16(features), 6)
            if self._content[at : at + 4] == b"kern"
            for lookup in self._u16s(features + self._u16(at + 4) + 2)
        }
        for number in sorted(wanted):
            lookup = lookups + self._u16s(lookups)[number]
            for offset in self._u16s(lookup + 4):
                kind, table = self._u16(lookup), lookup + offset
                if kind == 9:  # an extension: the table itself lies farther than 16 bits reach
                    kind, table = self._u16(table + 2), table + int(unpack_from(">I", self._content, table + 4)[0])
                if kind == 2:
                    yield table

    def _pairs_of(self, at: int) -> _Pairs:
        first, second = self._u16(at + 4), self._u16(at + 6)
        size = 2 * (bin(first).count("1") + bin(second).count("1"))
        behind = 2 * bin(first & 3).count("1")  # an advance stands behind the places of a glyph, where it has any

        def moved(value: int) -> int:
            return int(unpack_from(">h", self._content, value + behind)[0]) if first & 4 else 0

        covered = self._coverage(at + self._u16(at + 2))
        if self._u16(at) == 1:
            pairs = {
                (left, self._u16(pair)): moved(pair + 2)
                for left, offset in zip(covered, self._u16s(at + 8), strict=True)
                for pair in range(at + offset + 2, at + offset + 2 + (2 + size) * self._u16(at + offset), 2 + size)
            }
            return _Pairs(frozenset(covered), pairs)
        rows, columns = self._u16(at + 12), self._u16(at + 14)
        values = {
            (row, column): moved(at + 16 + size * (row * columns + column))
            for row in range(rows)
            for column in range(columns)
        }
        return _Pairs(
            frozenset(covered), values, (self._classes(at + self._u16(at + 8)), self._classes(at + self._u16(at + 10)))
        )

    def _coverage(self, at: int) -> list[int]:
        if self._u16(at) == 1:
            return self._u16s(at + 2)
        ranges = iter_unpack(">HHH", self._content[at + 4 : at + 4 + 6 * self._u16(at + 2)])
        return [glyph for first, last, _ in ranges for glyph in range(first, last + 1)]

    def _classes(self, at: int) -> dict[int, int]:
        if self._u16(at) == 1:
            return {self._u16(at + 2) + index: kind for index, kind in enumerate(self._u16s(at + 4))}
        ranges = iter_unpack(">HHH", self._content[at + 4 : at + 4 + 6 * self._u16(at + 2)])
        return {glyph: kind for first, last, kind in ranges for glyph in range(first, last + 1)}


@lru_cache(maxsize=8)
def typeface(path: Path) -> Typeface:
    """A font file, read once."""
    return Typeface(path)


# --- words -----------------------------------------------------------------------------------

Faces = tuple[Path, ...]


def missing(text: str, heading: bool = False) -> str:
    """The characters of a text that pictures cannot show, each once; of a heading, those that the pages' serif lacks too.

    Fonts of the system would show more, and other bytes on each machine. Words that are read from right to left are
    among these: Pillow puts no letters in that order, and joins none.
    """
    faces = [typeface(path) for path in (*SERIF, *SANS, *SANS_BOLD)]
    return "".join(
        mark
        for mark in dict.fromkeys(text)
        if mark.isprintable()
        and not mark.isspace()
        and (
            bidirectional(mark) in {"R", "AL"}
            or not all(face.has(mark) for face in faces)
            or (heading and ord(mark) not in heading_letters())
        )
    )


@lru_cache(maxsize=1)
def heading_letters() -> frozenset[int]:
    """The letters of the serif that pages have for headings, a part of the one that pictures are drawn with."""
    found: set[int] = set()
    for line in HEADING_LETTERS.read_text(encoding="utf-8").splitlines():
        first, _, last = line.partition(" ")[0].partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(found)


@lru_cache(maxsize=16384)
def face_of(faces: Faces, mark: str) -> Typeface:
    """The first font that has a character; the first of all shows a box where none has it."""
    found = [typeface(path) for path in faces]
    return next((face for face in found if face.has(mark)), found[0])


def steps(text: str, faces: Faces) -> Iterator[tuple[Typeface, str, float]]:
    """Each character with its font and how far the pen moves from it to the next, for a size of 1."""
    for at, mark in enumerate(text):
        face, following = face_of(faces, mark), text[at + 1 : at + 2]
        # None beside a blank: so a line is as wide as its words and the blanks between them.
        near = (
            face.kerning(mark, following)
            if following.strip() and mark != " " and face_of(faces, following) is face
            else 0
        )
        yield face, mark, face.advance(mark) + near


def width(text: str, faces: Faces) -> float:
    """How wide a text is, for a size of 1."""
    return sum(step for _, _, step in steps(text, faces))


def cover(text: str, faces: Faces, size: float, x: float, y: int) -> tuple[Image.Image, tuple[int, int]]:
    """How much of each px a text covers whose first pen stands at a place, and where the upper left of these px is."""
    left, rise = floor(x - size), round(size * 1.4)
    pen = x - left
    image = Image.new("L", (ceil(pen + width(text, faces) * size + size), rise + round(size * 0.6)))
    for face, mark, step in steps(text, faces):
        whole = round(pen)  # between two px a glyph would be other bytes each time
        if (glyph := face.glyph(mark, size)) is not None:
            part, across, down = glyph
            box = (whole + across, rise + down, whole + across + part.width, rise + down + part.height)
            image.paste(ImageChops.lighter(image.crop(box), part), box)
        pen += step * size
    return image, (left, y - rise)
