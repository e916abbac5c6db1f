"""What is being found wrong between records, and the records that it is looked for in."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from storysite.core.diagnostics import Mark, Problem
from storysite.source.items import Item, items_of
from storysite.source.record_reader import Entry, Reading
from storysite.source.releases import Past as PastReleases


class Faults:
    """The records and their parts by id, and what is wrong with them so far."""

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
