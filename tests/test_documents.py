"""Documents and workbooks: typed cells, captions that are counted, sources with their addresses, the same bytes each time."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import docx
import pytest

from storysite.components.table import undated
from storysite.core.messages import english
from storysite.exports.documents import document
from storysite.exports.spreadsheets import workbook
from storysite.exports.tables import collections, csv_text
from storysite.output.exportable_views import taken
from storysite.project import Project
from storysite.wording.citations import permanent

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def cells(content: bytes) -> tuple[list[str], list[list[tuple[str, str, str]]]]:
    """The heads of a workbook's one sheet, and of each other cell its type, what stands in it and its format."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert [name for name in file.namelist() if "worksheets/sheet" in name] == ["xl/worksheets/sheet1.xml"]
        texts = ElementTree.fromstring(file.read("xl/sharedStrings.xml"))
        shared = ["".join(part.itertext()) for part in texts.iter(f"{S}si")]
        styles = ElementTree.fromstring(file.read("xl/styles.xml"))
        named = {one.get("numFmtId"): one.get("formatCode") or "" for one in styles.iter(f"{S}numFmt")}
        forms = [one.get("numFmtId") or "" for one in styles.find(f"{S}cellXfs") or ()]
        sheet = ElementTree.fromstring(file.read("xl/worksheets/sheet1.xml"))
    found = []
    for row in sheet.iter(f"{S}row"):
        line = {}
        for cell in row:
            value = cell.findtext(f"{S}v") or ""
            kind = cell.get("t", "n")
            column = re.sub(r"\d", "", cell.get("r") or "")
            form = forms[int(cell.get("s", "0"))]
            line[column] = (kind, shared[int(value)] if kind == "s" else value, named.get(form, form))
        found.append(line)
    heads = {column: words for column, (_, words, _) in found[0].items()}
    return list(heads.values()), [[row.get(column, ("", "", "")) for column in heads] for row in found[1:]]


def test_a_workbook_has_numbers_days_and_words(project: Project) -> None:
    library = project.library
    rows = dict(collections(project))["figures"]
    heads, lines = cells(workbook(library, rows))
    assert "unit" in heads and "state" in heads and "value" in heads and "publisher" not in heads
    at = {name: heads.index(name) for name in heads}
    for row, line in zip(rows, lines, strict=True):
        kind, value, form = line[at["value"]]
        assert (kind, float(value)) == ("n", float(row["value"])), row["id"]
        assert form in {"#,##0", "3", "#,##0.0", "#,##0.00", "4", "#,##0.000"}, (row["id"], form)
        kind, value, form = line[at["stated"]]
        is_day = bool(re.fullmatch(r"\d{4}-\d\d-\d\d", row["stated"]))
        assert (kind, form) == ("n", "yyyy-mm-dd") if is_day else value == row["stated"], row["id"]
    assert {line[at["stated"]][0] for line in lines} == {"n", "s", ""}


def test_days_that_spreadsheets_do_not_know_stay_words(project: Project) -> None:
    rows = dict(collections(project))["events"]
    heads, lines = cells(workbook(project.library, rows))
    old = next(line for line in lines if line[heads.index("id")][1] == "partnership-1898")
    assert old[heads.index("date")] == ("s", "1898-08-31", "@") or old[heads.index("date")][:2] == ("s", "1898-08-31")


@pytest.mark.parametrize("words", ["June 1932", "31 August 1898", "May 2021"])
def test_csv_keeps_spreadsheets_from_making_a_day_of_a_month(words: str) -> None:
    """Spreadsheets take `June 1932` for the first of June; with a thin space they leave it."""
    assert csv_text(english(), [{"when": words}]) == f"when\r\n{words.replace(' ', chr(0x2009))}\r\n"
    assert undated(english(), f"about {words}") == f"about {words}" and undated(english(), "2021-05-04") == "2021-05-04"


def fields(made: Any) -> list[tuple[str, str]]:
    found = made.element.body.iter(f"{W}fldSimple")
    return [
        ((one.get(f"{W}instr") or "").strip(), "".join(part.text or "" for part in one.iter(f"{W}t"))) for one in found
    ]


@pytest.mark.slow
def test_a_document_refers_counts_and_leads_home(project: Project) -> None:
    library = project.library
    for id, view in taken(project).items():
        if not view.record:
            continue
        made = docx.Document(io.BytesIO(document(project, view)))
        found = fields(made)
        name = "Figure" if view.kind == "chart" else "Table"
        (mark,) = [one.get(f"{W}name") for one in made.element.body.iter(f"{W}bookmarkStart")]
        assert found[0] == (f"REF {mark} \\h", f"{name} 1") and found[1] == (f"SEQ {name} \\* ARABIC", "1"), id
        assert found[-1] == (f'HYPERLINK "{permanent(library, id)}"', permanent(library, id)), id
        sheet = view.form.sheet(library, view.form.view(library, view.record))
        (table,) = made.tables
        assert [cell.text for cell in table.rows[0].cells] == list(sheet.heads), id
        assert len(table.rows) == len(sheet.rows) + 1 and table._tbl.find(f".//{W}tblHeader") is not None
        assert len(made.inline_shapes) == (1 if view.kind == "chart" else 0), id
        assert all(shape._inline.docPr.get("descr") for shape in made.inline_shapes)
        assert made.core_properties.author == library.publisher.name


@pytest.mark.slow
def test_the_same_records_give_the_same_files(project: Project, tmp_path: Path) -> None:
    views = taken(project)
    for id in ("barriers", "revenue.chart"):
        assert document(project, views[id]) == document(project, views[id])
    rows = dict(collections(project))["terms"]
    assert workbook(project.library, rows) == workbook(project.library, rows)
    for content in (document(project, views["barriers"]), workbook(project.library, rows)):
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert not re.search(rb"202[6-9]-\d\d-\d\dT(?!00:00)", file.read("docProps/core.xml"))


def test_the_picture_of_a_chart_is_made_for_the_width_of_a_text(project: Project) -> None:
    made = docx.Document(io.BytesIO(document(project, taken(project)["blustellar-sales.chart"])))
    (picture,) = made.inline_shapes
    (image,) = made.part.package.image_parts
    assert round(picture.width.cm, 2) == 16
    assert image.image.horz_dpi == 300 and abs(image.image.px_width - 16 / 2.54 * 300) <= 2
