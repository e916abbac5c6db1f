"""What is drawn on a slide: boxes of text, shapes and lines, alone or in a group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Pt

from storysite.drawing.pptx_parts import (
    BLUE,
    INK,
    PAPER,
    Tone,
    Words,
    area_of,
    clean,
    coloured,
    describe,
    emu,
    fitted,
    points,
)


class Canvas:
    """Where shapes are put: a slide, or a group on it; lengths are in pixels, sizes of type too."""

    _into: Any
    _language: str
    """The language of words that say nothing of theirs."""

    def put(self, place: Any, words: str, sizes: Sequence[float], bold: bool = False) -> None:
        """Words into a placeholder, at the first size as it has them itself, else at one that fits."""
        room = area_of(place)
        size, shown = fitted(words, room.width, room.height, sizes, bold=bold)
        self.fill(place.text_frame, shown, None if size == sizes[0] and place.is_placeholder else size)

    @contextmanager
    def group(self, name: str, words: str) -> Iterator[None]:
        """What is drawn inside stands in one group, with one alternative text."""
        outer, group = self._into, self._into.add_group_shape()
        group.name = name
        describe(group, words)
        self._into = group.shapes
        try:
            yield
        finally:
            self._into = outer

    def box(
        self,
        words: str,
        x: float,
        y: float,
        width: float,
        height: float,
        size: float,
        bold: bool = False,
        colour: Tone = INK,
        align: Any = None,
        anchor: Any = MSO_ANCHOR.TOP,
        link: str = "",
    ) -> Any:
        """A box of text, which has been measured."""
        shape = self._into.add_textbox(emu(x), emu(y), emu(width), emu(height))
        _bare(shape.text_frame, anchor)
        self.fill(shape.text_frame, words, size, bold=bold, colour=colour, align=align, link=link)
        return shape

    def fill(
        self,
        frame: Any,
        words: str | Sequence[Sequence[Words]],
        size: float | None,
        bold: bool = False,
        colour: Tone | None = None,
        align: Any = None,
        link: str = "",
        italic: bool = False,
    ) -> None:
        """Put words into a frame, each line a paragraph; what is not given is left to the theme."""
        lines = [[Words(line, link)] for line in words.split("\n")] if isinstance(words, str) else words
        for at, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
            if align is not None:
                paragraph.alignment = align
            for part in line:
                self._run(paragraph, part, size, bold, italic, colour)

    def _run(
        self, paragraph: Any, part: Words, size: float | None, bold: bool, italic: bool, colour: Tone | None
    ) -> None:
        run = paragraph.add_run()
        run.text = clean(part.words)
        run._r.get_or_add_rPr().set("lang", part.language or self._language)
        if size:
            run.font.size = Pt(points(size))
        if bold:
            run.font.bold = True
        if italic:
            run.font.italic = True
        if colour and colour != INK:
            coloured(run.font.color, colour)
        if part.link:
            run.hyperlink.address = part.link

    def shape(
        self,
        kind: Any,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: Tone = PAPER,
        line: Tone | None = BLUE,
        weight: float = 1.5,
    ) -> Any:
        """An autoshape whose text frame has no margins."""
        made = self._into.add_shape(kind, emu(x), emu(y), emu(width), emu(height))
        made.fill.solid()
        coloured(made.fill.fore_color, fill)
        if line:
            coloured(made.line.color, line)
            made.line.width = Pt(weight)
        else:
            made.line.fill.background()
        _bare(made.text_frame, MSO_ANCHOR.MIDDLE)
        return made

    def line(
        self, x1: float, y1: float, x2: float, y2: float, colour: Tone, weight: float = 1, arrow: bool = False
    ) -> Any:
        """A straight line, with a point at its end where asked."""
        made = self._into.add_connector(MSO_CONNECTOR.STRAIGHT, emu(x1), emu(y1), emu(x2), emu(y2))
        coloured(made.line.color, colour)
        made.line.width = Pt(weight)
        if arrow:
            line = made.line._get_or_add_ln()
            line.append(line.makeelement(qn("a:tailEnd"), {"type": "triangle", "w": "med", "len": "med"}))
        return made

    def numbered(self, number: str, x: float, y: float, radius: float, size: float) -> Any:
        """A circle with a number in it."""
        made = self.shape(MSO_SHAPE.OVAL, x - radius, y - radius, 2 * radius, 2 * radius)
        self.fill(made.text_frame, number, size, colour=BLUE, align=PP_ALIGN.CENTER)
        return made


def _bare(frame: Any, anchor: Any) -> None:
    """A frame without margins, which keeps its size."""
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.word_wrap, frame.auto_size, frame.vertical_anchor = True, MSO_AUTO_SIZE.NONE, anchor
