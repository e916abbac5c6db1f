"""The reference: every macro and every field of every record, made from the components and the record types.

Examples are those of a small example site, a railway: the tests build it, so each of them is rendered.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from storysite.bootstrap.installation import COMMAND, EXAMPLE
from storysite.components.component import Macro
from storysite.components.registry import Registry, registry
from storysite.records import Evidence, Named
from storysite.source.json_schema import ONE, models, schemas

Places = tuple[Path, ...]
"""Projects whose pages and records serve as examples, the first before the others."""
PATH = ".github/REFERENCE.md"
"""Where this repository keeps it."""
CALL = re.compile(r"\{\{ (\w+)\(.*?\) \}\}")
HEAD = """# Reference

Every macro that a page can call, and every field of every record. Printed by `{command} reference`; made from the
code, so mend it there. The examples are those of a small railway in `tests/cases/base`, a site that the tests build.

- [Macros](#macros)
- [Records](#records): {records}
- [Parts of records](#parts-of-records)
- [Markdown](#markdown)
"""
MACROS = """## Macros

A page calls a macro between double braces, with texts in double quotes. The first argument is an id unless the table
says otherwise. "Forms" are what a reader can take away of it, beside the page itself and its Markdown.

| macro | what it shows | arguments | forms | example |
|---|---|---|---|---|
"""
MARKDOWN = """## Markdown

A page is Markdown as Material's reference teaches it. This page has each thing once, and a test shows it with both
engines; it stands in `tests/cases/markdown.md`.

``````markdown
{page}
``````
"""
FIELDS = """| field | what it means | format | example |
|---|---|---|---|
"""
FORM_WORDS = {
    "csv": "CSV",
    "json": "JSON",
    "svg": "SVG",
    "png": "PNG",
    "16cm.svg": "SVG 16 cm wide",
    "16cm.png": "PNG 16 cm wide",
    "pptx": "slides",
    "docx": "Word",
    "xlsx": "Excel",
}


def reference(components: Registry | None = None, site: Path | None = None) -> str:
    """The whole reference as Markdown: of these components, with examples of the site where the railway has none."""
    components = components or registry()
    places = (EXAMPLE, site) if site else (EXAMPLE,)
    types = components.record_types
    documents = [json.loads(text) for _, text in sorted(schemas(types).items())]
    definitions = {name: part for document in documents for name, part in document["definitions"].items()}
    records = {kind: model.__name__ for kind, model in types.values()}
    parts = sorted(set(definitions) - set(records.values()))
    examples = _examples(definitions, models(types), places)
    return "\n".join(
        (
            HEAD.format(command=COMMAND, records=", ".join(f"[{kind}](#{kind})" for kind in records)),
            MACROS + "\n".join(_macro(macro, places) for macro in components.macros.values()) + "\n",
            "## Records\n\nA record is an entry of a list in `docs/data/NAME.yml`, or in any file in `docs/data/NAME/`.\n",
            *(_kind(places, file, kind, records[kind], definitions, examples) for file, (kind, _) in types.items()),
            "## Parts of records\n\nWhat stands inside records, and in files that hold no list of records.\n",
            *(f"### {name}\n\n{_fields(definitions[name], examples[name])}" for name in parts),
            *([MARKDOWN.format(page=page)] if (page := _page_of_markdown()) else []),
        )
    )


def _page_of_markdown() -> str:
    """The page with everything that Markdown makes; none where the tests are not at hand."""
    path = EXAMPLE.parent / "markdown.md"
    return path.read_text(encoding="utf-8").strip() if path.is_file() else ""


def _macro(macro: Macro, places: Places) -> str:
    example = next((found[0] for text in _pages(places) for found in CALL.finditer(text) if found[1] == macro.name), "")
    forms = (
        ", ".join(FORM_WORDS[ending] for ending in macro.view.endings) if macro.view else "" if macro.inline else "—"
    )
    shown = _cell(inspect.getdoc(macro.html) or "")
    return f"| `{macro.name}` | {shown} | {_arguments(macro)} | {forms or 'in a sentence'} | `{example}` |"


def _arguments(macro: Macro) -> str:
    first = " or ".join(macro.words) if macro.words else " or ".join(macro.kinds).replace("any", "any id")
    number = f"{macro.least}" if macro.least == macro.most else f"{macro.least} to {macro.most}"
    return f"{number}: {first}" if first else number


def _kind(
    places: Places, file: str, kind: str, name: str, definitions: dict[str, Any], examples: dict[str, dict[str, str]]
) -> str:
    text = next((text for path, text in _data(places) if path.split("/")[-1].split(".")[0] == file), "")
    record = re.split(r"\n(?=- )|\n\n(?=- )", text.partition("\n")[2].strip())[0]
    return (
        f"### {kind}\n\n{definitions[name].get('description', '')} In `docs/data/{file}.yml`.\n\n"
        f"```yaml\n{record.strip()}\n```\n\n{_fields(definitions[name], examples[name])}"
    )


def _fields(definition: dict[str, Any], examples: dict[str, str]) -> str:
    needed = set(definition.get("required", ()))
    rows = [
        f"| `{key}`{' (needed)' if key in needed else ''} | {_cell(field.get('description', ''))} "
        f"| {_cell(_format(field))} | {_code(examples.get(key, ''))} |"
        for key, field in sorted(definition["properties"].items(), key=lambda pair: pair[0] not in needed)
    ]
    return FIELDS + "\n".join(rows) + "\n"


def _format(field: dict[str, Any]) -> str:
    """What may stand in a field, in words."""
    if "$ref" in field:
        return f"a [{field['$ref'].rpartition('/')[2]}](#{field['$ref'].rpartition('/')[2].lower()})"
    if "enum" in field:
        return " or ".join(f"`{value}`" for value in field["enum"])
    if "const" in field:
        return f"`{field['const']}`"
    if "patternErrorMessage" in field:
        return str(field["patternErrorMessage"]).removeprefix("write ")
    if "anyOf" in field:
        return _format(next((part for part in field["anyOf"] if "patternErrorMessage" in part), field["anyOf"][0]))
    match field.get("type"):
        case "array":
            return f"a list; each {_format(field['items'])}"
        case "object":
            return f"keys of your own; each {_format(field.get('additionalProperties') or {})}"
        case "integer":
            return f"a whole number from {field.get('minimum', 0)} to {field.get('maximum', 'any')}"
        case "boolean":
            return "`true` or `false`"
    return "words"


def _examples(
    definitions: dict[str, Any], models: dict[str, type[BaseModel]], places: Places
) -> dict[str, dict[str, str]]:
    """A value of the example site for each field that has one, by the record type; else that of another type."""
    found: dict[str, dict[str, str]] = {}
    anywhere: dict[str, str] = {}

    def look(value: Any, schema: dict[str, Any]) -> None:
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            for key, part in value.items() if isinstance(value, dict) else ():
                words = [word for word in (part if isinstance(part, list) else [part]) if isinstance(word, str)]
                if words:
                    found.setdefault(name, {}).setdefault(key, " ".join(", ".join(words).split()))
                    anywhere.setdefault(key, found[name][key])
                look(part, definitions[name]["properties"].get(key, {}))
        elif isinstance(value, list):
            for part in value:
                look(part, schema.get("items", {}))

    for path, text in _data(places):
        name = path.split("/")[-1].split(".")[0]
        if name in models:
            reference = {"$ref": f"/{models[name].__name__}"}
            look(yaml.load(text, Loader=yaml.BaseLoader), reference if name in ONE else {"items": reference})
    common = {key: anywhere[key] for key in {*Named.model_fields, *Evidence.model_fields} & anywhere.keys()}
    return {name: {**common, **found.get(name, {})} for name in definitions}


def _data(places: Places) -> Iterator[tuple[str, str]]:
    for path in (path for place in places for path in sorted((place / "docs" / "data").rglob("*.yml"))):
        yield path.as_posix(), path.read_text(encoding="utf-8")


def _pages(places: Places) -> Iterator[str]:
    for path in (path for place in places for path in sorted((place / "docs").rglob("*.md"))):
        yield path.read_text(encoding="utf-8")


def _cell(text: str) -> str:
    """Text for a cell of a table: one line, no bar."""
    return " ".join(text.split()).replace("|", "\\|")


def _code(text: str) -> str:
    return f"`{_cell(text)}`" if text else ""
