"""What an emblem is: a small drawing of a record, by whatever component the record belongs to."""

from __future__ import annotations

from storysite.components.component import Component, Macro
from storysite.components.emblem import html

COMPONENT = Component(
    name="emblem",
    macros=(
        Macro(
            name="emblem",
            html=html.render,
            markdown=lambda show, id: "",
            takes=lambda kind: kind.emblem is not None,
        ),
    ),
    sheets={"charts.css": ' class="emblem '},
)
