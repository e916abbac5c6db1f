"""What a matrix is: rows against columns, one claim a cell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from storysite.components.component import Component, Macro, View, in_catalogue, own_evidence, own_parts
from storysite.components.matrix import html, markdown, table
from storysite.components.matrix.model import MatrixView, matrix_view
from storysite.records import Cell, Matrix, Row
from storysite.source.items import Found, Item
from storysite.source.record_store import Kind, Library, Table
from storysite.wording.citations import claim, with_text
from storysite.wording.text import plain, texts
from storysite.wording.times import empty_words

if TYPE_CHECKING:
    from storysite.drawing.figure_svg import Format
    from storysite.drawing.pptx import Deck

GROUP = "Tables and cycles"


def _picture(library: Library, view: MatrixView, css: str, *form: Format) -> str:
    from storysite.components.matrix import (
        svg,  # not above, like the next: they take long to load, and few commands draw
    )

    return svg.draw(library, view, css, *form)


def _slides(deck: Deck, view: MatrixView) -> None:
    from storysite.components.matrix import pptx

    pptx.slides(deck, view)


def _found(library: Library, item: Item) -> Found:
    matrix = item.of(Matrix)
    rows = ", ".join(row.title for row in matrix.rows)
    return Found(matrix.title, f"{plain(library, matrix.text)} {matrix.corner}: {rows}.")


def _found_row(library: Library, item: Item) -> Found:
    row = item.of(Row)
    cells = (cell for cell in item.entry.of(Matrix).cells if cell.row == row.id)
    return Found(row.title, texts(library, row.text, *(cell.text for cell in cells)))


def _found_cell(library: Library, item: Item) -> Found:
    cell = item.of(Cell)
    return Found(item.title, plain(library, cell.text) or (empty_words(library, cell.empty)[1] if cell.empty else ""))


def _cell_says(library: Library, item: Item) -> tuple[str, str]:
    cell = item.of(Cell)
    if cell.empty:
        return empty_words(library, cell.empty)[0], ""
    level = next((level.title for level in item.entry.of(Matrix).levels if level.id == cell.level), "")
    return ": ".join(part for part in (level, plain(library, cell.text)) if part), ""


def _cells(library: Library, item: Item) -> list[Item]:
    """The cells of a row or of a column."""
    name = item.id.split(".")[1]
    parts = library.parts(library.items[item.parent])
    return [part for part in parts if part.kind == "cell" and name in part.id.split(".")[1:]]


def _listed(library: Library, item: Item) -> Iterator[tuple[str, str]]:
    for cell in _cells(library, item):
        yield f"id/{cell.id}/", cell.title


def _with_cells(library: Library, item: Item) -> list[Item]:
    return [item, *_cells(library, item)]


def _claim_line(library: Library, item: Item) -> str:
    return with_text(library, f"{item.entry.of(Matrix).title}: {item.title}", item.text)


def _cell_sentence(library: Library, item: Item) -> str:
    cell, matrix = item.of(Cell), item.entry.of(Matrix)
    titles = {part.id: part.title for part in (*matrix.rows, *matrix.columns)}
    return f"{titles[cell.row]}, “{titles[cell.column]}”: {_said(library, cell, matrix)}"


def _matrix_sentence(library: Library, item: Item) -> str:
    finding = item.of(Matrix).finding
    return plain(library, finding) if finding else claim(library, item)


def _said(library: Library, cell: Cell, matrix: Matrix) -> str:
    """The text of a cell, else its level, else why it is empty."""
    level = next((level.title for level in matrix.levels if level.id == cell.level), "")
    return plain(library, cell.text) or level or (empty_words(library, cell.empty)[0] if cell.empty else "")


def _claim_cell(library: Library, item: Item) -> str:
    cell, matrix = item.of(Cell), item.entry.of(Matrix)
    return f"{matrix.title}: {item.title}: {_said(library, cell, matrix)}"


MATRIX = Kind(
    name="matrix",
    sentence=_matrix_sentence,
    keeps=(
        "sources",
        "text",
    ),
    rank=40,
    group=GROUP,
    file="matrices",
    model=Matrix,
    file_each=True,
    gathers=True,
    full=True,
    card=True,
    drawn_by="matrix",
    found=_found,
    name_weight=8,
    shown_by="matrix",
)
ROW = Kind(
    name="row",
    keeps=(
        "sources",
        "name",
        "text",
    ),
    rank=70,
    group=GROUP,
    found=_found_row,
    claim=_claim_line,
    gathered=_with_cells,
    listed=_listed,
    name_weight=7.5,
)
COLUMN = Kind(
    name="column",
    keeps=(
        "sources",
        "name",
        "text",
    ),
    rank=80,
    group=GROUP,
    claim=_claim_line,
    gathered=_with_cells,
    listed=_listed,
    name_weight=5,
)
CELL = Kind(
    name="cell",
    sentence=_cell_sentence,
    keeps=(
        "sources",
        "level",
        "text",
    ),
    rank=90,
    group=GROUP,
    says=_cell_says,
    claim=_claim_cell,
    body="matrix/cell.html",
    found=_found_cell,
    name_weight=4,
    weight=lambda library, item: -3 if item.of(Cell).empty else 0,
    table=Table(
        name="cells",
        row=table.cell_row,
        rank=30,
    ),
)
COMPONENT = Component(
    name="matrix",
    kinds=(MATRIX, ROW, COLUMN, CELL),
    macros=(
        Macro(
            name="matrix",
            html=html.render,
            markdown=markdown.twin,
            kinds=("matrix",),
            shows=own_parts,
            rests_on=own_evidence,
            numbers_sources=True,
            view=View(view=matrix_view, rows=table.rows, sheet=table.sheet, picture=_picture, slides=_slides),
        ),
    ),
    columns=in_catalogue("row", "row_title", "column", "column_title", "level", "empty", "event"),
    sheets={"tables.css": "<table"},
)
