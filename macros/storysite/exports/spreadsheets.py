"""Tables as workbooks: one sheet, numbers as numbers, days as days, and all that is less exact as the words that it is."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter

from storysite.components.table import Row
from storysite.exports.schemas import NUMBERS
from storysite.exports.tables import collections
from storysite.output.exportable_views import taken
from storysite.output.files import FOLDER
from storysite.project import Project
from storysite.source.record_store import Library
from storysite.wording.text import plain

DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
FIRST = date(1900, 3, 1)
"""Spreadsheets know no day before 1900, and take that year for a leap year."""
SAID_ONCE = ("part_of", "part_of_address", "publisher", "stance", "records_as_of")
"""Columns that would say the same in each row: the file's properties say it."""
WIDEST = 60
STAMP = datetime(1980, 1, 1)
"""The same records give the same bytes."""


def write_workbooks(site: Path, project: Project) -> None:
    """Write the workbook of every view, and of all records of each kind."""
    library = project.library
    (site / FOLDER).mkdir(parents=True, exist_ok=True)
    for name, rows in collections(project):
        (site / FOLDER / f"{name}.xlsx").write_bytes(workbook(library, rows))
    for id, view in taken(project).items():
        if view.record:
            rows = view.form.rows(library, view.form.view(library, view.record))
            (site / FOLDER / f"{id}.xlsx").write_bytes(workbook(library, rows))


def workbook(library: Library, rows: Sequence[Row]) -> bytes:
    """Rows as a workbook with one sheet."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False},
    )
    publisher = library.publisher
    first = rows[0] if rows else {}
    book.set_properties(
        {
            "title": first.get("part_of", ""),
            "author": publisher.name,
            "subject": plain(library, publisher.stance),
            "comments": library.messages(
                "citations.records-as-of-in-brackets",
                address=first.get("part_of_address", ""),
                day=publisher.reviewed.words,
            ),
            "created": STAMP,
        }
    )
    sheet = book.add_worksheet(library.messages("spreadsheets.sheet"))
    bold = book.add_format({"bold": True, "bottom": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
    words = book.add_format({"num_format": "@", "valign": "top"})
    numbers = _Numbers(book)
    columns = [name for name in first if name not in SAID_ONCE]
    for at, column in enumerate(columns):
        sheet.write_string(0, at, column, bold)
        sheet.set_column(at, at, min(WIDEST, max(10, *(len(row[column]) for row in rows))))
        for line, row in enumerate(rows, start=1):
            value = row[column]
            if column in NUMBERS and value:
                sheet.write_number(line, at, float(value), numbers[len(value.partition(".")[2])])
            elif DAY.match(value) and (found := date.fromisoformat(value)) >= FIRST:
                sheet.write_datetime(line, at, datetime.combine(found, time()), day)
            elif value:
                sheet.write_string(line, at, value, words)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(rows), max(0, len(columns) - 1))
    book.close()
    return out.getvalue()


class _Numbers(dict[int, Any]):
    """The format of numbers with so many decimals: thousands apart, and no digit more than the source gives."""

    def __init__(self, book: Any):
        super().__init__()
        self.book = book

    def __missing__(self, places: int) -> Any:
        form = f"#,##0.{'0' * places}" if places else "#,##0"
        self[places] = self.book.add_format({"num_format": form, "valign": "top"})
        return self[places]
