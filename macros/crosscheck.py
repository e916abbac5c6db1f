"""What one record cannot know of itself: ids, references, pairs, order, formulas and disputes across all of them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter
from typing import Any

from macros.formulas import FormulaProblem, evaluate
from macros.library import Item, Library, items_of, walk
from macros.problems import Mark, Problem, choices, joined, nearest
from macros.prose import faulty_links, record_links
from macros.reading import Entry, Reading
from macros.records import Event, InlineText, Matrix, Publisher, RefTo, Value


def build_library(reading: Reading, today: date) -> tuple[Library, list[Problem]]:
    """The library of all records that are whole, and what is wrong between them."""
    check = _Check(reading)
    check.unique_ids()
    order = check.order_of_events()
    numbers = check.numbers()
    for entry in check.entries:
        check.references(entry)
        check.matrix(entry)
        check.fact(entry)
    publisher = reading.publisher or Publisher.model_construct()
    library = Library(publisher, tuple(check.entries), today, order, numbers)
    return library, check.problems


class _Check:
    def __init__(self, reading: Reading):
        self.broken = reading.broken
        self.problems: list[Problem] = []
        self.entries: list[Entry] = []
        self.items: dict[str, Item] = {}
        self.read = reading.entries

    def tell(self, mark: Mark, code: str, message: str, hint: str) -> None:
        self.problems.append(Problem.at(mark, code, message, hint))

    def unique_ids(self) -> None:
        """Keep the first record of each id, in the order of files and lines."""
        for entry in sorted(self.read, key=lambda entry: entry.mark):
            own: dict[str, Item] = {}
            for item in items_of(entry):
                first = self.items.get(item.id) or own.get(item.id)
                if first is None:
                    own[item.id] = item
                elif item.kind != "cell" or first.entry is not entry:
                    self.tell(
                        entry.at(*item.path, "id"), "id-twice",
                        f"the id '{item.id}' is used twice, first on line {first.mark.line} of {first.mark.path}",
                        "an id is an address for ever: give one of the two another",
                    )
            self._unique_cells(entry)
            if entry.record.id in own:
                self.entries.append(entry)
                self.items.update(own)

    def _unique_cells(self, entry: Entry) -> None:
        if not isinstance(entry.record, Matrix):
            return
        seen: dict[tuple[str, str], int] = {}
        for at, cell in enumerate(entry.record.cells):
            pair = (cell.row, cell.column)
            if pair in seen:
                line = entry.at("cells", seen[pair]).line
                self.tell(
                    entry.at("cells", at), "cell-twice", f"the cell {cell.row} × {cell.column} is given twice, first on line {line}",
                    "keep one of the two",
                )
            seen.setdefault(pair, at)

    def references(self, entry: Entry) -> None:
        """Each id that a record names is there and of the right kind; a source read in part has no guessed place."""
        for path, text, marked in walk(entry.record):
            for mark in marked:
                if isinstance(mark, RefTo):
                    self._named(entry, path, text, mark.kinds)
                elif isinstance(mark, InlineText):
                    self._text(entry, path, text)
        self._locators(entry, entry.record, ())

    def _named(self, entry: Entry, path: tuple[Any, ...], name: str, kinds: tuple[str, ...]) -> None:
        item = self.items.get(name)
        if item is None:
            self._unknown(entry.at(*path), str(path[-1] if isinstance(path[-1], str) else path[-2]), name, kinds)
        elif "any" not in kinds and item.kind not in kinds:
            hint = joined(f"the id of {_a(kinds)} is meant", nearest(name, self._ids(kinds)))
            self.tell(entry.at(*path), "wrong-kind", f"'{name}' is {_a((item.kind,))}", hint)

    def _unknown(self, mark: Mark, field: str, name: str, kinds: tuple[str, ...]) -> None:
        if name in self.broken or name.split(".")[0] in self.broken:
            return
        known = self._ids(kinds)
        hint = joined(f"the id of {_a(kinds)} is meant", nearest(name, known) or (f"there are: {choices(known)}" if len(known) < 13 else ""))
        self.tell(mark, "no-such-id", f"{field}: there is no '{name}'", hint)

    def _ids(self, kinds: tuple[str, ...]) -> list[str]:
        return sorted(id for id, item in self.items.items() if "any" in kinds or item.kind in kinds)

    def _text(self, entry: Entry, path: tuple[Any, ...], text: str) -> None:
        for target in faulty_links(text):
            self.tell(
                entry.at(*path), "bad-link", f"{path[-1]}: a link to '{target}'",
                "a link in a record leads to id:some-record or to https://…",
            )
        for name in record_links(text):
            if name not in self.items:
                self._unknown(entry.at(*path), str(path[-1]), name, ("any",))

    def _locators(self, entry: Entry, record: Any, path: tuple[Any, ...]) -> None:
        source = self.items.get(getattr(record, "source", None) or "")
        locator = getattr(record, "locator", None)
        if source and source.kind == "source" and locator and source.record.read == "opening" and locator != "opening":
            self.tell(
                entry.at(*path, "locator"), "guessed-locator", f"locator: '{locator}', but of {source.id} only the opening was read",
                "write 'opening', or read it whole and say so in its record",
            )
        for name in type(record).model_fields:
            value = getattr(record, name)
            for at, part in enumerate(value if isinstance(value, tuple) else ()):
                if hasattr(type(part), "model_fields"):
                    self._locators(entry, part, (*path, name, at))

    def matrix(self, entry: Entry) -> None:
        """Each pair of row and column has its cell; names in cells are those of the matrix."""
        if not isinstance(matrix := entry.record, Matrix):
            return
        rows, columns = {row.id for row in matrix.rows}, {column.id for column in matrix.columns}
        levels = {level.id for level in matrix.levels}
        row_groups, column_groups = {g.id for g in matrix.row_groups}, {g.id for g in matrix.column_groups}
        for at, row in enumerate(matrix.rows):
            self._part_of(entry, ("rows", at, "group"), row.group, row_groups, "row group")
        for at, column in enumerate(matrix.columns):
            self._part_of(entry, ("columns", at, "group"), column.group, column_groups, "column group")
        for at, cell in enumerate(matrix.cells):
            self._part_of(entry, ("cells", at, "row"), cell.row, rows, "row")
            self._part_of(entry, ("cells", at, "column"), cell.column, columns, "column")
            self._part_of(entry, ("cells", at, "level"), cell.level, levels, "level")
        given = {(cell.row, cell.column) for cell in matrix.cells}
        for at, row in enumerate(matrix.rows):
            missing = [column.id for column in matrix.columns if (row.id, column.id) not in given]
            if missing and row.empty is None:
                self.tell(
                    entry.at("rows", at), "missing-cell", f"row '{row.id}' has no cell for {choices(missing)}",
                    "add a cell for each pair, with text: or with empty: and the reason",
                )

    def _part_of(self, entry: Entry, path: tuple[Any, ...], name: str | None, known: set[str], what: str) -> None:
        if name is not None and name not in known:
            hint = joined(f"{what}s of this matrix: {choices(sorted(known)) or 'none'}", nearest(name, known))
            self.tell(entry.at(*path), "no-such-part", f"{path[-1]}: there is no {what} '{name}'", hint)

    def fact(self, entry: Entry) -> None:
        """Two sources that differ about the same thing at the same time are told as disputed."""
        if entry.kind != "fact":
            return
        same: dict[tuple[Any, ...], list[int]] = defaultdict(list)
        for at, value in enumerate(entry.record.values):
            same[value.kind, value.period, value.as_of, value.stated if value.kind != "result" else None, value.basis].append(at)
        for places in same.values():
            values = [entry.record.values[at] for at in places]
            if len({(value.value, value.qualifier) for value in values if value.formula is None}) < 2:
                continue
            for at, value in zip(places, values, strict=True):
                if value.disputed is None and value.formula is None:
                    others = ", ".join(str(other.value) for other in values if other is not value)
                    self.tell(
                        entry.at("values", at), "silent-dispute", f"{value.value} here and {others} elsewhere, for the same thing at the same time",
                        "add disputed: to each, with what the sources differ about, or a basis: that tells them apart",
                    )

    def numbers(self) -> dict[str, Decimal]:
        """The number of each value, derived ones worked out in the order of their inputs."""
        values = {id: item for id, item in self.items.items() if item.kind == "value"}
        inputs = {id: {name for name in item.record.inputs.values() if name in values} for id, item in values.items()}
        numbers: dict[str, Decimal] = {}
        try:
            ordered = list(TopologicalSorter(inputs).static_order())
        except CycleError as error:
            loop = error.args[1]
            item = values[min(loop)]
            self.tell(item.mark, "formula-loop", f"the formulas go round in a circle: {' → '.join(reversed(loop))}", "one of them needs a value: of its own")
            return numbers
        for id in ordered:
            item = values[id]
            value: Value = item.record
            if value.value is not None:
                numbers[id] = value.value
                continue
            given = {name: numbers[target] for name, target in value.inputs.items() if target in numbers}
            if len(given) < len(value.inputs):
                continue
            try:
                numbers[id] = evaluate(value.formula or "", given, value.decimals or 0)
            except FormulaProblem as error:
                self.tell(item.entry.at(*item.path, "formula"), "formula", f"formula: {error}", "names of inputs, numbers, + - * / and brackets are allowed")
        return numbers

    def order_of_events(self) -> dict[str, int]:
        """The place of each event: by date, then by id; an undated one next to the event that it names."""
        events: dict[str, Event] = {id: item.record for id, item in self.items.items() if item.kind == "event"}
        dated = sorted((event for event in events.values() if event.date), key=_by_date)
        line = [event.id for event in dated]
        waiting = sorted(id for id, event in events.items() if event.date is None)
        while True:
            placed = [id for id in waiting if self._place(events[id], line)]
            waiting = [id for id in waiting if id not in placed]
            if not placed:
                break
        if waiting:
            self._loop(events, waiting)
        return {id: at for at, id in enumerate([*line, *waiting])}

    def _place(self, event: Event, line: list[str]) -> bool:
        anchors = [anchor for anchor in (event.after, event.before) if anchor and anchor in self.items]
        if not all(anchor in line for anchor in anchors):
            return False
        after = line.index(event.after) if event.after in line else -1
        before = line.index(event.before) if event.before in line else len(line)
        if after >= before:
            self.tell(
                self.items[event.id].entry.at("before"), "order", f"'{event.id}' is to come after '{event.after}' and before '{event.before}'",
                "these two stand the other way round: change one of them",
            )
        line.insert(after + 1 if event.after in line else before, event.id)
        return True

    def _loop(self, events: dict[str, Event], waiting: list[str]) -> None:
        graph = {id: {anchor for anchor in (events[id].after, events[id].before) if anchor in waiting} for id in waiting}
        trail, at = [], waiting[0]
        while at not in trail:
            trail.append(at)
            at = min(graph[at])
        loop = trail[trail.index(at) :]
        start = loop.index(min(loop))
        loop = loop[start:] + loop[:start]
        entry = self.items[loop[0]].entry
        mark = entry.at("after") if events[loop[0]].after else entry.at("before")
        self.tell(mark, "order-loop", f"the order goes round in a circle: {' → '.join([*loop, loop[0]])}", "give one of them a date:")


def _by_date(event: Event) -> tuple[Any, ...]:
    assert event.date is not None
    return (event.date.sort_key, event.id)


def _a(kinds: tuple[str, ...]) -> str:
    """`a source`, `an event`, `a fact or a value`."""
    if "any" in kinds:
        return "a record"
    return " or ".join(f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}" for kind in kinds)
