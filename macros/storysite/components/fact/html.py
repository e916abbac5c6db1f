"""A figure: in one inline element, and several as cards."""

from __future__ import annotations

from markupsafe import Markup

from storysite.components.html_context import Showing
from storysite.components.html_context import render as write
from storysite.records import Cards, Reference
from storysite.source.items import Item
from storysite.source.record_store import Library


def items(library: Library, arguments: tuple[str, ...]) -> list[Item]:
    """The values that a set of cards shows."""
    return [library.value(id) for id in library.items[arguments[0]].of(Cards).facts]


def shows(library: Library, arguments: tuple[str, ...]) -> list[str]:
    """The ids that a set of cards shows in full."""
    cards = library.items[arguments[0]].of(Cards)
    return [*arguments, *dict.fromkeys([*cards.facts, *(item.id for item in items(library, arguments))])]


def rests_on(library: Library, arguments: tuple[str, ...]) -> list[Reference]:
    """The places in sources behind one figure."""
    return library.main_evidence(library.value(arguments[0]))


def render(show: Showing, id: str) -> Markup:
    """A figure inside a sentence: value, qualifier, unit, when it held, and source."""
    item = show.library.value(id)
    return write("fact/page.html", show, item=item, references=show.library.main_evidence(item))


def render_cards(show: Showing, id: str) -> Markup:
    """Figures as cards."""
    cards = show.library.items[id].of(Cards)
    shown = [(show.library.items[name], show.library.value(name)) for name in cards.facts]
    return write("fact/cards.html", show, cards=cards, shown=shown)
