"""The preview's forms: a new figure with its first value, and the head of a page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from storysite.preview.forms import Forms
from tests.projects import TODAY, make, read

SAID = {
    "kind": "fact",
    "f.id": "bridges",
    "f.name": "Bridges",
    "f.first-value": "7",
    "f.first-as_of": "1990",
    "f.first-source": "annual-report",
    "f.first-locator": "3",
}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MACROS_TODAY", TODAY.isoformat())
    return make({}, tmp_path / "project")


def test_a_new_figure_is_asked_for_with_its_first_value(root: Path) -> None:
    html = (Forms(root).show(read(root), {"kind": "fact"}, "token") or b"").decode()
    assert {"f.name", "f.first-value", "f.first-source", "f.first-as_of"} <= set(re.findall(r'name="([^"]+)"', html))
    shown = Forms(root).show(read(root), {"kind": "fact", "id": "passengers"}, "token") or b""
    assert b"f.first-value" not in shown, "a figure that is there has its values already"


def test_it_is_written_as_a_careful_hand_would(root: Path) -> None:
    before = (root / "docs/data/facts.yml").read_text(encoding="utf-8")
    saved = Forms(root).save(SAID)
    assert not saved.wrong
    added = (root / "docs/data/facts.yml").read_text(encoding="utf-8").removeprefix(before)
    assert added == (
        "\n- id: bridges\n  name: Bridges\n  values:\n    - id: y1990\n      value: 7\n      as_of: 1990\n"
        '      source: annual-report\n      locator: "3"\n'
    )
    assert not read(root).errors


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [("value", "7,x", "is not a number"), ("as_of", "last year", "is not a date"), ("kind", "guess", "is not allowed")],
)
def test_what_is_wrong_in_it_is_told_at_its_field(field: str, text: str, told: str, root: Path) -> None:
    wrong = Forms(root).check({**SAID, f"f.first-{field}": text})
    assert wrong.keys() == {f"first-{field}"} and told in wrong[f"first-{field}"]


def test_the_head_of_a_page_is_changed_in_a_form_and_can_be_taken_back(root: Path) -> None:
    path = root / "docs/line.md"
    before = path.read_text(encoding="utf-8")
    forms = Forms(root)
    html = (forms.show(read(root), {"page": "line.md", "words": ""}, "token") or b"").decode()
    assert 'name="f.title"' in html and "What the stations have, and how the train runs." in html
    said = {"page": "line.md", "words": "", "f.title": "The line: old and new", "f.description": "What runs on it."}
    assert not forms.save(said).wrong
    assert path.read_text(encoding="utf-8") == before.replace(
        "title: The line\ndescription: What the stations have, and how the train runs.",
        'title: "The line: old and new"\ndescription: What runs on it.',
    )
    assert not read(root).errors
    forms.undo()
    assert path.read_text(encoding="utf-8") == before


@pytest.mark.parametrize("text", ["", "{{ link('first-train') }}"])
def test_the_head_of_a_page_holds_plain_words(text: str, root: Path) -> None:
    said = {"page": "line.md", "words": "", "f.title": "The line", "f.description": text}
    before = (root / "docs/line.md").read_bytes()
    assert Forms(root).save(said).wrong
    assert (root / "docs/line.md").read_bytes() == before
