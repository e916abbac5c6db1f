"""The lines of HTML that put something of the site into another page."""

from __future__ import annotations

from html import escape

from storysite.source.items import Item
from storysite.source.record_store import Library

FOLDER = "embed"
FIGURE, VIEW = 220, 640
"""How high a frame is to be, in px, for a figure and for all else: what is higher scrolls inside of it."""


def address(id: str) -> str:
    """Where something stands alone, from the site's root on."""
    return f"{FOLDER}/{id}/"


def code(library: Library, item: Item) -> str:
    """An `<iframe>` that asks for no script and sends no more than its own address."""
    place = escape(f"{library.publisher.address}{address(item.id)}")
    title = escape(f"{item.title} – {library.publisher.title}")
    return (
        f'<iframe src="{place}" title="{title}" width="100%" height="{FIGURE if library.kinds[item.kind].embeds else VIEW}" '
        'style="border:0" loading="lazy" referrerpolicy="no-referrer"></iframe>'
    )
