"""A matrix as a table: for people in the shape that it has, for programs one cell a row."""

from __future__ import annotations

from storysite.components.matrix.model import CellView, MatrixView
from storysite.components.table import Row, Sheet, known_columns, said, with_whole
from storysite.records import Cell, Matrix
from storysite.source.items import Item
from storysite.source.record_store import Library
from storysite.wording.text import plain


def rows(library: Library, view: MatrixView) -> list[Row]:
    """Its cells row by row, one a row."""
    cells = [cell_row(library, cell.item) for row in view.rows for cell in row.cells]
    return with_whole(library, cells, view.id, view.matrix.title)


def cell_row(library: Library, item: Item) -> Row:
    """One cell."""
    cell, matrix = item.of(Cell), item.entry.of(Matrix)
    titles = {part.id: part.title for part in (*matrix.rows, *matrix.columns)}
    return {
        "id": item.id,
        "row": cell.row,
        "row_title": titles[cell.row],
        "column": cell.column,
        "column_title": titles[cell.column],
        "text": plain(library, cell.text),
        "level": next((level.title for level in matrix.levels if level.id == cell.level), ""),
        "empty": cell.empty or "",
        "event": cell.event or "",
        **known_columns(library, item),
    }


def sheet(library: Library, view: MatrixView) -> Sheet:
    """Rows against columns."""
    heads = (view.matrix.corner, *(head_words(library, column) for column in view.columns))
    rows = [(head_words(library, row.item), *(cell_words(library, cell) for cell in row.cells)) for row in view.rows]
    ids = [(row.item.id, *(cell.item.id for cell in row.cells)) for row in view.rows]
    groups = tuple((group.title if group else "", len(under)) for group, under in view.groups)
    return Sheet(
        view.id,
        view.matrix.title,
        plain(library, view.matrix.text),
        heads,
        tuple(rows),
        tuple(ids),
        groups if any(title for title, _ in groups) else (),
    )


def cell_words(library: Library, cell: CellView) -> str:
    """What a cell says: its level and text, or why it is empty."""
    if cell.empty:
        return f"[{cell.empty[0]}]"
    parts = [cell.level.title if cell.level else "", plain(library, cell.cell.text)]
    return said(library, cell.item, ": ".join(part for part in parts if part))


def head_words(library: Library, item: Item) -> str:
    """What a row or a column is, with the text under its name."""
    text = plain(library, item.text)
    return said(library, item, f"{item.title}: {text}" if text else item.title)
