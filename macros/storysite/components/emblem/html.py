"""An emblem: a small drawing of a record's own data, for the head of a section."""

from __future__ import annotations

from markupsafe import Markup

from storysite.components.html_context import Showing


def render(show: Showing, id: str) -> Markup:
    """The small drawing that a kind of record has, such as a timeline's band; what it draws stands in words elsewhere."""
    item = show.library.items[id]
    emblem = show.library.kinds[item.kind].emblem
    drawing = Markup(emblem(show.library, item)) if emblem else Markup("")
    return Markup('<div class="emblem {}">{}</div>').format(item.kind, drawing)
