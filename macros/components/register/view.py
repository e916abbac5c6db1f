"""What the registers list beyond all records of a kind."""

from __future__ import annotations

from macros.library import Item, Library
from macros.states import states


def current_values(library: Library) -> list[Item]:
    """The newest value of each fact that is simply current, by the fact's name."""
    newest = [library.value(item.id) for item in library.of_kind("fact")]
    current = [item for item in newest if {state.name for state in states(library, item)} == {"current"}]
    return sorted(current, key=lambda item: (item.entry.record.name.lower(), item.id))


def open_items(library: Library) -> list[Item]:
    """Everything that is not attested, by name."""
    unproven = [item for item in library.items.values() if getattr(item.record, "status", "") == "unattested"]
    return sorted(unproven, key=lambda item: (item.title.lower(), item.id))
