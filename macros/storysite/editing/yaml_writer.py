"""A new record as the lines of a data file: one key a line, prose after `>-`, what is still to fill in in words."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, FoldedScalarString

from storysite.source.yaml_scalars import SPECIAL_WORDS

WIDTH = 116
PROSE = {"text", "note", "missing_url", "lead", "reason", "disputed", "back", "says", "what", "why"}
"""Keys whose value stands on the lines below them."""
BARE = {"value", "date", "as_of", "period", "stated", "published", "accessed", "review_by", "span", "order"}
"""Keys whose value stands as the editor wrote it, without quotes."""


def lines_of_record(record: Mapping[str, Any], indent: int = 0) -> list[str]:
    """The record as an entry of a list."""
    dump = YAML()
    dump.indent(mapping=2, sequence=4, offset=2)
    dump.width = WIDTH - indent
    text = io.StringIO()
    dump.dump(_mapping(record), text)
    lines = text.getvalue().removesuffix("\n").split("\n")
    return [f"{' ' * indent}{'- ' if at == 0 else '  '}{line}".rstrip() for at, line in enumerate(lines)]


def _mapping(record: Mapping[str, Any]) -> CommentedMap:
    return CommentedMap((key, _value(key, value)) for key, value in record.items())


def _value(key: str, value: Any) -> Any:
    if isinstance(value, list):
        return CommentedSeq([_value("", part) for part in value])
    if isinstance(value, dict):
        return _mapping(value)
    text = " ".join(str(value).split())
    if key in PROSE:
        return FoldedScalarString(text)
    return _as_written(text) if key in BARE else _words(text)


def _as_written(text: str) -> Any:
    """A number or a date, to be printed just as it came; words where it is neither."""
    try:
        found = YAML().load(text)
    except (YAMLError, ValueError):
        return _words(text)
    return _words(text) if isinstance(found, bool | list | dict) or found is None else found


def _words(text: str) -> str:
    """Words, in double quotes where YAML would make something else of them."""
    try:
        plain = yaml.safe_load(text) == text and YAML().load(text) == text
    except (yaml.YAMLError, YAMLError, ValueError):
        plain = False
    return text if plain and text.lower() not in SPECIAL_WORDS else DoubleQuotedScalarString(text)
