"""`links.json`: every published id and every page, for tools that hold links to the site against it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from storysite.project import Project
from storysite.source.items import Item
from storysite.source.releases import Life
from storysite.wording.citations import permanent
from storysite.wording.text import plain
from storysite.wording.trust import states

FILE = "links.json"
Link = dict[str, Any]


def write_links(site: Path, project: Project) -> None:
    """Write the list; one link a line, so that two of them can be compared."""
    publisher = project.library.publisher
    head = {"site": publisher.address, "title": publisher.title, "states_as_of": str(project.library.today)}
    lines = ",\n".join(json.dumps(link, ensure_ascii=False) for link in links(project))
    start = json.dumps(head, ensure_ascii=False).removesuffix("}")
    (site / FILE).write_text(f'{start}, "links": [\n{lines}\n]}}\n', encoding="utf-8", newline="\n")


def links(project: Project) -> list[Link]:
    """Every link, by kind and id."""
    found = [*(_item(project, item) for item in project.library.items.values()), *_pages(project), *_former(project)]
    return sorted(found, key=lambda link: (link["kind"], link["id"]))


def _item(project: Project, item: Item) -> Link:
    library = project.library
    held = states(library, item)
    return {
        **_named(project, item.id, item.kind, item.title),
        "address": library.publisher.address + project.addresses.address(item.id),
        "permalink": permanent(library, item.id),
        "state": held[0].name,
        "states": [state.name for state in held],
        "reason": " ".join(plain(library, state.reason) for state in held),
    }


def _pages(project: Project) -> Iterator[Link]:
    root = project.library.publisher.address
    for address, (kind, said) in project.addresses.present.items():
        if kind in {"page", "heading", "file"}:
            yield {
                **_named(project, address, kind, said.title),
                "address": root + address[1:],
                "permalink": root + address[1:],
                "state": "current",  # what pages hold has states of its own
                "reason": project.library.messages("gone.there"),
            }


def _former(project: Project) -> Iterator[Link]:
    """What is gone: where it leads on, and why."""
    library, found = project.library, project.addresses
    root = library.publisher.address
    for id, life in library.past.lives.items():
        if id in found.present:
            continue
        link = {**_named(project, id, life.kind, life.said.title), "address": root + found.last_address(id)}
        if id.startswith("/"):
            yield {
                **link,
                "permalink": root + id[1:],
                "state": "moved",
                "reason": project.library.messages("gone.stands", address=link["address"]),
            }
            continue
        fate = library.past.fate(id, library.items)
        link["permalink"] = permanent(library, id)
        if fate.withdrawn:
            why = plain(library, fate.withdrawn.reason)
            yield {
                **link,
                "state": "withdrawn",
                "reason": project.library.messages("gone.withdrawn-why", day=fate.withdrawn.date.words, why=why),
            }
        else:
            target = library.items[fate.id]
            link["address"] = root + found.address(fate.id)
            yield {
                **link,
                "state": "moved",
                "reason": project.library.messages("gone.replaced", title=target.title),
                "moved_to": fate.id,
            }


def _named(project: Project, id: str, kind: str, title: str) -> Link:
    """What every link says; an id that is in no release yet has no dates."""
    life: Life | None = project.library.past.lives.get(id)
    released = str(life.first.date) if life else None
    return {
        "id": id,
        "kind": kind,
        "title": title,
        "first_release": released,
        "last_changed": str(life.last_changed) if life else None,
    }
