"""All records together: found by id, put in order, cross-checked.

Everything that has an address is an `Item`: a record of its own (`transformation-office`), or a part of one
(`barriers.fatigue.breakthrough`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from typing import Any, get_args

from pydantic import BaseModel

from storysite.core.dates import When
from storysite.core.diagnostics import Mark
from storysite.records import Cell, Event, Fact, Lane, Publisher, Reference, Seen, Source, Timeline, Value
from storysite.source.record_reader import Entry, Path_
from storysite.source.release_reader import Past


@dataclass(frozen=True)
class Item:
    """Something with an address."""

    id: str
    kind: str
    """A kind of record, or `value`, `chart`, `row`, `column`, `cell`, `step`."""
    record: Any
    """The record or the part of it."""
    entry: Entry = field(repr=False, compare=False)
    path: Path_ = ()
    """Where in the entry's record the part stands."""

    @property
    def mark(self) -> Mark:
        return self.entry.at(*self.path)

    @property
    def parent(self) -> str:
        """The id of the record that holds it: its own, where it is a record."""
        return str(self.entry.record.id)

    @property
    def title(self) -> str:
        """Its name in a few words."""
        record, owner = self.record, self.entry.record
        match self.kind:
            case "fact":
                return str(record.name)
            case "chart":
                return f"{owner.name} over time"
            case "value":
                return f"{owner.name}, {record.time.words}"
            case "cell":
                names = {part.id: part.title for part in (*owner.rows, *owner.columns)}
                return f"{names.get(record.row, record.row)}: {names.get(record.column, record.column)}"
            case _:
                return str(record.title)

    @property
    def references(self) -> tuple[Reference, ...]:
        """The places in sources that it rests on by itself."""
        found = getattr(self.record, "references", ())
        return found if isinstance(found, tuple) else ()


@dataclass(frozen=True)
class Library:
    """The records of a site on a reading date."""

    publisher: Publisher
    entries: tuple[Entry, ...]
    today: date
    """The reading date: what is overtaken or due is judged by it."""
    order: dict[str, int]
    """The place of each event in time order."""
    numbers: dict[str, Decimal]
    """The number of each value, derived ones worked out."""
    past: Past = field(default_factory=Past, repr=False)
    """What has been published so far."""
    seen: dict[str, Seen] = field(default_factory=dict, repr=False)
    """What outside addresses answered when they were last asked."""

    @cached_property
    def items(self) -> dict[str, Item]:
        return {item.id: item for entry in self.entries for item in items_of(entry)}

    def of_kind(self, kind: str) -> list[Item]:
        """All items of a kind, by id."""
        return self._by_kind.get(kind, [])

    @cached_property
    def _by_kind(self) -> dict[str, list[Item]]:
        found: dict[str, list[Item]] = {}
        for _, item in sorted(self.items.items()):
            found.setdefault(item.kind, []).append(item)
        return found

    @cached_property
    def lanes(self) -> list[Lane]:
        """The lanes in their order."""
        return sorted((item.record for item in self.of_kind("lane")), key=lambda lane: (lane.order, lane.id))

    @cached_property
    def sources(self) -> dict[str, Source]:
        return {item.id: item.record for item in self.of_kind("source")}

    @cached_property
    def events(self) -> list[Event]:
        """All events in time order."""
        return sorted((item.record for item in self.of_kind("event")), key=lambda event: self.order[event.id])

    def selection(self, chosen: Lane | Timeline | None) -> list[Event]:
        """The events of a lane, of a timeline, or all."""
        if chosen is None:
            return self.events
        if isinstance(chosen, Lane):
            return [event for event in self.events if chosen.id in event.lanes]
        return [
            event
            for event in self.events
            if (not chosen.lanes or set(chosen.lanes) & set(event.lanes))
            and (chosen.span is None or (event.date is not None and event.date.overlaps(chosen.span)))
        ]

    def newest(self, fact: Fact) -> Value:
        """The value that the bare id means: the one named, else the latest result, else the latest of any kind."""
        if fact.newest:
            return next(value for value in fact.values if f"{fact.id}.{value.id}" == fact.newest)
        standing = [value for value in fact.values if value.replaced_by is None] or list(fact.values)
        results = [value for value in standing if value.kind == "result"] or standing
        return max(results, key=lambda value: (_last(value.time), value.time.sort_key, value.id))

    def value(self, id: str) -> Item:
        """The value with this id; for the id of a fact, its newest."""
        item = self.items[id]
        return self.items[f"{id}.{self.newest(item.record).id}"] if item.kind == "fact" else item

    def number(self, id: str) -> str:
        """The number of a value as printed: as many decimals as its source gives, thousands apart by commas."""
        return f"{self.numbers[id]:,f}"

    def digits(self, id: str) -> str:
        """The number of a value for machines: digits and a point, never an exponent."""
        return f"{self.numbers[id]:f}"

    def printed(self, item: Item) -> str:
        """A value as printed: qualifier, number and unit."""
        number, unit = self.number_and_unit(item)
        return f"{number} {unit}".strip()

    def number_and_unit(self, item: Item) -> tuple[str, str]:
        """A value in two: qualifier and number, and the unit; a percent sign stays with its number."""
        unit, value = item.entry.record.unit or "", item.record
        number = self.number(item.id) + ("%" if unit == "%" else "")
        return f"{value.qualifier} {number}" if value.qualifier else number, "" if unit == "%" else unit

    def evidence(self, item: Item) -> list[Reference]:
        """The places in sources that an item rests on, those of its parts and inputs with it."""
        found: list[Reference] = []
        for part in self.parts(item):
            found += part.references
            if isinstance(part.record, Value):
                for name in part.record.inputs.values():
                    found += self.evidence(self.items[name])
                for name in part.record.parts:
                    found += self.items[name].references
        return list(dict.fromkeys(found))

    def main_evidence(self, item: Item) -> list[Reference]:
        """What an inline showing cites: the first source, and all of them where they differ."""
        found = self.evidence(item)
        return found if getattr(item.record, "disputed", None) else found[:1]

    def parts(self, item: Item) -> list[Item]:
        """An item and, where it is a record, its parts in order."""
        return [item] if item.path else self._parts[item.id]

    @cached_property
    def _parts(self) -> dict[str, list[Item]]:
        found: dict[str, list[Item]] = {}
        for item in self.items.values():
            found.setdefault(item.parent, []).append(item)
        return found


def _last(when: When) -> date:
    return when.end or date.max


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


def walk(record: BaseModel, path: Path_ = ()) -> Iterator[tuple[Path_, str, tuple[Any, ...]]]:
    """Each text in a record, with its path and what its field is marked with."""
    for name in type(record).model_fields:
        yield from _walk(getattr(record, name), (*path, name), marks_of(type(record), name))


def _walk(value: Any, path: Path_, marked: tuple[Any, ...]) -> Iterator[tuple[Path_, str, tuple[Any, ...]]]:
    # What is met most comes first, and what takes longest to ask last.
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


def items_of(entry: Entry) -> Iterator[Item]:
    """The record and its parts, each with its address."""
    record, top = entry.record, entry.record.id
    yield Item(top, entry.kind, record, entry)
    if entry.kind == "fact":
        for at, part in enumerate(record.values):
            yield Item(f"{top}.{part.id}", "value", part, entry, ("values", at))
        if len(record.values) > 1:
            yield Item(f"{top}.chart", "chart", record, entry, ("values",))
    elif entry.kind == "matrix":
        for at, part in enumerate(record.columns):
            yield Item(f"{top}.{part.id}", "column", part, entry, ("columns", at))
        given = {(cell.row, cell.column): (cell, ("cells", at)) for at, cell in enumerate(record.cells)}
        for at, part in enumerate(record.rows):
            yield Item(f"{top}.{part.id}", "row", part, entry, ("rows", at))
            for column in record.columns:
                if (part.id, column.id) not in given and part.empty is None:
                    continue
                empty = Cell(row=part.id, column=column.id, empty=part.empty or "not-reviewed"), ("rows", at)
                cell, path = given.get((part.id, column.id), empty)
                yield Item(f"{top}.{part.id}.{column.id}", "cell", cell, entry, path)
    elif entry.kind == "cycle":
        for at, part in enumerate(record.steps):
            yield Item(f"{top}.{part.id}", "step", part, entry, ("steps", at))
