"""A change of names: the edits that it takes, and why it cannot be made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from storysite.checks.autofix import Edit
from storysite.core.diagnostics import Mark
from storysite.editing.entry_lines import appended, offset
from storysite.project import Project
from storysite.source.json_schema import first_line

FORMER, REDIRECTS = "docs/data/former.yml", "docs/data/redirects.yml"


class Refused(Exception):
    """What cannot be, and why."""


@dataclass
class Change:
    """The edits of a rename, and what is written where."""

    edits: list[Edit] = field(default_factory=list)
    moves: dict[str, str] = field(default_factory=dict)
    """Files that get another path, both counted from the project."""
    said: list[str] = field(default_factory=list)


@dataclass
class Renaming:
    """A project whose names change, and the texts of its files."""

    root: Path
    project: Project
    texts: Mapping[str, str]

    def _entry(self, path: str, lines: list[str]) -> Edit:
        text = self.texts.get(path)
        if text is None:
            return Edit(path, 0, 0, "\n".join([first_line(path), "", *lines]) + "\n", 3, "a new entry")
        return appended(path, text, lines, "a new entry")


def published_as(project: Project, id: str) -> list[str]:
    """The published ids, or addresses of headings, that lead to this one and have no entry of their own yet."""
    past, present = project.library.past, project.addresses.present
    if id.startswith("/"):
        return [old for old in past.lives if old not in past.redirects and past.leads_to(old, present) == id]
    lives = (old for old, life in past.lives.items() if not life.ended and not old.startswith("/"))
    found = (old for old in lives if old not in past.former)
    return [old for old in found if past.fate(old, present)[:2] == ("alive", id)]


def argument_edit(path: str, text: str, mark: Mark, old: str, new: str) -> Iterator[Edit]:
    """An argument of the call at a place."""
    start = offset(text, mark)
    call = text[start : text.find("}}", start)]
    for match in re.finditer(rf"([\"']){re.escape(old)}\1", call):
        at = start + match.start() + 1
        yield Edit(path, at, at + len(old), new, mark.line, f"'{old}' is now '{new}'")
        return
