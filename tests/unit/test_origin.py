"""What a build is made from: the commit and its date, as git and the environment tell."""

from __future__ import annotations

import os
import re
import subprocess
from datetime import date
from pathlib import Path

import pytest

from storysite.bootstrap.provenance import LATEST, Origin, OriginProblem, origin_of

TODAY = date(2026, 1, 31)
MIDNIGHT = 1769817600


def run(root: Path, *words: str, when: str = "2026-01-15T12:00:00+09:00") -> str:
    names = ["-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false"]
    dated = {**os.environ, "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    return subprocess.run(
        ["git", *names, *words], cwd=root, env=dated, check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project in a repository, committed in Tokyo."""
    root = tmp_path / "日 本"
    (root / "docs").mkdir(parents=True)
    (root / "mkdocs.yml").write_text("site_name: A\n", encoding="utf-8")
    (root / "docs" / "index.md").write_text("# A\n", encoding="utf-8")
    run(root, "init", "-q")
    run(root, "add", ".")
    run(root, "commit", "-qm", "All")
    return root


def test_the_commit_dates_a_build(root: Path) -> None:
    found = origin_of(root, TODAY, {})
    assert found == Origin(1768446000, run(root, "rev-parse", "HEAD"))
    assert found.moment == "2026-01-15T03:00:00Z" and found.day == date(2026, 1, 15)


def test_what_is_set_goes_before_the_commit(root: Path) -> None:
    assert origin_of(root, TODAY, {"SOURCE_DATE_EPOCH": "0"}).moment == "1970-01-01T00:00:00Z"
    assert origin_of(root, TODAY, {"SOURCE_DATE_EPOCH": str(LATEST)}).moment == "9999-12-31T00:00:00Z"
    assert origin_of(root, TODAY, {"SOURCE_DATE_EPOCH": ""}).epoch == 1768446000


@pytest.mark.parametrize("text", ["1.5", "-1", "+1", "1e9", "١", "today", " 1", str(LATEST + 1), "9" * 5000])
def test_what_is_no_date_is_refused(text: str, root: Path) -> None:
    with pytest.raises(OriginProblem, match="write whole seconds since 1970"):
        origin_of(root, TODAY, {"SOURCE_DATE_EPOCH": text})


@pytest.mark.parametrize(
    ("file", "changed"),
    [
        ("docs/index.md", True),
        ("docs/new.md", True),
        ("mkdocs.yml", True),
        ("macros/x.py", True),
        ("notes.txt", False),
        ("site/index.html", False),
    ],
)
def test_it_says_whether_the_site_is_made_from_something_else(file: str, changed: bool, root: Path) -> None:
    (root / file).parent.mkdir(exist_ok=True)
    (root / file).write_text("other\n", encoding="utf-8")
    assert origin_of(root, TODAY, {}).changed is changed


def test_git_is_asked_and_nothing_is_written(root: Path) -> None:
    (root / "docs" / "index.md").touch()
    before = (root / ".git" / "index").read_bytes()
    origin_of(root, TODAY, {})
    assert (root / ".git" / "index").read_bytes() == before


def test_a_project_below_the_top_of_a_repository_has_its_commit(root: Path) -> None:
    (root / "docs" / "mkdocs.yml").write_text("site_name: B\n", encoding="utf-8")
    run(root, "add", ".")
    run(root, "commit", "-qm", "More")
    assert origin_of(root / "docs", TODAY, {}).commit == run(root, "rev-parse", "HEAD")


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda root: (root / ".git").rename(root.parent / "git"), "not a git repository"),
        (lambda root: (run(root, "checkout", "-q", "--orphan", "x"), run(root, "rm", "-rq", "--cached", ".")), "HEAD"),
        (
            lambda root: (run(root, "rm", "-q", "--cached", "mkdocs.yml"), run(root, "commit", "-qm", "Less")),
            "does not hold it",
        ),
        (lambda root: (root / ".git" / "HEAD").write_text("rubbish", encoding="utf-8"), "not a git repository"),
    ],
)
def test_without_a_commit_the_reading_date_dates_a_build(
    harm, said: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(root.parent))
    harm(root)
    found = origin_of(root, TODAY, {})
    assert (found.epoch, found.commit, found.changed) == (MIDNIGHT, None, False) and said in found.missing
    assert origin_of(root, TODAY, {"SOURCE_DATE_EPOCH": "5"}).epoch == 5


def test_a_folder_of_somebody_else_is_said_with_what_git_recommends(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")  # git's own way to try it
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    assert re.fullmatch(
        r"detected dubious ownership in repository at '.*'; git config --global --add safe\.directory .*",
        origin_of(root, TODAY, {}).missing,
    )


def test_a_reading_date_before_1970_is_no_negative_number(tmp_path: Path) -> None:
    assert origin_of(tmp_path, date(1969, 12, 31), {}).moment == "1970-01-01T00:00:00Z"


def test_git_that_is_not_there_is_said(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(root))
    assert origin_of(root, TODAY, {}).missing == "git is not installed"
