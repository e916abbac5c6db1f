"""What the registers list beyond all records of a kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from storysite.ledger.changelog import Told, counts
from storysite.source.record_store import Item, Library
from storysite.source.release_reader import Past, Release
from storysite.wording.trust import states

FACT_SHEET = "key-figures"
"""The id of the set of cards that chooses what stands on the fact sheet."""


def current_values(library: Library) -> list[Item]:
    """What stands on the fact sheet: the figures that the set of cards `key-figures` chooses, in its order.

    Of these it leaves out what is overtaken, disputed or due for review; what is second-hand stays, and is marked.
    Without such a set it is the newest value of each fact that is simply current, by the fact's name.
    """
    if (chosen := library.items.get(FACT_SHEET)) and chosen.kind == "cards":
        values = [library.value(id) for id in chosen.record.facts]
        return [
            item for item in values if {state.name for state in states(library, item)} <= {"current", "second-hand"}
        ]
    newest = [library.value(item.id) for item in library.of_kind("fact")]
    current = [item for item in newest if {state.name for state in states(library, item)} == {"current"}]
    return sorted(current, key=lambda item: (item.entry.record.name.lower(), item.id))


def open_items(library: Library) -> list[Item]:
    """Everything that is not attested, by name."""
    unproven = [item for item in library.items.values() if getattr(item.record, "status", "") == "unattested"]
    return sorted(unproven, key=lambda item: (item.title.lower(), item.id))


FILES = (
    ("data/all.json", "All records in one file", ""),
    ("data/events.csv", "Every event, as a table", "event"),
    ("data/figures.csv", "Every value of every figure, as a table", "value"),
    ("data/cells.csv", "Every cell of every matrix, as a table", "cell"),
    ("data/steps.csv", "Every step of every cycle, as a table", "step"),
    ("data/terms.csv", "The glossary, as a table", "term"),
    ("data/questions.csv", "The open questions, as a table", "question"),
    ("data/sources.csv", "The sources, as a table", "source"),
    ("data/datapackage.json", "What each column of these tables holds, for programs", ""),
    (
        "calendar.ics",
        "A calendar of planned events, and of the days by which somebody should look at a record again",
        "",
    ),
    ("llms.txt", "A list of all pages as Markdown, for programs that read", ""),
    ("llms-full.txt", "All pages as Markdown in one file", ""),
    ("links.json", "Every permanent address with its state, for tools", ""),
)
"""The files that hold something of the whole site: address, what it is, and the kind of record without which it is not there."""


def files(library: Library) -> list[tuple[str, str]]:
    """The files that there are, each with what it is."""
    return [(path, words) for path, words, kind in FILES if not kind or library.of_kind(kind)]


def releases(past: Past, told: Sequence[Told]) -> Iterator[tuple[Release, list[Told], list[str]]]:
    """Each release, the newest first, with what it changed; of the first only how much there was of each kind."""
    for release in reversed(past.releases):
        first = release is past.releases[0]
        yield release, [one for one in told if one.release == release.name], counts(release) if first else []
