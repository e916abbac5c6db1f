"""Tables that set rows against columns, one claim a cell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from storysite.records.evidence import Evidence, Named, Part, Record
from storysite.records.field_marks import fault
from storysite.records.field_types import EventId, PartId, Prose, Shape, Words

Empty = Literal["not-in-source", "in-the-source-figure", "not-applicable", "not-reviewed"]


class Level(Record):
    """A step of a scale that cells are rated on, said in words and shape."""

    id: PartId
    """Its name in cells."""
    title: Words
    """Its words."""
    shape: Shape
    """Its shape."""


class Group(Record):
    """A head over several rows or columns."""

    id: PartId
    """Its name in rows or columns."""
    title: Words
    """Its words."""


class Column(Evidence):
    """A column of a matrix."""

    claims: ClassVar[bool] = False
    id: PartId
    """Rows and columns of a matrix share one set of names."""
    title: Words
    """Its head."""
    group: str | None = None
    """The id of its column group."""
    text: Prose | None = None
    """What it holds, where the head does not say it."""


class Row(Column):
    """A row of a matrix."""

    empty: Empty | None = None
    """Why all cells of this row that are not given are empty."""


class Cell(Evidence):
    """What stands where a row meets a column."""

    without_source: ClassVar[tuple[str, ...]] = ("empty",)

    row: str
    """The id of the row."""
    column: str
    """The id of the column."""
    text: Prose | None = None
    """What is claimed."""
    level: str | None = None
    """The id of a level."""
    empty: Empty | None = None
    """Why nothing is claimed: not-in-source, in-the-source-figure, not-applicable or not-reviewed."""
    event: EventId | None = None
    """The event that it rests on."""

    @property
    def needs_evidence(self) -> bool:
        return self.empty is None and bool(self.text or self.level)

    @model_validator(mode="after")
    def _filled_or_empty(self) -> Cell:
        if self.empty and (self.text or self.level):
            raise fault("filled-and-empty", "the cell is filled and says empty:", "keep one of the two")
        if not self.empty and not (self.text or self.level):
            raise fault("blank-cell", "the cell is blank", "add text: or level:, or empty: with the reason")
        return self


class Matrix(Named):
    """A table that sets rows against columns, one claim a cell."""

    title: Words
    """Its caption."""
    text: Prose | None = None
    """How to read it, in a sentence or two."""
    finding: Prose | None = None
    """What the table shows, in a sentence: the title of its slide."""
    corner: Words
    """What the rows are: the head of the first column."""
    column_groups: tuple[Group, ...] = ()
    """Heads over columns."""
    columns: Annotated[tuple[Column, ...], Field(min_length=1)]
    """The columns, in order."""
    row_groups: tuple[Group, ...] = ()
    """Heads over rows."""
    rows: Annotated[tuple[Row, ...], Field(min_length=1)]
    """The rows, in order."""
    levels: tuple[Level, ...] = ()
    """The scale, if cells have levels."""
    cells: tuple[Cell, ...] = ()
    """A cell for each pair of row and column."""

    def parts(self) -> Iterator[Part]:
        """Its columns, then each row with its cells: those that are given, and those that the row says are empty."""
        for at, column in enumerate(self.columns):
            yield Part(column.id, "column", column.title, column, ("columns", at))
        names = {part.id: part.title for part in (*self.rows, *self.columns)}
        given = {(cell.row, cell.column): (cell, ("cells", at)) for at, cell in enumerate(self.cells)}
        for at, row in enumerate(self.rows):
            yield Part(row.id, "row", row.title, row, ("rows", at))
            for column in self.columns:
                if (row.id, column.id) not in given and row.empty is None:
                    continue
                empty = Cell(row=row.id, column=column.id, empty=row.empty or "not-reviewed"), ("rows", at)
                cell, path = given.get((row.id, column.id), empty)
                title = f"{names[row.id]}: {names[column.id]}"
                yield Part(f"{row.id}.{column.id}", "cell", title, cell, path)
