"""Rows against columns, one claim a cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from storysite.core.messages import Messages, english
from storysite.records import Cell, Column, Group, Level, Matrix, Row
from storysite.source.items import Item
from storysite.source.record_store import Library
from storysite.wording.times import empty_words


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell as every form shows it."""

    item: Item
    cell: Cell
    level: Level | None
    empty: tuple[str, str] | None
    """Why it is empty: in short, and in a sentence."""


@dataclass(frozen=True, slots=True)
class RowView:
    item: Item
    row: Row
    cells: tuple[CellView, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """What stands in one line: a row, or rows next to each other of which nothing is said for one and the same reason."""

    rows: tuple[RowView, ...]
    empty: tuple[str, str] | None = None
    """Why all their cells are empty."""
    counted: str = ""
    """How many rows there are, in words."""

    @property
    def title(self) -> str:
        """The head of the line: the row's own, or how many there are."""
        return self.rows[0].row.title if len(self.rows) == 1 else self.counted


@dataclass(frozen=True, slots=True)
class MatrixView:
    """A matrix as every form shows it."""

    id: str
    matrix: Matrix
    columns: tuple[Item, ...]
    groups: tuple[tuple[Group | None, tuple[RowView, ...]], ...]
    """Rows in order, those next to each other that share a group together."""
    column_groups: tuple[tuple[Group | None, int], ...]
    """Column groups in order, each with how many columns it spans; empty where there are none."""
    messages: Messages = field(default_factory=english, repr=False, compare=False)
    """What the generator itself says."""

    @property
    def rows(self) -> tuple[RowView, ...]:
        return tuple(row for _, rows in self.groups for row in rows)

    @property
    def lines(self) -> tuple[tuple[Group | None, tuple[Line, ...]], ...]:
        """Rows as they are shown: those that are empty for one reason in one line."""
        return tuple((group, tuple(_lines(rows, self.messages))) for group, rows in self.groups)

    @property
    def empties(self) -> tuple[tuple[str, str], ...]:
        """The kinds of empty that occur, for the legend."""
        found = dict.fromkeys(cell.empty for row in self.rows for cell in row.cells if cell.empty)
        return tuple(found)


def _lines(rows: tuple[RowView, ...], say: Messages) -> Iterator[Line]:
    for (empty, _), run in groupby(rows, key=lambda row: (_why(row), not _is_plain(row) and row.row.id)):
        found = tuple(run)
        if empty:
            yield Line(found, empty, say("counts.more", count=len(found)))
        else:
            yield from (Line((row,)) for row in found)


def _why(row: RowView) -> tuple[str, str] | None:
    """Why a whole row is empty, where there is one reason."""
    reasons = {cell.empty for cell in row.cells}
    return next(iter(reasons)) if len(reasons) == 1 and len(row.cells) > 1 else None


def _is_plain(row: RowView) -> bool:
    """Whether nothing is said of a row but its name."""
    return not row.row.text and not row.row.source and row.row.status == "attested"


def matrix_view(library: Library, id: str) -> MatrixView:
    """The view of a matrix."""
    matrix = library.items[id].of(Matrix)
    levels = {level.id: level for level in matrix.levels}
    groups = {group.id: group for group in (*matrix.row_groups, *matrix.column_groups)}

    def cell_view(row: Row, column: Column) -> CellView:
        item = library.items[f"{id}.{row.id}.{column.id}"]
        cell = item.of(Cell)
        return CellView(
            item, cell, levels.get(cell.level or ""), empty_words(library, cell.empty) if cell.empty else None
        )

    rows = [
        RowView(library.items[f"{id}.{row.id}"], row, tuple(cell_view(row, column) for column in matrix.columns))
        for row in matrix.rows
    ]
    return MatrixView(
        id,
        matrix,
        tuple(library.items[f"{id}.{column.id}"] for column in matrix.columns),
        tuple((groups.get(name or ""), tuple(part)) for name, part in groupby(rows, key=lambda row: row.row.group)),
        tuple(
            (groups.get(name or ""), len(list(part)))
            for name, part in groupby(matrix.columns, key=lambda column: column.group)
        )
        if matrix.column_groups
        else (),
        library.messages,
    )
