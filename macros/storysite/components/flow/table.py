"""A flow as a table: one row for each link, and for each item that ends openly."""

from __future__ import annotations

from storysite.components.flow.model import FlowView, when
from storysite.components.table import Row, Sheet, heads, known_columns, places, said, with_whole
from storysite.records import Flow, FlowItem, Lead
from storysite.source.items import Item
from storysite.source.record_store import Library
from storysite.wording.text import plain


def rows(library: Library, view: FlowView) -> list[Row]:
    """Its items, then its links, in order."""
    found = [item_row(library, item) for item in (*view.of("item"), *view.of("link"))]
    return with_whole(library, found, view.id, view.flow.title)


def item_row(library: Library, item: Item) -> Row:
    """An item or a link."""
    columns = {column.id: column.title for column in item.entry.of(Flow).columns}
    part = item.record if isinstance(item.record, FlowItem) else None
    leads = part.leads if part else (item.of(Lead),)
    return {
        "id": item.id,
        "kind": "item" if part else "link",
        "title": item.title,
        "group": columns[part.column] if part else "",
        "date_words": when(library, item) if part else "",
        "text": plain(library, item.text),
        "open": plain(library, part.open) if part else "",
        "event": (part.event or "") if part else "",
        "next": "; ".join(f"{item.parent}.{lead.to}" for lead in leads),
        **known_columns(library, item),
    }


def sheet(library: Library, view: FlowView) -> Sheet:
    """From, link, to and source of each link; what ends openly."""
    lines, ids = [], []
    for cell in view.cells:
        if cell.kind == "link" and cell.item and cell.start:
            end = library.items[f"{view.id}.{cell.item.of(Lead).to}"]
            words = said(library, cell.item, plain(library, cell.item.text) or library.messages("flow.led-to"))
            lines.append((_named(library, cell.start), words, _named(library, end), places(library, cell.item)))
            ids.append((cell.start.id, cell.item.id, end.id, ""))
        elif cell.kind == "open" and cell.item:
            lines.append((_named(library, cell.item), plain(library, cell.item.of(FlowItem).open), "", ""))
            ids.append((cell.item.id, "", "", ""))
    columns = (view.flow.columns[0].title, *heads(library, "link", "led-to", "source"))
    return Sheet(view.id, view.flow.title, plain(library, view.flow.text), columns, tuple(lines), tuple(ids))


def _named(library: Library, item: Item) -> str:
    moment = when(library, item)
    return f"{item.title} ({moment})" if moment else item.title
