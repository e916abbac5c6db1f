"""What a page shows to others: an edit that leaves it as it was concerns that page alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from macros.pages import Page
from macros.problems import Mark

NOWHERE = Mark("")


def bones(page: Page) -> list[Any]:
    """Everything that other pages, macros and checks see of a page: all but the words of its prose.

    Headings, links, calls and ids in their order, without their lines; the digits that are typed, for a figure may be a
    record; and whatever else a page may hold by now.
    """
    parts = sorted(_parts(page), key=lambda part: part[0])
    digits = [re.findall(r"\d+", line) for _, line in page.prose if re.search(r"\d", line)]
    rest = replace(page, headings=(), links=(), calls=(), ids=(), prose=())
    return [rest, digits, *(part for _, part in parts)]


def _parts(page: Page) -> Iterator[tuple[Mark, Any]]:
    for part in (*page.headings, *page.links, *page.calls):
        yield part.mark, replace(part, mark=NOWHERE)
    for id, mark in page.ids:
        yield mark, id
