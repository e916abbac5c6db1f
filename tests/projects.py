"""Small projects made from `tests/cases/base` and what a case says differs."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from storysite.checks.read_project import read_project
from storysite.project import Project

ROOT = Path(__file__).parents[1]
CASES = ROOT / "tests" / "cases"
GENERATOR = ("macros", "overrides", "pyproject.toml", "requirements.lock", "requirements-zensical.lock")
TODAY = date(2026, 2, 1)


def load(path: Path) -> Any:
    """A case file; every scalar as text, as an editor wrote it."""
    return yaml.load(path.read_text(encoding="utf-8"), yaml.CBaseLoader)


def cases(folder: str) -> list[Path]:
    """The case files of a folder, by name."""
    return sorted((CASES / folder).glob("*.yml"))


def make(case: dict[str, Any], root: Path) -> Path:
    """The project of a case, in a new folder."""
    shutil.copytree(CASES / "base", root)
    codecs = case.get("encoding", {})
    for path, text in case.get("files", {}).items():
        write(root / path, text.encode(codecs.get(path, "utf-8")))
    for path, size in case.get("sizes", {}).items():
        write(root / path, b"# remark\n" * (int(size) // 9 + 1))
    for path in case.get("without", ()):
        (root / path).unlink()
    for path, target in case.get("links", {}).items():
        (root / path).unlink(missing_ok=True)
        os.symlink(target, root / path)
    return root


def second(root: Path) -> Path:
    """The small second site with a generator of its own, in a new folder: quick to build."""
    shutil.copytree(ROOT / "tests" / "second", root)
    shutil.copytree(ROOT / "docs" / "assets", root / "docs" / "assets")
    for name in GENERATOR:
        copy(ROOT / name, root / name)
    return root


def copy(path: Path, to: Path) -> None:
    """A file or a folder somewhere else, without what Python has compiled."""
    if path.is_dir():
        shutil.copytree(path, to, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy2(path, to)


def write(path: Path, content: bytes) -> None:
    """A file, and the folders that it lies in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def read(root: Path, today: date = TODAY) -> Project:
    """A project on the reading date of the cases."""
    return read_project(root, today)
