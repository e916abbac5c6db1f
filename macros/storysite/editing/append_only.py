"""Whether the ledger and the releases only grew since a commit: what was published is a promise, and nobody rewrites one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from storysite.bootstrap.installation import COMMAND
from storysite.core.diagnostics import Mark, Problem
from storysite.source.release_reader import LEDGER, RELEASES
from storysite.source.releases import RELEASE_FILE

DATA = Path("docs/data")
LISTS = {LEDGER: "the ledger", "copies.yml": "the copies that are kept"}
RESTORE = f"take it back from the branch that this one leaves; only {COMMAND} writes it, and it only adds"


def append_only(before: Path, now: Path, today: date) -> list[Problem]:
    """What was changed or taken out of the ledger and the releases, and releases of days that are still to come."""
    lists = [problem for name, what in LISTS.items() for problem in _list(before, now, name, what)]
    return sorted([*lists, *_releases(before, now, today)])


def _list(before: Path, now: Path, name: str, what: str) -> Iterator[Problem]:
    kept = set(_lines(now / DATA / name))
    for line in _lines(before / DATA / name):
        if line not in kept:
            message = f"the line '{line.strip()}' of {what} was changed or taken out"
            yield Problem.at(Mark((DATA / name).as_posix()), "not-append-only", message, RESTORE)


def _lines(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").split("\n") if path.exists() else []
    return [line for line in lines if line and not line.startswith("#")]


def _releases(before: Path, now: Path, today: date) -> Iterator[Problem]:
    old, new = _files(before / DATA / RELEASES), _files(now / DATA / RELEASES)
    for name, content in old.items():
        if new.get(name) != content:
            what = "changed" if name in new else "taken out"
            message = f"the release was {what}: others may have linked to what it says"
            yield Problem.at(Mark((DATA / RELEASES / name).as_posix()), "not-append-only", message, RESTORE)
    for name in new.keys() - old.keys():
        match = RELEASE_FILE.match(name)
        if match and match["date"] > today.isoformat():
            message = f"a release of {match['date']} is dated later than today, {today}"
            hint = f"take it back with {COMMAND} release --undo, and release on the day itself"
            yield Problem.at(Mark((DATA / RELEASES / name).as_posix()), "release-to-come", message, hint)


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
