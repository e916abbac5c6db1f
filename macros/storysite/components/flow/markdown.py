"""A flow as Markdown: its links as a list, and what ends openly."""

from __future__ import annotations

from storysite.components.flow.model import FlowView, flow_view, when
from storysite.components.markdown_context import Writing, blocks, sentences
from storysite.records import FlowItem, Lead
from storysite.source.items import Item


def twin(to: Writing, id: str) -> str:
    """Title, text, columns, and each way through with how its links are known."""
    view = flow_view(to.library, id)
    columns = " → ".join(to.words(column.title) for column in view.flow.columns)
    return blocks(f"**{to.to(id, view.flow.title)}**", to.prose(view.flow.text), columns, "\n".join(_lines(to, view)))


def _lines(to: Writing, view: FlowView) -> list[str]:
    found = [f"- {_item(to, item)}" for item in view.of("item")]
    for cell in view.cells:
        if cell.kind == "link" and cell.item and cell.start:
            end = to.library.items[f"{view.id}.{cell.item.of(Lead).to}"]
            link = f"- {to.to(cell.start.id, cell.start.title)} → {to.to(end.id, end.title)}."
            found.append(sentences(link, to.prose(cell.item.text), to.known(cell.item), to.sources(cell.item)))
    return found


def _item(to: Writing, item: Item) -> str:
    moment = when(to.library, item)
    event = item.of(FlowItem).event
    sources = to.sources(to.library.items[event] if event else item)
    return sentences(
        f"{to.words(moment)}:" if moment else "",
        f"**{to.to(item.id, item.title)}.**",
        to.prose(item.text),
        to.prose(item.of(FlowItem).open),
        sources,
    )
