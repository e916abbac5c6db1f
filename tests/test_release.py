"""Releases: who wrote what and when, two on one day, a mistaken one, and that nothing is half written."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from storysite.checks.read_project import read_project
from storysite.cli.commands import main
from storysite.core.diagnostics import Problem
from storysite.editing import release as releases
from storysite.source.release_reader import read_changes, read_ledger
from storysite.source.releases import Change, Release
from tests.conftest import READING_DATE, ROOT
from tests.permanence import FIRST, LATER, PROJECT, edit, first_release, release

RETITLED = [{"in": "docs/data/events.yml", "replace": "title: The tunnel", "by": "title: The long tunnel"}]
RENOTED = [{"in": "docs/data/events.yml", "replace": "A tunnel is dug.", "by": "A tunnel is dug by hand."}]
NEW_TERM = [
    {
        "in": "docs/data/glossary.yml",
        "append": '- id: cog\n  title: Cog\n  text: A tooth of a wheel.\n  source: annual-report\n  locator: "1"\n',
    }
]

NEW_SOURCE = """- id: new-paper
  title: A Title of Its Own
  publisher: The Hill Herald
  url: https://herald.example/1902
  accessed: 2026-01-15
  kind: press
  read: whole
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return first_release(tmp_path / "project")


def data(root: Path) -> dict[str, bytes]:
    """All that lies under docs/data, byte for byte."""
    folder = root / "docs" / "data"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def run(root: Path, *words: str, today: date = LATER) -> int:
    return main(["release", "--project", str(root), "--today", str(today), *words])


def git(root: Path, *words: str) -> None:
    identity = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"]
    subprocess.run(["git", *identity, *words], cwd=root, check=True, capture_output=True)


def test_the_first_release_writes_every_id_page_and_heading(root: Path) -> None:
    project = read_project(root, FIRST)
    ledger = (root / "docs/data/published.txt").read_text(encoding="utf-8").splitlines()

    assert set(project.library.past.published) == set(project.addresses.present) > set(project.library.items)
    assert ledger[1:] == sorted(ledger[1:], key=lambda line: line.split(" ")[:2])
    assert "event tunnel 2026-02-01" in ledger
    assert "cell comfort.valley.water 2026-02-01" in ledger
    assert "page / 2026-02-01" in ledger
    assert "heading /reference/#events 2026-02-01" in ledger


def test_nothing_is_written_where_nothing_has_changed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = data(root)
    assert run(root) == 0
    assert data(root) == before
    assert "Nothing has changed" in capsys.readouterr().out


def test_a_release_adds_lines_and_files_and_changes_none(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = data(root)
    edit(root, [*RETITLED, *NEW_TERM])
    assert run(root) == 0

    after = data(root)
    assert set(after) == {*before, "releases/2026-03-01.yml"}
    assert after["releases/2026-02-01.yml"] == before["releases/2026-02-01.yml"]
    lines = [set(version["published.txt"].decode().splitlines()) for version in (before, after)]
    assert lines[1] - lines[0] == {"term cog 2026-03-01"}
    assert lines[0] < lines[1]
    printed = capsys.readouterr().out
    assert "event “The long tunnel”: Retitled: from “The tunnel” to “The long tunnel”." in printed
    assert "word “Cog”: Added." in printed


def test_what_a_release_tells_of_sources_stands_in_a_file_of_its_own(root: Path) -> None:
    before = data(root)
    edit(root, [{"in": "docs/data/sources.yml", "append": NEW_SOURCE}])
    assert run(root) == 0

    after = data(root)
    assert set(after) - set(before) == {"releases/2026-03-01.yml", "releases/2026-03-01/sources.yml"}
    assert b"A Title of Its Own" in after["releases/2026-03-01/sources.yml"]
    assert b"A Title of Its Own" not in after["releases/2026-03-01.yml"]
    past = read_project(root, LATER).library.past
    assert past.lives["new-paper"].said.title == "A Title of Its Own"
    assert [change.id for change in past.releases[-1].changes] == ["new-paper"]
    assert run(root) == 0 and data(root) == after

    assert run(root, "--undo") == 1  # no git tells whether it was published
    git(root, "init")
    git(root, "add", "docs/data/sources.yml")
    git(root, "commit", "-m", "Name a source")
    assert run(root, "--undo") == 0
    assert data(root) == {**before, "sources.yml": after["sources.yml"]}
    assert not (root / "docs/data/releases/2026-03-01").exists()


def test_a_second_release_on_a_day_is_a_file_of_its_own(root: Path) -> None:
    edit(root, RETITLED)
    assert run(root) == 0
    first = data(root)["releases/2026-03-01.yml"]
    edit(root, [*RENOTED, *NEW_TERM])
    assert run(root) == 0

    assert data(root)["releases/2026-03-01.yml"] == first
    project = read_project(root, LATER)
    assert [one.name for one in project.library.past.releases] == ["2026-02-01", "2026-03-01", "2026-03-01-2"]
    assert project.library.past.lives["cog"].first.name == "2026-03-01-2"
    assert not project.problems
    shown = project.render("changes.md", "register", "changes")
    assert (
        shown.index('id="release-2026-03-01-2"')
        < shown.index('id="release-2026-03-01"')
        < shown.index('id="release-2026-02-01"')
    )
    assert "release 2</h" in shown


@pytest.mark.slow
def test_ten_releases_on_a_day_follow_each_other(root: Path) -> None:
    for number in range(2, 12):
        edit(
            root, [{"in": "docs/data/events.yml", "replace": "title: The tunnel", "by": f"title: The tunnel {number}"}]
        )
        assert run(root) == 0
        edit(
            root, [{"in": "docs/data/events.yml", "replace": f"title: The tunnel {number}", "by": "title: The tunnel"}]
        )
    past = read_project(root, LATER).library.past
    assert past.releases[-1].name == "2026-03-01-10"
    assert past.lives["tunnel"].said.title == "The tunnel 11"


def test_a_release_does_not_come_before_the_last(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(root, RETITLED)
    before = data(root)
    assert run(root, today=date(2026, 1, 31)) == 1
    assert data(root) == before
    assert "a release of 2026-01-31 would come before that of 2026-02-01" in capsys.readouterr().out


def test_a_project_with_a_problem_is_not_released(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(root, [{"in": "docs/data/events.yml", "replace": "source: local-paper", "by": "source: no-paper"}])
    before = data(root)
    assert run(root) == 1
    assert data(root) == before
    assert "no-paper" in capsys.readouterr().out


@pytest.mark.parametrize("at", [0, 1, 2])
def test_all_files_are_written_or_none(root: Path, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    edit(root, [*RETITLED, {"in": "docs/data/sources.yml", "append": NEW_SOURCE}])
    before = data(root)
    put, calls = os.replace, []

    def failing(old: str, new: Path) -> None:
        calls.append(new)
        if len(calls) == at + 1:
            raise OSError(28, "No space left on device")
        put(old, new)

    monkeypatch.setattr(releases.os, "replace", failing)
    with pytest.raises(OSError, match="No space left"):
        run(root)
    assert data(root) == before
    assert not (root / "docs/data/releases/2026-03-01").exists()


# --- a mistaken release -----------------------------------------------------------------------


def test_a_release_that_git_has_not_committed_is_taken_back(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(root, "init")
    git(root, "add", ".")
    git(root, "commit", "-m", "First release")
    edit(root, [*RETITLED, *NEW_TERM])
    before = data(root)
    assert run(root) == 0
    assert run(root, "--undo") == 0
    assert data(root) == before
    assert "The release 2026-03-01 is taken back." in capsys.readouterr().out


def test_a_committed_release_stays(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(root, "init")
    git(root, "add", ".")
    git(root, "commit", "-m", "First release")
    before = data(root)
    assert run(root, "--undo") == 1
    assert data(root) == before
    assert "commit" in capsys.readouterr().out


def test_a_release_of_a_branch_that_is_not_checked_out_stays(root: Path) -> None:
    git(root, "init", "-b", "main")
    git(root, "commit", "--allow-empty", "-m", "Nothing")
    git(root, "switch", "-c", "release")
    git(root, "add", ".")
    git(root, "commit", "-m", "First release")
    kept = data(root)
    git(root, "switch", "main")
    for name, content in kept.items():
        (root / "docs/data" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "docs/data" / name).write_bytes(content)
    assert run(root, "--undo") == 1


def test_without_git_no_release_is_taken_back(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(root.parent))
    before = data(root)
    assert run(root, "--undo") == 1
    assert data(root) == before
    assert "nobody can tell" in capsys.readouterr().out


def test_where_there_is_no_release_there_is_none_to_take_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(PROJECT, tmp_path / "project")
    assert run(tmp_path / "project", "--undo") == 1
    assert "There is no release" in capsys.readouterr().out


# --- what it is read with ---------------------------------------------------------------------


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=60)


@given(WORDS, st.lists(WORDS, max_size=3))
@example("A: b # c 'd' \"e\" – 駅 & <script>{{ x }}</script> -=cmd()", ["- yes", "~", "2026-11-20", " x ", "null"])
def test_a_release_reads_back_as_it_was_written(words: str, several: list[str]) -> None:
    added = Change(id="cog", kind="term", change="added", now={"title": words, "evidence": tuple(several)})
    moved = Change(id="/line/", kind="page", change="moved", to="/railway/")
    ended = Change(id="cog", kind="term", change="withdrawn", date="2026-03-01", reason=words)
    [text] = releases.release_texts(Release("2026-03-01", LATER, (added, moved, ended))).values()
    assert read_changes(text) == (added, moved, ended)


def test_a_ledger_of_windows_lines_is_read(root: Path) -> None:
    path = root / "docs/data/published.txt"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert not read_project(root, LATER).problems


def test_no_line_of_a_ledger_leaves_the_folder() -> None:
    problems: list[Problem] = []
    text = "".join(f"event {id} 2026-02-01\n" for id in ("../x", "a/b", "/../x/", "//x/", "a..b", "x y", "Nul", ""))
    assert read_ledger(text, "published.txt", problems) == {}
    assert len(problems) == 8


@pytest.mark.slow
def test_the_real_records_can_be_released(tmp_path: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(ROOT / "docs", root / "docs")
    shutil.copy(ROOT / "mkdocs.yml", root)
    shutil.copytree(ROOT / "overrides", root / "overrides")
    shutil.rmtree(root / "docs/data/releases", ignore_errors=True)
    for name in ("published.txt", "former.yml", "redirects.yml"):
        (root / "docs/data" / name).unlink(missing_ok=True)
    release(root, READING_DATE)
    project = read_project(root, READING_DATE)
    assert not project.problems
    assert set(project.library.past.lives) == set(project.addresses.present)
    assert project.addresses.pending == ()
    for id, (_, said) in project.addresses.present.items():
        assert project.library.past.lives[id].said == said
