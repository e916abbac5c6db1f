"""A voice: what somebody said in our own words, with person, office, day and source."""

from __future__ import annotations

from markupsafe import Markup

from storysite.components.html_context import Showing
from storysite.components.html_context import render as write


def render(show: Showing, id: str) -> Markup:
    """Reported speech, and who spoke."""
    item = show.library.items[id]
    return write("voice/page.html", show, item=item, voice=item.record)
