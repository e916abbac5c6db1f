"""What is wrong inside a matrix: pairs without a cell, and names that it does not have."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from storysite.core.diagnostics import Mark, choices, joined, nearest
from storysite.records import (
    Matrix,
)
from storysite.source.record_faults import Faults
from storysite.source.record_reader import Entry
from storysite.source.yaml_text import Path_


class MatrixChecks(Faults):
    """The rows, columns and cells of a matrix."""

    def matrix(self, entry: Entry) -> None:
        """Each pair of row and column has one cell; names in cells are those of the matrix."""
        matrix = entry.of(Matrix)
        for names in (("levels",), ("row_groups", "column_groups")):
            self._unique_names(entry, names)
        rows, columns, levels = _ids(matrix.rows), _ids(matrix.columns), _ids(matrix.levels)
        for at, row in enumerate(matrix.rows):
            self._part_of(entry, ("rows", at, "group"), row.group, _ids(matrix.row_groups), "row group")
        for at, column in enumerate(matrix.columns):
            self._part_of(entry, ("columns", at, "group"), column.group, _ids(matrix.column_groups), "column group")
        given: dict[tuple[str, str], int] = {}
        for at, cell in enumerate(matrix.cells):
            self._part_of(entry, ("cells", at, "row"), cell.row, rows, "row")
            self._part_of(entry, ("cells", at, "column"), cell.column, columns, "column")
            self._part_of(entry, ("cells", at, "level"), cell.level, levels, "level")
            # A misspelt row is told once, not as a missing cell too.
            first = given.setdefault((_closest(cell.row, rows), _closest(cell.column, columns)), at)
            if first != at and cell.row in rows and cell.column in columns:
                line = entry.at("cells", first).line
                self.tell(
                    entry.at("cells", at),
                    "cell-twice",
                    f"the cell {cell.row} × {cell.column} is given twice, first on line {line}",
                    "keep one of the two",
                )
        for at, row in enumerate(matrix.rows):
            missing = [column for column in columns if (row.id, column) not in given]
            if missing and row.empty is None:
                self.tell(
                    entry.at("rows", at),
                    "missing-cell",
                    f"row '{row.id}' has no cell for {choices(missing)}",
                    "add a cell for each pair, with text: or level: or with empty: and the reason",
                )

    def _unique_names(self, entry: Entry, lists: Iterable[str]) -> None:
        seen: dict[str, Mark] = {}
        for name in lists:
            for at, part in enumerate(getattr(entry.record, name)):
                mark = entry.at(name, at, "id")
                if part.id in seen:
                    self._id_twice(mark, part.id, seen[part.id])
                seen.setdefault(part.id, mark)

    def _part_of(self, entry: Entry, path: Path_, name: str | None, known: list[str], what: str) -> None:
        if name is not None and name not in known:
            hint = joined(
                f"the {what}s of this matrix are: {choices(known)}" if known else f"this matrix has no {what}s",
                nearest(name, known),
            )
            self.tell(entry.at(*path), "no-such-part", f"{path[-1]}: there is no {what} '{name}'", hint)


def _ids(parts: Iterable[Any]) -> list[str]:
    return [part.id for part in parts]


def _closest(name: str, known: list[str]) -> str:
    return name if name in known else next(iter(get_close_matches(name, known, n=1)), name)
