"""What is no error and wants a look: the cases of `tests/cases/advice`, each with all that is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from storysite.checks.advice import advice
from storysite.cli.commands import main
from storysite.core.diagnostics import Problem, text_report
from storysite.editing.files import lines_of, texts_of
from tests.projects import CASES, TODAY, cases, load, make, read


@pytest.mark.parametrize("path", cases("advice"), ids=lambda path: path.stem)
def test_a_case_is_told_what_it_says(path: Path, tmp_path: Path) -> None:
    case = load(path)
    root = make(case, tmp_path / "project")
    project = read(root)
    base = advice(read(make({}, tmp_path / "base")), texts_of(tmp_path / "base"))

    found = [problem for problem in (*project.problems, *advice(project, texts_of(root))) if problem not in base]

    assert project.errors == ()
    assert text_report(found) == case["report"]


def test_advice_fails_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = make(load(cases("advice")[0]), tmp_path / "project")
    assert main(["check", "--project", str(root), "--today", TODAY.isoformat(), "--format", "text"]) == 0
    assert "are in order" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "column", "shown"),
    [
        ("  souce: x", 3, ["     1 |   souce: x", "       |   ^"]),
        ("見出し: ええと x", 10, ["     1 | 見出し: ええと x", f"       | {' ' * 15}^"]),
        ("a" * 120 + "X" + "b" * 120, 121, [f"     1 | …{'a' * 50}X{'b' * 49}…", f"       | {' ' * 51}^"]),
        ("short", 99, ["     1 | short", "       |      ^"]),
        ("\u200bx", 1, ["     1 | ·x", "       | ^"]),
        ("", 1, []),
    ],
)
def test_the_caret_stands_under_the_place(line: str, column: int, shown: list[str]) -> None:
    report = text_report([Problem("a.yml", 1, column, "code", "wrong")], lambda path: [line])
    assert report.split("\n")[1:-2] == shown


def test_lines_come_only_from_texts_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (tmp_path / "out/link.yml").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "out/binary.yml").write_bytes(b"\xff\xfe")
    assert (
        lines_of(tmp_path / "out", "link.yml")
        == lines_of(tmp_path / "out", "binary.yml")
        == lines_of(tmp_path / "out", "none.yml")
        == []
    )


def test_what_cannot_be_read_makes_nothing_unused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Records that only a broken file names are not to be taken out."""
    root = make({}, tmp_path / "project")
    for path in (root / "docs/data").rglob("events*.yml"):
        path.write_text("- id: broken\n\tdate: 2020\n", encoding="utf-8")
    assert main(["check", "--project", str(root), "--today", TODAY.isoformat()]) == 1
    said = capsys.readouterr().out
    assert (
        "a tab stands before the text" in said
        and "nothing shows or names" not in said
        and "is explained nowhere" not in said
    )


def test_a_number_that_is_a_record_is_told_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = make(load(CASES / "bad" / "typed-figure.yml"), tmp_path / "project")
    assert main(["check", "--project", str(root), "--today", TODAY.isoformat()]) == 1
    said = capsys.readouterr().out
    assert (
        "'12,500' is typed here, but it is the record" in said
        and "'12,500' is typed here and has no source" not in said
    )
