"""A term as Markdown: its words; what it means stands once at the end of the page."""

from __future__ import annotations

from storysite.components.markdown_context import Writing


def twin(to: Writing, id: str, words: str = "") -> str:
    """A link to the term's own address."""
    return to.to(id, words or to.library.items[id].title)
