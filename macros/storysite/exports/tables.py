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

from storysite.components.json_export import by_kind, head, view_json
from storysite.components.table import Row, harmless, published, undated
from storysite.core.messages import Messages
from storysite.exports.schemas import NUMBERS, column_words, schemas
from storysite.output.exportable_views import taken
from storysite.output.files import FOLDER, write
from storysite.project import Project
from storysite.source.record_store import Library
from storysite.wording.text import plain


def write_data(site: Path, project: Project) -> None:
    """Write every file under `/data/` that is text."""
    library = project.library
    folder = site / FOLDER
    tables = dict(collections(project))
    for name, rows in tables.items():
        write(folder / f"{name}.csv", csv_text(library.messages, rows))
    for id, view in taken(project).items():
        data = view_json(library, view)
        write(folder / f"{id}.json", json_text(data))
        if id not in tables:
            write(folder / f"{id}.csv", csv_text(library.messages, data["rows"]))
    write(folder / "all.json", json_text(everything(library)))
    write(folder / "datapackage.json", json_text(datapackage(project, tables)))
    for name, schema in schemas(project).items():
        write(folder / "schema" / name, json_text(schema))


def collections(project: Project) -> Iterable[tuple[str, list[Row]]]:
    """All records of a kind, by the name of their file; none where there is no such record."""
    library = project.library
    for kind, table in project.components.tables:
        whole = {
            "part_of": table.title,
            "part_of_address": f"{library.publisher.address}{FOLDER}/{table.name}.csv",
        }
        items = table.items(library) if table.items else library.of_kind(kind.name)
        if items:
            yield table.name, [{**table.row(library, item), **whole, **published(library)} for item in items]


def everything(library: Library) -> dict[str, Any]:
    """All records as they are written, in one file."""
    publisher = library.publisher
    return {
        **head(library, "all.json"),
        "title": publisher.title,
        "address": f"{publisher.address}{FOLDER}/all.json",
        "records": by_kind(library, library.entries),
    }


def datapackage(project: Project, tables: Mapping[str, list[Row]]) -> dict[str, Any]:
    """The tables described (Data Package, datapackage.org)."""
    library, publisher = project.library, project.library.publisher
    columns = column_words(project)
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
                "schema": {"fields": [_field(column, columns) for column in rows[0]], "primaryKey": ["id"]},
            }
            for name, rows in tables.items()
        ],
    }


def _field(column: str, columns: Mapping[str, str]) -> dict[str, str]:
    return {"name": column, "type": "number" if column in NUMBERS else "string", "description": columns[column]}


def csv_text(say: Messages, rows: list[Row]) -> str:
    """Rows as CSV (RFC 4180): a head, lines that end in CR LF, and nothing that a spreadsheet takes for a formula."""
    if not rows:
        return ""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(rows[0])
    writer.writerows([harmless(undated(say, value)) for value in row.values()] for row in rows)
    return out.getvalue()


def json_text(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"
