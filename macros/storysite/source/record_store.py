"""All records together: found by id, put in order, cross-checked.

Everything that has an address is an `Item`: a record of its own (`transformation-office`), or a part of one
(`barriers.fatigue.breakthrough`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Literal

from storysite.core.dates import When
from storysite.core.messages import Messages, english
from storysite.records import (
    Event,
    Fact,
    Lane,
    Named,
    Publisher,
    Record,
    Reference,
    Seen,
    Source,
    Timeline,
    Value,
)
from storysite.source.image_files import ImageFile
from storysite.source.items import Found, Item, items_of
from storysite.source.record_reader import Entry
from storysite.source.releases import Past


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of thing that has an address, record or part of one: all that the rooms must know of it.

    What is left out is worked out from the record's `title:` and `text:`.
    """

    name: str
    word: str = ""
    """What readers call it; without it, as the message catalogue says."""
    plural: str = ""
    """The same for several; without it, the word and an s."""
    messages: Messages | None = None
    """Where it is counted, with its word, in the language of the site: set by the registry."""
    rank: int = 100
    """Its place where kinds are listed, the smallest first."""
    group: str = "Other records"
    """The heading under which a summary of changes tells of it."""

    # --- records, but not parts of them
    file: str = ""
    """`docs/data/NAME.yml`, or any file in `docs/data/NAME/`, holds a list of them."""
    model: type[Named] | None = None
    """The type of a record."""
    file_each: bool = False
    """Whether each has a file of its own, where they lie in a folder."""

    # --- what it says
    says: Callable[[Library, Item], tuple[str, str]] | None = None
    """Its text and its time in plain words: what a release keeps, and a later one is compared with."""
    when: Callable[[Library, Item], tuple[str, str]] | None = None
    """Its time in words and for `<time>`, where it is dated."""
    is_told_with_whole: bool = False
    """Whether its beginning is not told, for it comes with what it belongs to."""
    claim: Callable[[Library, Item], str] | None = None
    """What is cited of it: what it says, with its time."""
    gathered: Callable[[Library, Item], Iterable[Item]] | None = None
    """The items that it rests on, where these are others than itself."""
    belongs_to: Callable[[Library, Item], Iterable[Item]] | None = None
    """What it belongs to, beside the record that it is a part of."""
    sentence: Callable[[Library, Item], str] | None = None
    """What it claims in a sentence or more, where that is more than its claim."""
    is_figure: bool = False
    """Whether what it says is a figure, with its time."""
    is_evidence: bool = False
    """Whether others rest on it: a release tells of it apart, and it is no news on the pages that cite it."""
    lists_others: bool = False
    """Whether what it says is a list of others."""
    stays_in_register: bool = False
    """Whether its register is the place where it belongs, so that no other page has to use it."""
    keeps: tuple[Literal["date", "sources", "name", "level", "text"], ...] = ()
    """What a published one may not change unexplained: the rules of `ledger/meaning.py` that hold for it."""
    gathers: bool = False
    """Whether it is shown with its parts, and rests on what they rest on."""

    # --- its own page, and what machines are told
    full: bool = False
    """Whether its page is meant to be found; others have a light one that leads on to their place."""
    card: bool = False
    """Whether links to it show a picture of its own."""
    card_words: Callable[[Library, Item], tuple[str, str, tuple[str, ...]]] | None = None
    """Title, kicker and lines of that picture."""
    drawn_by: str = ""
    """The macro that draws it on its own page."""
    body: str = "item/text.html"
    """The template of what its page holds, given `show`, `item`, `drawn`, `listed` and `judged`."""
    listed: Callable[[Library, Item], Iterable[tuple[str, str]]] | None = None
    """What it gathers: addresses from the site's root on, and words."""
    schema_org: str = "Dataset"
    """The type that schema.org has for it."""
    json_ld: Callable[[Library, Item], dict[str, object]] | None = None
    """What is told of it to machines beside its name; of a `Dataset`, beside its description too."""

    # --- the search
    found: Callable[[Library, Item], Found] | None = None
    """What the search shows of it."""
    also: Callable[[Library, Item], Iterable[str]] | None = None
    """What it is looked for by and does not show, beside the names of its whole."""
    times: Callable[[Item], Iterable[When | None]] | None = None
    """The times that it is found by."""
    name_weight: float = 6
    """How telling its name is, from 0 to 10."""
    weight: Callable[[Library, Item], int] | None = None
    """How much more than others of its kind it is looked for."""

    # --- files
    table: Table | None = None
    """The file that holds all of its kind."""
    view: str = ""
    """The macro whose files it has under `/data/` where a page shows it: set by the registry."""
    endings: tuple[str, ...] = ()
    """How the names of these files end: set by the registry."""
    files: Callable[[Library, Item], Iterable[str]] | None = None
    """Files of its own that are promised, from the site's root on."""
    embeds: bool = False
    """Whether it can stand in somebody else's page, even where no page of ours shows it."""
    use: Callable[[str], str] | None = None
    """How an editor is advised to use the one with this id, where it is not shown by a macro."""
    shown_by: str = "link"
    """The macro that an editor is advised to show it with."""

    def count(self, number: int, alone: bool = False) -> str:
        """`1 table`, `3 tables`; `alone` where the record that it is a part of is not named beside it."""
        known = self.messages.texts if self.messages else {}
        for id in (f"counted-kinds-alone.{self.name}", f"counted-kinds.{self.name}")[not alone :]:
            if self.messages and id in known:
                return self.messages(id, count=number)
        return f"{number} {self.word if number == 1 else self.plural or f'{self.word}s'}"


@dataclass(frozen=True, kw_only=True)
class Table:
    """A file with all items of a kind, one a row."""

    name: str
    """`/data/NAME.csv`: for ever."""
    row: Callable[[Library, Item], dict[str, str]]
    items: Callable[[Library], list[Item]] | None = None
    """The items in their order; without it, by id."""
    rank: int = 100
    """Its place where files are listed, the smallest first."""
    title: str = ""
    words: str = ""
    """What the file is, in the list of files; without these, as the message catalogue says."""


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
    kinds: Mapping[str, Kind] = field(default_factory=dict, repr=False)
    """Every kind of thing that has an address, by its name and in order of rank."""
    images: Mapping[str, ImageFile] = field(default_factory=dict, repr=False)
    """The file of each picture, by the id of its record."""
    templates: tuple[Path, ...] = field(default=(), repr=False)
    """The folders of the components that a site or a package brings, with their templates."""
    messages: Messages = field(default_factory=english, repr=False)
    """What the generator itself says, in the language of the site."""

    @cached_property
    def items(self) -> dict[str, Item]:
        return {item.id: item for entry in self.entries for item in items_of(entry, self.messages)}

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
        return sorted((item.of(Lane) for item in self.of_kind("lane")), key=lambda lane: (lane.order, lane.id))

    @cached_property
    def sources(self) -> dict[str, Source]:
        return {item.id: item.of(Source) for item in self.of_kind("source")}

    @cached_property
    def events(self) -> list[Event]:
        """All events in time order."""
        return sorted((item.of(Event) for item in self.of_kind("event")), key=lambda event: self.order[event.id])

    def selection(self, chosen: Record | None) -> list[Event]:
        """The events of a lane, of a timeline, or all."""
        if chosen is None:
            return self.events
        if isinstance(chosen, Lane):
            return [event for event in self.events if chosen.id in event.lanes]
        assert isinstance(chosen, Timeline)
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
        return max(results, key=lambda value: (value.time.end or date.max, value.time.sort_key, value.id))

    def value(self, id: str) -> Item:
        """The value with this id; for the id of a fact, its newest."""
        item = self.items[id]
        return (
            self.items[f"{id}.{self.newest(item.record).id}"] if isinstance(item.record, Fact) and item.is_own else item
        )

    def number(self, id: str) -> str:
        """The number of a value as printed: as many decimals as its source gives, its thousands apart."""
        return self.messages.number(self.numbers[id])

    def digits(self, id: str) -> str:
        """The number of a value for machines: digits and a point, never an exponent."""
        return f"{self.numbers[id]:f}"

    def printed(self, item: Item) -> str:
        """A value as printed: qualifier, number and unit."""
        number, unit = self.number_and_unit(item)
        return f"{number} {unit}".strip()

    def number_and_unit(self, item: Item) -> tuple[str, str]:
        """A value in two: qualifier and number, and the unit; a percent sign stays with its number."""
        unit, value = item.entry.of(Fact).unit or "", item.of(Value)
        number = self.number(item.id) + ("%" if unit == "%" else "")
        if value.qualifier:
            number = self.messages("values.qualified", qualifier=self.qualifier(value), number=number)
        return number, "" if unit == "%" else unit

    def qualifier(self, value: Value) -> str:
        """The source's own reserve, in words; nothing where there is none."""
        return self.messages(f"qualifiers.{value.qualifier.replace(' ', '-')}") if value.qualifier else ""

    def evidence(self, item: Item) -> list[Reference]:
        """The places in sources that an item rests on, those of its parts and inputs with it."""
        found: list[Reference] = []
        for part in self.parts(item):
            found += part.references
            for name in part.record.draws_on:
                found += self.evidence(self.items[name])
            for name in part.record.parts if isinstance(part.record, Value) else ():
                found += self.items[name].references
        return list(dict.fromkeys(found))

    def main_evidence(self, item: Item) -> list[Reference]:
        """What an inline showing cites: the first source, and all of them where they differ."""
        found = self.evidence(item)
        return found if item.record.dispute else found[:1]

    def parts(self, item: Item) -> list[Item]:
        """An item and, where it is a record, its parts in order."""
        return [item] if item.path else self._parts[item.id]

    @cached_property
    def _parts(self) -> dict[str, list[Item]]:
        found: dict[str, list[Item]] = {}
        for item in self.items.values():
            found.setdefault(item.parent, []).append(item)
        return found
