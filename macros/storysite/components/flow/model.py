"""Items in columns with links between them, laid out as the rows of a table: one row for each way through."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from storysite.records import Event, Evidence, Flow, FlowItem, Lead, Reference
from storysite.source.items import Item
from storysite.source.record_store import Library
from storysite.wording.times import date_words


@dataclass(frozen=True, slots=True)
class FlowCell:
    """A cell of the table: columns of items and columns of links take turns."""

    kind: Literal["item", "again", "link", "open", "blank"]
    """`again` for an item that stands further up; `open` where nothing is told of what it led to."""
    item: Item | None = None
    """The item or the link; for an open end the item that it follows."""
    down: int = 1
    """How many rows it takes up."""
    across: int = 1
    """How many columns it takes up."""
    start: Item | None = None
    """Where a link comes from."""

    @property
    def is_ours(self) -> bool:
        """Whether a link is our reading, and dashed."""
        return self.kind == "link" and self.item is not None and self.item.of(Lead).status == "ours"


Rows = tuple[tuple[FlowCell, ...], ...]


@dataclass(frozen=True, slots=True)
class FlowView:
    """A flow as every form shows it."""

    id: str
    flow: Flow
    rows: Rows
    """Each cell stands in the first of its rows."""

    @property
    def cells(self) -> tuple[FlowCell, ...]:
        return tuple(cell for row in self.rows for cell in row)

    def of(self, kind: str) -> list[Item]:
        """The items of its cells of a kind, in order."""
        return [cell.item for cell in self.cells if cell.kind == kind and cell.item]


def flow_view(library: Library, id: str) -> FlowView:
    """The view of a flow: each item that nothing leads to begins a row, and what it leads to follows it."""
    flow = library.items[id].of(Flow)
    led = {lead.to for item in flow.items for lead in item.leads}
    laid = _Layout(library, id, flow)
    rows = [row for item in flow.items if item.id not in led for row in laid.from_start(item)]
    return FlowView(id, flow, tuple(tuple(row) for row in rows))


class _Layout:
    def __init__(self, library: Library, id: str, flow: Flow):
        self.library, self.id = library, id
        self.items = {item.id: item for item in flow.items}
        columns = [column.id for column in flow.columns]
        self.column = {item.id: columns.index(item.column) for item in flow.items}
        self.last = len(columns) - 1
        self.seen: set[str] = set()

    def from_start(self, item: FlowItem) -> list[list[FlowCell]]:
        """The rows of an item, from the first column on."""
        rows, before = self.block(item), 2 * self.column[item.id]
        if before:
            rows[0].insert(0, FlowCell("blank", down=len(rows), across=before))
        return rows

    def block(self, item: FlowItem) -> list[list[FlowCell]]:
        """An item and all that it leads to, from its own column on."""
        shown, left = self.library.items[f"{self.id}.{item.id}"], 2 * (self.last - self.column[item.id])
        if item.id in self.seen:
            return [[FlowCell("again", shown), *self.rest("blank", left, shown)]]
        self.seen.add(item.id)
        rows: list[list[FlowCell]] = []
        for lead in item.leads:
            under = self.block(self.items[lead.to])
            link = self.library.items[f"{self.id}.{item.id}.{lead.to}"]
            across = 2 * (self.column[lead.to] - self.column[item.id]) - 1
            under[0].insert(0, FlowCell("link", link, len(under), across, shown))
            rows += under
        if not rows:
            return [[FlowCell("item", shown), *self.rest("open" if item.open else "blank", left, shown)]]
        rows[0].insert(0, FlowCell("item", shown, len(rows)))
        return rows

    @staticmethod
    def rest(kind: Literal["open", "blank"], across: int, item: Item) -> list[FlowCell]:
        """What fills a row up to its end."""
        return [FlowCell(kind, item, across=across)] if across else []


def event_of(library: Library, item: Item) -> Event | None:
    """The event that an item is."""
    event = item.record.event if isinstance(item.record, FlowItem) else None
    return library.items[event].of(Event) if event else None


def when(library: Library, item: Item) -> str:
    """When an item was, in words; nothing where it is no event."""
    event = event_of(library, item)
    return date_words(library, event)[0] if event else ""


def behind(library: Library, id: str) -> list[Item]:
    """What a flow rests on: its items and links, and the events that they are."""
    found = []
    for item in library.parts(library.items[id]):
        found.append(item)
        if event := event_of(library, item):
            found.append(library.items[event.id])
        rests_on = item.record.rests_on if isinstance(item.record, Evidence) else ()
        found += [library.items[name] for name in rests_on]
    return found


def references(library: Library, items: Iterable[Item]) -> list[Reference]:
    """The places in sources behind items."""
    return list(dict.fromkeys(reference for item in items for reference in library.evidence(item)))


def placed(rows: Rows) -> list[list[tuple[int, FlowCell]]]:
    """The cells of each row with the column that each begins in, counted from 0."""
    taken: dict[tuple[int, int], bool] = {}
    out = []
    for at, row in enumerate(rows):
        column, line = 0, []
        for cell in row:
            while taken.get((at, column)):
                column += 1
            line.append((column, cell))
            for down in range(cell.down):
                for across in range(cell.across):
                    taken[at + down, column + across] = True
        out.append(line)
    return out


def heights(rows: Rows, needed: dict[int, float]) -> list[float]:
    """How high each row is so that all its cells have what they need, by the cell's identity."""
    found = [0.0] * len(rows)
    for at, row in enumerate(rows):
        for cell in row:
            if cell.down == 1:
                found[at] = max(found[at], needed.get(id(cell), 0))
    for at, row in enumerate(rows):
        for cell in row:
            missing = needed.get(id(cell), 0) - sum(found[at : at + cell.down])
            if cell.down > 1 and missing > 0:
                found[at + cell.down - 1] += missing
    return found
