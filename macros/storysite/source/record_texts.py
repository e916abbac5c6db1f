"""The texts in a record, each with its place and what its field is marked with."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel

from storysite.records.field_marks import ForReaders
from storysite.source.yaml_text import Path_


@cache
def marks_of(model: type[BaseModel], name: str) -> tuple[Any, ...]:
    """What a field of a record is marked with."""
    info = model.model_fields[name]
    return (*info.metadata, *_nested(info.annotation))


def _nested(annotation: Any) -> tuple[Any, ...]:
    found: tuple[Any, ...] = tuple(getattr(annotation, "__metadata__", ()))
    for part in get_args(annotation):
        if not (isinstance(part, type) and issubclass(part, BaseModel)):
            found += _nested(part)
    return found


@cache
def words_in(model: type[BaseModel]) -> frozenset[str]:
    """The names of the fields of a record, and of its parts, that hold words which a person reads."""
    found: set[str] = set()
    for name, info in model.model_fields.items():
        if any(isinstance(mark, ForReaders) for mark in marks_of(model, name)):
            found.add(name)
        found.update(*map(words_in, _models(info.annotation)))
    return frozenset(found)


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models(part)]


def walk(record: BaseModel, path: Path_ = ()) -> Iterator[tuple[Path_, str, tuple[Any, ...]]]:
    """Each text in a record, with its path and what its field is marked with."""
    for name in type(record).model_fields:
        yield from _walk(getattr(record, name), (*path, name), marks_of(type(record), name))


def _walk(value: Any, path: Path_, marked: tuple[Any, ...]) -> Iterator[tuple[Path_, str, tuple[Any, ...]]]:
    # Ordered for speed: most values are absent or texts, and asking for a model takes longest.
    if value is None:
        return
    if isinstance(value, str):
        yield path, value, marked
    elif isinstance(value, tuple):
        for at, part in enumerate(value):
            yield from _walk(part, (*path, at), marked)
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _walk(part, (*path, key), marked)
    elif isinstance(value, BaseModel):
        yield from walk(value, path)
