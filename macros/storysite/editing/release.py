"""Releases: from then on an address is promised, and what it said is kept.

The publisher runs `python -m macros release` on the main branch when its pages are ready to be linked to, commits what
it wrote, and deploys that commit.  It is never part of a pull request: two people who release at the same time get a
conflict in git, not two truths.  It writes these files and nothing else:

- `docs/data/releases/DATE.yml`: what changed since the release before, in the words of the content; of the sources in
  `DATE/sources.yml`, because it holds their titles, word for word.  A file is never changed once it is written: a second
  release on the same day is `DATE-2.yml`, and so on.
- `docs/data/published.txt`, the ledger: a line for each id, page and heading that was published, with the day of its
  first release.  Lines are only ever added.

A project with a problem is not released, nor is one dated before the last release.  Where nothing has changed, nothing
is written.  Either all files are written or none.

A mistaken release is taken back with `--undo` as long as git has not committed it: then nobody can have linked to it.
Once it is committed it stays: mend the records, with `corrections:` where a value was wrong, or end ids that should
never have been published with `withdrawn:` in `docs/data/former.yml`, and release again.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from storysite.core.diagnostics import Mark, Problem
from storysite.project import Project
from storysite.source.json_schema import first_line
from storysite.source.release_reader import LEDGER, LEDGER_HEAD, QUOTED, RELEASES
from storysite.source.releases import Change, Past, Published, Release

WRITTEN = "# Written by `python -m macros release`, and never changed after.\n"


@dataclass(frozen=True)
class Outcome:
    """What came of a release: the files with their texts, or why there are none."""

    release: Release | None = None
    files: tuple[tuple[Path, str], ...] = ()
    problems: tuple[Problem, ...] = ()


def prepare(project: Project, today: date) -> Outcome:
    """The release that is due, not yet written; none where nothing has changed or something is wrong."""
    if project.errors:
        return Outcome(problems=project.problems)
    past, data = project.library.past, project.root / "docs" / "data"
    if past.releases and past.releases[-1].date > today:
        message = f"a release of {today} would come before that of {past.releases[-1].name}"
        path = (data / RELEASES / f"{past.releases[-1].name}.yml").relative_to(project.root).as_posix()
        hint = "releases follow each other in time: name a later day with --today"
        return Outcome(problems=(Problem(path, 1, 1, "release-order", message, hint),))
    changes = project.addresses.pending
    if not changes:
        return Outcome()
    release = Release(_name(past, today), today, changes)
    return Outcome(
        release,
        (
            *((data / path, text) for path, text in release_texts(release).items()),
            (data / LEDGER, ledger_text([*past.published.values(), *_new(past, release)])),
        ),
    )


def _name(past: Past, today: date) -> str:
    number = sum(release.date == today for release in past.releases) + 1
    return f"{today}-{number}" if number > 1 else str(today)


def _new(past: Past, release: Release) -> Iterable[Published]:
    """The ids that a release publishes for the first time."""
    added = (change for change in release.changes if change.change == "added" and change.id not in past.published)
    return (Published(change.kind, change.id, str(release.date), Mark(LEDGER)) for change in added)


def release_texts(release: Release) -> dict[str, str]:
    """A release as its files hold it, by their paths under `docs/data`: the second one where it tells of sources."""
    main, quoted = _paths(release)
    found = {main: [change for change in release.changes if change.kind != "source"]}
    if sources := [change for change in release.changes if change.kind == "source"]:
        found[quoted] = sources
    return {path: _text(path, release, changes) for path, changes in found.items()}


def _paths(release: Release) -> tuple[str, str]:
    return f"{RELEASES}/{release.name}.yml", f"{RELEASES}/{release.name}/{QUOTED}"


def _text(path: str, release: Release, changes: Iterable[Change]) -> str:
    data = {"release": release.name, "changes": [_change(change) for change in changes]}
    head = f"{first_line(f'docs/data/{path}')}\n{WRITTEN}"
    return head + str(yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110))


def _change(change: Change) -> dict[str, Any]:
    found: dict[str, Any] = {"id": change.id, "kind": change.kind, "change": change.change}
    found |= {name: value for name in ("to", "date", "reason") if (value := getattr(change, name))}
    for name in ("was", "now"):
        if fields := getattr(change, name):
            found[name] = {key: list(value) if isinstance(value, tuple) else value for key, value in fields.items()}
    return found


def ledger_text(published: Sequence[Published]) -> str:
    """The ledger, by kind and id."""
    lines = sorted(published, key=lambda one: (one.kind, one.id))
    return "".join(f"{line}\n" for line in (LEDGER_HEAD, *lines))


def write_all(files: Sequence[tuple[Path, str]]) -> None:
    """Write all of the files or none: each beside its place first, then all into their places."""
    made: list[tuple[Path, Path]] = []
    before = {path: path.read_bytes() if path.exists() else None for path, _ in files}
    done: list[Path] = []
    try:
        for path, text in files:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            made.append((Path(name), path))
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
        for new, path in made:
            new.chmod(0o644)
            os.replace(new, path)
            done.append(path)
    except OSError:
        for path in done:
            old = before[path]
            path.unlink() if old is None else path.write_bytes(old)
        raise
    finally:
        for new, path in reversed(made):
            new.unlink(missing_ok=True)
            with suppress(OSError):  # it holds something
                path.parent.rmdir()


def undo(root: Path, past: Past) -> tuple[bool, str]:
    """Take the last release back, and say so; or say why not."""
    if not past.releases:
        return False, "There is no release to take back."
    last = past.releases[-1]
    data = root / "docs" / "data"
    main, quoted = (data / path for path in _paths(last))
    if reason := _committed(root, main):
        return False, f"The release {last.name} stays: {reason}. Mend the records and release again."
    before = {change.id for release in past.releases[:-1] for change in release.changes}
    kept = [one for one in past.published.values() if one.id in before]
    if kept:
        write_all([(data / LEDGER, ledger_text(kept))])
    else:
        (data / LEDGER).unlink(missing_ok=True)
    main.unlink()
    if quoted.exists():
        quoted.unlink()
        quoted.parent.rmdir()
    return True, f"The release {last.name} is taken back."


def _committed(root: Path, path: Path) -> str:
    """Why a release may have been seen by others; nothing where git does not hold it."""
    try:
        inside = subprocess.run(
            ["git", "rev-parse", "--is-inside-work-tree"], cwd=root, capture_output=True, check=False
        )
        if inside.returncode:
            return "this is no git repository, so nobody can tell whether it was published"
        history = ["git", "log", "--all", "--format=%h", "-1", "--", str(path)]
        found = subprocess.run(history, cwd=root, capture_output=True, check=False, text=True)
    except OSError as error:
        return f"git cannot be asked whether it was published ({error.strerror})"
    if found.stdout.strip():
        return f"commit {found.stdout.strip()} holds it, so others may have linked to it"
    return ""
