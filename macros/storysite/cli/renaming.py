"""The commands that change what is there: `rename`, `withdraw` and `propose`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from storysite.core.diagnostics import refusal, text_report
from storysite.core.progress import waiting
from storysite.editing import files, issue_forms, rename, withdraw
from storysite.engines import adapters


def add_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the commands; `command` makes one of a name, what it runs and what it does."""
    renaming = command("rename", _rename, "give an id, a part, a heading, a page or a section another name, everywhere")
    renaming.add_argument(
        "old",
        help="an id (barriers), a part (barriers.fatigue), a page (company/history.md), a folder of pages (company/), "
        "a heading (company/history.md#early) or the title of a section of the navigation",
    )
    renaming.add_argument("new", help="the new name, written in the same way")
    withdrawing = command("withdraw", _withdraw, "take a record or a part out; its address says when and why")
    withdrawing.add_argument("id", help="the id of a record, or of a part of one")
    withdrawing.add_argument("--reason", required=True, help="why it is no longer said, for who comes with an old link")
    proposing = command("propose", _propose, "write what a form at the git host proposes, and say what came of it")
    proposing.add_argument("file", type=Path, help="the text of the issue, in a file; it is read as words, never run")


def _propose(given: argparse.Namespace) -> int:
    root, today = given.project.resolve(), given.today or adapters.reading_date()
    try:
        body = given.file.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        print(refusal(error), file=sys.stderr)
        return 2
    with waiting("Reading everything, and trying what is proposed"):
        found = issue_forms.answer(root, today, body)
    sys.stdout.write(found.words)
    return 0 if found.saved.texts else 1


def _rename(given: argparse.Namespace) -> int:
    root, today = given.project.resolve(), given.today or adapters.reading_date()
    with waiting("Reading everything, and trying the new name"):
        done = rename.rename(root, today, given.old, given.new)
    return _report(root, done)


def _withdraw(given: argparse.Namespace) -> int:
    root, today = given.project.resolve(), given.today or adapters.reading_date()
    with waiting("Reading everything, and trying without it"):
        done = withdraw.withdraw(root, today, given.id, given.reason)
    return _report(root, done)


def _report(root: Path, done: rename.Renamed) -> int:
    if not done.problems:
        sys.stdout.write(done.said)
        return 0
    placed = [problem for problem in done.problems if problem.path]
    if placed:
        sys.stdout.write(text_report(placed, partial(files.lines_of, root)))
    for problem in done.problems:
        if not problem.path:
            print(problem.text)
    print("Nothing is written.")
    return 1
