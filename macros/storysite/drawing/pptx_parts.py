"""What slides are made of: the template, tones of its theme, places in px, words that are measured, and a ZIP without a clock."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from pptx import Presentation
from pptx.enum.dml import MSO_THEME_COLOR as THEME
from pptx.util import Emu

from storysite.core.archive import packed
from storysite.drawing.text_layout import wrap

TEMPLATE = Path(__file__).parent / "template"
"""The parts of our own template: one theme, one master, three layouts."""
LAYOUTS = {"title": "Title Slide", "obj": "Title and Content", "titleOnly": "Title Only"}
"""The layouts that a template must have, by their type in the file and by the name that offices give them."""
LINE = 1.25
"""From one line to the next, in sizes of the text."""
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Tone(NamedTuple):
    """A colour of the theme, made lighter (above zero) or darker."""

    theme: THEME
    brightness: float = 0


INK, SOFT, RULE = Tone(THEME.TEXT_1), Tone(THEME.TEXT_1, 0.3), Tone(THEME.ACCENT_6)
BLUE, PAPER, HEAD = Tone(THEME.ACCENT_1), Tone(THEME.BACKGROUND_1), Tone(THEME.TEXT_2)
AMBER, SKY, SAND = Tone(THEME.ACCENT_2), Tone(THEME.ACCENT_4), Tone(THEME.ACCENT_5)


class Area(NamedTuple):
    """A rectangle on a slide."""

    left: float
    top: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        return self.top + self.height


def emu(px: float) -> Emu:
    return Emu(round(px * 9525))


def points(px: float) -> float:
    return px * 0.75


def fitted(words: str, width: float, height: float, sizes: Sequence[float], bold: bool = False) -> tuple[float, str]:
    """The largest of these sizes (px) at which words stay within a box; at the last, what is too much is cut."""
    for size in sizes:
        if len(wrap(words, size, width, bold=bold)) * size * LINE <= height:
            return size, words
    return sizes[-1], cut(words, sizes[-1], width, height, bold)


def cut(words: str, size: float, width: float, height: float, bold: bool = False) -> str:
    """Words as they are where they stay within a box, else as many as do, and `…`."""
    most = max(1, int(height / (size * LINE) + 0.01))
    lines = wrap(words, size, width, most, bold=bold)
    return words if len(wrap(words, size, width, bold=bold)) <= most else " ".join(lines)


@lru_cache(maxsize=4)
def template(path: Path | None) -> bytes:
    """The template that slides are filled into: a file of the reader's own, or ours."""
    if path:
        return path.read_bytes()
    names = sorted(found.relative_to(TEMPLATE).as_posix() for found in TEMPLATE.rglob("*") if found.is_file())
    return packed({name: (TEMPLATE / name).read_bytes() for name in names})


def template_faults(path: Path) -> str:
    """Why a file cannot be a template; nothing where it can."""
    try:
        layouts = {layout._element.get("type") for layout in Presentation(io.BytesIO(path.read_bytes())).slide_layouts}
    except Exception as error:  # python-pptx raises whatever the broken part of the file makes it raise
        return f"it cannot be opened as a presentation ({type(error).__name__})"
    missing = [name for type_, name in LAYOUTS.items() if type_ not in layouts]
    return f"it has no layout {' and no layout '.join(f'“{name}”' for name in missing)}" if missing else ""


"""That of all words that we write ourselves."""


class Words(NamedTuple):
    """Words of one look: where they lead, and their language."""

    words: str
    link: str = ""
    language: str = ""


def clean(words: str) -> str:
    """Words without what no XML may hold."""
    return UNPRINTABLE.sub(" ", words)


def coloured(colour: Any, tone: Tone) -> None:
    """Give a colour of python-pptx a tone of the theme."""
    colour.theme_color = tone.theme
    if tone.brightness:
        colour.brightness = tone.brightness


def describe(shape: Any, words: str) -> None:
    """Give a shape its alternative text; empty words say that it is decoration."""
    shape._element._nvXxPr.cNvPr.set("descr", clean(words))


def _place(shape: Any) -> tuple[Emu, Emu, Emu, Emu]:
    return shape.left, shape.top, shape.width, shape.height


def area_of(shape: Any) -> Area:
    """Where a shape stands, in px; a placeholder has its place from its layout."""
    return Area(*(value / 9525 for value in (shape.left, shape.top, shape.width, shape.height)))
