"""A picture on a page: never wider than its column, loaded late below the first screen, with what is known of it."""

from __future__ import annotations

from markupsafe import Markup

from storysite.components.html_context import Showing
from storysite.components.html_context import render as write
from storysite.components.picture.model import picture_view


def render(show: Showing, id: str) -> Markup:
    """The picture and its caption."""
    view = picture_view(show.library, id)
    late = show.place.level > 2  # above the first heading it stands on the first screen
    return write("picture/page.html", show, view=view, item=view.item, picture=view.picture, late=late)
