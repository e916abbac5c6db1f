"""A matrix as a glyph, for the head of a section: which cells are filled, and how high they are rated."""

from __future__ import annotations

from markupsafe import Markup

from storysite.components.matrix.model import CellView, MatrixView
from storysite.drawing.svg import element, hollow, shape, short

SIDE = 48
"""How wide and how high it gets, in px, unless that would make its cells too small to see."""
MOST = 12
"""More rows or columns than these are not drawn: a glyph is no table."""


def glyph(view: MatrixView) -> Markup:
    """An ornament, with nothing to read or to follow: the table says it all."""
    rows = [row.cells[:MOST] for row in view.rows[:MOST]]
    if not rows or not rows[0]:
        return Markup("")
    pitch = max(6.0, min(14.0, SIDE / max(len(rows), len(rows[0]))))
    cells = (
        _cell(cell, (across + 0.5) * pitch, (down + 0.5) * pitch, pitch / 2 - 1)
        for down, row in enumerate(rows)
        for across, cell in enumerate(row)
    )
    return element(
        "svg", *cells, class_="d-glyph", width=len(rows[0]) * pitch, height=len(rows) * pitch, aria_hidden="true"
    )


def _cell(cell: CellView, x: float, y: float, radius: float) -> Markup:
    """A dot for an empty cell, the shape of its level for a rated one, else a square."""
    name = "circle" if cell.empty else cell.level.shape if cell.level else "square"
    path = shape(name, radius * (0.25 if cell.empty else 0.8))
    return element("path", class_=f"d-dot{hollow(name)}", d=path, transform=f"translate({short(x)} {short(y)})")
