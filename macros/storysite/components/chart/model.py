"""A fact over time: its values in order of time, each as a bar from zero, with what breaks the series said in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from storysite.core.dates import When
from storysite.core.formulas import PLACEHOLDER
from storysite.records import Event, Fact, Value
from storysite.source.items import Item
from storysite.source.record_store import Library
from storysite.wording.times import headed, value_kind

KINDS = ("result", "plan", "forecast", "goal")


@dataclass(frozen=True, slots=True)
class Point:
    """A value as it is drawn and listed."""

    item: Item
    value: Value
    number: Decimal
    words: str
    """The value as printed: qualifier, number and unit."""
    when: When
    """What it is sorted by."""
    time_label: str
    """The time that it is about, as the head of a line."""
    kind: str
    """What stands beside the number: nothing for a result."""

    @property
    def label(self) -> str:
        """The value as printed, but for its unit, which the chart names once."""
        unit = self.item.entry.of(Fact).unit or ""
        return self.words if unit == "%" else self.words.removesuffix(unit).strip()

    @property
    def time(self) -> When | None:
        """The time that it is about; none where the source names none."""
        return self.value.period or self.value.as_of


@dataclass(frozen=True, slots=True)
class Bar:
    """A value from zero, on the scale that all values of the chart share."""

    point: Point
    before: float
    """Where the bar begins, as a fraction of the scale."""
    length: float
    """How long it is, as a fraction of the scale."""
    basis: str = ""
    """On what definition it stands, where that is another than the reader takes it for."""
    is_named: bool = False
    """Whether the finding speaks of it."""
    parts: tuple[tuple[Point, float], ...] = ()
    """What it is the sum of, each with its length."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the chart: a time with its values, an event between them, or a new definition."""

    when: str = ""
    bars: tuple[Bar, ...] = ()
    event: Item | None = None
    basis: str = ""
    """The definition that results stand on from here."""
    is_break: bool = False
    """Whether results before it stand on another."""


@dataclass(frozen=True, slots=True)
class ChartView:
    """A chart as every form shows it."""

    id: str
    """Its address: the fact's id and `.chart`."""
    fact: Fact
    points: tuple[Point, ...]
    """All values, by time, then kind, then id."""
    name: str
    """What is counted, and in what."""
    finding: str = ""
    """What it shows, in a sentence; empty where nobody has said it."""
    named: frozenset[str] = frozenset()
    """The ids of the values that the finding speaks of."""
    stacked: tuple[tuple[str, tuple[Point, ...]], ...] = ()
    """The ids of values that are sums, with their parts."""
    events: tuple[Item, ...] = ()

    @property
    def title(self) -> str:
        """The finding; without one, what is counted."""
        return self.finding or self.name

    @property
    def drawn(self) -> tuple[Point, ...]:
        """The values that are drawn by themselves: all but the parts of others."""
        inside = {part.item.id for _, parts in self.stacked for part in parts}
        return tuple(point for point in self.points if point.item.id not in inside)

    @property
    def is_pair(self) -> bool:
        """Whether it is two values side by side: nothing that needs a scale."""
        return len(self.drawn) == 2 and not self.stacked

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that occur, in their order."""
        return tuple(kind for kind in KINDS if any(point.value.kind == kind for point in self.points))

    @property
    def lines(self) -> tuple[Line, ...]:
        """What stands below each other, in order of time; last what has no time."""
        return tuple(_lines(self))


def _lines(view: ChartView) -> Iterator[Line]:
    points = sorted(view.drawn, key=lambda point: (point.time is None, _order(point)))
    common, told = _common_basis(points), ""
    events = sorted(view.events, key=lambda item: _day(item.of(Event)))
    for when, group in groupby(points, key=lambda point: point.time_label):
        found = tuple(group)
        last = max((point.time.end or date.max for point in found if point.time), default=date.max)
        while events and _day(events[0].of(Event)) <= last:
            yield Line(event=events.pop(0))
        basis = next((point.value.basis or "" for point in found if point.value.kind == "result"), "")
        if common is None and basis and basis != told and len(points) > 1:
            yield Line(basis=basis, is_break=bool(told))
            told = basis
        usual = told if common is None else common
        yield Line(
            when, tuple(_bar(view, point, usual if len(points) > 1 else point.value.basis or "") for point in found)
        )
    yield from (Line(event=event) for event in events)


def _order(point: Point) -> tuple[date, int, str, int, str]:
    """By the last day that a value is about: one of a whole decade is no value of its first year; a whole after its parts."""
    last, first = point.when.end or point.when.start or date.max, point.when.start or date.min
    return last, -first.toordinal(), point.when.words, KINDS.index(point.value.kind), point.value.id


def _day(event: Event) -> date:
    return (event.date and (event.date.start or event.date.end)) or date.max


def _common_basis(points: list[Point]) -> str | None:
    """The definition to take for granted, where results go to and fro between several; none where each has its stretch."""
    bases = [point.value.basis or "" for point in points if point.value.kind == "result"]
    stretches = [basis for basis, _ in groupby(bases)]
    if len(stretches) == len(set(stretches)):
        return None
    return Counter(bases).most_common(1)[0][0]


def _bar(view: ChartView, point: Point, usual: str) -> Bar:
    low = min(Decimal(0), *(other.number for other in view.drawn))
    span = float(max(Decimal(0), *(other.number for other in view.drawn)) - low) or 1.0
    parts = dict(view.stacked).get(point.item.id, ())
    basis = point.value.basis or ""
    return Bar(
        point,
        float(min(point.number, Decimal(0)) - low) / span,
        float(abs(point.number)) / span,
        basis if basis != usual else "",
        point.item.id in view.named,
        tuple((part, float(abs(part.number)) / span) for part in parts),
    )


def chart_view(library: Library, id: str) -> ChartView:
    """The chart of a fact."""
    fact = library.items[id].of(Fact)
    points = [_point(library, f"{id}.{value.id}") for value in fact.values]
    ordered = sorted(points, key=lambda point: (point.when.sort_key, KINDS.index(point.value.kind), point.value.id))
    sums = ((f"{id}.{value.id}", value.parts) for value in fact.values if value.parts)
    return ChartView(
        f"{id}.chart",
        fact,
        tuple(ordered),
        library.messages("chart.in-unit", name=fact.name, unit=fact.unit) if fact.unit else fact.name,
        finding_words(library, fact),
        frozenset(fact.finding.inputs.values() if fact.finding else ()),
        tuple((whole, tuple(_point(library, name) for name in names)) for whole, names in sums),
        tuple(library.items[event] for event in fact.events),
    )


def finding_words(library: Library, fact: Fact) -> str:
    """What a fact's chart shows, with the figures printed in it."""
    if fact.finding is None:
        return ""
    inputs = fact.finding.inputs

    def printed(name: str) -> str:
        return library.number_and_unit(library.items[inputs[name]])[0]

    return PLACEHOLDER.sub(lambda match: printed(match[1]) if match[1] in inputs else match[0], fact.finding.text)


def _point(library: Library, id: str) -> Point:
    item = library.items[id]
    value = item.of(Value)
    time = value.period or value.as_of
    label = headed(library, time.words) if time else library.messages("chart.no-year")
    kind = "" if value.kind == "result" else value_kind(library, value)
    return Point(item, value, library.numbers[id], library.printed(item), value.time, label, kind)
