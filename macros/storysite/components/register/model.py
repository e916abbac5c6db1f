"""What the registers list beyond all records of a kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from storysite.ledger.changelog import Told, counts, on
from storysite.records import Cards, Copy, Evidence, Fact, Value
from storysite.source.items import Item
from storysite.source.record_store import Kind, Library
from storysite.source.releases import Past, Release
from storysite.wording.trust import states

FACT_SHEET = "key-figures"
"""The id of the set of cards that chooses what stands on the fact sheet."""


def current_values(library: Library) -> list[Item]:
    """What stands on the fact sheet: the figures that the set of cards `key-figures` chooses, in its order.

    Of these it leaves out what is overtaken, disputed or due for review; what is second-hand stays, and is marked.
    Without such a set it is the newest value of each fact that is simply current, by the fact's name.
    """
    if (chosen := library.items.get(FACT_SHEET)) and chosen.kind == "cards":
        values = [library.value(id) for id in chosen.of(Cards).facts]
        return [
            item for item in values if {state.name for state in states(library, item)} <= {"current", "second-hand"}
        ]
    newest = [library.value(item.id) for item in library.of_kind("fact")]
    current = [item for item in newest if {state.name for state in states(library, item)} == {"current"}]
    return sorted(current, key=lambda item: (item.entry.of(Fact).name.lower(), item.id))


def by_subject(
    library: Library, items: Sequence[Item], sections: Mapping[str, str], used: Mapping[str, str]
) -> list[tuple[str, list[Item]]]:
    """The records by the section of the site that uses them, in its order; those that none uses come last, together."""
    groups: dict[str, list[Item]] = {section: [] for section in [*sections, ""]}
    for item in items:
        groups[used.get(item.id, "")].append(item)
    return [
        (sections.get(section, library.messages("register.more")), held) for section, held in groups.items() if held
    ]


def warned(library: Library) -> list[Item]:
    """The figures of which an editor says what must not be claimed with them, each under its newest such value."""
    found: dict[str, Item] = {}
    for item in library.of_kind("value"):
        if item.of(Value).not_to_claim or item.entry.of(Fact).not_to_claim:
            newest = library.value(item.parent)
            told = item if item.of(Value).not_to_claim else newest
            found[told.id] = told
    return sorted(found.values(), key=lambda item: (item.entry.of(Fact).name.lower(), item.id))


def open_items(library: Library) -> list[Item]:
    """Everything that is not attested, by name."""
    unproven = [
        item
        for item in library.items.values()
        if isinstance(item.record, Evidence) and item.record.status == "unattested"
    ]
    return sorted(unproven, key=lambda item: (item.title.lower(), item.id))


BEFORE_TABLES = (("data/all.json", "all"),)
AFTER_TABLES = (
    ("data/datapackage.json", "columns"),
    ("calendar.ics", "calendar"),
    ("llms.txt", "pages"),
    ("llms-full.txt", "whole"),
    ("links.json", "links"),
)
"""Files that hold something of the whole site: address, and the message that says what it is. Between them stands a table
for each kind."""


def files(library: Library) -> list[tuple[str, str]]:
    """The files that there are, each with what it is."""
    kinds = sorted((kind.table.rank, kind.name) for kind in library.kinds.values() if kind.table)
    tables = [library.kinds[name].table for _, name in kinds if library.of_kind(name)]
    listed = [(f"data/{table.name}.csv", table.words) for table in tables if table]
    before, after = (
        [(path, library.messages(f"files.{name}")) for path, name in group] for group in (BEFORE_TABLES, AFTER_TABLES)
    )
    offline = library.messages("files.offline", day=on(library.messages, library.today))
    return [("data/offline.zip", offline), *before, *listed, *after]


def releases(
    past: Past, told: Sequence[Told], kinds: Mapping[str, Kind]
) -> Iterator[tuple[Release, list[Told], list[str]]]:
    """Each release, the newest first, with what it changed; of the first only how much there was of each kind."""
    for release in reversed(past.releases):
        first = release is past.releases[0]
        yield release, [one for one in told if one.release == release.name], counts(release, kinds) if first else []


def copies(past: Past) -> Iterator[tuple[Release, Copy | None]]:
    """Each release with the copy of it that is kept, the newest first."""
    return ((release, past.copy_of(release)) for release in reversed(past.releases))
