"""The files under `/data/`: each view as CSV and JSON, all records of a kind together, and what describes them.

Their names are permanent: a view's files are named by its id, the others by the words in `collections`.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from storysite.components.chart.table import value_row
from storysite.components.cycle.table import step_row
from storysite.components.exporters import ALL_EVENTS
from storysite.components.json_export import by_kind, head, view_json
from storysite.components.matrix.table import cell_row
from storysite.components.register.table import question_row, source_row, term_row
from storysite.components.table import Row, harmless, published
from storysite.components.timeline.table import event_row
from storysite.exports.schemas import COLUMNS, NUMBERS, schemas
from storysite.output.exportable_views import taken
from storysite.output.files import FOLDER, write
from storysite.project import Project
from storysite.source.record_store import Library
from storysite.wording.text import plain


def write_data(site: Path, project: Project) -> None:
    """Write every file under `/data/` that is text."""
    library = project.library
    folder = site / FOLDER
    tables = dict(collections(library))
    for name, rows in tables.items():
        write(folder / f"{name}.csv", csv_text(rows))
    for id, view in taken(project).items():
        data = view_json(library, view)
        write(folder / f"{id}.json", json_text(data))
        if id != ALL_EVENTS:
            write(folder / f"{id}.csv", csv_text(data["rows"]))
    write(folder / "all.json", json_text(everything(library)))
    write(folder / "datapackage.json", json_text(datapackage(library, tables)))
    for name, schema in schemas(library).items():
        write(folder / "schema" / name, json_text(schema))


def collections(library: Library) -> Iterable[tuple[str, list[Row]]]:
    """All records of a kind, by the name of their file; none where there is no such record."""
    of_kind = library.of_kind
    events = [library.items[event.id] for event in library.events]
    for name, title, row, items in (
        (ALL_EVENTS, "All events", event_row, events),
        ("figures", "All figures", value_row, of_kind("value")),
        ("cells", "All cells of all tables", cell_row, of_kind("cell")),
        ("steps", "All steps of all cycles", step_row, of_kind("step")),
        ("terms", "The glossary", term_row, of_kind("term")),
        ("questions", "Open questions", question_row, of_kind("question")),
        ("sources", "Sources", source_row, of_kind("source")),
    ):
        whole = {"part_of": title, "part_of_address": f"{library.publisher.address}{FOLDER}/{name}.csv"}
        if items:
            yield name, [{**row(library, item), **whole, **published(library)} for item in items]


def everything(library: Library) -> dict[str, Any]:
    """All records as they are written, in one file."""
    publisher = library.publisher
    return {
        **head(library, "all.json"),
        "title": publisher.title,
        "address": f"{publisher.address}{FOLDER}/all.json",
        "records": by_kind(library.entries),
    }


def datapackage(library: Library, tables: Mapping[str, list[Row]]) -> dict[str, Any]:
    """The tables described (Data Package, datapackage.org)."""
    publisher = library.publisher
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "records",
        "title": publisher.title,
        "description": f"{plain(library, publisher.description)} {plain(library, publisher.stance)}",
        "homepage": publisher.address,
        "version": publisher.reviewed.text,
        "contributors": [{"title": publisher.name, "roles": ["publisher"]}],
        "rights": plain(library, publisher.rights),
        "resources": [
            {
                "name": name,
                "path": f"{name}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {"fields": [_field(column) for column in rows[0]], "primaryKey": ["id"]},
            }
            for name, rows in tables.items()
        ],
    }


def _field(column: str) -> dict[str, str]:
    return {"name": column, "type": "number" if column in NUMBERS else "string", "description": COLUMNS[column]}


def csv_text(rows: list[Row]) -> str:
    """Rows as CSV (RFC 4180): a head, lines that end in CR LF, and nothing that a spreadsheet takes for a formula."""
    if not rows:
        return ""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(rows[0])
    writer.writerows([harmless(value) for value in row.values()] for row in rows)
    return out.getvalue()


def json_text(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
