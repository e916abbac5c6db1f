"""A fact over time: its values to scale, told apart by kind, broken where the basis changes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from storysite.core.dates import When
from storysite.records import Fact, Value
from storysite.source.record_store import Item, Library

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
    """Where it stands on the time axis."""


@dataclass(frozen=True, slots=True)
class ChartView:
    """A chart as every form shows it."""

    id: str
    """Its address: the fact's id and `.chart`."""
    fact: Fact
    points: tuple[Point, ...]
    """All values, by time, then kind, then id."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that occur, in their order."""
        return tuple(kind for kind in KINDS if any(point.value.kind == kind for point in self.points))

    @property
    def bases(self) -> tuple[str, ...]:
        """The definitions that occur, in time order."""
        return tuple(dict.fromkeys(point.value.basis or "" for point in self.points))

    @property
    def runs(self) -> tuple[tuple[Point, ...], ...]:
        """Points that a line may join: results of one basis and one length of period, in time order."""
        runs: dict[tuple[str, str], list[Point]] = {}
        for point in self.points:
            if point.value.kind == "result":
                runs.setdefault((point.value.basis or "", point.when.precision), []).append(point)
        return tuple(tuple(run) for run in runs.values())


def chart_view(library: Library, id: str) -> ChartView:
    """The chart of a fact."""
    fact: Fact = library.items[id].record
    points = [
        Point(
            item := library.items[f"{id}.{value.id}"],
            value,
            library.numbers[item.id],
            library.printed(item),
            value.time,
        )
        for value in fact.values
    ]
    ordered = sorted(points, key=lambda point: (point.when.sort_key, KINDS.index(point.value.kind), point.value.id))
    return ChartView(f"{id}.chart", fact, tuple(ordered))
