"""A new site: a small complete story, written from the package's starter into a new folder."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from datetime import date
from pathlib import Path
from string import Template

from storysite.bootstrap.installation import STARTER
from storysite.checks.read_project import read_project
from storysite.components.registry import registry
from storysite.core.diagnostics import Problem
from storysite.output.sbom import version
from storysite.source.json_schema import write_schemas

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
"""A tag of BCP 47, as far as its form goes."""
PLAIN = re.compile(r"[A-Za-z][A-Za-z ,.'-]*[A-Za-z]")
"""A title that YAML takes without quotation marks."""
WORDS_OF_YAML = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}
FILLED = {".yml", ".md", ".txt"}
"""Endings of the files that the title, the language and the day go into."""
HIDDEN = {"gitignore": ".gitignore"}
"""Names that begin with a point in the new site, and do not in the starter: there git would follow them."""


def write_site(folder: Path, title: str, language: str, today: date) -> tuple[list[str], list[Problem]]:
    """The paths of the files written, or what is wrong; then nothing is written."""
    if not LANGUAGE.fullmatch(language):
        return [], [_refused(f"'{language}' is no language: write its tag, such as en or de")]
    if not title.strip() or not title.isprintable():
        return [], [_refused("a title is needed: words on one line")]
    if folder.is_symlink() or (folder.exists() and not (folder.is_dir() and not any(folder.iterdir()))):
        return [], [_refused(f"there is something at {folder} already: name a new folder, or an empty one")]
    title = " ".join(title.split())
    plain = PLAIN.fullmatch(title) and title.lower() not in WORDS_OF_YAML
    words = {
        "title": title if plain else json.dumps(title, ensure_ascii=False),
        "heading": title,
        "language": language,
        "today": today.isoformat(),
        "version": version(),
    }
    with tempfile.TemporaryDirectory() as place:
        trial = Path(place).resolve() / "site"
        paths = [path for path in sorted(STARTER.rglob("*")) if path.is_file()]
        for path in paths:
            _write(path, trial / path.relative_to(STARTER), words)
        write_schemas(trial, registry().record_types)
        if errors := read_project(trial, today).errors:
            return [], list(errors)
        shutil.copytree(trial, folder, dirs_exist_ok=True)
    written = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in written), []


def _write(path: Path, target: Path, words: dict[str, str]) -> None:
    """A file of the starter in its place, with the words in it."""
    target = target.with_name(HIDDEN.get(target.name, target.name))
    target.parent.mkdir(parents=True, exist_ok=True)
    text = path.read_text(encoding="utf-8")
    filled = Template(text).substitute(words) if path.suffix in FILLED else text
    target.write_text(filled, encoding="utf-8", newline="\n")


def _refused(message: str) -> Problem:
    return Problem("", 0, 0, "new", message)
