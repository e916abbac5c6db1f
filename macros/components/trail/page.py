"""A trail: a way through several pages."""

from __future__ import annotations

from markupsafe import Markup

from macros.components.place import address_of
from macros.components.showing import Showing, render as write


def render(show: Showing, id: str) -> Markup:
    """The pages of a trail in order, with the one that is open marked."""
    trail = show.library.items[id].record
    steps = [(step, show.place.to(address_of(step.page)), step.page == show.place.page) for step in trail.steps]
    return write("trail/page.html", show, trail=trail, steps=steps)
