"""What one record cannot know of itself: ids, references, pairs, order, formulas and disputes across all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from pydantic import BaseModel

from storysite.core.dates import When
from storysite.core.diagnostics import Mark, Problem, choices, joined, likely, nearest, spaced
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
from storysite.source.event_order import circle, time_order
from storysite.source.figure_checks import FigureChecks
from storysite.source.matrix_checks import MatrixChecks
from storysite.source.record_reader import Entry, Placed, Reading
from storysite.source.record_store import Library
from storysite.source.record_texts import marks_of, walk
from storysite.source.yaml_text import Path_, name_of

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
    records = {id: item.record for id, item in check.items.items()}
    for entry in check.entries:
        before = len(check.problems)
        check.record(entry, records)
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
    return Library(publisher, tuple(entries), today, order, numbers, messages=reading.messages), list(
        _gathered(check.problems, check.absent)
    )


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


class _Check(MatrixChecks, FigureChecks):
    def sound(self) -> list[Entry]:
        """The records of which nothing wrong is told, and that name no other of which something is."""
        named = {entry.record.id: {id.split(".")[0] for id in _named_in(entry)} for entry in self.entries}
        out = self.broken | self.unsound
        while more := {id for id, names in named.items() if id not in out and names & out}:
            out |= more
        self.unsound |= out
        return [entry for entry in self.entries if entry.record.id not in out]

    def record(self, entry: Entry, records: Mapping[str, Record]) -> None:
        """All that one record cannot know of itself."""
        self.texts(entry)
        self.repeated(entry)
        self.locators(entry, entry.record)
        self.dates(entry, entry.record)
        for fault in entry.record.faults(records):
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


def a_kind(kinds: tuple[str, ...]) -> str:
    """`a source`, `an event`, `a fact or a value`."""
    if "any" in kinds:
        return "a record"
    return " or ".join(
        f"a set of {kind}" if kind.endswith("s") else f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}" for kind in kinds
    )
