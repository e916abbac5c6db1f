"""Slides, documents and workbooks hold to the schemas of Office Open XML, so that no office has to repair them."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator

from storysite.core.archive import packed

ENDINGS = {".docx", ".pptx", ".xlsx"}


def faults(folder: Path) -> list[str]:
    """What is wrong with the documents in a folder, a line each; nothing stands for no document at all."""
    validator = OpenXmlValidator()
    paths = [path for path in sorted(folder.rglob("*")) if path.suffix in ENDINGS]
    assert {path.suffix for path in paths} == ENDINGS
    return [
        f"{path.relative_to(folder)}: {fault.part_uri} {fault.path}: {fault.description}"
        for path in paths
        for fault in validator.validate(path).errors
    ]


@pytest.mark.slow
def test_the_documents_of_the_second_site_hold_to_their_schemas(built_second: Path) -> None:
    assert faults(built_second / "site/data") == []


@pytest.mark.nightly
def test_all_documents_of_the_site_hold_to_their_schemas(site: Path) -> None:
    assert faults(site / "data") == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("ending", "part", "old", "new"),
    [
        (".docx", "word/document.xml", b"<w:tbl>", b"<w:tbl><w:never/>"),
        (".docx", "word/document.xml", b"<w:body>", b"<w:body><w:r/>"),
        (".pptx", "ppt/slides/slide1.xml", b"</p:cSld>", b"</p:cSld><p:cSld/>"),
        (".pptx", "ppt/presentation.xml", b"<p:sldSz cx=", b'<p:sldSz type="wide" cx='),
        (".xlsx", "xl/worksheets/sheet1.xml", b"<sheetData>", b"<sheetData><cell/>"),
    ],
)
def test_a_document_that_breaks_its_schema_is_found(
    built_second: Path, tmp_path: Path, ending: str, part: str, old: bytes, new: bytes
) -> None:
    for path in sorted((built_second / "site/data").glob("lamps.*")):
        shutil.copy(path, tmp_path)
    path = tmp_path / f"lamps{ending}"
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    path.write_bytes(packed({**parts, part: parts[part].replace(old, new, 1)}))
    assert faults(tmp_path)
