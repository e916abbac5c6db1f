"""Eight tasks of an editor, each with its number of steps: the cases of `tests/cases/tasks.yml`."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import pytest

from storysite.checks.read_project import read_project
from storysite.cli.commands import main
from tests.conftest import READING_DATE
from tests.projects import CASES, load, second, write

ALL = load(CASES / "tasks.yml")


@pytest.mark.parametrize("case", ALL, ids=lambda case: case["task"])
def test_a_task_takes_its_steps_and_leaves_nothing_to_do(
    case: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = second(tmp_path / "project")
    by_hand = case.get("write", [])
    for one in by_hand:
        if "in_place_of" not in one:
            write(root / one["file"], one["text"].encode())
    for command in case["do"]:
        told = ["--project", str(root), "--today", str(READING_DATE)]
        assert main([*shlex.split(command), *told]) == 0, capsys.readouterr().out
    for one in by_hand:
        if "in_place_of" in one:
            text = (root / one["file"]).read_text(encoding="utf-8")
            assert text.count(one["in_place_of"]) == 1
            write(root / one["file"], text.replace(one["in_place_of"], one["text"]).encode())

    project = read_project(root, READING_DATE)

    assert project.problems == (), [str(problem) for problem in project.problems]
    assert len(case["do"]) + len(by_hand) == int(case["steps"])
    assert len({one["file"] for one in by_hand if "in_place_of" in one}) <= 1, "one file is opened by hand"
    there = {*project.library.items, *project.pages}
    if "shows" in case:
        assert case["shows"] in there and (case["shows"] in project.showings or case["shows"] in project.pages)
    else:
        assert case["gone"] not in there


def test_there_is_a_task_of_each_sort() -> None:
    assert len(ALL) == 8
