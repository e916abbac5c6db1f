"""JSON Schemas of the data files, made from the record types: an editor's program completes and checks with them."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from storysite.records import KEPT, Cell, Event, Evidence, Former, Publisher, Record, RecordTypes, Source, Value
from storysite.records.field_docs import meanings
from storysite.source.releases import Released

FOLDER = "docs/data/schema"
DRAFT = "http://json-schema.org/draft-07/schema#"
"""The draft that the YAML plug-ins of the common editors know in full."""
EITHER: dict[type[BaseModel], tuple[str, ...]] = {
    Source: ("url", "missing_url"),
    Event: ("date", "after", "before"),
    Value: ("value", "formula"),
    Cell: ("text", "level", "empty"),
    Former: ("moved_to", "withdrawn"),
}
"""Of which keys a record needs one."""
ONE = {"publisher", "releases"}
"""Files that are no list of records."""


def schemas(types: RecordTypes) -> dict[str, str]:
    """The text of each schema, by its path in the project: of these types of record, and of what every site has."""
    return {f"{FOLDER}/{name}.schema.json": _text(name, model) for name, model in sorted(models(types).items())}


def models(types: RecordTypes) -> dict[str, type[BaseModel]]:
    """What each data file holds: records of these types, and what every site has."""
    own = {name: model for name, (_, model) in types.items()}
    return {**own, **KEPT, "publisher": Publisher, "releases": Released}


def write_schemas(root: Path, types: RecordTypes) -> list[str]:
    """Write what has changed; the paths written."""
    written = []
    for path, text in schemas(types).items():
        file = root / path
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
            written.append(path)
    return written


def first_line(path: str) -> str:
    """The line with which the data file at `path` names its schema."""
    schema = posixpath.relpath(f"{FOLDER}/{name_of(path)}.schema.json", posixpath.dirname(path))
    return f"# yaml-language-server: $schema={schema}"


def name_of(path: str) -> str:
    """What the data file at `path` holds: `events` for `docs/data/events/company.yml`."""
    return path.removeprefix("docs/data/").split("/")[0].removesuffix(".yml")


def _text(name: str, model: type[BaseModel]) -> str:
    schema = _plain(model.model_json_schema(schema_generator=_Generator, ref_template="#/definitions/{model}"))
    definitions = schema.pop("$defs", {})
    definitions[model.__name__] = schema
    for part in _models(Record):
        if part.__name__ in definitions:
            _explain(definitions[part.__name__]["properties"], part)
            if rules := list(_rules(part)):
                definitions[part.__name__]["allOf"] = rules
    reference = {"$ref": f"#/definitions/{model.__name__}"}
    whole = reference if name in ONE else {"type": "array", "items": reference}
    found = {
        "$schema": DRAFT,
        "title": f"docs/data/{name}.yml",
        **whole,
        "definitions": dict(sorted(definitions.items())),
    }
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _models(*models: type[BaseModel]) -> list[type[BaseModel]]:
    """The models and all that inherit from them."""
    found = [model for model in models for model in (model, *_models(*model.__subclasses__()))]
    return list(dict.fromkeys(found))


def _explain(properties: dict[str, Any], model: type[BaseModel]) -> None:
    """Say with each key what it means."""
    for name, words in meanings(model).items():
        if field := model.model_fields.get(name):
            key = field.alias or name
            properties[key] = {"description": words, **properties[key]}


def _rules(model: type[BaseModel]) -> Iterator[dict[str, Any]]:
    """What the keys of a record ask of each other."""
    if model in EITHER:
        yield {"anyOf": [{"required": [key]} for key in EITHER[model]]}
    if issubclass(model, Evidence) and model.claims:
        yield {
            "anyOf": [
                {"required": ["source", "locator"]},
                *(
                    {"properties": {"status": {"const": status}}, "required": ["status", key]}
                    for status, key in (("ours", "reason"), ("unattested", "lead"))
                ),
                *({"required": [key]} for key in model.without_source),
            ]
        }


class _Generator(GenerateJsonSchema):
    def field_title_should_be_set(self, schema: Any) -> bool:
        """No titles made of the fields' names: they say nothing that the name does not."""
        return False


def _plain(schema: Any) -> Any:
    """The schema as our files are written: no key without a value, and plain numbers where words are meant."""
    if isinstance(schema, list):
        return [_plain(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: _plain(value) for key, value in schema.items() if not (key == "default" and value in (None, [], {}))}
    if isinstance(found.get("description"), str):
        found["description"] = " ".join(found["description"].split())
    if "anyOf" in found and {"type": "null"} in found["anyOf"]:
        found["anyOf"].remove({"type": "null"})
        if len(found["anyOf"]) == 1:
            found = {**found.pop("anyOf")[0], **found}
    if found.get("type") == "string" and not found.keys() & {"pattern", "enum", "const"}:
        found.update(
            type=["string", "number"], minLength=1
        )  # `title: 2020` is a text to us: we read what stands in the file
    return found
