"""The fact sheet on slides: the current figures as a native table."""

from __future__ import annotations

from macros.components.fact.view import time_words
from macros.components.register.view import current_values
from macros.components.slide_table import Grid, Words, table_slides
from macros.components.slides import Deck
from macros.components.table import places


def slides(deck: Deck, address: str) -> None:
    """Name, value, time and source of each."""
    library = deck.library
    items = current_values(library)
    rows = tuple(
        (
            Words(item.entry.record.name, "head"), Words(library.printed(item)), Words(time_words(item.record)),
            Words(places(library, item)),
        )
        for item in items
    )  # fmt: skip
    heads = tuple(Words(words, "head") for words in ("What", "Value", "When", "Source"))
    if rows:
        table_slides(deck, Grid("Current figures", "", heads, rows, (1.2, 0.8, 1.0, 1.4)), address, items)
