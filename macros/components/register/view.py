"""What the registers list beyond all records of a kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from macros.history import Past, Release
from macros.library import Item, Library
from macros.states import states
from macros.telling import Told, counts


def current_values(library: Library) -> list[Item]:
    """The newest value of each fact that is simply current, by the fact's name."""
    newest = [library.value(item.id) for item in library.of_kind("fact")]
    current = [item for item in newest if {state.name for state in states(library, item)} == {"current"}]
    return sorted(current, key=lambda item: (item.entry.record.name.lower(), item.id))


def open_items(library: Library) -> list[Item]:
    """Everything that is not attested, by name."""
    unproven = [item for item in library.items.values() if getattr(item.record, "status", "") == "unattested"]
    return sorted(unproven, key=lambda item: (item.title.lower(), item.id))


def releases(past: Past, told: Sequence[Told]) -> Iterator[tuple[Release, list[Told], list[str]]]:
    """Each release, the newest first, with what it changed; of the first only how much there was of each kind."""
    for release in reversed(past.releases):
        first = release is past.releases[0]
        yield release, [one for one in told if one.release == release.name], counts(release) if first else []
