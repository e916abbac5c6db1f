"""Texts of records in the forms beside the page: the cases of `tests/cases/texts.yml`."""

from __future__ import annotations

import pytest

from storysite.records import Reference
from storysite.source.record_store import Library
from storysite.wording.text import by_source, markdown, markdown_link, marked_down, plain
from tests.projects import CASES, load, read

ALL: list[dict[str, str]] = load(CASES / "texts.yml")


@pytest.fixture(scope="module")
def library() -> Library:
    return read(CASES / "base").library


@pytest.mark.parametrize("case", ALL, ids=lambda case: case["about"])
def test_a_text_is_written_as_its_case_says(case: dict[str, str], library: Library) -> None:
    assert case.keys() == {"about", "text", "markdown", "plain"}
    assert markdown(library, case["text"], lambda id: f"https://railway.example/id/{id}/") == case["markdown"]
    assert plain(library, case["text"]) == case["plain"]


def test_a_link_is_words_alone_where_there_is_no_address() -> None:
    assert markdown_link("two  words", "") == "two words"
    assert markdown_link("a [b]", "https://a.example/(c)") == r"[a \[b\]](https://a.example/%28c%29)"


@pytest.mark.parametrize(
    ("words", "written"),
    [("1. a", r"1\. a"), ("1) a", r"1\) a"), ("1.5 a", "1.5 a"), ("- a", r"\- a"), ("-a", "-a"), (" a  b ", "a b")],
)
def test_words_that_would_begin_a_list_begin_none(words: str, written: str) -> None:
    assert marked_down(words) == written


def test_places_stand_under_their_source_once_and_in_order() -> None:
    given = [
        Reference(source="b", locator="2"),
        Reference(source="a", locator="1"),
        Reference(source="b", locator="1"),
        Reference(source="b", locator="2"),
    ]
    assert by_source(given) == {"b": ["2", "1"], "a": ["1"]}
