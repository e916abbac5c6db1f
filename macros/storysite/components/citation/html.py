"""Citations: a numbered mark in the text, and the page's own list of sources at its end."""

from __future__ import annotations

from markupsafe import Markup

from storysite.components.html_context import Showing
from storysite.components.html_context import render as write
from storysite.records import Reference
from storysite.source.record_store import Library
from storysite.wording.citations import page_texts
from storysite.wording.page_links import address_of, deck_of
from storysite.wording.text import by_source

ABOUT = ("title", "name", "subject", "stance", "contact", "rights")
"""What of the publisher's record can be said in a sentence."""


def rests_on(library: Library, arguments: tuple[str, ...]) -> list[Reference]:
    """The one place that a citation names."""
    source, locator = arguments
    return [Reference(source=source, locator=locator)]


def render(show: Showing, source: str, locator: str) -> Markup:
    """A small numbered mark that leads to the source at the end of the page."""
    return write("citation/marks.html", show, references=[Reference(source=source, locator=locator)])


def render_link(show: Showing, id: str, words: str = "") -> Markup:
    """A link to a record in its home."""
    return show.to(id, words)


def render_sources(show: Showing) -> Markup:
    """The page's sources, each with the places that it rests on, and the terms that it explains."""
    cited = page_texts(show.library, show.place.page, show.title)
    twin = show.place.to(f"{address_of(show.place.page)}index.md")
    deck = show.place.to(f"data/decks/{deck_of(show.place.page)}.pptx")
    return write("citation/sources.html", show, sources=by_source(show.evidence), cited=cited, twin=twin, deck=deck)


def render_about(show: Showing, field: str) -> Markup:
    """What the publisher's record says, inside a sentence."""
    return show.prose(getattr(show.library.publisher, field))
