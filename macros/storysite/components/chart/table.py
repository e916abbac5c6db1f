"""A chart as a table."""

from __future__ import annotations

from storysite.components.chart.model import ChartView
from storysite.components.table import Row, Sheet, heads, known_columns, places, said, when_columns, with_whole
from storysite.records import Fact, Value
from storysite.source.items import Item
from storysite.source.record_store import Library
from storysite.wording.text import plain
from storysite.wording.times import time_words, value_kind


def rows(library: Library, view: ChartView) -> list[Row]:
    """Its values in order, one a row."""
    rows = [value_row(library, point.item) for point in view.points]
    return with_whole(library, rows, view.id, library.items[view.id].title)


def value_row(library: Library, item: Item) -> Row:
    """One value."""
    value = item.of(Value)
    return {
        "id": item.id,
        "name": item.entry.of(Fact).name,
        "value": library.digits(item.id),
        "qualifier": value.qualifier or "",
        "unit": item.entry.of(Fact).unit or "",
        "printed": library.printed(item),
        "kind": value.kind,
        "time": time_words(library, value),
        **when_columns("period", value.period),
        "as_of": value.as_of.text if value.as_of else "",
        "stated": value.stated.text if value.stated else "",
        "as_written": value.as_written or "",
        "basis": value.basis or "",
        "formula": value.formula or "",
        "inputs": "; ".join(f"{name} = {id}" for name, id in sorted(value.inputs.items())),
        "note": plain(library, value.note),
        **known_columns(library, item),
    }


def sheet(library: Library, view: ChartView) -> Sheet:
    """Time, value, kind and source of each."""
    rows = [
        (
            time_words(library, point.value),
            point.words,
            said(library, point.item, _kind(library, point.value)),
            places(library, point.item),
        )
        for point in view.points
    ]
    ids = [("", point.item.id, "", "") for point in view.points]
    title = library.items[view.id].title
    return Sheet(
        view.id,
        title,
        plain(library, view.fact.note),
        heads(library, "when", "value", "kind", "source"),
        tuple(rows),
        tuple(ids),
    )


def _kind(library: Library, value: Value) -> str:
    worked_out = library.messages("fact.worked-out", formula=value.formula) if value.formula else ""
    return ", ".join(part for part in (value_kind(library, value), value.basis, worked_out) if part)
