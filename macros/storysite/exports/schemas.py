"""What the files under `/data/` hold: the columns in words, and a JSON Schema for each kind of file."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from storysite.components.json_export import SCHEMA
from storysite.project import Project
from storysite.records import Publisher
from storysite.source.record_store import Library

NUMBERS = frozenset({"value", "step"})
COLUMNS = {
    "id": "The permanent id: address/id/<id>/ answers for it.",
    "title": "Its title.",
    "text": "What it says, as plain words.",
    "kind": "Its kind: a result, plan, forecast or goal; happened or planned; of a source primary, press or secondary.",
    "note": "What a reader has to know to read it right.",
    "state": "How far to trust it on the reading date.",
    "state_reason": "Why it has this state.",
    "source": "The ids of its sources.",
    "locator": "The places in them, source by source.",
    "source_title": "The titles of the sources.",
    "source_address": "The addresses of the sources.",
    "address": "Its permanent address.",
    "group": "The title of the group or of the column that it stands in.",
    "part_of": "The title of the view that the row is a part of.",
    "part_of_address": "The permanent address of that view.",
    "publisher": "Who publishes the record.",
    "stance": "How the publisher stands to the subject.",
    "records_as_of": "The day on which all records were last looked through.",
}
"""The columns that many tables have, in words; a component names its own."""
DIALECT = "https://json-schema.org/draft/2020-12/schema"
TEXT = {"type": "string"}
WORDS = {"type": "object", "additionalProperties": TEXT}
TOLD = {
    "type": "array",
    "prefixItems": [{"type": ["string", "null"]}, TEXT, {"type": ["string", "null"]}],
    "minItems": 3,
    "items": False,
    "description": "The day of a change, what it was, and the day from which it is not about the page any more.",
}
LINK = {
    "type": "object",
    "required": ["what", "title", "first", "told"],
    "properties": {
        "what": TEXT | {"description": "What it is, in a word."},
        "title": TEXT | {"description": COLUMNS["title"]},
        "first": {"type": ["string", "null"], "description": "The day of the release that had it first."},
        "told": {"type": "array", "items": TOLD, "description": "What has changed since."},
        "state": TEXT | {"description": "How far to trust it, where it is not current; moved or withdrawn."},
        "sentence": TEXT | {"description": "What to put into a proposal."},
        "newer": TEXT | {"description": "The id of the newest value of the same figure."},
    },
    "additionalProperties": False,
}
CHECKED = {
    "site": TEXT | {"description": "The address that links to the site begin with."},
    "words": WORDS | {"description": "What is said, with the places where something is put in."},
    "links": {
        "type": "object",
        "additionalProperties": LINK,
        "description": "What has become of each id, and of each page by its address.",
    },
    "leads": WORDS | {"description": "Where files and pages that have moved belong."},
    "figures": {
        "type": "object",
        "additionalProperties": {"type": "array", "items": TEXT},
        "description": "The figures as they are printed, or were, and the ids of the values that they stand for.",
    },
}
"""What a proposal is held against (`check_data.py`)."""


def schemas(project: Project) -> dict[str, dict[str, Any]]:
    """The schema of each kind of file, by its name under `/data/schema/`."""
    library = project.library
    records, definitions = _records(project)
    common = {
        "$schema": TEXT,
        "publisher": {"$ref": "#/$defs/Publisher"},
        "records_as_of": TEXT | {"description": COLUMNS["records_as_of"]},
        "read_on": TEXT | {"description": "The day by which states were judged."},
        "title": TEXT,
        "address": TEXT,
    }
    with_records = {**common, "records": records}
    columns = COLUMNS | project.components.columns
    rows = {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["id", "address"],
            "properties": {name: TEXT | {"description": words} for name, words in columns.items()},
            "additionalProperties": False,
        },
    }
    found = {
        "all.json": _schema(library, "all.json", "All records of the site", with_records, definitions),
        "check.json": _schema(
            library, "check.json", "What a proposal is held against", {**common, **CHECKED}, definitions
        ),
    }
    for kind in project.components.views:
        name = f"{kind}.json"
        view = {**with_records, "kind": {"const": kind}, "id": TEXT, "record": TEXT, "text": TEXT, "rows": rows}
        found[name] = _schema(library, name, f"A {kind} with all that it is made of", view, definitions)
    return found


def _records(project: Project) -> tuple[dict[str, Any], dict[str, Any]]:
    """The records of a file by kind, and the definitions of the record types, made from the types themselves."""
    types = {kind.name: kind.model for kind in project.library.kinds.values() if kind.model}
    models: dict[str, type[BaseModel]] = {**types, "publisher": Publisher}
    found, top = models_json_schema(
        [(model, "validation") for model in models.values()], ref_template="#/$defs/{model}"
    )
    kinds = {kind: {"type": "array", "items": found[model, "validation"]} for kind, model in types.items()}
    return {"type": "object", "properties": kinds, "additionalProperties": False}, top["$defs"]


def _schema(
    library: Library, name: str, title: str, properties: dict[str, Any], definitions: dict[str, Any]
) -> dict[str, Any]:
    return {
        "$schema": DIALECT,
        "$id": f"{library.publisher.address}{SCHEMA}{name}",
        "title": title,
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
        "$defs": definitions,
    }
