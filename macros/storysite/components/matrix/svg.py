"""A matrix as a picture that stands alone: the table, drawn."""

from __future__ import annotations

from markupsafe import Markup

from storysite.components.matrix.model import CellView, MatrixView
from storysite.components.table import said
from storysite.drawing.figure_svg import SCREEN, Entry, Format, Part, picture
from storysite.drawing.svg import columns_dealt, element, shape, short
from storysite.drawing.svg_standalone import colours
from storysite.drawing.text_layout import text_width, wrap
from storysite.source.items import Item
from storysite.source.record_store import Library
from storysite.wording.text import plain

LEAST = 120.0
"""How wide a column is at least: a table with more than there is room for goes on below."""
TEXT, LINE, PAD = 13, 18, 8
"""The size of text, the height of a line, and what is left free in a cell."""
Cell = tuple[tuple[str, str], ...]
"""Paragraphs of a cell: a style and words."""


def draw(library: Library, view: MatrixView, css: str, form: Format = SCREEN) -> str:
    """The picture."""
    ink = colours(css)
    parts: list[Part] = []
    for columns in columns_dealt(len(view.columns), int(form.room // LEAST) - 1):
        parts += [Part(2 * LINE, Markup(""))] if parts else []
        parts += _table(library, view, [column - 1 for column in columns], ink, form.room)
    listed = [Entry(name, meaning) for name, meaning in view.empties]
    return picture(
        library,
        view.id,
        view.matrix.title,
        plain(library, view.matrix.text),
        parts,
        listed,
        [library.items[view.id]],
        css,
        form,
    )


def _table(library: Library, view: MatrixView, columns: list[int], ink: dict[str, str], room: float) -> list[Part]:
    """The first column with some of the others, row by row."""
    widths = _widths(len(columns), room)
    heads = [(("head", view.matrix.corner),), *(_head(library, view.columns[at]) for at in columns)]
    parts = [_row(heads, widths, ink, "line-strong")]
    for group, lines in view.lines:
        if group:
            parts.append(_row([(("head", group.title),)], [room], ink, "line-strong"))
        for line in lines:
            row = line.rows[0]
            if line.empty:
                names = ", ".join(one.row.title for one in line.rows) if len(line.rows) > 1 else ""
                why: Cell = (("empty", f"{line.empty[0]}: {names}" if names else line.empty[0]),)
                head = (("head", line.title),) if names else _head(library, row.item)
                parts.append(_row([head, why], [widths[0], room - widths[0]], ink, "line"))
                continue
            cells = (_cell(library, row.cells[at]) for at in columns)
            parts.append(_row([_head(library, row.item), *cells], widths, ink, "line"))
    return parts


def _widths(columns: int, room: float) -> list[float]:
    """The first column narrower than the others."""
    first = min(220.0, room / (columns + 0.7) * 0.85)
    return [first, *([(room - first) / columns] * columns)]


def _head(library: Library, item: Item) -> Cell:
    text = plain(library, item.text)
    return (("head", said(library, item, item.title)), *((("text", text),) if text else ()))


def _cell(library: Library, cell: CellView) -> Cell:
    if cell.empty:
        return (("empty", cell.empty[0]),)
    text = said(library, cell.item, plain(library, cell.cell.text))
    level = ((f"level {cell.level.shape}", cell.level.title),) if cell.level else ()
    return (*level, *((("text", text.strip()),) if text.strip() else ()))


def _row(cells: list[Cell], widths: list[float], ink: dict[str, str], under: str) -> Part:
    """A row of the table with the line under it."""
    out, x, deepest = [], 0.0, 0.0
    for cell, width in zip(cells, widths, strict=True):
        svg, height = _paragraphs(cell, width - 2 * PAD, ink)
        out.append(Markup('<g transform="translate({} {})">{}</g>').format(short(x + (PAD if x else 0)), PAD, svg))
        x, deepest = x + width, max(deepest, height)
    height = deepest + 2 * PAD
    out.append(element("line", x1=0, x2=sum(widths), y1=height, y2=height, stroke=ink[under]))
    return Part(height, Markup("").join(out))


def _paragraphs(cell: Cell, width: float, ink: dict[str, str]) -> tuple[Markup, float]:
    out, y = [], 0.0
    for style, words in cell:
        bold = style == "head" or style.startswith("level")
        left = 18.0 if style.startswith("level") else 0.0
        if left:
            name = style.split()[1]
            paint = (
                {"fill": "none", "stroke": ink["ink"], "stroke_width": 2} if name == "ring" else {"fill": ink["ink"]}
            )
            out.append(element("path", d=shape(name, 5), transform=f"translate(6 {short(y + 8.5)})", **paint))
        for line in wrap(words, TEXT, width - left, bold=bold):
            assert text_width(line, TEXT, bold) <= width - left or len(line) == 1
            out.append(
                element(
                    "text",
                    line,
                    x=left,
                    y=y + TEXT,
                    font_size=float(TEXT),
                    fill=ink["ink-soft" if style == "empty" else "ink"],
                    font_weight="600" if bold else None,
                    font_style="italic" if style == "empty" else None,
                )
            )
            y += LINE
    return Markup("").join(out), y
