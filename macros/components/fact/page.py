"""A figure: in one inline element, and several as cards."""

from __future__ import annotations

from markupsafe import Markup

from macros.components.showing import Showing, render as write
from macros.library import Item, Library
from macros.records import Reference


def items(library: Library, arguments: tuple[str, ...]) -> list[Item]:
    """The values that a set of cards shows."""
    return [library.value(id) for id in library.items[arguments[0]].record.facts]


def shows(library: Library, arguments: tuple[str, ...]) -> list[str]:
    """The ids that a set of cards shows in full."""
    cards = library.items[arguments[0]].record
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
    cards = show.library.items[id].record
    shown = [(show.library.items[name], show.library.value(name)) for name in cards.facts]
    return write("fact/cards.html", show, cards=cards, shown=shown)
