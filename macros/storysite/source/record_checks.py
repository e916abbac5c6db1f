"""What one record cannot know of itself: ids, references, pairs, order, formulas and disputes across all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter
from typing import Any

from pydantic import BaseModel

from storysite.core.dates import When
from storysite.core.diagnostics import Mark, Problem, choices, joined, likely, nearest, spaced
from storysite.core.formulas import PLACEHOLDER, FormulaProblem, evaluate, is_true
from storysite.core.inline_markup import faults, record_links
from storysite.records import (
    Event,
    Evidence,
    Fact,
    InlineText,
    Matrix,
    Past,
    Publisher,
    Record,
    Reference,
    RefTo,
    Source,
    Value,
)
from storysite.source.event_order import circle, from_first, time_order
from storysite.source.items import Item, items_of
from storysite.source.record_reader import Entry, Placed, Reading
from storysite.source.record_store import Library
from storysite.source.record_texts import marks_of, walk
from storysite.source.releases import Past as PastReleases
from storysite.source.yaml_reader import Path_, name_of

FEW = 3
"""So many faults of one cause are told one by one."""


def build_library(reading: Reading, today: date) -> tuple[Library, list[Problem]]:
    """The library of all records that are whole, and what is wrong between them.

    A record with something wrong is left out, and so is what names it: all that stands in a library can be shown.
    """
    check = _Check(reading, today)
    order, numbers = check.order(), check.numbers()
    check.sums(numbers)
    check.findings(numbers)
    check.replacements()
    for entry in check.entries:
        before = len(check.problems)
        check.record(entry)
        if len(check.problems) > before:
            check.unsound.add(entry.record.id)
    if reading.publisher:
        check.texts(reading.publisher)
        check.dates(reading.publisher, reading.publisher.record)
    for kept in (*reading.former, *reading.redirects, *reading.copies, *reading.seen):
        check.dates(kept, kept.record)
    entries = check.sound()
    reading.broken.update(check.unsound)
    publisher = reading.publisher.record if reading.publisher else Publisher.model_construct()
    return Library(publisher, tuple(entries), today, order, numbers), list(_gathered(check.problems, check.absent))


def _gathered(problems: list[Problem], absent: Mapping[str, list[Problem]]) -> Iterator[Problem]:
    """The problems, with an id that many places name in vain told once, at the first of them."""
    many = {id(problem): found for found in absent.values() if len(found) > FEW for problem in found}
    for problem in problems:
        found = sorted(many.get(id(problem), ()))
        if not found:
            yield problem
        elif problem is found[0]:
            places = f"{len(found) - 1} more places name it, the next at {found[1].path}:{found[1].line}"
            yield replace(problem, hint=joined(problem.hint, places))


class _Check:
    def __init__(self, reading: Reading, today: date):
        self.latest = today + timedelta(days=1) if today < date.max else today
        """The last day on which something can have happened: where an editor lives it may be tomorrow already."""
        self.broken = frozenset(reading.broken)
        self.unsound: set[str] = set()
        """Ids of records of which something wrong has been told here."""
        self.problems: list[Problem] = []
        self.absent: dict[str, list[Problem]] = defaultdict(list)
        """The faults of naming an id that is not there, by the id."""
        self.entries: list[Entry] = []
        self.past = PastReleases(former={entry.record.id: entry for entry in reversed(reading.former)})
        self.items: dict[str, Item] = {}
        for entry in sorted(reading.entries, key=lambda entry: entry.mark):
            self.add(entry)

    def tell(self, mark: Mark, code: str, message: str, hint: str) -> None:
        self.problems.append(Problem.at(mark, code, message, hint))

    def tell_of(self, id: str, key: str, code: str, message: str, hint: str) -> None:
        """Tell of a key of an item."""
        item = self.items[id]
        self.unsound.add(item.parent)
        self.tell(item.entry.at(*item.path, key), code, f"{key}: {message}", hint)

    def add(self, entry: Entry) -> None:
        """Keep the first record of each id, in the order of files and lines; within a record the first part."""
        if first := self.items.get(entry.record.id):
            self._id_twice(entry.at("id"), entry.record.id, first.mark)
            return
        self.entries.append(entry)
        for item in items_of(entry):
            if first := self.items.get(item.id):
                self._id_twice(entry.at(*item.path, "id"), item.id, first.mark)
                self.unsound.add(entry.record.id)
            self.items.setdefault(item.id, item)

    def _id_twice(self, mark: Mark, id: str, first: Mark) -> None:
        where = f"on line {first.line}" if first.path == mark.path else f"on line {first.line} of {first.path}"
        self.tell(
            mark,
            "id-twice",
            f"the id '{id}' is used twice, first {where}",
            "an id is an address for ever: give the newer of the two another",
        )

    def sound(self) -> list[Entry]:
        """The records of which nothing wrong is told, and that name no other of which something is."""
        named = {entry.record.id: {id.split(".")[0] for id in _named_in(entry)} for entry in self.entries}
        out = self.broken | self.unsound
        while more := {id for id, names in named.items() if id not in out and names & out}:
            out |= more
        self.unsound |= out
        return [entry for entry in self.entries if entry.record.id not in out]

    def record(self, entry: Entry) -> None:
        """All that one record cannot know of itself."""
        self.texts(entry)
        self.repeated(entry)
        self.locators(entry, entry.record)
        self.dates(entry, entry.record)
        for fault in entry.record.faults({id: item.record for id, item in self.items.items()}):
            self.tell(entry.at(*fault.path), fault.code, fault.message, fault.hint)
        match entry.record:
            case Matrix():
                self.matrix(entry)
            case Fact():
                self.newest(entry)
                self.disputes(entry)

    def texts(self, entry: Placed[Record]) -> None:
        """Each id that a record names is there and of the right kind; its texts hold no markup that they may not."""
        for path, text, marked in walk(entry.record):
            if kinds := _kinds(marked):
                self._named(entry.at(*path), name_of(path), text, kinds)
                continue
            inline = is_inline(marked)
            for code, message, hint in faults(text, inline):
                self.tell(entry.at(*path), code, f"{name_of(path)}: {message}", hint)
            for name in record_links(text) if inline else ():
                self._named(entry.at(*path), name_of(path), name, ("any",))

    def _named(self, mark: Mark, key: str, name: str, kinds: tuple[str, ...]) -> None:
        item = self.items.get(name)
        if item is None and (name in self.broken or name.split(".")[0] in self.broken):
            return
        if item is None or not ("any" in kinds or item.kind in kinds):
            known = sorted(id for id, item in self.items.items() if "any" in kinds or item.kind in kinds)
            near = nearest(name, known) or (
                f"there {'is' if len(known) == 1 else 'are'}: {choices(known)}" if 0 < len(known) < 13 else ""
            )
            hint = joined(f"write the id of {a_kind(kinds)}", near)
            if item is None:
                hint = self.past.went(name, self.items) or hint
                meant = likely(name, known)
                message, fixes = f"{key}: there is no '{name}'", spaced(mark, name, meant)
                problem = Problem.at(mark, "no-such-id", message, hint, suggestions=(meant,), fixes=fixes)
                self.absent[name].append(problem)
                self.problems.append(self.absent[name][-1])
            else:
                self.tell(mark, "wrong-kind", f"{key}: '{name}' is {a_kind((item.kind,))}", hint)

    def repeated(self, entry: Entry) -> None:
        """No list of ids names one twice."""
        lists: dict[Path_, list[str]] = defaultdict(list)
        for path, text, marked in walk(entry.record):
            if isinstance(path[-1], int) and _kinds(marked):
                if text in lists[path[:-1]]:
                    self.tell(
                        entry.at(*path),
                        "listed-twice",
                        f"{name_of(path)}: '{text}' is listed twice",
                        "delete one of the two",
                    )
                lists[path[:-1]].append(text)

    def locators(self, entry: Placed[Record], record: Record, path: Path_ = ()) -> None:
        """A source of which only the opening was read has no guessed place."""
        item = self.items.get(record.source or "") if isinstance(record, Evidence | Reference) else None
        locator = record.locator if isinstance(record, Evidence | Reference) else None
        source = item.record if item else None
        if isinstance(source, Source) and source.read == "opening" and locator and locator != "opening":
            self.tell(
                entry.at(*path, "locator"),
                "guessed-locator",
                f"locator: '{locator}', but of {source.id} only the opening was read",
                "write opening; or read the source to its end, and write 'read: whole' in its record",
            )
        for name in type(record).model_fields:
            value = getattr(record, name)
            for at, part in enumerate(value if isinstance(value, tuple) else ()):
                if isinstance(part, Record):
                    self.locators(entry, part, (*path, name, at))

    def dates(self, entry: Placed[Record], record: BaseModel, path: Path_ = ()) -> None:
        """What has happened, was stated, read or looked through does not lie after the reading date."""
        for name in type(record).model_fields:
            value = getattr(record, name)
            if isinstance(value, When):
                day = value.start or value.end
                if day and day > self.latest and has_happened(record, name):
                    planned = "planned" if isinstance(record, Event) else "plan, forecast or goal"
                    told = isinstance(record, Event | Value) and name != "stated"
                    hint = f"check the year{f'; where the source only announces it, write kind: {planned}' if told else ''}"
                    self.tell(
                        entry.at(*path, name),
                        "in-the-future",
                        f"{name}: {value.words} lies after the reading date",
                        hint,
                    )
            for at, part in enumerate(value if isinstance(value, tuple) else ()):
                if isinstance(part, BaseModel):
                    self.dates(entry, part, (*path, name, at))
            if isinstance(value, BaseModel):
                self.dates(entry, value, (*path, name))

    def matrix(self, entry: Entry) -> None:
        """Each pair of row and column has one cell; names in cells are those of the matrix."""
        matrix = entry.of(Matrix)
        for names in (("levels",), ("row_groups", "column_groups")):
            self._unique_names(entry, names)
        rows, columns, levels = _ids(matrix.rows), _ids(matrix.columns), _ids(matrix.levels)
        for at, row in enumerate(matrix.rows):
            self._part_of(entry, ("rows", at, "group"), row.group, _ids(matrix.row_groups), "row group")
        for at, column in enumerate(matrix.columns):
            self._part_of(entry, ("columns", at, "group"), column.group, _ids(matrix.column_groups), "column group")
        given: dict[tuple[str, str], int] = {}
        for at, cell in enumerate(matrix.cells):
            self._part_of(entry, ("cells", at, "row"), cell.row, rows, "row")
            self._part_of(entry, ("cells", at, "column"), cell.column, columns, "column")
            self._part_of(entry, ("cells", at, "level"), cell.level, levels, "level")
            # A misspelt row is told once, not as a missing cell too.
            first = given.setdefault((_closest(cell.row, rows), _closest(cell.column, columns)), at)
            if first != at and cell.row in rows and cell.column in columns:
                line = entry.at("cells", first).line
                self.tell(
                    entry.at("cells", at),
                    "cell-twice",
                    f"the cell {cell.row} × {cell.column} is given twice, first on line {line}",
                    "keep one of the two",
                )
        for at, row in enumerate(matrix.rows):
            missing = [column for column in columns if (row.id, column) not in given]
            if missing and row.empty is None:
                self.tell(
                    entry.at("rows", at),
                    "missing-cell",
                    f"row '{row.id}' has no cell for {choices(missing)}",
                    "add a cell for each pair, with text: or level: or with empty: and the reason",
                )

    def _unique_names(self, entry: Entry, lists: Iterable[str]) -> None:
        seen: dict[str, Mark] = {}
        for name in lists:
            for at, part in enumerate(getattr(entry.record, name)):
                mark = entry.at(name, at, "id")
                if part.id in seen:
                    self._id_twice(mark, part.id, seen[part.id])
                seen.setdefault(part.id, mark)

    def _part_of(self, entry: Entry, path: Path_, name: str | None, known: list[str], what: str) -> None:
        if name is not None and name not in known:
            hint = joined(
                f"the {what}s of this matrix are: {choices(known)}" if known else f"this matrix has no {what}s",
                nearest(name, known),
            )
            self.tell(entry.at(*path), "no-such-part", f"{path[-1]}: there is no {what} '{name}'", hint)

    def newest(self, entry: Entry) -> None:
        """The newest value of a fact is one of its own."""
        fact = entry.of(Fact)
        item = self.items.get(fact.newest or "")
        if item and isinstance(item.record, Value) and item.parent != fact.id:
            self.tell(
                entry.at("newest"),
                "wrong-kind",
                f"newest: '{fact.newest}' is a value of another fact",
                f"the values of this one are: {choices(_value_ids(fact))}",
            )

    def disputes(self, entry: Entry) -> None:
        """Two values for the same thing at the same time are told as disputed, unless one replaces the other."""
        same: dict[tuple[Any, ...], list[int]] = defaultdict(list)
        for at, value in enumerate(entry.of(Fact).values):
            if value.formula is None and value.replaced_by is None:
                stated = value.stated if value.kind != "result" else None
                same[value.kind, value.period, value.as_of, stated, value.basis].append(at)
        for places in same.values():
            values = [entry.of(Fact).values[at] for at in places]
            if len({(value.value, value.qualifier) for value in values}) < 2:
                continue
            for at, value in zip(places, values, strict=True):
                if value.disputed is None:
                    others = ", ".join(
                        f"{other.value:f} (line {entry.at('values', there).line})"
                        for there, other in zip(places, values, strict=True)
                        if there != at
                    )
                    self.tell(
                        entry.at("values", at),
                        "silent-dispute",
                        f"{value.value:f} here and {others}, for the same thing at the same time",
                        "where sources differ, add disputed: to each and say about what; where the newer one holds, add replaced_by: to the other; "
                        "where they count different things, add basis:",
                    )

    def replacements(self) -> None:
        """What replaces a record is not replaced by it in turn."""
        newer = {id: successor for id, item in self.items.items() if (successor := item.record.successor)}
        told: set[str] = set()
        for start in sorted(newer):
            trail, at = [start], newer[start]
            while at in newer and at not in trail:
                trail.append(at)
                at = newer[at]
            if at == start and start not in told:
                told.update(trail)
                self.tell_of(
                    start,
                    "replaced_by",
                    "replaced-loop",
                    f"each replaces the other: {circle(trail)}",
                    "take replaced_by: out of the one that holds",
                )

    def order(self) -> dict[str, int]:
        """The place of each event in time order."""
        line, wrong = time_order({id: item.record for id, item in self.items.items() if isinstance(item.record, Event)})
        for fault in wrong:
            self.tell_of(fault.event, fault.key, fault.code, fault.message, fault.hint)
        return {id: at for at, id in enumerate(line)}

    def numbers(self) -> dict[str, Decimal]:
        """The number of each value, derived ones worked out in the order of their inputs."""
        values = {id: item for id, item in self.items.items() if isinstance(item.record, Value)}
        inputs = {
            id: sorted({name for name in item.of(Value).inputs.values() if name in values})
            for id, item in values.items()
        }
        numbers: dict[str, Decimal] = {}
        for id in self._in_order(inputs):
            value = values[id].of(Value)
            if value.value is not None:
                numbers[id] = value.value
                continue
            given = {name: numbers[target] for name, target in value.inputs.items() if target in numbers}
            if len(given) == len(value.inputs):
                try:
                    numbers[id] = evaluate(value.formula or "", given, value.decimals or 0)
                except FormulaProblem as fault:
                    self.tell_of(id, "formula", "formula", str(fault), fault.hint)
        return numbers

    def sums(self, numbers: Mapping[str, Decimal]) -> None:
        """A value is the sum of its parts, to the decimals that it is given with, and says so where they stand beside it."""
        for id, item in self.items.items():
            if not isinstance(item.record, Value) or id not in numbers:
                continue
            names = item.of(Value).parts
            inside = names or self._within(item)
            if not all(name in numbers for name in inside):
                continue
            whole, total = numbers[id], sum((numbers[name] for name in inside), Decimal(0))
            is_sum = abs(whole - total) < Decimal(1).scaleb(int(whole.as_tuple().exponent))
            if names and not is_sum:
                message = f"they come to {total:,f}, and the value is {whole:,f}"
                self.tell_of(id, "parts", "parts-differ", message, "name all its parts, each once, and nothing else")
            elif not names and len(inside) > 1 and is_sum:
                message = f"the value is the sum of others, and a chart would draw it beside them: {choices(inside)}"
                self.tell(item.mark, "total-beside-parts", message, "name them in parts:, and the chart stacks them")

    def _within(self, item: Item) -> list[str]:
        """The results of the same fact for spans within a result's own."""
        whole = item.of(Value).period if item.of(Value).kind == "result" else None
        if whole is None or not whole.start or not whole.end:
            return []
        spans = ((value, value.period) for value in item.entry.of(Fact).values if value.kind == "result")
        return [
            f"{item.parent}.{value.id}"
            for value, span in spans
            if span and span.start and span.end and value is not item.record
            if whole.start <= span.start
            and span.end <= whole.end
            and (span.start, span.end) != (whole.start, whole.end)
        ]

    def findings(self, numbers: Mapping[str, Decimal]) -> None:
        """What a chart says is true of its values."""
        for item in self.items.values():
            finding = item.record.finding if isinstance(item.record, Fact) and item.is_own else None
            if not finding:
                continue
            for name in PLACEHOLDER.findall(finding.text):
                if name not in finding.inputs:
                    hint = f"its inputs are: {choices(sorted(finding.inputs))}"
                    self._tell_finding(item, "text", "finding", f"'{{{name}}}' is not among the inputs", hint)
            given = {name: numbers[target] for name, target in finding.inputs.items() if target in numbers}
            if len(given) < len(finding.inputs):
                continue
            try:
                if not is_true(finding.holds, given):
                    figures = ", ".join(f"{name} is {number:,f}" for name, number in given.items())
                    self._tell_finding(
                        item,
                        "holds",
                        "finding-untrue",
                        f"'{finding.holds}' does not hold: {figures}",
                        "say in text: what the figures show now, with its condition in holds:",
                    )
            except FormulaProblem as fault:
                self._tell_finding(item, "holds", "finding", str(fault), fault.hint)

    def _tell_finding(self, item: Item, key: str, code: str, message: str, hint: str) -> None:
        self.unsound.add(item.parent)
        self.tell(item.entry.at("finding", key), code, f"finding: {key}: {message}", hint)

    def _in_order(self, inputs: dict[str, list[str]]) -> list[str]:
        """The values, inputs first; those that go round in a circle are told and left out."""
        while True:
            try:
                return list(TopologicalSorter(inputs).static_order())
            except CycleError as error:
                loop = from_first(list(reversed(error.args[1][1:])))
                self.tell_of(
                    loop[0],
                    "formula",
                    "formula-loop",
                    f"it goes round in a circle: {circle(loop)}",
                    "give one of them a value: of its own",
                )
                inputs = {
                    id: [name for name in names if name not in loop] for id, names in inputs.items() if id not in loop
                }


def has_happened(record: BaseModel, name: str) -> bool:
    """Whether a date of a record is of something that has happened, not of something that is to come."""
    if isinstance(record, Event):
        return name == "date" and record.kind == "happened"
    if isinstance(record, Value) and name in {"as_of", "period"}:
        return record.kind == "result"
    return any(isinstance(mark, Past) for mark in marks_of(type(record), name))


def _kinds(marked: tuple[Any, ...]) -> tuple[str, ...]:
    """The kinds of record that a field names, if it names one."""
    return next((mark.kinds for mark in marked if isinstance(mark, RefTo)), ())


def is_inline(marked: tuple[Any, ...]) -> bool:
    """Whether a field's text may hold the little markup."""
    return any(isinstance(mark, InlineText) for mark in marked)


def _named_in(entry: Entry) -> Iterator[str]:
    """The ids that a record names."""
    for _, text, marked in walk(entry.record):
        if _kinds(marked):
            yield text
        elif is_inline(marked):
            yield from record_links(text)


def _ids(parts: Iterable[Any]) -> list[str]:
    return [part.id for part in parts]


def _value_ids(fact: Fact) -> list[str]:
    return [f"{fact.id}.{value.id}" for value in fact.values]


def _closest(name: str, known: list[str]) -> str:
    return name if name in known else next(iter(get_close_matches(name, known, n=1)), name)


def a_kind(kinds: tuple[str, ...]) -> str:
    """`a source`, `an event`, `a fact or a value`."""
    if "any" in kinds:
        return "a record"
    return " or ".join(
        f"a set of {kind}" if kind.endswith("s") else f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}" for kind in kinds
    )
