"""What a failing test says."""

from __future__ import annotations

import pytest

from tests.conftest import expected


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("test_a_page_is_light", "A page is light."),
        ("test_a_link_leads_where_it_was_meant_to[True-a/b.md]", "A link leads where it was meant to: True-a/b.md."),
    ],
)
def test_the_name_of_a_test_is_told_as_a_sentence(name: str, sentence: str) -> None:
    assert expected(name) == sentence
