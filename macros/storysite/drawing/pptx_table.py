"""A table on slides: native, its rows dealt out over as many slides as they need, its texts inside their cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.shapes.placeholder import TablePlaceholder

from storysite.drawing.pptx import MOST_SLIDES, Deck
from storysite.drawing.pptx_parts import LINE, SOFT, Area, cut, describe, emu
from storysite.drawing.pptx_slide import Slide
from storysite.drawing.svg import columns_dealt
from storysite.drawing.text_layout import wrap
from storysite.source.items import Item

SIZES = (19.0, 18.0, 17.0, 16.0, 15.0, 14.0, 13.0)
"""Sizes of text in px, the largest first."""
SMALLEST = 11.0
"""For a row that would not fit on a slide of its own."""
PAD = 7.0
NARROWEST = 126.0
"""The width of a column that words can still be read in; a table with more columns goes on, on further slides."""
MOST_ROWS = 7
"""Rows on a slide: more are not read."""
STYLE = "{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}"
"""A style that every office has, for templates that name none."""


@dataclass(frozen=True, slots=True)
class Words:
    """What stands in a cell."""

    words: str
    style: str = "text"
    """`text`, `head`, or `empty` for a reason why nothing is claimed."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its heads, and the share of the width that each column gets."""

    title: str
    text: str
    heads: tuple[Words, ...]
    rows: tuple[tuple[Words, ...], ...]
    shares: tuple[float, ...]


def table_slides(deck: Deck, grid: Grid, address: str, behind: Iterable[Item]) -> None:
    """As many slides as the table needs, its heads on each; one with many columns is dealt out over its columns first."""
    behind, places = list(behind), columns_dealt(len(grid.heads) - 1, int(deck.content.width / NARROWEST) - 1)
    for columns in places:
        title = (
            deck.library.messages("slides.columns", title=grid.title, first=columns[0], last=columns[-1])
            if len(places) > 1
            else grid.title
        )
        _slides_of(deck, _part(grid, title, columns), address, behind, MOST_SLIDES // len(places))


def _part(grid: Grid, title: str, columns: Sequence[int]) -> Grid:
    """The first column of a table with some of the others."""
    taken = [0, *columns]

    def some(cells: Sequence[Words]) -> tuple[Words, ...]:
        return tuple(cells[at] for at in taken)

    rows = tuple(some(row) for row in grid.rows)
    return Grid(title, grid.text, some(grid.heads), rows, tuple(grid.shares[at] for at in taken))


def _slides_of(deck: Deck, grid: Grid, address: str, behind: Sequence[Item], most: int) -> None:
    area = deck.table_area(bool(grid.text))
    widths = [area.width * share / sum(grid.shares) for share in grid.shares]
    size = _size(grid, widths, area.height)
    head = _head(grid, widths, size, area.height)
    parts = dealt(grid.rows, widths, size, area.height - head)
    for at, rows in enumerate(parts[:most]):
        title = grid.title if at == 0 else f"{grid.title}, continued"
        slide = deck.slide(title, grid.text, address, behind, layout="obj")
        _table(slide, grid, rows, widths, size, head, area)
    if left := sum(len(rows) for rows in parts[most:]):
        deck.rest(deck.library.messages("flow.continued", title=grid.title), left, "slides.more-rows", address)


def _size(grid: Grid, widths: Sequence[float], height: float) -> float:
    """The largest size that takes no more slides than one that can still be read well from afar."""
    counts = {size: len(dealt(grid.rows, widths, size, height - _head(grid, widths, size, height))) for size in SIZES}
    return next(size for size in SIZES if counts[size] <= counts[SIZES[-2]])


def _head(grid: Grid, widths: Sequence[float], size: float, height: float) -> float:
    """The height of the heads, which leave half of a slide to the rows; their words are cut where they need more."""
    return min(_height(grid.heads, widths, size), height / 2)


def dealt(
    rows: Sequence[tuple[Words, ...]], widths: Sequence[float], size: float, height: float
) -> list[list[tuple[Words, ...]]]:
    """Rows in order, as many together as fit into a height, and no more than can be read."""
    found: list[list[tuple[Words, ...]]] = [[]]
    taken = 0.0
    for row in rows:
        high = min(_height(row, widths, size), height)
        if found[-1] and (taken + high > height or len(found[-1]) == MOST_ROWS):
            found.append([])
            taken = 0.0
        found[-1].append(row)
        taken += high
    return found


def _height(cells: Sequence[Words], widths: Sequence[float], size: float) -> float:
    deepest = max(
        len(wrap(cell.words, size, width - 2 * PAD, bold=cell.style == "head"))
        for cell, width in zip(cells, widths, strict=True)
    )
    return max(deepest, 1) * size * LINE + 2 * PAD


def _table(
    slide: Slide,
    grid: Grid,
    rows: list[tuple[Words, ...]],
    widths: list[float],
    size: float,
    head: float,
    area: Area,
) -> None:
    room = area.height - head
    alone = len(rows) == 1 and _height(rows[0], widths, size) > room
    small = size
    while alone and small > SMALLEST and _height(rows[0], widths, small) > room:
        small -= 1
    heights = [head, *(min(_height(row, widths, small), room) for row in rows)]
    place = slide.placeholder(index=1)
    frame = TablePlaceholder(place._element, place._parent).insert_table(len(rows) + 1, len(widths))
    frame.left, frame.top, frame.width, frame.height = map(emu, (area.left, area.top, area.width, sum(heights)))
    describe(frame, slide.library.messages("slides.table", count=len(rows), title=grid.title))
    table = frame.table
    table.horz_banding, table.first_row, table.first_col = False, True, True
    table._tbl.tblPr.find(qn("a:tableStyleId")).text = slide.table_style or STYLE
    for at, width in enumerate(widths):
        table.columns[at].width = emu(width)
    for at, (cells, height) in enumerate(zip([grid.heads, *rows], heights, strict=True)):
        table.rows[at].height = emu(height)
        used = size if at == 0 else small
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True)):
            words = cut(cell.words, used, width - 2 * PAD, height - 2 * PAD, bold=cell.style == "head")
            _fill(slide, table.cell(at, column), words, cell.style, used)


def _fill(slide: Slide, cell: Any, words: str, style: str, size: float) -> None:
    colour = SOFT if style == "empty" else None
    slide.fill(cell.text_frame, words, size, bold=style == "head", colour=colour, italic=style == "empty")
    cell.vertical_anchor = MSO_ANCHOR.TOP
    cell.margin_left = cell.margin_right = cell.margin_top = cell.margin_bottom = emu(PAD)
