"""The reference of macros and fields: complete, and the one that this repository keeps."""

from __future__ import annotations

import re

from storysite.components.registry import registry
from storysite.editing.reference import PATH, reference
from tests.conftest import ROOT

ROW = re.compile(r"\| `(?P<name>\w+)`(?: \(needed\))? \| (?P<meaning>.*?) \| (?P<format>.*?) \|(?P<rest>.*)\|")
WITHOUT_EXAMPLE = {"Copy", "Former", "Redirect", "Seen", "Released", "Change", "Withdrawal"}
"""What commands write; the railway has never published anything."""
LISTS = re.compile(r"a list; each a \[|a \[|keys of your own")
NO_EXAMPLE = {
    "Row.empty",
    "Value.disputed",
    "Value.parts",
    "Value.reached",
    "Value.replaced_by",
    "Value.withdrawn",
    "event.replaced_by",
}
"""Fields that the railway has no use for."""


def test_the_reference_of_this_repository_is_up_to_date() -> None:
    kept = (ROOT / PATH).read_text(encoding="utf-8")
    assert kept == reference(), f"python -m macros reference > {PATH}"


def test_every_macro_says_what_it_shows_and_has_an_example() -> None:
    rows = [found for line in reference().split("## Records")[0].splitlines() if (found := ROW.match(line))]
    assert [row["name"] for row in rows] == list(registry().macros)
    assert not [row["name"] for row in rows if not row["meaning"] or "``" in row["rest"]]


def test_every_field_has_a_meaning_a_format_and_an_example() -> None:
    sections = re.split(r"\n### ", reference())[1:]
    assert len(sections) > 20
    fields = [
        (section.partition("\n")[0], found)
        for section in sections
        for line in section.splitlines()
        if (found := ROW.match(line))
    ]
    assert len(fields) > 200
    assert not [(name, row["name"]) for name, row in fields if not row["meaning"] or not row["format"]]
    bare = {
        f"{name}.{row['name']}"
        for name, row in fields
        if name not in WITHOUT_EXAMPLE and not row["rest"].strip() and not LISTS.match(row["format"])
    }
    assert {
        name for name in bare if not name.endswith(".draft")
    } == NO_EXAMPLE  # the site has none that is not finished


def test_the_page_with_everything_that_markdown_makes_is_a_part_of_it() -> None:
    page = (ROOT / "tests/cases/markdown.md").read_text(encoding="utf-8").strip()
    assert f"``````markdown\n{page}\n``````" in reference()
    assert "``````" not in page
