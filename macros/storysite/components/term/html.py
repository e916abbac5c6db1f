"""A term: a word of the glossary, explained in place."""

from __future__ import annotations

from markupsafe import Markup

from storysite.components.html_context import Showing
from storysite.components.html_context import render as write


def render(show: Showing, id: str, words: str = "") -> Markup:
    """A button that opens the term's explanation, which stands once at the end of the page."""
    return write("term/page.html", show, id=id, words=words or show.library.items[id].title)
