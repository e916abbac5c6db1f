"""What becomes of records on a page: the cases of `tests/cases/rendered`, and hostile words in every text of every record."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import AfterValidator, BaseModel, ValidationError

from storysite.core.inline_markup import typographic
from storysite.project import Project
from storysite.records import Publisher
from storysite.source.record_reader import Entry
from storysite.source.record_texts import walk
from tests.projects import CASES, TODAY, cases, load, read
from tests.rendering import case_page, case_part, from_markdown, harm, normal, parsed, shapes, shown_html, words

KEYS = {"about", "files", "show", "part", "html", "text"}


@pytest.mark.parametrize("path", cases("rendered"), ids=lambda path: path.stem)
def test_a_call_is_shown_as_its_case_says(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = load(path)
    assert case.keys() <= KEYS
    monkeypatch.setenv("MACROS_TODAY", TODAY.isoformat())

    soup = case_page(case, tmp_path / "project")

    assert not read(tmp_path / "project").problems
    assert harm(soup) == []
    if "text" in case:
        assert typographic(case["text"]) in words(soup) or case["text"] in words(soup)
    if "html" in case:
        assert normal(case_part(case, tmp_path / "again")) == normal(case["html"])


# --- any text, anywhere ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def base() -> Project:
    return read(CASES / "base")


def filled(record: BaseModel, kind: type[BaseModel], text: str) -> BaseModel:
    """The record with `text` in every field that holds words."""
    data = record.model_dump(by_alias=True)
    for path, _, marked in walk(record):
        if (
            any(isinstance(mark, AfterValidator) and mark.func.__name__ == "_words" for mark in marked)
            and path[-1] != "formula"
        ):
            put(data, path, f"{text} {{value}}" if path[-1] == "sentence" else text)
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        raise AssertionError(f"{kind.__name__} does not take {text!r}") from error


def put(data: Any, path: tuple[str | int, ...], text: str) -> None:
    """Set the value at a path, in lists that may be tuples."""
    step, rest = path[0], path[1:]
    if isinstance(data[step], tuple):
        data[step] = list(data[step])
    if rest:
        put(data[step], rest, text)
    else:
        data[step] = text


def with_text(project: Project, text: str) -> Project:
    """The project with `text` in all its records."""
    library = project.library
    entries = tuple(
        Entry(entry.kind, filled(entry.record, type(entry.record), text), entry.mark, entry.marks)
        for entry in library.entries
    )
    publisher = filled(library.publisher, Publisher, text)
    return replace(project, library=replace(library, entries=entries, publisher=publisher))


@pytest.fixture(scope="module")
def plain_shapes(base: Project) -> dict[str, set[tuple[str, ...]]]:
    """What elements harmless words of any length give on each page."""
    found: dict[str, set[tuple[str, ...]]] = {path: set() for path in base.pages}
    for text in (
        "a",
        "some words",
        "many words " * 10,
        "one-word" * 12,
        "*stressed* [words](https://railway.example/)",
        "灯台",
        "灯台 and words " * 10,
        "*灯台* [灯台](https://railway.example/)",
    ):
        project = with_text(base, text)
        for path in base.pages:
            found[path] |= shapes(parsed(shown_html(project, path)))
    return found


FRAGMENTS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](https://evil.example/x.png)",
    "[x](javascript:alert(1))",
    "[x](data:text/html,x)",
    "{: onclick=alert(1) }",
    "{: #top .x style=y }",
    "<https://evil.example>",
    "https://evil.example/?a=b&c",
    "www.evil.example",
    "a@evil.example",
    "<a@evil.example>",
    "`code`",
    "**bold**",
    "__bold__",
    "_so_",
    "# heading",
    "## x {: #y }",
    "* list",
    "1. list",
    "> quote",
    "---",
    "| a | b |",
    "&lt;script&gt;",
    "&#60;script&#62;",
    '" onmouseover="alert(1)',
    "' onmouseover='alert(1)",
    "</a></p></td></span><b>",
    "<!-- x -->",
    "-->",
    "]]>",
    "{{ 1 }}",
    "{% raw %}",
    "{# x #}",
    "\\",
    "\\[x\\]",
    "[^1]",
    "[x][y]",
    "*[HTML]: x",
    "<details open ontoggle=alert(1)>",
    "<svg onload=alert(1)>",
    "javascript:alert(1)",
    "%s{}$&\\1",
    "\u202e",
    "</svg></title><image href=x>",
    "<div markdown=1>",
    "klzzwxh:0001",
    "第二",
    "--- ... << >>",
)


def check_inert(project: Project, path: str, known: dict[str, set[tuple[str, ...]]]) -> str:
    """The words of a page, on which no element stands that harmless words do not give."""
    soup = parsed(shown_html(project, path))
    assert harm(soup) == []
    assert shapes(soup) <= known[path], shapes(soup) - known[path]
    return words(soup)


@pytest.mark.slow
@pytest.mark.parametrize("text", FRAGMENTS)
def test_a_hostile_text_is_inert_and_can_be_read(
    base: Project, plain_shapes: dict[str, set[tuple[str, ...]]], text: str
) -> None:
    text = f"{text} before {text} after {text}"
    hostile = with_text(base, text)

    for path in hostile.pages:
        told = check_inert(hostile, path, plain_shapes)
        wanted = " ".join(text.split())
        assert told.count(wanted) + told.count(typographic(wanted)) > 5, path


@pytest.mark.slow
@given(
    st.lists(
        st.sampled_from(FRAGMENTS) | st.text("<>&\"'`*_[](){}:#!|\\/ \tax1=.-~^%@", min_size=1, max_size=8),
        min_size=1,
        max_size=5,
    ),
    st.sampled_from(["", " ", "a", "\n\n"]),
    st.sampled_from(["index.md", "line.md", "reference.md"]),
)
@example(["[", "<script>", "](javascript:x)"], "", "reference.md")
def test_hostile_words_together_are_inert(
    base: Project, plain_shapes: dict[str, set[tuple[str, ...]]], parts: list[str], between: str, path: str
) -> None:
    text = between.join(parts)
    if text.strip():
        check_inert(with_text(base, text), path, plain_shapes)


@pytest.mark.parametrize("text", FRAGMENTS)
@pytest.mark.parametrize(("name", "arguments"), [("link", ["tunnel"]), ("term", ["rack"]), ("cite", ["annual-report"])])
def test_hostile_words_in_a_call_are_inert(base: Project, name: str, arguments: list[str], text: str) -> None:
    known = shapes(parsed(from_markdown(f"It says {base.render('index.md', name, *arguments, 'words')} here.")))
    if name == "cite" and {*map(unicodedata.category, text)} == {"Cf"}:
        with pytest.raises(ValidationError):  # a place in a source that nobody can see is none
            base.render("index.md", name, *arguments, text)
        text += "2"

    soup = parsed(from_markdown(f"It says {base.render('index.md', name, *arguments, text)} here."))

    assert harm(soup) == []
    assert shapes(soup) <= known
