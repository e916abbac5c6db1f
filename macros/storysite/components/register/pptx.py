"""The fact sheet on slides: the current figures as a native table."""

from __future__ import annotations

from storysite.components.register.model import current_values
from storysite.components.table import heads, places
from storysite.drawing.pptx import Deck
from storysite.drawing.pptx_table import Grid, Words, table_slides
from storysite.records import Fact, Value
from storysite.wording.times import time_words


def slides(deck: Deck, address: str) -> None:
    """Name, value, time and source of each."""
    library = deck.library
    items = current_values(library)
    rows = tuple(
        (
            Words(item.entry.of(Fact).name, "head"),
            Words(library.printed(item)),
            Words(time_words(library, item.of(Value))),
            Words(places(library, item)),
        )
        for item in items
    )
    columns = tuple(Words(words, "head") for words in heads(library, "what", "value", "when", "source"))
    if rows:
        table_slides(
            deck,
            Grid(library.messages("register.current-figures"), "", columns, rows, (1.2, 0.8, 1.0, 1.4)),
            address,
            items,
        )
