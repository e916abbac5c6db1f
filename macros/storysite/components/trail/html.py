"""Ways to walk: a trail through several pages, and the path through the acts of one."""

from __future__ import annotations

from markupsafe import Markup

from storysite.components.html_context import Showing
from storysite.components.html_context import render as write
from storysite.components.trail.model import minutes
from storysite.records import Trail
from storysite.wording.page_links import address_of, cards_of


def render(show: Showing, id: str) -> Markup:
    """The pages of a trail in order, with the one that is open marked."""
    trail = show.library.items[id].of(Trail)
    steps = [(step, show.place.to(address_of(step.page)), step.page == show.place.page) for step in trail.steps]
    cards = show.place.to(cards_of(id)) if trail.cards else ""
    return write("trail/page.html", show, trail=trail, steps=steps, cards=cards)


def render_path(show: Showing, *ids: str) -> Markup:
    """The path through a page's own sections, drawn as a way that rises to a light."""
    words = dict(show.headings)
    return write("trail/path.html", show, stops=[(id, words[id]) for id in ids])


def render_opening(show: Showing) -> Markup:
    """Under a page's title: how long it takes to read, when its facts last changed, and which trails lead over it."""
    reviewed = show.library.publisher.reviewed.start
    last = next((told.day for told in show.dated if told.day), None) or show.published or reviewed
    return write("trail/opening.html", show, minutes=minutes(show.library.messages, show.words), changed=last)
