"""By what day somebody should look at a record again: the day that it names, or the next publication of its kind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from storysite.core.dates import When, parse
from storysite.records import Fact, Value
from storysite.source.items import Item
from storysite.source.record_store import Library


def review(library: Library, item: Item) -> When | None:
    """The day by which somebody should look again at an item of its own; nothing where none is named or expected."""
    return item.review_by or next_publication(library, item)


def next_publication(library: Library, item: Item) -> When | None:
    """The day by which a value newer than the newest result is to be expected, and was not yet when all was looked through.

    A value for which a newer one is held has none, nor has one of a fact that has ended or names a day itself.
    """
    for day in _publications(library, item):
        if not day.is_past(_looked_through(library)):
            return day
    return None


def missed_publication(library: Library, item: Item) -> When | None:
    """The last day by which a newer value was to be expected when all was looked through, and none was found."""
    missed = None
    for day in _publications(library, item):
        if not day.is_past(_looked_through(library)):
            break
        missed = day
    return missed


def _looked_through(library: Library) -> date:
    return library.publisher.reviewed.end or library.today


def _publications(library: Library, item: Item) -> Iterator[When]:
    """The last days of the months in which values newer than the newest result of a fact are published, without end."""
    value = item.record
    if not isinstance(value, Value) or value.kind != "result" or value.period is None or value.replaced_by:
        return
    fact = item.entry.of(Fact)
    if fact.ended or fact.review_by or value.review_by or library.value(item.parent).id != item.id:
        return
    months = next(
        (one.months for one in library.publisher.results_expected if one.period == value.period.precision), ()
    )
    if not months or value.period.end is None:
        return
    found = _ends_of_months(value.period.end, months)
    next(found)  # its own publication
    yield from found


def _ends_of_months(after: date, months: tuple[int, ...]) -> Iterator[When]:
    """The last days of these months that lie after a day, each year again."""
    for year in range(after.year, after.year + 100):
        for month in sorted(months):
            last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
            if last > after:
                yield parse(str(last))
