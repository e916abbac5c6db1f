"""`check-links` tells what has become of the links and figures of a proposal, in a text and in documents."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest

from storysite.cli.commands import main
from storysite.exports.check_data import check_data
from storysite.exports.check_links import NotRead, check_text, read_document
from tests.checked import TEXTS, changed_project


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return changed_project(tmp_path_factory.mktemp("checked") / "project").root


@pytest.fixture(scope="module")
def data(root: Path) -> dict[str, Any]:
    from storysite.checks.read_project import read_project
    from tests.permanence import LATER

    return check_data(read_project(root, LATER))


@pytest.mark.parametrize("case", TEXTS, ids=lambda case: case["about"])
def test_a_text_is_told_what_has_become_of_its_links_and_figures(data: dict[str, Any], case: dict[str, Any]) -> None:
    found = check_text(data, case["text"], case.get("day", ""))
    assert [line for one in found for line in (one.found, one.about, *one.lines) if line] == case["tells"]


DOCUMENTS = {
    "letter.docx": {
        "word/document.xml": "<w:p><w:r><w:t>about 12,5</w:t></w:r><w:r><w:t>00 people</w:t></w:r></w:p><w:p>of 1990</w:p>",
        "word/_rels/document.xml.rels": '<Relationship Target="https://railway.example/story/id/tunnel/?a=1&amp;b=2" TargetMode="External"/>',
        "docProps/core.xml": "<dcterms:modified>2026-02-10T08:00:00Z</dcterms:modified>",
    },
    "deck.pptx": {
        "ppt/slides/slide1.xml": "<a:p><a:r><a:t>about 12,500 people</a:t></a:r></a:p>",
        "ppt/slides/_rels/slide1.xml.rels": '<Relationship Target="https://railway.example/story/id/tunnel/?a=1&amp;b=2"/>',
        "docProps/core.xml": "<dcterms:modified>2026-02-10T08:00:00Z</dcterms:modified>",
    },
    "book.xlsx": {
        "xl/sharedStrings.xml": "<si><t>12,500 people</t></si>",
        "xl/worksheets/_rels/sheet1.xml.rels": '<Relationship Target="https://railway.example/story/id/tunnel/?a=1&amp;b=2"/>',
        "docProps/core.xml": "<dcterms:modified>2026-02-10T08:00:00Z</dcterms:modified>",
    },
}


def document(folder: Path, name: str) -> Path:
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as file:
        for part, markup in DOCUMENTS[name].items():
            file.writestr(part, markup)
    return folder / name


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_read_with_its_links_and_its_day(data: dict[str, Any], tmp_path: Path, name: str) -> None:
    text, day = read_document(document(tmp_path, name))
    assert day == "2026-02-10"
    found = {one.found: one for one in check_text(data, text, day)}
    assert set(found) == {"12,500 people", "https://railway.example/story/id/tunnel/?a=1&b=2"}
    assert found["12,500 people"].changed and not found["https://railway.example/story/id/tunnel/?a=1&b=2"].changed


def test_the_status_says_whether_somebody_has_to_look(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def status(text: str) -> int:
        (tmp_path / "text.txt").write_text(text, encoding="utf-8")
        return main(["check-links", str(tmp_path / "text.txt"), "--project", str(root), "--today", "2026-03-02"])

    assert status("https://railway.example/story/id/tunnel/?as-of=2026-02-10") == 0
    assert capsys.readouterr().out.endswith("All 1 are as they were.\n")
    assert status("https://railway.example/story/id/passengers.y2000/?as-of=2026-02-10") == 1
    assert "To put in its place: " in capsys.readouterr().out
    (tmp_path / "broken.docx").write_bytes(b"no document")
    assert main(["check-links", str(tmp_path / "broken.docx"), "--project", str(root)]) == 2
    assert "no document that Word" in capsys.readouterr().err


def bomb(path: Path, states: int | None = None) -> Path:
    """A document that unpacks to 60 MB, and may state another size."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", b"\0" * 60_000_000)
    if states is not None:
        content, true = path.read_bytes(), (60_000_000).to_bytes(4, "little")
        assert content.count(true) == 2  # in the file's own head, and in the list of all files
        path.write_bytes(content.replace(true, states.to_bytes(4, "little")))
    return path


def test_a_document_that_is_a_bomb_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotRead, match="more than 50 MB"):
        read_document(bomb(tmp_path / "large.docx"))


def test_a_text_that_is_too_large_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "large.txt").open("wb") as file:
        file.truncate(60_000_000)
    with pytest.raises(NotRead, match="more than 50 MB"):
        read_document(tmp_path / "large.txt")
