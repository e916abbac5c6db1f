"""Makes the serif of the pages from the font that pictures are drawn with: one weight, the letters of `HEADING_LETTERS`.

Run it from the repository's root where that font or those letters change, in an environment of its own:
`pip install fonttools brotli && python -m tests.subset_font`.  The licence keeps the name of the font to its makers, so
that the smaller one has a name of its own.
"""

from __future__ import annotations

from pathlib import Path

from fontTools.subset import Options, Subsetter, save_font  # type: ignore[import-not-found]
from fontTools.ttLib import TTFont  # type: ignore[import-not-found]

PACKAGE = Path(__file__).parents[1] / "macros" / "storysite"
WHOLE = PACKAGE / "drawing" / "fonts" / "SourceSerifPro-Semibold.ttf"
MADE = PACKAGE / "theme" / "assets" / "fonts" / "serif.woff2"
LETTERS = PACKAGE / "drawing" / "fonts" / "heading-letters.txt"
NAME = "Storysite Serif"


def letters(text: str) -> list[int]:
    """Code points from lines such as `0020-007E  what they are`."""
    found: list[int] = []
    for line in text.splitlines():
        first, _, last = line.partition(" ")[0].partition("-")
        found += range(int(first, 16), int(last or first, 16) + 1)
    return found


def make() -> None:
    """Write the font."""
    font = TTFont(WHOLE, recalcTimestamp=False)
    options = Options(flavor="woff2", layout_features=["kern"], hinting=False, desubroutinize=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=letters(LETTERS.read_text(encoding="utf-8")))
    subsetter.subset(font)
    for record in list(font["name"].names):
        if record.nameID in {1, 3, 4, 6}:
            record.string = NAME if record.nameID != 6 else NAME.replace(" ", "")
    save_font(font, MADE, options)
    print(f"{MADE.name}: {MADE.stat().st_size:,} bytes")


if __name__ == "__main__":
    make()
