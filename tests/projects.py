"""Small projects made from `tests/cases/base` and what a case says differs."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import tempfile
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from storysite.checks.read_project import read_project
from storysite.editing.files import mend
from storysite.editing.new_site import write_site
from storysite.project import Project

ROOT = Path(__file__).parents[1]
CASES = ROOT / "tests" / "cases"
GENERATOR = ("macros", "pyproject.toml", "requirements.lock", "requirements-zensical.lock")
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
    shutil.copytree(_second(), root)
    for name in GENERATOR:
        copy(ROOT / name, root / name)
    return root


@cache
def _second() -> Path:
    """A site that `storysite new site` makes, with the pages and records of `tests/second` in the place of the starter's.

    All else is as the starter has it, so the two cannot part. The settings that repeat the publisher's record are mended
    as `check --fix` mends them, and the generator is that of this repository, not an installed one.
    """
    root = Path(tempfile.mkdtemp()) / "second"
    atexit.register(shutil.rmtree, root.parent, ignore_errors=True)
    _, problems = write_site(root, "The Light on Gull Rock", "en", TODAY)
    assert not problems
    for path in [*(root / "docs").rglob("*.md"), *(root / "docs" / "data").glob("*.yml")]:
        path.unlink()
    shutil.rmtree(root / "docs" / "data" / "pictures")
    shutil.copytree(ROOT / "tests" / "second" / "docs", root / "docs", dirs_exist_ok=True)
    settings = (root / "mkdocs.yml").read_text(encoding="utf-8")
    ours = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    write(
        root / "mkdocs.yml",
        (
            settings[: settings.index("plugins:")]
            + _between(ours, "hooks:" if "hooks:" in ours else "plugins:", "markdown_extensions:")
            + _between(settings, "markdown_extensions:", "nav:")
            + (ROOT / "tests" / "second" / "nav.yml").read_text(encoding="utf-8")
        ).encode(),
    )
    assert mend(root, lambda _: list(read(root).problems))
    assert not read(root).problems
    return root


def settings() -> str:
    """The settings of the second site, but for names, brand and navigation."""
    text = (_second() / "mkdocs.yml").read_text(encoding="utf-8")
    return re.sub(r"^extra_css:\n(  .*\n)+", "", _between(text, "docs_dir:", "nav:"), flags=re.MULTILINE)


def _between(text: str, begin: str, end: str) -> str:
    return text[text.index(f"\n{begin}") + 1 : text.index(f"\n{end}") + 1]


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
