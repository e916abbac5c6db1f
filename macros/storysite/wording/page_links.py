"""Where something is shown: on which page, how links lead away from it, and which ids it may carry there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

TRAILS = "trail"
"""The folder of the trails that are told in cards."""
PLAIN = re.compile(r"[A-Za-z0-9._-]*\Z")


def address_of(page: str) -> str:
    """The address of a page from the site's root: `company/history.md` is at `company/history/`."""
    stem = page.removesuffix(".md")
    if stem == "index" or stem.endswith("/index"):
        return stem.removesuffix("index")
    return f"{stem}/"


def deck_of(page: str) -> str:
    """The name of the deck that a page's slides are in: its folder; `home` for pages that lie in none."""
    return page.rpartition("/")[0].replace("/", "-") or "home"


def cards_of(trail: str) -> str:
    """Where the cards of a trail stand, from the site's root on."""
    return f"{TRAILS}/{trail}/"


def _relative(path: str, here: str) -> str:
    """The way from one address of the site to another; `posixpath.relpath` asks the system where it runs."""
    steps, around = path.split("/"), here.split("/")[:-1]
    shared = 0
    while shared < min(len(steps) - 1, len(around)) and steps[shared] == around[shared]:
        shared += 1
    way = [".."] * (len(around) - shared) + [_quoted(step) for step in steps[shared:]]
    relative = "/".join(way)
    return relative if relative else "./"


def _quoted(part: str) -> str:
    return part if PLAIN.match(part) else quote(part)


@dataclass(frozen=True)
class Place:
    """A page, seen by what is shown on it."""

    page: str
    """Its path under `docs/`."""
    homes: Mapping[str, str]
    """The page that each id has as its home."""
    carries: frozenset[str] = frozenset()
    """The ids that this showing carries: the first full showing on a page does, later ones do not."""
    level: int = 3
    """The level of a heading inside it: one below the heading that it stands under."""
    numbers: Mapping[str, int] = field(default_factory=dict)
    """The number of each source in the page's own list."""

    def to(self, address: str) -> str:
        """A relative link to an address counted from the site's root."""
        path, hash_, fragment = address.partition("#")
        here = address_of(self.page)
        if path == here and hash_:
            return f"#{quote(fragment)}"
        return f"{_relative(path, here)}{hash_}{_quoted(fragment)}"

    def link(self, id: str) -> str:
        """A relative link to an id in its home."""
        return self.to(f"{address_of(self.homes[id])}#{id}")

    def anchor(self, id: str) -> str:
        """A link to an id on this page, if this showing carries it, else in its home."""
        return f"#{id}" if id in self.carries else self.link(id)
