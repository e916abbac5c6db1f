"""A matrix on slides: a native table."""

from __future__ import annotations

from storysite.components.matrix.model import CellView, MatrixView
from storysite.components.matrix.table import head_words
from storysite.components.table import said
from storysite.drawing.pptx import Deck
from storysite.drawing.pptx_table import Grid, Words, table_slides
from storysite.wording.citations import permanent
from storysite.wording.text import plain

SIGNS = {
    "circle": "●",
    "ring": "○",
    "square": "■",
    "diamond": "◆",
    "triangle": "▲",
    "cross": "✚",
    "bar": "▬",
    "star": "★",
}


def slides(deck: Deck, view: MatrixView) -> None:
    """Its rows, a group's title in front of the rows under it, and what its kinds of empty mean."""
    library = deck.library
    heads = (
        Words(view.matrix.corner, "head"),
        *(Words(head_words(library, column), "head") for column in view.columns),
    )
    rows = []
    for group, under in view.groups:
        for row in under:
            first = f"{group.title} – {head_words(library, row.item)}" if group else head_words(library, row.item)
            rows.append((Words(first, "head"), *(_cell(deck, cell) for cell in row.cells)))
    text = plain(library, view.matrix.text)
    empties = "; ".join(f"[{name}] {meaning}" for name, meaning in view.empties)
    finding = plain(library, view.matrix.finding)
    subject = " ".join(part for part in (f"{view.matrix.title}." if finding else "", text, empties) if part)
    grid = Grid(finding or view.matrix.title, subject, heads, tuple(rows), (0.8, *([1.0] * len(view.columns))))
    if finding:
        deck.messages.append((finding, permanent(library, view.id)))
    table_slides(deck, grid, permanent(library, view.id), [library.items[view.id]])


def _cell(deck: Deck, cell: CellView) -> Words:
    if cell.empty:
        return Words(f"[{cell.empty[0]}]", "empty")
    level = f"{SIGNS[cell.level.shape]} {cell.level.title}" if cell.level else ""
    parts = ". ".join(part for part in (level, plain(deck.library, cell.cell.text)) if part)
    return Words(said(deck.library, cell.item, parts))
