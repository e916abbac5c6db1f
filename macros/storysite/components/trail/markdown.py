"""Ways to walk as Markdown: lists of links."""

from __future__ import annotations

from storysite.components.markdown_context import Writing, blocks
from storysite.records import Trail


def twin(to: Writing, id: str) -> str:
    """The pages of a trail in order."""
    trail = to.library.items[id].of(Trail)
    steps = "\n".join(
        f"{number}. [{to.words(step.title)}]({to.page_address(step.page)})"
        for number, step in enumerate(trail.steps, start=1)
    )
    return blocks(f"**{to.words(trail.title)}**", to.prose(trail.text), steps)


def twin_path(to: Writing, *ids: str) -> str:
    """The path through a page's own sections says nothing that its headings do not."""
    return ""
