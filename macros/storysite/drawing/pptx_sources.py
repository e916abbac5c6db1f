"""Sources on slides: each with its places, and as many on a page as fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from storysite.drawing.pptx_parts import (
    LINE,
    Area,
    Words,
    cut,
)
from storysite.drawing.text_layout import wrap
from storysite.source.record_store import Library
from storysite.wording.text import plain


def described(library: Library, id: str, places: Iterable[str]) -> list[Words]:
    """A source with the places in it, as a row of words."""
    source = library.sources[id]
    published = f", {source.published.words}" if source.published else ""
    address = source.url or plain(library, source.missing_url)
    about = f". {source.publisher}{published} ({', '.join(places)}). "
    return [Words(source.title, language=source.language), Words(about), Words(address, source.url or "")]


def said(entry: Iterable[Words]) -> str:
    return "".join(words.words for words in entry)


def pages_of(entries: Sequence[list[Words]], area: Area) -> Iterator[list[list[Words]]]:
    """Entries in order, as many together as fit into an area; one that is too long alone is cut."""
    page: list[list[Words]] = []
    left = area.height
    for entry in entries:
        words = cut(said(entry), 15, area.width, area.height - 8)
        height = len(wrap(words, 15, area.width)) * 15 * LINE + 8
        if height > left and page:
            yield page
            page, left = [], area.height
        page.append(entry if words == said(entry) else [Words(words)])
        left -= height
    yield page


MOST_MESSAGES = 3
