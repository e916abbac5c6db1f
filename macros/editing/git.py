"""The state of a project at an earlier commit, in a folder of its own.  Git is asked here and nowhere else."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PARTS = ("docs", "mkdocs.yml")
"""What a project is read from."""


class GitProblem(Exception):
    """Git cannot say what stood there."""


@contextmanager
def state_at(root: Path, base: str) -> Iterator[Path]:
    """What the project was where the present work left `base`: a branch, a tag or a commit."""
    commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{base}^{{commit}}").decode().strip()
    try:
        commit = _git(root, "merge-base", commit, "HEAD").decode().strip() or commit
    except GitProblem:
        pass  # no common ancestor here, as in a clone without history: the state of `base` itself, then
    held = _git(root, "ls-tree", "--name-only", commit, *PARTS).decode().split()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "docs").mkdir()
        if held:
            archive = _git(root, "archive", "--format=tar", commit, *held)
            with tarfile.open(fileobj=io.BytesIO(archive)) as files:
                files.extractall(folder, filter=_without_links)
        yield Path(folder).resolve()


def _without_links(member: tarfile.TarInfo, path: str) -> tarfile.TarInfo | None:
    """Files and folders alone: a link could lead anywhere."""
    return None if member.issym() or member.islnk() else tarfile.data_filter(member, path)


def _git(root: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=False)
    except FileNotFoundError as error:
        raise GitProblem("git is not installed") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise GitProblem(said[-1] if said else "git knows no such commit")
    return done.stdout
