"""What the files under `/data/` hold: the columns in words, and a JSON Schema for each kind of file."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from storysite.components.exporters import FORMS
from storysite.components.json_export import SCHEMA
from storysite.records import KINDS, Publisher
from storysite.source.record_store import Library

NUMBERS = frozenset({"value", "step"})
COLUMNS = {
    "id": "The permanent id: address/id/<id>/ answers for it.",
    "name": "What is counted or measured.",
    "value": "The number as the source gives it; a derived one worked out.",
    "qualifier": "The source's own reserve, such as about or over: part of the value.",
    "unit": "The unit.",
    "printed": "The value as it is printed: qualifier, number and unit.",
    "time": "When it held, was expected or was stated, in words.",
    "period": "The time that it is about (EDTF; FYE2026-03 is the fiscal year that ends in March 2026).",
    "period_words": "The same in words.",
    "period_start": "The first day of it; empty where it is open, or only about or probably so.",
    "period_end": "The last day of it; empty where it is open, or only about or probably so.",
    "as_of": "The day or time at which it held (EDTF).",
    "stated": "When a plan, forecast or goal was stated (EDTF).",
    "as_written": "The source's own label for the period.",
    "basis": "On what definition.",
    "formula": "How a derived value is worked out.",
    "inputs": "The names in the formula and the ids that they stand for.",
    "date": "When (EDTF), as precise as the source.",
    "date_words": "The same in words.",
    "date_start": "The first day that it can cover; empty where it is open, or only about or probably so.",
    "date_end": "The last day that it can cover; empty where it goes on, or is only about or probably so.",
    "after": "The id of an event that came before it, where it has no date or the same.",
    "before": "The id of an event that came after it, where it has no date or the same.",
    "title": "Its title.",
    "text": "What it says, as plain words.",
    "kind": "Its kind: a result, plan, forecast or goal; happened or planned; of a source primary, press or secondary.",
    "lanes": "The ids of the strands that it belongs to.",
    "row": "The id of the row.",
    "row_title": "The title of the row.",
    "column": "The id of the column.",
    "column_title": "The title of the column.",
    "level": "The level that a cell is rated at.",
    "empty": "Why a cell is empty.",
    "event": "The id of the event that a cell rests on.",
    "step": "The number of the step, from 1.",
    "next": "The id of the step that comes next; after the last it is the first.",
    "note": "What a reader has to know to read it right.",
    "lead": "Where to look for the answer.",
    "about": "The ids of the records that it concerns.",
    "state": "How far to trust it on the reading date.",
    "state_reason": "Why it has this state.",
    "source": "The ids of its sources.",
    "locator": "The places in them, source by source.",
    "source_title": "The titles of the sources.",
    "source_address": "The addresses of the sources.",
    "address": "Its permanent address.",
    "part_of": "The title of the view that the row is a part of.",
    "part_of_address": "The permanent address of that view.",
    "publisher": "Who publishes the record.",
    "stance": "How the publisher stands to the subject.",
    "records_as_of": "The day on which all records were last looked through.",
    "publisher_of_source": "Who published the source.",
    "url": "Its address as it was read.",
    "archive": "An archived copy.",
    "missing_url": "Why there is no address.",
    "language": "Its language (BCP 47).",
    "published": "When it was published (EDTF).",
    "accessed": "The day on which it was read.",
    "read": "How much of it was read: whole, or its opening.",
}
"""Each column of the CSV files, and of `rows` in the JSON files."""
DIALECT = "https://json-schema.org/draft/2020-12/schema"
TEXT = {"type": "string"}


def schemas(library: Library) -> dict[str, dict[str, Any]]:
    """The schema of each kind of file, by its name under `/data/schema/`."""
    records, definitions = _records()
    common = {
        "$schema": TEXT,
        "publisher": {"$ref": "#/$defs/Publisher"},
        "records_as_of": TEXT | {"description": COLUMNS["records_as_of"]},
        "read_on": TEXT | {"description": "The day by which states were judged."},
        "title": TEXT,
        "address": TEXT,
        "records": records,
    }
    rows = {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["id", "address"],
            "properties": {name: TEXT | {"description": words} for name, words in COLUMNS.items()},
            "additionalProperties": False,
        },
    }
    found = {"all.json": _schema(library, "all.json", "All records of the site", common, definitions)}
    for kind in FORMS:
        name = f"{kind}.json"
        view = {**common, "kind": {"const": kind}, "id": TEXT, "record": TEXT, "text": TEXT, "rows": rows}
        found[name] = _schema(library, name, f"A {kind} with all that it is made of", view, definitions)
    return found


def _records() -> tuple[dict[str, Any], dict[str, Any]]:
    """The records of a file by kind, and the definitions of the record types, made from the types themselves."""
    models: dict[str, type[BaseModel]] = {**KINDS, "publisher": Publisher}
    found, top = models_json_schema(
        [(model, "validation") for model in models.values()], ref_template="#/$defs/{model}"
    )
    kinds = {kind: {"type": "array", "items": found[model, "validation"]} for kind, model in KINDS.items()}
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
