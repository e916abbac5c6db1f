"""A scripted pull request: what the summary tells of it, and where its mistakes are told."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from storysite.cli.commands import main
from storysite.editing.summary import marked
from tests.projects import CASES, load, make, write

CASE = CASES / "pull-request"
DAY = ["--today", "2026-02-01"]


def git(root: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=An editor", "-c", "user.email=editor@railway.example", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True)


def edit(root: Path, edits: list[dict[str, Any]]) -> None:
    for step in edits:
        path = root / step["file"]
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        assert text.count(step["old"]) >= 1, step
        write(path, text.replace(step["old"], step["new"], 1).encode())


@pytest.fixture
def repository(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A released project under git, and a branch with the case's change."""
    root = make({}, tmp_path / "a folder with spaces")
    assert main(["release", "--project", str(root), "--today", "2026-01-31"]) == 0, capsys.readouterr().out
    git(root, "init")
    git(root, "add", ".")
    git(root, "commit", "-m", "The project")
    git(root, "switch", "-c", "change")
    edit(root, load(CASE / "change.yml")["edits"])
    git(root, "add", ".")
    git(root, "commit", "-m", "A change")
    capsys.readouterr()
    return root


def test_the_summary_tells_what_changes_for_readers(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--project", str(repository), *DAY]) == 0, capsys.readouterr().out
    capsys.readouterr()
    assert main(["changes", "--project", str(repository), *DAY, "main"]) == 0
    assert capsys.readouterr().out == (CASE / "summary.md").read_text(encoding="utf-8")


def test_what_main_did_since_is_no_part_of_the_change(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(repository, "switch", "main")
    edit(repository, [{"file": "docs/data/lanes.yml", "old": "title: Stations", "new": "title: Halts"}])
    git(repository, "commit", "-a", "-m", "Meanwhile")
    git(repository, "switch", "change")
    main(["changes", "--project", str(repository), *DAY, "main"])
    assert capsys.readouterr().out == (CASE / "summary.md").read_text(encoding="utf-8")


def test_its_mistakes_are_told_at_their_lines(
    repository: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(repository, load(CASE / "change.yml")["mistakes"])
    monkeypatch.setenv("GITHUB_ACTIONS", "true")

    status = main(["check", "--project", str(repository), *DAY])

    said = capsys.readouterr().out
    assert status == 1
    assert said == (CASE / "annotations.txt").read_text(encoding="utf-8")
    for path, line in re.findall(r"^::\w+ file=([^,]*),line=(\d+),", said, re.MULTILINE):
        assert int(line) <= len((repository / path).read_text(encoding="utf-8").split("\n"))
    assert main(["changes", "--project", str(repository), *DAY, "main"]) == 0
    told = capsys.readouterr().out
    assert "The check finds 2 problems in the state after the change." in told and "lost" not in told


def test_a_state_that_nobody_can_read_is_said_in_a_line(
    repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for base in ("no-such-branch", "--output=x", "HEAD:docs"):
        assert main(["changes", "--project", str(repository), *DAY, "--", base]) == 2
    assert main(["changes", "--project", str(make({}, tmp_path / "no git")), *DAY, "main"]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and len(captured.err.splitlines()) == 4 and "Traceback" not in captured.err


def test_a_state_in_bad_order_is_compared_as_far_as_it_goes(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git(repository, "switch", "main")
    (repository / "docs/data/lanes.yml").write_text(
        "<<<<<<< ours\n- id: line\n=======\n>>>>>>> theirs\n", encoding="utf-8"
    )
    (repository / "docs/elsewhere.md").symlink_to("/etc/hostname")
    git(repository, "add", ".")
    git(repository, "commit", "-m", "A bad state")
    git(repository, "switch", "-c", "mended")
    git(repository, "checkout", "HEAD^", "docs")
    git(repository, "rm", "-q", "-f", "docs/elsewhere.md")
    assert main(["changes", "--project", str(repository), *DAY, "main"]) == 0
    assert (
        "problems in the state before the change.** What they touch, and what pages say, is told when they are mended."
        in capsys.readouterr().out
    )


HARM = {
    "a date": ("docs/data/events.yml", "  date: ", "  date: 19x"),
    "a key": ("docs/data/facts.yml", "  unit: ", "  unitt: "),
    "a file": ("docs/data/lanes.yml", "- id: ", "<<<<<<< ours\n- id: "),
    "a page's head": ("docs/line.md", "title: ", 'title: "'),
    "a call": ("docs/index.md", "{{ timeline(", "{{ timeline(x"),
    "the publisher": ("docs/data/publisher.yml", "title: ", "titel: "),
}


@pytest.mark.parametrize("state", ["after", "before"])
@pytest.mark.parametrize("harm", HARM)
def test_what_cannot_be_read_is_not_told_as_a_change(
    harm: str, state: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Beside a problem stands a true change, which is told."""
    root = make({}, tmp_path / "project")
    git(root, "init")
    path, old, new = HARM[harm]
    if state == "before":
        edit(root, [{"file": path, "old": old, "new": new}])
    git(root, "add", ".")
    git(root, "commit", "-m", "Before")
    edit(
        root, [{"file": path, "old": new, "new": old} if state == "before" else {"file": path, "old": old, "new": new}]
    )
    edit(root, [{"file": "docs/data/glossary.yml", "old": "title: Rack\n", "new": "title: Cog railway\n"}])
    assert main(["changes", "--project", str(root), *DAY, "main"]) == 0
    told = capsys.readouterr().out
    assert f"in the state {state} the change.**" in told
    lines = [line for line in told.splitlines() if line.startswith(("- ", "  "))]
    assert [line for line in lines if "Cog railway" not in line] == [], told
    assert harm in {"a file", "the publisher"} or lines


def test_before_the_project_there_was_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = make({}, tmp_path / "project")
    git(root, "init")
    git(root, "commit", "--allow-empty", "-m", "Nothing")
    assert main(["changes", "--project", str(root), *DAY, "HEAD"]) == 0
    assert "**Added: 4 events, 3 figures," in capsys.readouterr().out


def test_nothing_changes_for_readers_by_a_remark(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(repository, "switch", "main")
    edit(repository, [{"file": "docs/data/lanes.yml", "old": "- id: line", "new": "# A remark.\n- id: line"}])
    main(["changes", "--project", str(repository), *DAY, "main"])
    assert capsys.readouterr().out == "## What this change does\n\nNothing changes for readers.\n"


def test_the_words_that_differ_are_marked() -> None:
    assert marked("A train of *two* cars.", "A train of three cars.") == (
        r"A train of ~~\*two\*~~ cars.",
        "A train of **three** cars.",
    )
    assert marked("One.", "Another thing.") == ("One.", "Another thing.")
    assert marked("", "New.") == ("", "New.")
