"""The state of a project at an earlier commit, in a folder of its own."""

from __future__ import annotations

import io
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storysite.bootstrap.provenance import GitProblem, git

PARTS = ("docs", "mkdocs.yml")
"""What a project is read from."""


@contextmanager
def state_at(root: Path, base: str) -> Iterator[Path]:
    """What the project was where the present work left `base`: a branch, a tag or a commit."""
    commit = git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{base}^{{commit}}").decode().strip()
    try:
        commit = git(root, "merge-base", commit, "HEAD").decode().strip() or commit
    except GitProblem:
        pass  # no common ancestor here, as in a clone without history: the state of `base` itself, then
    held = git(root, "ls-tree", "--name-only", commit, *PARTS).decode().split()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "docs").mkdir()
        if held:
            archive = git(root, "archive", "--format=tar", commit, *held)
            with tarfile.open(fileobj=io.BytesIO(archive)) as files:
                files.extractall(folder, filter=_without_links)
        yield Path(folder).resolve()


def _without_links(member: tarfile.TarInfo, path: str) -> tarfile.TarInfo | None:
    """Files and folders alone: a link could lead anywhere."""
    return None if member.issym() or member.islnk() else tarfile.data_filter(member, path)
