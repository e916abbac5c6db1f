"""Records in plain words and in Markdown: what every form beside the page is written with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from storysite.core.inline_markup import pieces
from storysite.records import Reference
from storysite.source.items import Item
from storysite.source.record_store import Library

SPECIAL = re.compile(r"[\\`*_\[\]<>|~]|&(?=[#\w]+;)|(?<=[a-z]):(?=//)")
ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "~": "&#126;", ":": "&#58;"}
"""What is written as an entity, since not every Markdown takes a backslash before it."""
LEADING = re.compile(r"^(\d*)([#+=-]+|(?<=\d)[.)])(?=\s|$)")


def named(library: Library, item: Item) -> str:
    """What stands for an item where its name is wanted: the value itself for a figure."""
    return library.printed(library.value(item.id)) if item.is_figure else item.title


def plain(library: Library, text: str | None) -> str:
    """A record's text as words alone: a link becomes its words, or the name of what it leads to."""
    return "".join(
        piece.words or named(library, library.items[piece.target]) if piece.kind == "record" else piece.words
        for piece in pieces(text or "")
    )


def texts(library: Library, *parts: str | None) -> str:
    """Several texts of a record as words alone, one after the other; those that are not there left out."""
    return " ".join(plain(library, part) for part in parts if part)


def marked_down(words: str) -> str:
    """Words as Markdown that shows just them: nothing in them becomes markup, a link or HTML."""
    return LEADING.sub(r"\1\\\2", _inside(" ".join(words.split())))


def markdown(library: Library, text: str | None, address: Callable[[str], str]) -> str:
    """A record's text as Markdown, its links absolute."""
    written = (_piece(library, piece.kind, piece.words, piece.target, address) for piece in pieces(text or ""))
    return LEADING.sub(r"\1\\\2", "".join(written))


def _piece(library: Library, kind: str, words: str, target: str, address: Callable[[str], str]) -> str:
    if kind == "record":
        return markdown_link(words or named(library, library.items[target]), address(target))
    if kind == "web":
        return markdown_link(words, target)
    shown = _inside(words)
    return f"*{shown}*" if kind == "emphasis" else shown


def _inside(words: str) -> str:
    """Words in the middle of a line, with the spaces around them kept."""
    return SPECIAL.sub(lambda match: ENTITIES.get(match[0], f"\\{match[0]}"), words)


def markdown_link(words: str, address: str) -> str:
    """A link; words alone where there is no address."""
    shown = _inside(" ".join(words.split()))
    return f"[{shown}]({address.translate({40: '%28', 41: '%29'})})" if address else shown


def by_source(references: Iterable[Reference]) -> dict[str, list[str]]:
    """The places of each source, both in order of first use."""
    found: dict[str, list[str]] = {}
    for reference in references:
        places = found.setdefault(reference.source, [])
        if reference.locator not in places:
            places.append(reference.locator)
    return found
