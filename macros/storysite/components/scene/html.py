"""A scene: a picture that stays while steps of text pass; picture and steps in order where there is no script."""

from __future__ import annotations

from markupsafe import Markup

from storysite.components.html_context import Showing
from storysite.components.html_context import render as write
from storysite.components.scene.pictures import PICTURES
from storysite.records import Scene


def render(show: Showing, id: str) -> Markup:
    """The picture of a scene and its steps, each with the ids of the parts that it is about."""
    item = show.library.items[id]
    picture = show.library.items[item.of(Scene).picture]
    beats = [part for part in show.library.parts(item) if part.kind == "beat"]
    return write("scene/page.html", show, item=item, beats=beats, picture=PICTURES[picture.kind].html(show, picture.id))
