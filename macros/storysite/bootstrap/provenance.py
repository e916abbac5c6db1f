"""What a build is made from, as git and the environment tell: the commit, and the date that stands for it.

`SOURCE_DATE_EPOCH` (reproducible-builds.org) is that date in whole seconds since 1970, for whatever would else ask the
clock: as it is set, else the commit's, else midnight (UTC) of the reading date.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

SOURCE_DATE = "SOURCE_DATE_EPOCH"
LATEST = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp())
PARTS = (
    "components",
    "docs",
    "macros",
    "overrides",
    "mkdocs.yml",
    "pyproject.toml",
    "requirements.lock",
    "requirements-zensical.lock",
)
"""What a site is made from; other files may change without changing it."""


class OriginProblem(Exception):
    """What the environment says cannot be used."""


class GitProblem(Exception):
    """Git cannot say what stood there."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a build is made from."""

    epoch: int
    """The date that stands for it, in seconds since 1970."""
    commit: str | None = None
    changed: bool = False
    """Whether something that the site is made from is not as the commit has it."""
    missing: str = ""
    """Why there is no commit."""

    @property
    def day(self) -> date:
        """The day of that date, in UTC."""
        return datetime.fromtimestamp(self.epoch, UTC).date()

    @property
    def moment(self) -> str:
        """The date as ISO 8601 has it, in UTC."""
        return datetime.fromtimestamp(self.epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def origin_of(root: Path, today: date, environment: Mapping[str, str]) -> Origin:
    """The commit that a project stands at, and its date."""
    given = _given(environment.get(SOURCE_DATE, ""))
    try:
        commit, seconds = _commit(root)
    except GitProblem as problem:
        midnight = int(datetime.combine(today, time(), UTC).timestamp())
        return Origin(max(0, midnight) if given is None else given, missing=str(problem))
    changed = bool(git(root, "status", "--porcelain", "--", *PARTS).strip())
    return Origin(max(0, seconds) if given is None else given, commit, changed)


def _given(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LATEST)) and int(text) <= LATEST):
        raise OriginProblem(f"{SOURCE_DATE} is '{text}'; write whole seconds since 1970, or unset it")
    return int(text)


def _commit(root: Path) -> tuple[str, int]:
    if not git(root, "ls-tree", "HEAD", "mkdocs.yml").strip():
        raise GitProblem("the git repository around it does not hold it")
    commit, seconds = git(root, "log", "-1", "--format=%H %ct").decode().split()
    return commit, int(seconds)


def git(root: Path, *arguments: str) -> bytes:
    """What git answers; nothing is written, not even what it would remember."""
    try:
        done = subprocess.run(
            ["git", "--no-optional-locks", "-C", str(root), *arguments], capture_output=True, check=False
        )
    except OSError as error:
        raise GitProblem("git is not installed") from error
    if done.returncode:
        said = [line.strip() for line in done.stderr.decode(errors="replace").splitlines() if line.strip()]
        # What is wrong, and, where a folder is somebody else's, the command that git recommends.
        lines = [
            *(line for line in said if line.startswith("fatal: ")),
            *(line for line in said if line.startswith("git config ")),
        ]
        raise GitProblem("; ".join(lines or said[-1:]).removeprefix("fatal: ") or "git knows no such commit")
    return done.stdout
