"""A matrix as a glyph, for the head of a section: which cells are filled, and how high they are rated."""

from __future__ import annotations

from markupsafe import Markup

from macros.components.ink import element
from macros.components.matrix.view import CellView, MatrixView

SIDE = 48
"""How wide and how high it gets, in px."""
MOST = 12
"""More rows or columns than these are not drawn: a glyph is no table."""


def glyph(view: MatrixView) -> Markup:
    """An ornament, with nothing to read or to follow: the table says it all."""
    rows = [row.cells[:MOST] for row in view.rows[:MOST]]
    if not rows or not rows[0]:
        return Markup("")
    pitch = min(12.0, SIDE / max(len(rows), len(rows[0])))
    levels = [level.id for level in view.matrix.levels]
    cells = (
        _cell(cell, across * pitch, down * pitch, pitch, levels)
        for down, row in enumerate(rows) for across, cell in enumerate(row)
    )
    return element(
        "svg", *cells, class_="d-glyph", width=len(rows[0]) * pitch, height=len(rows) * pitch, aria_hidden="true", focusable="false"
    )


def _cell(cell: CellView, x: float, y: float, pitch: float, levels: list[str]) -> Markup:
    """A hollow square for an empty cell, a full one for a filled cell, the smaller the farther down its level's scale."""
    side = pitch - 2
    if cell.empty:
        return element("rect", class_="d-hollow", x=x + 1.5, y=y + 1.5, width=side - 1, height=side - 1)
    if cell.level:
        side *= 1 - 0.6 * levels.index(cell.level.id) / len(levels)
    inset = (pitch - side) / 2
    return element("rect", class_="d-dot", x=x + inset, y=y + inset, width=side, height=side)
