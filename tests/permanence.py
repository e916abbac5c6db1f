"""A small project with a first release, scripted edits of it, and a quick site that holds what links look for."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from storysite.checks.read_project import read_project
from storysite.editing.release import prepare, write_all
from storysite.exports.feed import write_feed
from storysite.exports.link_index import write_links
from storysite.exports.moved_files import write_moved_files
from storysite.exports.record_json import write_items
from storysite.output.files import write
from storysite.pages.record_pages import write_ids
from storysite.pages.redirects import write_moved
from storysite.project import Project
from storysite.wording.page_links import address_of
from tests.projects import CASES, load

FIRST, LATER = date(2026, 2, 1), date(2026, 3, 1)
PROJECT = CASES / "permanence" / "project"
EDITS = sorted((CASES / "permanence" / "edits").glob("*.yml"))
BAD = sorted((CASES / "permanence" / "bad").glob("*.yml"))


def first_release(root: Path) -> Path:
    """The small project, released once."""
    shutil.copytree(PROJECT, root)
    release(root, FIRST)
    return root


def release(root: Path, today: date) -> None:
    """Release what is there."""
    outcome = prepare(read_project(root, today), today)
    assert not outcome.problems, "\n".join(map(str, outcome.problems))
    write_all(outcome.files)


def edit(root: Path, edits: list[dict[str, Any]]) -> None:
    """Make the edits of a case, each of which must change something."""
    for one in edits:
        if "remove" in one:
            (root / one["remove"]).unlink()
            continue
        if "move" in one:
            target = root / one["to"]
            target.parent.mkdir(parents=True, exist_ok=True)
            (root / one["move"]).rename(target)
            continue
        path = root / one["in"]
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        after = _edited(before, one)
        assert after != before, f"an edit of {one['in']} changes nothing"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(after, encoding="utf-8")


def _edited(text: str, one: dict[str, Any]) -> str:
    if "append" in one:
        return f"{text.rstrip()}\n\n{one['append']}" if text.strip() else one["append"]
    if "cut" in one:
        start = text.index(one["cut"])
        end = len(text) if one["to"] == "END" else text.index(one["to"], start + 1)
        return text[:start].rstrip() + "\n\n" * (end < len(text)) + text[end:]
    assert one["replace"] in text, f"{one['replace']!r} does not stand there"
    return text.replace(one["replace"], one["by"])


def quick_site(project: Project, site: Path) -> Path:
    """Every page with what its macros show, and what is made for permanence beside them; no engine.

    A file that is there holds its own name, so that it is seen which one stands at the address of another.
    """
    for path, page in project.pages.items():
        text = (project.root / "docs" / path).read_text(encoding="utf-8")
        calls = iter(page.calls)
        body = re.sub(r"\{\{.*?\}\}", lambda _: _shown(project, path, next(calls)), text)
        body = re.sub(r"^#+ (.*?) \{: #(\S+) \}$", r'<h2 id="\2">\1</h2>', body, flags=re.MULTILINE)
        out = site / address_of(path) / "index.html"
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(
            f"<!doctype html><meta charset=utf-8><title>{page.title}</title><head></head><body>{body}</body>",
            encoding="utf-8",
        )
    for file in project.addresses.files.now:
        write(site / unquote(file[1:]), file)
    for make in (write_ids, write_moved, write_links, write_feed, write_items, write_moved_files):
        make(site, project)
    return site


def _shown(project: Project, path: str, call: Any) -> str:
    html = project.render(path, call.name, *call.arguments)
    return html if project.macros[call.name].inline else f"\n{html}\n"


__all__ = ["BAD", "EDITS", "FIRST", "LATER", "PROJECT", "edit", "first_release", "load", "quick_site", "release"]
