"""Every address that was ever published goes on answering: the first release taken through scripted edits."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from storysite.checks.read_project import read_project
from storysite.components.registry import registry
from storysite.core.diagnostics import text_report
from storysite.core.messages import english
from storysite.editing.release import prepare
from storysite.ledger.changelog import told
from storysite.ledger.files import forms
from storysite.project import Project
from tests.permanence import BAD, EDITS, FIRST, LATER, edit, first_release, load, quick_site, release


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
    found = told(outcome.release.changes, outcome.release, project.library.past.lives, project.library.kinds, english())
    return [f"{one.what} {one.title}: {' '.join(line.words for line in one.lines)}" for one in found]


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
    for file, words in case.get("files", {}).items():
        assert words in (site / file).read_text(encoding="utf-8")
    links = {link["id"]: link for link in json.loads((site / "links.json").read_text(encoding="utf-8"))["links"]}
    for id, fields in case.get("links", {}).items():
        assert {key: links[id][key] for key in fields} == fields
    if "redirects" in case:
        assert (site / "_redirects").read_text(encoding="utf-8") == case["redirects"]
    assert released_again(root) == case["told"]


@pytest.mark.slow
@pytest.mark.parametrize("path", [path for path in EDITS if is_mended(load(path))], ids=lambda path: path.stem)
def test_after_an_edit_every_published_address_is_there(path: Path, released: Path, root: Path, tmp_path: Path) -> None:
    case = load(path)
    edit(root, [*case["edits"], *case.get("mend", [])])
    release(root, LATER)
    project = read_project(root, LATER)
    site = quick_site(project, tmp_path / "site")

    for id, life in read_project(released, FIRST).library.past.lives.items():
        if life.kind == "file":
            continue
        if id.startswith("/"):
            text_at(site, id[1:])
            continue
        text_at(site, f"id/{id}/")
        for place in life.places:
            text_at(site, f"{place[1:]}#{id}")
    assert report(project) == ""
    assert prepare(project, LATER).release is None


# --- the reports ------------------------------------------------------------------------------


def lines_to_add(project: Project) -> str:
    """What the one report says to add: its first suggestion, the lines after the first that begin with a hyphen."""
    (problem,) = project.problems
    lines = problem.hint.split("\n")[1:]
    entry = [line for at, line in enumerate(lines) if at == 0 or line.startswith(" ")]
    return (
        "\n".join(entry[: next((at for at, line in enumerate(lines) if at and not line.startswith(" ")), len(lines))])
        + "\n"
    )


@pytest.mark.parametrize(("case", "file"), [("01-rename", "former.yml"), ("11-move-a-page", "redirects.yml")])
def test_the_lines_that_a_report_says_to_add_mend_it(root: Path, case: str, file: str) -> None:
    edit(root, next(load(path) for path in EDITS if path.stem == case)["edits"])
    lines = lines_to_add(read_project(root, LATER))
    assert lines.startswith("- ")
    edit(root, [{"in": f"docs/data/{file}", "append": lines}])
    assert read_project(root, LATER).problems == ()


def test_a_report_names_the_line_that_it_is_about(root: Path) -> None:
    edit(root, [{"in": "docs/data/facts.yml", "replace": "value: 12500", "by": "value: 12600"}])
    edit(root, [{"in": "docs/data/events.yml", "cut": "- id: second-track", "to": "END"}])
    found = {problem.code: problem for problem in read_project(root, LATER).problems}
    for code, words in (("changed-in-place", "12600"), ("lost-id", "event second-track 2026-02-01")):
        line = (root / found[code].path).read_text(encoding="utf-8").split("\n")[found[code].line - 1]
        assert line[found[code].column - 1 :].startswith(words)


def test_a_record_that_cannot_be_read_is_not_lost_too(root: Path) -> None:
    edit(root, [{"in": "docs/data/events.yml", "replace": "date: 192X", "by": "date: 1927 or so"}])
    assert [problem.code for problem in read_project(root, LATER).problems] == ["bad-date"]


def test_what_a_renamed_record_takes_with_it_is_told_once(root: Path) -> None:
    edit(
        root,
        [
            {"in": "docs/data/matrices.yml", "replace": "- id: comfort\n", "by": "- id: stations-compared\n"},
            {"in": "docs/line.md", "replace": "comfort", "by": "stations-compared"},
            {"in": "docs/index.md", "replace": '{{ link("comfort", "the stations") }}', "by": "the stations"},
        ],
    )
    (problem,) = read_project(root, LATER).problems
    assert "moved_to: stations-compared" in problem.hint
    edit(root, [{"in": "docs/data/former.yml", "append": "- id: comfort\n  moved_to: stations-compared\n"}])
    project = read_project(root, LATER)
    assert project.problems == ()
    assert (
        project.library.past.fate("comfort.valley.water", project.library.items).id == "stations-compared.valley.water"
    )


# --- files ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_after_an_edit_every_published_file_is_there(released: Path, tmp_path: Path) -> None:
    files = read_project(released, FIRST).addresses.files.now
    for case in (path for path in EDITS if is_mended(load(path))):
        root = Path(shutil.copytree(released, tmp_path / case.stem))
        edit(root, [*load(case)["edits"], *load(case).get("mend", [])])
        project = read_project(root, LATER)
        site = quick_site(project, tmp_path / case.stem / "site")
        for file in files:
            to = project.addresses.files.leads_to(file)
            assert to is not None, f"{case.stem}: {file} is lost"
            there = (site / file[1:]).exists()
            told = to.endswith("/") and not file.endswith((".svg", ".png"))  # a picture says it in a picture
            assert there or told, f"{case.stem}: nothing stands at {file}"


def test_the_ledger_lists_a_file_only_where_no_rule_gives_it(released: Path) -> None:
    past = read_project(released, FIRST).library.past
    by_rule = {file for life in past.lives.values() for file in forms(registry().kinds, life).values()}
    listed = {id for id in past.published if past.lives[id].kind == "file"}
    assert listed and not listed & by_rule
