"""Helpers for tests of decks: their shapes and words, and whether these fit."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from storysite.drawing.pptx_parts import LINE
from storysite.drawing.text_layout import wrap

PX = 9525
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


WIDTH, HEIGHT = 1280, 720


def opened(path: Path) -> Any:
    return Presentation(io.BytesIO(path.read_bytes()))


def shapes(deck: Any) -> Iterator[tuple[Any, Any]]:
    for slide in deck.slides:
        for shape in inside(slide.shapes):
            yield slide, shape


def inside(found: Any) -> Iterator[Any]:
    for shape in found:
        yield shape
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            yield from inside(shape.shapes)


def inherited(shape: Any) -> float:
    """The size in px of a placeholder's text that the slide leaves to its layout or master."""
    layout = shape.part.slide_layout
    at = next(found for found in layout.placeholders if found.placeholder_format.idx == shape.placeholder_format.idx)
    style = {"TITLE": "titleStyle", "CENTER_TITLE": "titleStyle"}.get(shape.placeholder_format.type.name, "bodyStyle")
    bases = [at._element, layout.slide_master._element.find(f"{P}txStyles/{P}{style}")]
    if shape.placeholder_format.type.name == "FOOTER":
        bases[1] = next(
            p for p in layout.slide_master.placeholders if p.placeholder_format.type.name == "FOOTER"
        )._element
    sizes = [level.get("sz") for base in bases for level in base.iter(f"{A}defRPr") if level.get("sz")]
    return int(sizes[0]) / 100 / 0.75


def needed(frame: Any, width: float, shape: Any = None) -> float:
    """How high a text can get in a width."""
    height = 0.0
    for paragraph in frame.paragraphs:
        runs = paragraph.runs
        if runs:
            size = runs[0].font.size.pt / 0.75 if runs[0].font.size else inherited(shape)
            lines = wrap(paragraph.text, size, width, bold=bool(runs[0].font.bold))
            height += max(1, len(lines)) * size * LINE
    return height


def words_of(deck: Any) -> str:
    found = []
    for _, shape in shapes(deck):
        if shape.has_text_frame:
            found.append(shape.text_frame.text)
        if getattr(shape, "has_table", False) and shape.has_table:
            found += [cell.text_frame.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(found)


def assert_fits(deck: Any) -> None:
    for slide, shape in shapes(deck):
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            continue
        at = (slide.shapes.title.text_frame.text, shape.name)
        left, top, width, height = (value / PX for value in (shape.left, shape.top, shape.width, shape.height))
        assert left >= -1 and top >= -1 and left + width <= WIDTH + 1 and top + height <= HEIGHT + 1, at
        if shape.has_text_frame and shape.text_frame.text:
            assert needed(shape.text_frame, width, shape) <= height + 2, (*at, shape.text_frame.text)
        if getattr(shape, "has_table", False) and shape.has_table:
            table = shape.table
            for row in table.rows:
                for cell, column in zip(row.cells, table.columns, strict=True):
                    room = (column.width - cell.margin_left - cell.margin_right) / PX
                    assert (
                        needed(cell.text_frame, room) <= (row.height - cell.margin_top - cell.margin_bottom) / PX + 1
                    ), (*at, cell.text_frame.text)
