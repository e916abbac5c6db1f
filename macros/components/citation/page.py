"""Citations: a numbered mark in the text, and the page's own list of sources at its end."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from macros.components.showing import Showing, render as write
from macros.library import Library
from macros.records import Reference


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
    return write("citation/sources.html", show, sources=by_source(show.evidence))


def by_source(references: Iterable[Reference]) -> dict[str, list[str]]:
    """The locators of each source, both in order of first use."""
    found: dict[str, list[str]] = {}
    for reference in references:
        places = found.setdefault(reference.source, [])
        if reference.locator not in places:
            places.append(reference.locator)
    return found
