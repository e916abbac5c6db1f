"""What stood on a page before, and has to be answered at its old place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from storysite.source.releases import Fate, Life, Past, Statement

Present = Mapping[str, tuple[str, Statement]]
"""Kind and statement of each item, page and heading that is there now, by id or address."""


@dataclass(frozen=True, slots=True)
class Left:
    """Something that stood on a page under an anchor, and does no more."""

    anchor: str
    kind: str
    title: str
    fate: Fate | None
    """What became of an item; none for a heading."""
    to: str
    """Where it leads on: an id, or the address of a page or heading."""


def left_on_pages(past: Past, present: Present, anchors: Mapping[str, set[str]]) -> dict[str, list[Left]]:
    """By the address of each page: what old links look for there and is not there; `anchors` are those that are."""
    found: dict[str, dict[str, Left]] = {address: {} for address in anchors}
    for life in past.lives.values():
        for place in _places(life):
            page = (past.leads_to(place, present) or "").partition("#")[0]
            if page in anchors and (left := _left(past, life, present)) and left.anchor not in anchors[page]:
                found[page].setdefault(left.anchor, left)
    return {page: [lefts[anchor] for anchor in sorted(lefts)] for page, lefts in found.items() if lefts}


def left_behind(past: Past, present: Present, page: str) -> list[Left]:
    """What stood on a page that is gone, by anchor."""
    found = {}
    for life in past.lives.values():
        if page in _places(life) and (left := _left(past, life, present)):
            found[left.anchor] = left
    return [found[anchor] for anchor in sorted(found)]


def _places(life: Life) -> list[str]:
    return [life.id.partition("#")[0]] if life.kind == "heading" else life.places


def _left(past: Past, life: Life, present: Present) -> Left | None:
    if life.kind == "heading":
        to = past.leads_to(life.id, present)
        return Left(life.id.partition("#")[2], life.kind, life.said.title, None, to) if to else None
    fate = past.fate(life.id, present)
    if fate.end not in {"alive", "withdrawn"}:
        return None
    return Left(life.id, life.kind, life.said.title, fate, fate.id if fate.end == "alive" else life.id)
