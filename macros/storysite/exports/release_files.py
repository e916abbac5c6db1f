"""`data/releases/NAME.json`: what each release changed, for programs, and for the page that compares two releases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from storysite.ledger.changelog import is_told_with_whole, word
from storysite.ledger.files import RELEASES
from storysite.output.files import write
from storysite.project import Project
from storysite.source.releases import Change, Release

UNTOLD = {"at", "text"}
"""Fields that a reader is not told: where something stands, and the digest of a page."""


def write_releases(site: Path, project: Project) -> None:
    """Write a file for each release."""
    titles: dict[str, str] = {}
    places: dict[str, list[str]] = {}
    for release in project.library.past.releases:
        told = {
            "release": release.name,
            "date": str(release.date),
            "changes": list(_changes(project, release, titles, places)),
        }
        write(
            site / f"{RELEASES}/{release.name}.json", json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n"
        )


def _changes(
    project: Project, release: Release, titles: dict[str, str], places: dict[str, list[str]]
) -> Iterator[dict[str, Any]]:
    """The changes of a release; `titles` and `places` are those of the releases before, and are brought forward."""
    for change in release.changes:
        titles[change.id] = str(change.now.get("title") or titles.get(change.id, change.id))
        if "at" in change.now:
            places[change.id] = list(change.now["at"])
        if change.change == "added" and is_told_with_whole(project.library.kinds, change.kind):
            continue
        yield _change(project, change, titles[change.id], places)


def _change(project: Project, change: Change, title: str, places: dict[str, list[str]]) -> dict[str, Any]:
    page = [change.id.partition("#")[0]] if change.id.startswith("/") else []
    told: dict[str, Any] = {
        "id": change.id,
        "what": word(project.library.kinds, change.kind),
        "title": title,
        "change": change.change,
        "at": page or places.get(change.id, []),
        "address": project.addresses.last_address(change.id),
    }
    told |= {name: value for name in ("to", "date", "reason") if (value := getattr(change, name))}
    for name in ("was", "now"):
        if fields := {key: value for key, value in getattr(change, name).items() if key not in UNTOLD}:
            told[name] = fields
    return told
