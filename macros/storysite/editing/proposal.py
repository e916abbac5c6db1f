"""A change of files that is tried on a copy first, and written whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from storysite.checks.read_project import read_project
from storysite.core.diagnostics import Problem
from storysite.editing import files
from storysite.project import Project
from storysite.source.mkdocs_nodes import FILE
from storysite.source.yaml_scalars import UNFILLED


@dataclass(frozen=True)
class Proposal:
    """The new texts of files by their paths, and the files that go."""

    texts: Mapping[str, str] = field(default_factory=dict)
    removed: frozenset[str] = frozenset()
    moved: Mapping[str, str] = field(default_factory=dict)
    """By its new path, where a file has come from."""

    def write(self, root: Path) -> None:
        """Write all of it; nothing is given to git."""
        for path, text in self.texts.items():
            files.write_like(root, path, text, self.moved.get(path, ""))
        for path in self.removed:
            (root / path).unlink()
            folder = (root / path).parent
            while folder != root / "docs" and not any(folder.iterdir()):
                folder.rmdir()
                folder = folder.parent


def tried(root: Path, before: Project, proposal: Proposal) -> Project:
    """The project as it would be."""
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder).resolve() / "project"
        for name in ("docs", "overrides", "components"):
            if (root / name).is_dir():
                shutil.copytree(root / name, trial / name, symlinks=True)
        if (root / FILE).exists():
            shutil.copy(root / FILE, trial / FILE)
        proposal.write(trial)
        return read_project(trial, before.library.today)


def new_problems(before: Project, after: Project) -> tuple[Problem, ...]:
    """What is wrong afterwards and was not before, but for what is still to fill in."""
    known = {(problem.path, problem.code, problem.message) for problem in before.problems}
    new = (problem for problem in after.errors if problem.code != UNFILLED[0])
    return tuple(problem for problem in new if (problem.path, problem.code, problem.message) not in known)
