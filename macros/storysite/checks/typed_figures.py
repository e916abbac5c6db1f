"""Figures that are typed in a page although they are records: they would not change with them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from storysite.records import Fact
from storysite.source.page import Page
from storysite.source.record_store import Library

NUMBER = re.compile(r"(?<![\w.,/-])(?:\d{1,3}(?:[,\u00a0\u2009\u202f]\d{3})+|\d+)(?:\.\d+)?(?!\w|[.,]\d|[/-]\d)")
YEAR = re.compile(r"(1[89]|20)\d\d")
PER_CENT = ("%", "per cent", "percent")


class Figures:
    """The numbers of all values of a library."""

    def __init__(self, library: Library):
        self.known: dict[Decimal, list[tuple[str, str]]] = defaultdict(list)
        """Ids and units by number."""
        for item in library.of_kind("value"):
            if item.id in library.numbers:
                self.known[library.numbers[item.id]].append((item.id, item.entry.of(Fact).unit or ""))

    def typed(self, page: Page) -> Iterator[tuple[int, int, str, str]]:
        """Line, column, figure and id of each record that is typed."""
        for number, line in page.prose:
            for match in NUMBER.finditer(line):
                if id := self._id(match[0], line[match.end() :].lstrip()):
                    yield number, match.start() + 1, match[0], id

    def _id(self, typed: str, after: str) -> str:
        """The id of the record that a figure is: where its unit follows, or where the number can hardly be another."""
        digits = re.sub(r"\D", "", typed)
        telling = len(digits) >= 3 and len(digits.strip("0")) >= 2 and not YEAR.fullmatch(typed)
        for id, unit in self.known.get(Decimal(re.sub(r"[^\d.]", "", typed)), ()):
            if telling or (unit and after.startswith(PER_CENT if unit == "%" else unit)):
                return id
        return ""
