"""What the files under `/data/` hold: the columns in words, and a JSON Schema for each kind of file."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from storysite.components.json_export import SCHEMA
from storysite.core.messages import Messages
from storysite.project import Project
from storysite.records import Publisher
from storysite.source.record_store import Library

NUMBERS = frozenset({"value", "step"})
COMMON = (
    "id",
    "title",
    "text",
    "kind",
    "note",
    "state",
    "state_reason",
    "source",
    "locator",
    "source_title",
    "source_address",
    "address",
    "group",
    "part_of",
    "part_of_address",
    "publisher",
    "stance",
    "records_as_of",
)
"""The columns that many tables have; a component names its own."""
DIALECT = "https://json-schema.org/draft/2020-12/schema"
TEXT = {"type": "string"}
WORDS = {"type": "object", "additionalProperties": TEXT}


def column_words(project: Project) -> dict[str, str]:
    """The columns of all tables in words."""
    say = project.library.messages
    return {name: say(f"columns.{name}") for name in COMMON} | project.components.columns


def _checked(say: Messages) -> dict[str, Any]:
    """What a proposal is held against (`check_data.py`)."""
    told = {
        "type": "array",
        "prefixItems": [{"type": ["string", "null"]}, TEXT, {"type": ["string", "null"]}],
        "minItems": 3,
        "items": False,
        "description": say("schemas.told"),
    }
    link = {
        "type": "object",
        "required": ["what", "title", "first", "told"],
        "properties": {
            "what": TEXT | {"description": say("schemas.what")},
            "title": TEXT | {"description": say("columns.title")},
            "first": {"type": ["string", "null"], "description": say("schemas.first")},
            "told": {"type": "array", "items": told, "description": say("schemas.changed")},
            "state": TEXT | {"description": say("schemas.state")},
            "sentence": TEXT | {"description": say("schemas.sentence")},
            "newer": TEXT | {"description": say("schemas.newer")},
        },
        "additionalProperties": False,
    }
    return {
        "site": TEXT | {"description": say("schemas.site")},
        "words": WORDS | {"description": say("schemas.words")},
        "links": {
            "type": "object",
            "additionalProperties": link,
            "description": say("schemas.links"),
        },
        "leads": WORDS | {"description": say("schemas.leads")},
        "figures": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": TEXT},
            "description": say("schemas.figures"),
        },
    }


def schemas(project: Project) -> dict[str, dict[str, Any]]:
    """The schema of each kind of file, by its name under `/data/schema/`."""
    library, say, columns = project.library, project.library.messages, column_words(project)
    records, definitions = _records(project)
    common = {
        "$schema": TEXT,
        "publisher": {"$ref": "#/$defs/Publisher"},
        "records_as_of": TEXT | {"description": columns["records_as_of"]},
        "read_on": TEXT | {"description": say("schemas.read-on")},
        "title": TEXT,
        "address": TEXT,
    }
    with_records = {**common, "records": records}
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
        "all.json": _schema(library, "all.json", say("schemas.all"), with_records, definitions),
        "check.json": _schema(library, "check.json", say("schemas.check"), {**common, **_checked(say)}, definitions),
    }
    for kind in project.components.views:
        name = f"{kind}.json"
        view = {**with_records, "kind": {"const": kind}, "id": TEXT, "record": TEXT, "text": TEXT, "rows": rows}
        found[name] = _schema(library, name, say("schemas.view", kind=kind), view, definitions)
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
