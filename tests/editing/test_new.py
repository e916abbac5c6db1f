"""Scaffolds: the cases of `tests/cases/new.yml`, each written into a project in good order, or refused."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from storysite.cli.commands import main
from storysite.components.registry import registry
from storysite.editing.insertion import page_text, place_in_navigation
from storysite.editing.scaffold import MAKERS
from storysite.source.mkdocs_config import sections
from tests.projects import CASES, TODAY, load, make, read, second

ALL = load(CASES / "new.yml")
CONFIGURATION = """\
site_name: The Hill Railway
# the pages in order
nav:
  - Home: index.md
  - The line:
      - line.md   # the only one
  - Reference: reference.md
plugins: []
"""


def run(root: Path, words: str) -> int:
    return main(
        ["new", *shlex.split(words)[:1], "--today", TODAY.isoformat(), "--project", str(root), *shlex.split(words)[1:]]
    )


def files(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes().decode()
        for path in root.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


@pytest.mark.parametrize("case", [case for case in ALL if "adds" in case], ids=lambda case: case["new"][:40])
def test_a_new_record_is_added_and_nothing_else(case: dict, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = make(case, tmp_path / "project")
    before = files(root)

    status = run(root, case["new"])

    said, after = capsys.readouterr().out, files(root)
    assert status == 0, said
    old, new = (
        before.get(case["adds"], "").removesuffix("\n").split("\n"),
        after[case["adds"]].removesuffix("\n").split("\n"),
    )
    indent = "    " if case["new"].startswith("value") else " " * int(case.get("indent", 0))
    lines = [f"{indent}{line}".rstrip(" ") for line in case["lines"].removesuffix("\n").split("\n")]
    if "behind" in case:
        at = next(at for at in range(len(new)) if new[at : at + len(lines)] == lines)
        assert new[at - 1] == case["behind"]
        assert new[:at] + new[at + len(lines) :] == old
    else:
        assert new == lines
    assert {**after, case["adds"]: ""} == {**before, case["adds"]: ""}
    assert {problem.code for problem in read(root).problems} == (
        {"to-fill-in"} if "TO FILL IN" in case["lines"] else set()
    )
    assert said.startswith(
        f"{case['adds']}:{new.index(next(line for line in lines if line.lstrip().startswith(('- id', '- row')))) + 1}: written\n"
    )
    assert ("Nothing is left to fill in." in said) == ("TO FILL IN" not in case["lines"])


@pytest.mark.parametrize("case", [case for case in ALL if "says" in case], ids=lambda case: case["new"][:40])
def test_what_cannot_be_is_refused_and_nothing_is_written(
    case: dict, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make({**case, "links": {}}, tmp_path / "project")
    for path, target in case.get("links", {}).items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).symlink_to(tmp_path / Path(target).name)
    before = files(root)
    assert run(root, case["new"]) == 1
    assert case["says"] in capsys.readouterr().out
    assert files(root) == before
    assert not (tmp_path / "lanes-elsewhere.yml").exists()


NEEDED = {"row": "comfort.extra", "column": "comfort.extra", "step": "up-and-down.extra"}
"""What a part is written into."""


@pytest.mark.parametrize("kind", sorted({*MAKERS, *dict(registry().record_types.values())} - {"value", "cell"}))
def test_a_skeleton_of_each_kind_is_written_and_passes_only_when_it_is_filled_in(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make({}, tmp_path / "project")
    assert run(root, f"{kind} {NEEDED.get(kind, 'just-an-id')}") == 0
    assert "Still to fill in: line" in capsys.readouterr().out
    assert (
        {problem.code for problem in read(root).errors}
        == {problem.code for problem in read(root).problems}
        == {"to-fill-in"}
    )
    assert main(["check", "--project", str(root), "--today", TODAY.isoformat()]) == 1


@pytest.mark.parametrize(
    "words",
    [
        "page extra.md --title Extra",
        "term gallery --title Gallery --text 'A walk round the lamp.' --reason 'A word of the trade.'",
    ],
)
def test_a_whole_site_takes_what_is_new(words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Templates are a part of what is tried."""
    assert run(second(tmp_path / "project"), words) == 0, capsys.readouterr().out


def test_a_page_has_no_name_that_is_longer_than_a_file_takes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(make({}, tmp_path / "project"), f"page {'a' * 300}.md --title Extra") == 1
    assert "is too long" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "added"),
    [
        ("page extra.md --title 'Extra: a page' --section 'The line'", {7: "      - extra.md"}),
        ("page halts/first.md --title Halts", {8: "  - Halts:", 9: "      - halts/first.md"}),
    ],
)
def test_a_new_page_stands_in_the_navigation(
    words: str, added: dict[int, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make({"files": {"mkdocs.yml": CONFIGURATION}}, tmp_path / "project")
    known = read(root).problems

    assert run(root, words) == 0, capsys.readouterr().out

    lines = (root / "mkdocs.yml").read_text(encoding="utf-8").split("\n")
    assert {number: line for number, line in enumerate(lines, 1) if number in added} == added
    assert [line for number, line in enumerate(lines, 1) if number not in added] == CONFIGURATION.split("\n")
    page = shlex.split(words)[1]
    assert page in [path for section in sections(root) for path in section.pages]
    # The configuration is a part of one alone: what it lacks is told further down now.
    told = {problem for problem in {*read(root).problems} - {*known} if problem.code != "setting"}
    assert told == {problem for problem in read(root).errors if problem.code == "to-fill-in"}
    assert read(root).pages[page].title == shlex.split(words)[3]


@pytest.mark.slow
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"))))
@example("yes")
@example("Extra: a page")
@example("a # b")
@example("- a")
@example("%a")
@example("plain words")
def test_any_title_reads_back_as_it_was_given(title: str) -> None:
    head = yaml.safe_load(page_text(title, title).split("---\n")[1])
    assert head == {"title": title, "description": title}
    navigation = yaml.safe_load(place_in_navigation("nav:\n  - index.md\n", [], "a.md", None, title))["nav"]
    assert navigation == ["index.md", {title: ["a.md"]}]


def test_plain_words_stand_without_quotes() -> None:
    assert page_text("A page", "Of words, and more.").startswith(
        "---\ntitle: A page\ndescription: Of words, and more.\n---\n"
    )


def test_bytes_that_are_no_text_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = make({}, tmp_path / "project")
    before = files(root)
    assert main(["new", "term", "whistle", "--text", "a\udcffb", "--project", str(root)]) == 1
    assert capsys.readouterr().out == "text: 'a\\udcffb' is no text in UTF-8: the terminal gave other bytes\n"
    assert files(root) == before
