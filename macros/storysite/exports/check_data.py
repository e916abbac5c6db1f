"""`data/check.json`: what a proposal is held against: of each link and figure of ours what has become of it, in words.

The page “Check my proposal” and the command `check-links` use the same file, the same rules and the same words.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from storysite.components.json_export import head
from storysite.core.messages import first_large
from storysite.ledger.changelog import Told, word
from storysite.ledger.snapshots import place_address
from storysite.output.exportable_views import proposal
from storysite.output.files import FOLDER, write
from storysite.project import Project
from storysite.records import Value
from storysite.source.items import Item
from storysite.source.record_store import Library
from storysite.wording.trust import state

FILE = f"{FOLDER}/check.json"
WORDS = {
    "nothing": "check-data.nothing",
    "same": "check-data.same",
    "same-ever": "check-data.same-ever",
    "since": "check-data.since",
    "ever": "check-data.ever",
    "unreleased": "check-data.unreleased",
    "state": "check-data.state",
    "replace": "check-data.replace",
    "gone": "check-data.gone",
    "newer": "check-data.newer",
    "unknown": "check-data.unknown",
    "one-of": "check-data.one-of",
    "waiting": "check-data.waiting",
    "changed-count": "check-data.changed-count",
    "same-count": "check-data.same-count",
    "about": "check-data.about",
    "reading": "check-data.reading",
    "unreadable": "check-data.unreadable",
    "months": "dates.months",
    "day": "dates.day",
}
"""What is said, with the places where something is put in: the messages by the names that scripts know."""
MOST = 3
"""A figure in words that stands for more records than these says nothing about any one of them."""


def write_check_data(site: Path, project: Project) -> None:
    """Write the file."""
    write(site / FILE, json.dumps(check_data(project), ensure_ascii=False, separators=(",", ":")) + "\n")


def check_data(project: Project) -> dict[str, Any]:
    """Everything that the rules need."""
    publisher = project.library.publisher
    library = project.library
    found = {id: _item(project, item) for id, item in project.library.items.items()}
    for id, life in project.library.past.lives.items():
        if id not in found and not id.startswith("/"):
            found[id] = _former(project, id, life.kind, life.said.title)
    found |= {place_address(path): _page(project, path) for path in project.pages}
    return {
        **head(project.library, "check.json"),
        "title": project.library.messages("check-data.title"),
        "address": f"{publisher.address}{FILE}",
        "site": publisher.address,
        "words": {name: str(library.messages.texts[id]) for name, id in WORDS.items()},
        "links": found,
        "leads": _leads(project),
        "figures": _figures(project),
    }


def _item(project: Project, item: Item) -> dict[str, Any]:
    library = project.library
    held = state(library, item)
    told = {
        **_about(project, item.id, item.kind, item.title),
        "state": "" if held.name == "current" else held.words,
        "sentence": proposal(project, item).plain,
    }
    if isinstance(item.record, Value) and (newest := library.value(item.parent)).id != item.id:
        told["newer"] = newest.id
    return told


def _former(project: Project, id: str, kind: str, title: str) -> dict[str, Any]:
    """An id that is gone: what stands in its place."""
    library = project.library
    fate = library.past.fate(id, library.items)
    told = {
        **_about(project, id, kind, title),
        "state": library.messages(f"states.{'is-withdrawn' if fate.withdrawn else 'is-moved'}"),
    }
    if fate.end == "alive":
        told["sentence"] = proposal(project, library.items[fate.id]).plain
    return told


def _page(project: Project, path: str) -> dict[str, Any]:
    page, address = project.pages[path], place_address(path)
    evidence = {name for name, kind in project.library.kinds.items() if kind.is_evidence}
    told = [
        one for one in project.addresses.dated(path) if not (one.kind in evidence and one.lines[0].change == "added")
    ]
    return {**_about(project, address, "page", page.title), "told": _told(project, told)}


def _about(project: Project, id: str, kind: str, title: str) -> dict[str, Any]:
    first = project.addresses.first_released(id)
    entries = [] if id.startswith("/") else project.addresses.history(id)
    return {
        "what": word(project.library.kinds, kind),
        "title": title,
        "first": str(first) if first else None,
        "told": _told(project, (one for one in entries if one.lines[0].change != "published")),
    }


def _told(project: Project, entries: Iterable[Told]) -> list[list[str | None]]:
    """What changed: the day, the words, and the day from which it is not about the page any more."""
    found, say = [], project.library.messages
    nothing = say("changes.nothing")
    for one in entries:
        parts = []
        for line in one.lines:
            parts.append(line.words)
            if line.was or line.now:
                parts.append(
                    f"{say('changes.before')} {line.was or nothing} {say('changes.now')} {line.now or nothing}"
                )
        words = " ".join(parts)
        named = say("citations.quoted", title=one.title)
        about = "" if one.id.startswith("/") else f"{first_large(one.what)} {named}: "
        found.append([str(one.day) if one.day else None, about + words, str(one.left) if one.left else None])
    return found


def _leads(project: Project) -> dict[str, str]:
    """Where an address of the site belongs that is no id and no page: files and pages that have moved."""
    found, addresses = {}, project.addresses
    for id, life in addresses.past.lives.items():
        if life.kind == "page" and id not in addresses.present:
            found[id] = (addresses.past.leads_to(id, addresses.present) or "/").partition("#")[0]
    for file, origin in addresses.files.published.items():
        if origin != file:
            found[file] = found.get(origin, origin)
    return found


def _figures(project: Project) -> dict[str, list[str]]:
    """The figures as they are printed, now and in earlier releases, and the values that they stand for."""
    library = project.library
    found: dict[str, set[str]] = defaultdict(set)
    values = {item.id: item for item in library.items.values() if isinstance(item.record, Value)}
    for item in values.values():
        found[_bare(library, item, library.printed(item))].add(item.id)
    for life in library.past.lives.values():
        for _, change in life.changes:
            if life.id in values and isinstance(said := change.was.get("says"), str):
                found[_bare(library, values[life.id], said)].add(life.id)
    return {
        words: sorted(ids)
        for words, ids in sorted(found.items())
        if len(ids) <= MOST and sum(letter.isdigit() for letter in words) > 1
    }


def _bare(library: Library, item: Item, printed: str) -> str:
    """A figure without the word that stands before it."""
    reserve = library.qualifier(item.of(Value))
    return printed.removeprefix(f"{reserve} ") if reserve else printed
