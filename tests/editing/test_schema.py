"""The JSON Schemas: made from the record types, named by every data file, and as strict as they can be."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from storysite.checks.read_project import read_project
from storysite.components.registry import registry
from storysite.source import json_schema
from tests.conftest import READING_DATE, ROOT
from tests.projects import CASES, cases, load, make

TYPES = registry().record_types
TEXTS = json_schema.schemas(TYPES)
VALIDATORS = {
    Path(path).name.removesuffix(".schema.json"): Draft7Validator(json.loads(text)) for path, text in TEXTS.items()
}


class Loader(yaml.SafeLoader):
    """Reads YAML as editors' programs do: version 1.2, in which a date is a text."""


Loader.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":timestamp", ":bool"))]
    for sign, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def faults(root: Path) -> list[str]:
    """What the schemas find in the data files of a project."""
    found = []
    for path in sorted((root / "docs/data").rglob("*.yml")):
        name = json_schema.name_of(path.relative_to(root).as_posix())
        if name in VALIDATORS:
            text = path.read_text(encoding="utf-8-sig")
            found += [
                f"{path.name}: {error.json_path}: {error.message}"
                for error in VALIDATORS[name].iter_errors(yaml.load(text, Loader) or [])
            ]
    return found


def test_the_schemas_are_those_of_the_record_types() -> None:
    for path, text in TEXTS.items():
        assert (ROOT / path).read_text(encoding="utf-8") == text, f"{path}: run python -m macros schema"
    assert {path.name for path in (ROOT / json_schema.FOLDER).iterdir()} == {Path(path).name for path in TEXTS}
    for validator in VALIDATORS.values():
        Draft7Validator.check_schema(validator.schema)


def test_every_key_is_described() -> None:
    for name, validator in VALIDATORS.items():
        for model, definition in validator.schema["definitions"].items():
            for key, field in definition["properties"].items():
                assert field.get("description"), (name, model, key)


@pytest.mark.parametrize("root", [ROOT, CASES / "base"], ids=["site", "base"])
def test_every_data_file_names_its_schema(root: Path) -> None:
    for path in sorted((root / "docs/data").rglob("*.yml")):
        named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", path.read_text(encoding="utf-8"))
        assert named and (path.parent / named[1]).resolve() == (ROOT / json_schema.FOLDER / Path(named[1]).name), path
        assert Path(named[1]).name.removesuffix(".schema.json") in VALIDATORS, path


@pytest.mark.slow
def test_no_good_file_fails_its_schema(tmp_path: Path) -> None:
    assert faults(ROOT) == []
    for case in cases("good"):
        assert faults(make(load(case), tmp_path / case.stem)) == [], case.stem


@pytest.mark.parametrize(
    "case", [path for path in cases("bad") if load(path).get("schema")], ids=lambda path: path.stem
)
def test_a_bad_case_that_says_so_fails_its_schema(case: Path, tmp_path: Path) -> None:
    assert faults(make(load(case), tmp_path / "project"))


def test_every_good_date_fits_and_no_word_does() -> None:
    date = VALIDATORS["events"].schema["definitions"]["Event"]["properties"]["date"]
    fits = Draft7Validator(date).is_valid
    for case in load(CASES / "dates.yml"):
        if "refused" not in case:
            assert fits(case["date"]), case["date"]
    assert not any(map(fits, ("April 2021", "2021/04/01", "2021-13", "FY2025", "1.4.2021", "yesterday", 21, 20210401)))


def test_what_a_schema_refuses_the_check_refuses_too(tmp_path: Path) -> None:
    """Each key of each record of the base project taken away, one at a time."""
    refused = 0
    for path in sorted((CASES / "base/docs/data").glob("*.yml")):
        text, name = path.read_text(encoding="utf-8"), path.stem
        typed, written = (
            [] if name == "publisher" else yaml.load(text, loader) for loader in (Loader, yaml.BaseLoader)
        )
        for one, other in zip(typed, written, strict=True):
            for harmed, record in zip(_without_one_key(one), _without_one_key(other), strict=True):
                if not VALIDATORS[name].is_valid([harmed]):
                    refused += 1
                    with pytest.raises(ValueError):
                        json_schema.models(TYPES)[name].model_validate(record)
    assert refused > 50


def _without_one_key(value: Any) -> list[Any]:
    if isinstance(value, dict):
        found = [{key: value[key] for key in value if key != left} for left in value]
        return found + [{**value, key: harmed} for key in value for harmed in _without_one_key(value[key])]
    if isinstance(value, list):
        return [
            [*value[:at], harmed, *value[at + 1 :]]
            for at in range(len(value))
            for harmed in _without_one_key(value[at])
        ]
    return []


def test_a_file_without_its_line_is_advised_to_have_one(tmp_path: Path) -> None:
    from storysite.checks.advice import advice
    from storysite.editing.files import mend, texts_of

    root = make(
        {"files": {"docs/data/lanes/more.yml": "- id: signals\n  title: Signals\n  order: 3\n  shape: star\n"}},
        tmp_path / "project",
    )
    for path, text in TEXTS.items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    done = mend(root, lambda texts: advice(read_project(root, READING_DATE), texts))
    assert [str(edit) for edit in done] == ["docs/data/lanes/more.yml:1: it begins with the name of its schema now"]
    assert texts_of(root)["docs/data/lanes/more.yml"].startswith(
        "# yaml-language-server: $schema=../schema/lanes.schema.json\n- id: signals\n"
    )


COPIED = [
    path
    for path in sorted((ROOT / "docs/data").rglob("*.yml"))
    if json_schema.name_of(path.relative_to(ROOT).as_posix()) in {*VALIDATORS} - json_schema.ONE
]


@pytest.mark.parametrize("path", COPIED, ids=lambda path: path.relative_to(ROOT / "docs/data").as_posix())
def test_a_file_begins_with_a_good_record_to_copy(path: Path) -> None:
    """The first record in its remarks, as an editor copies it; of a table a row or a cell, of a cycle a step."""
    head = re.match(r"(#.*\n|\n)*", path.read_text(encoding="utf-8"))
    lines = [re.sub(r"^# ?", "", line) for line in head[0].splitlines()] if head else []
    first = next((at for at, line in enumerate(lines) if re.match(r" *- \w+: ", line)), None)
    assert first is not None, "no record to copy"
    indent = len(lines[first]) - len(lines[first].lstrip())
    end = next(
        (
            at
            for at in range(first + 1, len(lines))
            if lines[at].strip() and len(lines[at]) - len(lines[at].lstrip()) <= indent
        ),
        len(lines),
    )
    record = yaml.load("\n".join(re.sub(r" +\(.*\)$", "", line) for line in lines[first:end]), Loader)[0]
    name = json_schema.name_of(path.relative_to(ROOT).as_posix())
    model = {
        "matrices": "Row" if "id" in record else "Cell",
        "cycles": "Step",
        "ladders": "Rung",
        "flows": "FlowItem",
        "scenes": "Beat",
    }.get(name, json_schema.models(TYPES)[name].__name__)
    validator = VALIDATORS[name].evolve(
        schema={**VALIDATORS[name].schema, **VALIDATORS[name].schema["definitions"][model], "type": "object"}
    )
    assert [error.message for error in validator.iter_errors(record)] == []
