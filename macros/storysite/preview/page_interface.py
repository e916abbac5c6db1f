"""What a page shows to others: an edit that leaves it as it was concerns that page alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any

from storysite.core.diagnostics import Mark
from storysite.source.page import Call, Link, Page

NOWHERE = Mark("")
WORDS = "words"


def bones(page: Page) -> list[Any]:
    """Everything that other pages, macros and checks see of a page: all but the words of its prose.

    Headings, links, calls, ids and stretches of words in their order, without their lines; the digits that are typed,
    for a figure may be a record; and whatever else a page may hold by now.
    """
    parts = [part for _, part in sorted(_parts(page), key=lambda part: part[0])]
    digits = [re.findall(r"\d+", line) for _, line in page.prose if re.search(r"\d", line)]
    rest = replace(page, headings=(), links=(), calls=(), ids=(), prose=())
    return [rest, digits, *(part for part, _ in groupby(parts))]


def _parts(page: Page) -> Iterator[tuple[Mark, Any]]:
    for heading in page.headings:
        yield heading.mark, replace(heading, mark=NOWHERE, end=NOWHERE)
    marked: tuple[Link | Call, ...] = (*page.links, *page.calls)
    for part in marked:
        yield part.mark, replace(part, mark=NOWHERE)
    for id, mark in page.ids:
        yield mark, id
    for line, words in page.prose:
        if words.strip():
            yield Mark(page.mark.path, line, 0), WORDS
