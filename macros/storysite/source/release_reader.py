"""What has been published: the ledger of ids, and what each release said of them, read from their files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import ValidationError

from storysite.bootstrap.installation import COMMAND
from storysite.core.diagnostics import Mark, Problem
from storysite.source.data_files import read_text
from storysite.source.record_reader import Placed, R, Reading
from storysite.source.releases import (
    PUBLISHED_ID,
    RELEASE_FILE,
    Change,
    Past,
    Published,
    Release,
    Released,
    Statement,
    by_kind,
)

LEDGER = "published.txt"
RELEASES = "releases"
QUOTED = "sources.yml"
"""In the folder of a release: what it tells of the sources, whose titles are told word for word."""
LEDGER_HEAD = (
    "# Each id that has been published: its kind, itself, its first release. "
    f"`{COMMAND} release` adds lines; none is ever taken out."
)
LARGEST = 50_000_000
Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def read_past(root: Path, folder: Path, reading: Reading) -> Past:
    """The ledger and the releases under `folder`; what is wrong in them is added to the reading's problems."""
    published: dict[str, Published] = {}
    ledger = folder / LEDGER
    shown = (folder / LEDGER).relative_to(root).as_posix()
    if ledger.exists() and (text := read_text(ledger, shown, folder, reading.problems, LARGEST)) is not None:
        published = read_ledger(text, shown, reading.problems)
    releases = _read_releases(root, folder, reading.problems)
    copies = _by(reading.copies, lambda record: record.release, reading.problems)
    names = [release.name for release in releases]
    for name, entry in copies.items():
        if name not in names:
            hint = f"name one of {', '.join(names)}" if names else "take the entry out: nothing was released yet"
            message = f"there is no release '{name}'"
            reading.problems.append(Problem.at(entry.at("release"), "no-such-release", message, hint))
    return Past(
        published,
        releases,
        _by(reading.former, lambda record: record.id, reading.problems),
        _by(reading.redirects, lambda record: record.from_, reading.problems),
        copies,
    )


def _read_releases(root: Path, folder: Path, problems: list[Problem]) -> tuple[Release, ...]:
    """The releases, the first one first; each is told in one file or two."""
    found: dict[tuple[date, int, str], list[Change]] = {}
    for path in sorted(
        path for path in (folder / RELEASES).rglob("*") if not path.is_dir() and not path.name.startswith(".")
    ):
        shown, name = path.relative_to(root).as_posix(), path.relative_to(folder / RELEASES).as_posix()
        match = RELEASE_FILE.match(name)
        if match is None or not (day := _day(match["date"])):
            hint = f"releases are called after their day, such as 2026-11-20.yml, and written by {COMMAND} release"
            problems.append(Problem(shown, 1, 1, "unknown-file", f"'{name}' is no release", hint))
        elif (text := read_text(path, shown, folder, problems, LARGEST)) is not None:
            changes = read_changes(text)
            if isinstance(changes, str):
                hint = f"restore the file: only {COMMAND} release writes it"
                problems.append(Problem(shown, 1, 1, "bad-release", f"the release cannot be read: {changes}", hint))
            else:
                found.setdefault((day, int(match["number"] or 1), match["name"]), []).extend(changes)
    return tuple(
        Release(name, day, tuple(sorted(found[day, number, name], key=by_kind))) for day, number, name in sorted(found)
    )


def _by(entries: Iterable[Placed[R]], key: Callable[[R], str], problems: list[Problem]) -> dict[str, Placed[R]]:
    """Entries by what they are about; a second one about the same is told."""
    found: dict[str, Placed[R]] = {}
    for entry in entries:
        about = key(entry.record)
        if about in found:
            message = f"'{about}' has two entries, the first on line {found[about].mark.line}"
            problems.append(Problem.at(entry.mark, "entry-twice", message, "keep one of the two"))
        found.setdefault(about, entry)
    return found


def read_ledger(text: str, shown: str, problems: list[Problem]) -> dict[str, Published]:
    """The lines of the ledger by id; what is wrong with it is added to `problems`."""
    found: dict[str, Published] = {}
    restore = f"restore the ledger: only {COMMAND} release writes it, and it only adds lines"
    before: tuple[str, str] = ("", "")
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        kind, _, rest = line.partition(" ")
        id, _, first = rest.partition(" ")
        if not kind.replace("-", "").isalpha() or not PUBLISHED_ID.match(id) or not _day(first):
            problems.append(Problem(shown, number, 1, "bad-ledger", f"'{line}' is no line of a ledger", restore))
            continue
        entry = Published(kind, id, first, Mark(shown, number, 1))
        if entry.id in found:
            message = f"'{entry.id}' stands on line {found[entry.id].mark.line} already"
            problems.append(Problem(shown, number, 1, "bad-ledger", message, restore))
        elif (entry.kind, entry.id) < before:
            problems.append(Problem(shown, number, 1, "bad-ledger", f"'{entry.id}' is out of order", restore))
        before = max(before, (entry.kind, entry.id))
        found.setdefault(entry.id, entry)
    return found


@lru_cache(maxsize=256)
def read_changes(text: str) -> tuple[Change, ...] | str:
    """What a release's file tells, or why it cannot be read."""
    try:
        found = Released.model_validate(yaml.load(text, Loader=Loader)).changes
    except yaml.YAMLError as error:
        return " ".join(str(error).split())
    except ValidationError as error:
        return f"{type(error).__name__}: {' '.join(str(error).split())[:160]}"
    fields = set(Statement.model_fields)
    for change in found:
        if not PUBLISHED_ID.match(change.id):
            return f"'{change.id}' is no id"
        if unknown := (set(change.was) | set(change.now)) - fields:
            return f"{change.id}: unknown key '{min(unknown)}'"
        if change.change == "added" and "title" not in change.now:
            return f"{change.id}: no title"
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
