"""What an editor can say of each kind of record, field by field: read from the record types, for commands and forms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from storysite.components.registry import registry
from storysite.core.dates import When
from storysite.records import Cell, Column, InlineText, RefTo, Row, Step, Value
from storysite.records.field_docs import meanings
from storysite.records.field_marks import ToPage
from storysite.source.record_texts import marks_of

PARTS: dict[str, tuple[str, str, type[BaseModel]]] = {
    "value": ("fact", "values", Value),
    "row": ("matrix", "rows", Row),
    "column": ("matrix", "columns", Column),
    "cell": ("matrix", "cells", Cell),
    "step": ("cycle", "steps", Step),
}
"""Parts of records with an address: the kind of record, its list, and the type."""
ORDER = (
    "id date after before kind row column page title name aka unit value qualifier formula inputs decimals period as_of "
    "stated as_written basis order shape corner text level empty event lanes span home facts steps back publisher url "
    "missing_url archive language published accessed read status source locator also reason rests_on lead about disputed "
    "note not_to_claim ended newest replaced_by review_by corrections"
).split()
"""The order in which a careful hand writes the keys; others stand before the evidence."""
RECORDS = dict(registry().record_types.values())
"""The type of each kind of record that has a file of its own."""
MODELS = {**RECORDS, **{kind: model for kind, (_, _, model) in PARTS.items()}}


@dataclass(frozen=True)
class Field:
    """One field as a form shows it."""

    name: str
    help: str
    form: Literal["words", "prose", "choice", "date", "number", "reference", "page", "entries", "other"]
    """What is written: plain words, a paragraph, one of `choices`, …; `entries` are lists of keys of their own."""
    required: bool = False
    many: bool = False
    choices: tuple[str, ...] = ()
    refers_to: tuple[str, ...] = ()
    """The kinds of record that it names."""
    fields: tuple[Field, ...] = ()
    """Of `entries`: what each of them holds."""


@cache
def fields_of(kind: str) -> tuple[Field, ...]:
    """The fields of a kind of record or part, required ones first, in the order of a careful hand."""
    return tuple(sorted(_fields(MODELS[kind]), key=lambda field: (not field.required, place(field.name, kind))))


def place(name: str, kind: str = "") -> int:
    """The place of a key among the others of a kind of record: what sort a source is of stands before how it was read."""
    name = "read" if (kind, name) == ("source", "kind") else name
    return ORDER.index(name) if name in ORDER else ORDER.index("status")


def _fields(model: type[BaseModel]) -> Iterator[Field]:
    words = meanings(model)
    for name, info in model.model_fields.items():
        marked = marks_of(model, name)
        core, many = _core(info.annotation)
        help_, required = words.get(name, ""), info.is_required()
        refers = next((mark.kinds for mark in marked if isinstance(mark, RefTo)), ())
        if isinstance(core, type) and issubclass(core, BaseModel):
            inner = tuple(_fields(core)) if core.model_fields.keys().isdisjoint({"id", "corrections"}) else ()
            if many and inner and all(field.form != "entries" for field in inner):
                yield Field(name, help_, "entries", required, many, fields=inner)
            else:
                yield Field(name, help_, "other", required, many)
        elif core is None:
            yield Field(name, help_, "other", required)
        elif refers:
            yield Field(name, help_, "reference", required, many, refers_to=refers)
        elif get_origin(core) is Literal:
            yield Field(name, help_, "choice", required, many, choices=tuple(map(str, get_args(core))))
        elif core is bool:
            yield Field(name, help_, "choice", required, many, choices=("true",))
        elif core is When:
            yield Field(name, help_, "date", required, many)
        elif any(isinstance(mark, ToPage) for mark in marked):
            yield Field(name, help_, "page", required, many)
        elif core is not str:
            yield Field(name, help_, "number", required, many)
        else:
            prose = any(isinstance(mark, InlineText) for mark in marked)
            yield Field(name, help_, "prose" if prose else "words", required, many)


def _core(annotation: Any) -> tuple[Any, bool]:
    """The type of one value, and whether there may be many of them; nothing for keys of an editor's own."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, UnionType):
        [annotation] = [part for part in get_args(annotation) if part is not NoneType] or [str]
        return _core(annotation)
    if get_origin(annotation) is tuple:
        return _core(get_args(annotation)[0])[0], True
    if get_origin(annotation) is dict:
        return None, False
    return annotation, False
