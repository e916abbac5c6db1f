"""A view as JSON that holds all it is made of, and the way back: the same view from the file alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from storysite.components.exporters import Taken
from storysite.components.registry import Registry
from storysite.core.diagnostics import Mark
from storysite.core.formulas import evaluate
from storysite.core.inline_markup import pieces
from storysite.records import Event, InlineText, Publisher, Record, RefTo, Value
from storysite.source.event_order import time_order
from storysite.source.items import items_of
from storysite.source.record_reader import Entry
from storysite.source.record_store import Library
from storysite.source.record_texts import walk
from storysite.wording.citations import permanent
from storysite.wording.text import plain

SCHEMA = "data/schema/"
Json = dict[str, Any]


def view_json(library: Library, taken: Taken) -> Json:
    """A view: what it is, its rows in plain values, and the records that it is made of."""
    form = taken.form
    view = form.view(library, taken.record)
    rows, sheet = form.rows(library, view), form.sheet(library, view)
    ids = [row["id"] for row in rows] + ([taken.record] if taken.record else [])
    entries = needed(library, ids)
    return {
        **head(library, f"{taken.kind}.json"),
        "kind": taken.kind,
        "id": taken.id,
        "record": taken.record,
        "title": sheet.title,
        "text": sheet.text,
        "address": permanent(library, taken.id) if taken.record else f"{library.publisher.address}data/{taken.id}.json",
        "rows": rows,
        "records": by_kind(library, entries),
    }


def view_from_json(data: Json, components: Registry) -> Any:
    """The view that a file holds."""
    return components.views[data["kind"]].view(library_from_json(data, components), data["record"])


def head(library: Library, schema: str) -> Json:
    """What each file says first: its schema, who publishes it, and how old it is."""
    publisher = library.publisher
    return {
        "$schema": f"{publisher.address}{SCHEMA}{schema}",
        "publisher": publisher.model_dump(mode="json", exclude_none=True)
        | {"stance": plain(library, publisher.stance)},
        "records_as_of": publisher.reviewed.text,
        "read_on": str(library.today),
    }


def library_from_json(data: Json, components: Registry) -> Library:
    """The library of the records that a file holds; they were in order when it was written."""
    models = dict(components.record_types.values())
    mark = Mark(f"{data.get('id', 'all')}.json")
    context = {"messages": components.messages}
    entries = [
        Entry(kind, models[kind].model_validate(record, context=context), mark, {})
        for kind, records in data["records"].items()
        for record in records
    ]
    items = {item.id: item for entry in entries for item in items_of(entry)}
    line, _ = time_order({id: item.of(Event) for id, item in items.items() if item.kind == "event"})
    values = {id: item.of(Value) for id, item in items.items() if item.kind == "value"}
    return Library(
        Publisher.model_validate(data["publisher"], context=context),
        tuple(entries),
        date.fromisoformat(data["read_on"]),
        {id: at for at, id in enumerate(line)},
        {id: _number(id, values) for id in values},
        kinds=components.kinds,
        messages=components.messages,
    )


def _number(id: str, values: Mapping[str, Value]) -> Decimal:
    """The number of a value, worked out where it is derived."""
    value = values[id]
    if value.value is not None or value.formula is None or value.decimals is None:
        return value.value or Decimal(0)
    return evaluate(
        value.formula, {name: _number(target, values) for name, target in value.inputs.items()}, value.decimals
    )


def needed(library: Library, ids: Iterable[str]) -> list[Entry]:
    """The records with these ids or parts, and all records that they name, in the library's order."""
    waiting, found = [library.items[id].parent for id in ids], set[str]()
    while waiting:
        id = waiting.pop()
        if id not in found:
            found.add(id)
            waiting += [library.items[name].parent for name in _named(library.items[id].record)]
    return [entry for entry in library.entries if entry.record.id in found]


def _named(record: Record) -> Iterator[str]:
    """The ids that a record names, and those whose words or figures its texts are to show."""
    for _, text, marked in walk(record):
        if any(isinstance(mark, RefTo) for mark in marked):
            yield text
        elif any(isinstance(mark, InlineText) for mark in marked):
            yield from (piece.target for piece in pieces(text) if piece.kind == "record" and not piece.words)


def by_kind(library: Library, entries: Iterable[Entry]) -> dict[str, list[Json]]:
    """Records as they are written in data files, by kind and by id."""
    found: dict[str, list[Json]] = {}
    order = {kind: at for at, kind in enumerate(library.kinds)}
    for entry in sorted(entries, key=lambda entry: (order[entry.kind], entry.record.id)):
        found.setdefault(entry.kind, []).append(entry.record.model_dump(mode="json", exclude_defaults=True))
    return found
