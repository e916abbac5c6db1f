"""Drafts: no build has one, the preview shows those that are whole, and `check` lists them all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from storysite.checks.read_project import Readers, read_project
from storysite.cli.commands import main
from storysite.project import Project
from storysite.wording.trust import states
from tests.commands import macros
from tests.conftest import READING_DATE, ROOT
from tests.projects import TODAY, make, read, second, write

WHOLE = """- id: draft-train
  draft: true
  date: 1990
  title: A train that is not yet told
  text: >-
    Somebody has to look it up.
  lanes:
    - line
  source: postcard
  locator: Back
"""
BARE = """- id: bare-train
  draft: true
  title: TO FILL IN
"""
PAGE = """---
title: A page in the making
description: A page to try things on.
draft: true
---

# A page in the making {{: #top }}

{text}

{{{{ sources() }}}}
"""


def in_preview(root: Path) -> Project:
    return read_project(root, TODAY, readers=replace(Readers(), drafts=True))


def with_files(root: Path, **files: str) -> Path:
    names = {"events": "docs/data/events/more.yml", "page": "docs/story/making.md", "other": "docs/extra.md"}
    return make({"files": {names[name]: text for name, text in files.items()}}, root)


def test_a_draft_is_in_no_build_and_in_the_preview_marked_as_such(tmp_path: Path) -> None:
    root = with_files(
        tmp_path / "project", events=WHOLE, page=PAGE.format(text="It goes to {{ link('draft-train') }}.")
    )

    built, shown = read(root), in_preview(root)

    assert built.errors == shown.errors == ()
    assert "draft-train" not in built.library.items and "story/making.md" not in built.pages
    assert next(state.name for state in states(shown.library, shown.library.items["draft-train"])) == "draft"
    assert shown.pages["story/making.md"].draft
    assert [(one.path, one.line, one.level, one.code) for one in built.problems] == [
        ("docs/data/events/more.yml", 1, "warning", "draft"),
        ("docs/story/making.md", 1, "warning", "draft"),
    ]


def test_a_draft_may_be_incomplete_and_is_listed_with_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "TO FILL IN: what {{ link('nobody') }} and {{ nothing() }} are.\n\n##Nothing"
    root = with_files(tmp_path / "project", events=BARE + WHOLE, page=PAGE.format(text=text))

    shown = in_preview(root)

    assert read(root).errors == shown.errors == ()
    assert "bare-train" not in shown.library.items and "draft-train" in shown.library.items
    assert "story/making.md" not in shown.pages
    assert main(["check", "--project", str(root), "--today", str(TODAY)]) == 0
    said = capsys.readouterr().out
    assert "docs/data/events/more.yml:1:3: warning: 'bare-train' is a draft: " in said
    assert "'draft-train' is a draft; the preview alone shows it" in said
    assert "docs/story/making.md:1:1: warning: the page is a draft: " in said


@pytest.mark.parametrize("draft", [WHOLE, WHOLE.replace("  date: 1990\n", "  date: TO FILL IN\n")])
def test_what_is_published_names_no_draft(draft: str, tmp_path: Path) -> None:
    page = PAGE.replace("draft: true\n", "").format(text="See {{ link('draft-train') }} and [it](story/making.md).")
    root = with_files(tmp_path / "project", events=draft, page=PAGE.format(text="Words."), other=page)
    assert {(one.path, one.line) for one in read(root).errors if one.path == "docs/extra.md"} == {("docs/extra.md", 8)}


def test_what_is_no_draft_has_nothing_still_to_fill_in(tmp_path: Path) -> None:
    root = with_files(tmp_path / "project", events=WHOLE.replace("  draft: true\n", "").replace("1990", "TO FILL IN"))
    assert "to-fill-in" in {problem.code for problem in read(root).errors}


@pytest.mark.parametrize("text", ["draft: yes", "draft: maybe", "draft: [true]"])
def test_a_page_is_a_draft_or_is_none(text: str, tmp_path: Path) -> None:
    root = with_files(tmp_path / "project", page=PAGE.replace("draft: true", text).format(text="Words."))
    assert any(one.path == "docs/story/making.md" and one.line == 4 for one in read(root).errors)


def test_what_was_published_cannot_become_a_draft(tmp_path: Path) -> None:
    """An address never dies."""
    root = second(tmp_path / "project")
    assert main(["release", "--project", str(root), "--today", str(READING_DATE)]) == 0
    path = root / "docs/data/questions.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\n  title:", "\n  draft: true\n  title:", 1), encoding="utf-8")
    assert any(one.level == "error" for one in read_project(root, READING_DATE).problems)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["mkdocs", "zensical"])
def test_no_file_of_a_built_site_has_a_word_of_a_draft(engine: str, tmp_path: Path) -> None:
    root = second(tmp_path / "project")
    write(root / "docs/making/index.md", PAGE.format(text="A word like Sphagnum.").encode())
    event = WHOLE.replace("- line", "- lamp").replace("postcard", "keepers-log").replace("Somebody", "Sphagnum")
    write(root / "docs/data/events/more.yml", event.encode())
    (root / "docs/data/events.yml").rename(root / "docs/data/events/all.yml")
    command = ["build", "--engine", engine, "--project", str(root), "--site-dir", str(tmp_path / "site")]
    done = macros(ROOT, *command, "--today", str(READING_DATE))
    assert done.returncode == 0, done.stdout + done.stderr
    files = [path for path in (tmp_path / "site").rglob("*") if path.is_file()]
    assert (
        len(files) > 50 and not (tmp_path / "site/making").exists() and not (tmp_path / "site/id/draft-train").exists()
    )
    assert not [path for path in files if b"Sphagnum" in path.read_bytes() or b"draft-train" in path.read_bytes()]
