"""Every address that was ever published goes on answering: the first release taken through scripted edits."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from macros.commands import main
from macros.editing.release import prepare
from macros.problems import text_report
from macros.project import Project, read_project
from macros.telling import told
from tests.permanence import BAD, EDITS, FIRST, LATER, edit, first_release, load, quick_site, release
from tests.projects import CASES


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project after its first release; only copies of it are changed."""
    return first_release(tmp_path_factory.mktemp("released") / "project")


@pytest.fixture
def root(released: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(released, tmp_path / "project"))


def text_at(site: Path, address: str) -> str:
    """The markup that a link to an address shows: the page, or the element that its fragment names."""
    path, _, fragment = address.partition("#")
    html = (site / path / "index.html").read_text(encoding="utf-8")
    page = BeautifulSoup(html, "html.parser")
    found = page.find(id=fragment) if fragment else page
    assert isinstance(found, Tag), f"{address} has no place"
    if fragment and found.name in {"data", "h2"} and found.parent:
        found = found.parent
    return " ".join(str(found).split()) + " ".join(found.get_text(" ").split())


def is_mended(case: dict[str, Any]) -> bool:
    """Whether the edits of a case are right in the end."""
    return not case["report"] or "mend" in case


def report(project: Project) -> str:
    """All that is wrong; lines and columns are compared in a test of their own."""
    return re.sub(r"(?m)^(docs/[^:]+):\d+:\d+:", r"\1:", text_report(project.problems)) if project.problems else ""


def released_again(root: Path) -> list[str]:
    """What the next release tells of the edits."""
    project = read_project(root, LATER)
    outcome = prepare(project, LATER)
    if outcome.release is None:
        return []
    return [f"{one.what} {one.title}: {' '.join(line.words for line in one.lines)}" for one in told(outcome.release.changes, outcome.release, project.library.past.lives)]


# --- the scripted edits -----------------------------------------------------------------------


@pytest.mark.parametrize("path", [*EDITS, *BAD], ids=lambda path: path.stem)
def test_an_edit_is_told_of_or_every_address_goes_on_answering(path: Path, root: Path, tmp_path: Path) -> None:
    case = load(path)
    edit(root, case["edits"])

    assert report(read_project(root, LATER)) == case["report"]

    edit(root, case.get("mend", []))
    project = read_project(root, LATER)
    if not is_mended(case):
        return
    assert report(project) == ""
    site = quick_site(project, tmp_path / "site")
    for address, expected in case.get("answers", {}).items():
        shown = text_at(site, address)
        for words in expected:
            assert words in shown, f"{address} does not say {words!r}: {shown[:600]}"
    links = {link["id"]: link for link in json.loads((site / "links.json").read_text(encoding="utf-8"))["links"]}
    for id, fields in case.get("links", {}).items():
        assert {key: links[id][key] for key in fields} == fields
    if "redirects" in case:
        assert (site / "_redirects").read_text(encoding="utf-8") == case["redirects"]
    assert released_again(root) == case["told"]


@pytest.mark.parametrize("path", [path for path in EDITS if is_mended(load(path))], ids=lambda path: path.stem)
def test_after_an_edit_every_published_address_is_there(path: Path, released: Path, root: Path, tmp_path: Path) -> None:
    case = load(path)
    edit(root, [*case["edits"], *case.get("mend", [])])
    release(root, LATER)
    project = read_project(root, LATER)
    site = quick_site(project, tmp_path / "site")

    for id, life in read_project(released, FIRST).library.past.lives.items():
        if id.startswith("/"):
            text_at(site, id[1:])
            continue
        text_at(site, f"id/{id}/")
        for place in life.places:
            text_at(site, f"{place[1:]}#{id}")
    assert report(project) == ""
    assert prepare(project, LATER).release is None
