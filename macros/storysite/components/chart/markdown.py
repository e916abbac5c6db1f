"""A chart as Markdown: the table of its values."""

from __future__ import annotations

from storysite.components.chart.model import chart_view
from storysite.components.fact.markdown import values
from storysite.components.markdown_context import Writing, blocks


def twin(to: Writing, id: str) -> str:
    """Name, what to know of it, and all values in order of time."""
    view = chart_view(to.library, id)
    return blocks(
        f"**{to.to(view.id, view.title if view.finding else view.fact.name)}**",
        to.words(f"{view.name}.") if view.finding else "",
        to.prose(view.fact.note),
        values(to, [point.item for point in view.points]),
    )
