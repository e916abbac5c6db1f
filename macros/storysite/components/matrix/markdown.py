"""A matrix as Markdown: a table, each filled cell with its source by number, each empty one with its reason."""

from __future__ import annotations

from storysite.components.markdown_context import Writing, blocks, sentences, table
from storysite.components.matrix.model import CellView, matrix_view
from storysite.source.items import Item
from storysite.wording.trust import states


def twin(to: Writing, id: str) -> str:
    """Title, how to read it, the table, and what its kinds of empty mean."""
    view = matrix_view(to.library, id)
    grouped = any(group for group, _ in view.groups)
    heads = [
        *([to.say("matrix.group")] if grouped else []),
        to.words(view.matrix.corner),
        *(_head(to, column) for column in view.columns),
    ]
    rows = [
        [
            *([to.words(group.title) if group else ""] if grouped else []),
            _head(to, row.item),
            *(_cell(to, cell) for cell in row.cells),
        ]
        for group, under in view.groups
        for row in under
    ]
    legend = " ".join(f"*{to.words(short)}*: {to.words(meaning)}" for short, meaning in view.empties)
    return blocks(f"**{to.to(id, view.matrix.title)}**", to.prose(view.matrix.text), table(heads, rows), legend)


def _head(to: Writing, item: Item) -> str:
    return sentences(f"**{to.words(item.title)}**", to.prose(item.text), _evidence(to, item))


def _cell(to: Writing, cell: CellView) -> str:
    if cell.empty:
        return f"*{to.words(cell.empty[0])}*"
    level = f"**{to.words(cell.level.title)}**" if cell.level else ""
    return sentences(level, to.prose(cell.cell.text), _evidence(to, cell.item))


def _evidence(to: Writing, item: Item) -> str:
    """Its states and its sources by number, linked to its own address."""
    told = [state.words for state in states(to.library, item) if state.name != "current"]
    marks = [to.number(reference) for reference in to.library.evidence(item)]
    words = ", ".join([*told, *marks])
    return f"[{words}]({to.address(item.id)})" if words else ""
