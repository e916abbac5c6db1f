"""Forms at the git host: the cases of `tests/cases/proposals.yml`, and the steps of the workflow on a good and a hostile one."""

from __future__ import annotations

import subprocess
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest

from storysite.cli.commands import main
from storysite.editing.issue_forms import forms
from tests.conftest import ROOT
from tests.editing.test_workflows import IDENTITY, clone, git, origin, run, steps
from tests.projects import CASES, TODAY, load, make

__all__ = ["clone", "origin"]
ALL = load(CASES / "proposals.yml")


def texts(root: Path) -> dict[Path, str]:
    return {path: path.read_text(encoding="utf-8") for path in sorted(root.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("case", ALL, ids=lambda case: case["about"][:50])
def test_what_comes_in_is_read_as_words(
    case: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make({}, tmp_path / "project")
    monkeypatch.chdir(tmp_path)
    issue = tmp_path / "issue.md"
    issue.write_text(case["body"].replace("¶", "a" * int(case.get("by", 1))), encoding="utf-8")
    before = texts(root)

    status = main(["propose", str(issue), "--project", str(root), "--today", TODAY.isoformat()])

    said, after = capsys.readouterr().out, texts(root)
    assert case["says"] in said
    assert case.get("never", "¶") not in said
    assert not (tmp_path / "ran").exists()
    assert after.keys() == before.keys()
    changed = [path for path in after if after[path] != before[path]]
    assert status == (0 if "adds" in case else 1) and len(changed) == ("adds" in case)
    for path in changed:
        lines = list(unified_diff(before[path].splitlines(), after[path].splitlines(), n=0, lineterm=""))[2:]
        told = [line for line in lines if not line.startswith("@@")]
        if not any(line.startswith("-") for line in told):
            told = [line.removeprefix("+") for line in told]
        assert "".join(f"{line}\n" for line in told) == case["adds"]


def test_the_forms_are_those_of_the_record_types() -> None:
    """`python3 -m macros schema` writes them."""
    for path, text in forms().items():
        assert (ROOT / path).read_text(encoding="utf-8") == text
        form = load(ROOT / path)
        assert len({part["id"] for part in form["body"]}) == len(form["body"])
        assert len({part["attributes"]["label"] for part in form["body"]}) == len(form["body"])


GH = """#!/bin/sh
echo "$@" >>"$CALLS"
for last; do :; done
case "$*" in *comment*) cat "$last" >>"$CALLS";; "pr view"*) exit 1;; "pr create"*) exit "${REFUSED:-0}";; esac
"""


@pytest.mark.nightly
@pytest.mark.slow
@pytest.mark.parametrize("refused", ["0", "1"])
def test_the_workflow_makes_a_pull_request_or_answers(clone: Path, origin: Path, tmp_path: Path, refused: str) -> None:
    bin_ = clone.parent / "bin"
    bin_.mkdir()
    (bin_ / "gh").write_text(GH)
    (bin_ / "gh").chmod(0o755)
    calls = tmp_path / "calls"
    title = f"The lens {refused}"
    good = (
        (
            "### What is it?\n\nquestion\n\n### Id\n\nwhat-of-the-lens-ID\n\n### Title\n\nTITLE\n\n### Text\n\n"
            "Nobody tells.\n\n### Lead\n\nThe archive.\n"
        )
        .replace("TITLE", title)
        .replace("ID", refused)
    )
    hostile = good.replace(f"what-of-the-lens-{refused}", '"; touch ran; $(touch ran) `touch ran` ../../x')
    for number, body in (("7", hostile), ("8", good)):
        given = {
            "BODY": body,
            "NUMBER": number + refused,
            "RUNNER_TEMP": str(tmp_path),
            "GH_TOKEN": "x",
            "CALLS": str(calls),
        }
        for step in steps("proposals", "propose"):
            if "run" in step:
                done = run(clone, step["run"], REFUSED=refused, **given)
                assert done.returncode == 0, (step.get("name"), done.stdout, done.stderr)
    told = calls.read_text(encoding="utf-8")
    assert not list(clone.rglob("ran")) and not list(tmp_path.glob("ran"))
    assert (
        told.index(f"issue comment 7{refused}")
        < told.index("An id is made of")
        < told.index(f"issue comment 8{refused}")
    )
    assert f"pr create --head proposal-7{refused}" not in told
    assert f"pr create --head proposal-8{refused}" in told
    assert ("open a pull request from it" in told) == (refused == "1")
    shown = ["git", "show", f"proposal-8{refused}:docs/data/questions.yml"]
    held = subprocess.run(shown, cwd=origin, capture_output=True, text=True, check=True).stdout
    assert title in held and "records and" in told


def test_an_issue_that_is_edited_writes_over_nothing_that_an_editor_has_written(
    clone: Path, origin: Path, tmp_path: Path
) -> None:
    """The workflow's own commit makes way for a newer one; an editor's stays, and the issue says so."""
    bin_ = clone.parent / "bin"
    bin_.mkdir()
    (bin_ / "gh").write_text(GH)
    (bin_ / "gh").chmod(0o755)
    calls = tmp_path / "calls"

    def propose(title: str) -> None:
        body = f"### What is it?\n\nquestion\n\n### Id\n\nwhat-of-the-oil\n\n### Title\n\n{title}\n\n### Text\n\nNo.\n\n### Lead\n\nA.\n"
        subprocess.run(["git", "switch", "-qf", "--detach", "origin/main"], cwd=clone, check=True)
        subprocess.run(["git", "branch", "-qD", "proposal-9"], cwd=clone, check=False, capture_output=True)
        for step in steps("proposals", "propose"):
            if "run" in step:
                given = {
                    "BODY": body,
                    "NUMBER": "9",
                    "RUNNER_TEMP": str(tmp_path),
                    "GH_TOKEN": "x",
                    "CALLS": str(calls),
                }
                done = run(clone, step["run"], REFUSED="", **given)
                assert done.returncode == 0, (step.get("name"), done.stdout, done.stderr)

    def held() -> str:
        shown = ["git", "show", "proposal-9:docs/data/questions.yml"]
        return subprocess.run(shown, cwd=origin, capture_output=True, text=True, check=True).stdout

    identity = {**IDENTITY, "GIT_AUTHOR_NAME": "github-actions[bot]", "GIT_COMMITTER_NAME": "github-actions[bot]"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.editing.test_workflows.IDENTITY", identity)
        propose("Which oil first")
        propose("Which oil second")
    assert "Which oil second" in held() and "Which oil first" not in held()

    work = tmp_path / "editor"
    git(tmp_path, "clone", "-b", "proposal-9", str(origin), "editor")
    path = work / "docs/data/questions.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("Which oil second", "Which oil burned"), encoding="utf-8")
    git(work, "commit", "-am", "Say it better")
    git(work, "push", "origin", "proposal-9")

    propose("Which oil third")
    assert "Which oil burned" in held()
    told = calls.read_text(encoding="utf-8")
    assert "Somebody works on this proposal already (An editor, in the branch `proposal-9`)" in told
    assert "+  title: Which oil third" in told
