"""Slides: native parts, texts that fit, sources and address in the file, and the same bytes each time."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.enum.chart import XL_TICK_LABEL_POSITION

from storysite.bootstrap.test_runner import find_libreoffice
from storysite.components.chart.model import chart_view
from storysite.components.chart.pptx import slides as chart_slides
from storysite.drawing.pptx import HEIGHT, LINE, MOST_SLIDES, WIDTH, Deck
from storysite.drawing.pptx_table import Grid, Words, table_slides
from storysite.drawing.svg import wrap
from storysite.exports.decks import decks, section_deck, shown_in, view_deck
from storysite.output.exportable_views import taken
from storysite.project import Project
from tests import projects

PX = 9525


def opened(path: Path) -> Any:
    return Presentation(io.BytesIO(path.read_bytes()))


def shapes(deck: Any) -> Iterator[tuple[Any, Any]]:
    for slide in deck.slides:
        for shape in slide.shapes:
            yield slide, shape


def needed(frame: Any, width: float) -> float:
    """How high a text can get in a width."""
    height = 0.0
    for paragraph in frame.paragraphs:
        runs = paragraph.runs
        if runs:
            size = runs[0].font.size.pt / 0.75
            lines = wrap(paragraph.text, size, width, bold=bool(runs[0].font.bold))
            height += max(1, len(lines)) * size * LINE
    return height


def words_of(deck: Any) -> str:
    found = []
    for _, shape in shapes(deck):
        if shape.has_text_frame:
            found.append(shape.text_frame.text)
        if getattr(shape, "has_table", False) and shape.has_table:
            found += [cell.text_frame.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(found)


def assert_fits(deck: Any) -> None:
    for slide, shape in shapes(deck):
        at = (slide.shapes.title.text_frame.text, shape.name)
        left, top, width, height = (value / PX for value in (shape.left, shape.top, shape.width, shape.height))
        assert left >= -1 and top >= -1 and left + width <= WIDTH + 1 and top + height <= HEIGHT + 1, at
        if shape.has_text_frame and shape.text_frame.text:
            assert needed(shape.text_frame, width) <= height + 2, (*at, shape.text_frame.text)
        if getattr(shape, "has_table", False) and shape.has_table:
            table = shape.table
            for row in table.rows:
                for cell, column in zip(row.cells, table.columns, strict=True):
                    room = (column.width - cell.margin_left - cell.margin_right) / PX
                    assert (
                        needed(cell.text_frame, room) <= (row.height - cell.margin_top - cell.margin_bottom) / PX + 1
                    ), (*at, cell.text_frame.text)


def test_each_view_has_slides_with_native_parts(site: Path, project: Project) -> None:
    for id, view in taken(project).items():
        deck = opened(site / "data" / f"{id}.pptx")
        assert (deck.slide_width / PX, deck.slide_height / PX) == (WIDTH, HEIGHT)
        kinds = [str(shape.shape_type) for _, shape in shapes(deck)]
        wanted = {"matrix": "TABLE", "chart": "CHART", "timeline": "LINE", "cycle": "AUTO_SHAPE"}[view.kind]
        assert any(wanted in kind for kind in kinds), id
        assert not any("PICTURE" in kind for kind in kinds), id


def test_texts_fit_their_boxes(site: Path, project: Project) -> None:
    for path in sorted((site / "data").rglob("*.pptx")):
        assert_fits(opened(path))


def test_a_deck_says_what_it_is_and_where_it_comes_from(site: Path, project: Project) -> None:
    library = project.library
    for id, view in taken(project).items():
        deck = opened(site / "data" / f"{id}.pptx")
        said, about = words_of(deck), deck.core_properties
        form = view.form.sheet(library, view.form.view(library, view.record))
        assert (
            about.title == form.title
            and about.author == library.publisher.name
            and library.publisher.subject in about.subject
        )
        assert f"/id/{id}/" in about.identifier or not view.record
        for slide in deck.slides:
            foot = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
            assert any(
                about.identifier.split("/id/")[0] in text and library.publisher.reviewed.words in text for text in foot
            )
            assert any(library.publisher.name in text and library.publisher.short_stance in text for text in foot)
            assert library.publisher.name in slide.notes_slide.notes_text_frame.text
        shown = view.form.view(library, view.record)
        rows = view.form.rows(library, shown)
        for title in {title for row in rows for title in row["source_title"].split("; ") if title}:
            assert title in said, (id, title)


def test_nothing_of_a_view_is_left_out(site: Path, project: Project) -> None:
    library = project.library
    for id, view in taken(project).items():
        said = words_of(opened(site / "data" / f"{id}.pptx"))
        shown = view.form.view(library, view.record)
        if view.kind == "matrix":
            for row in view.form.sheet(library, shown).rows:
                assert all(cell.split(": ", 1)[-1] in said for cell in row if cell), (id, row)
        elif view.kind == "timeline":
            assert all(f"{mark.when}: {mark.event.title}" in said for mark in shown.marks), id
        elif view.kind == "cycle":
            assert all(
                f"{at} {step.title}" in said and step.record.text in said
                for at, step in enumerate(shown.steps, start=1)
            )


def test_a_chart_holds_every_value_and_joins_none(site: Path, project: Project) -> None:
    for id, view in taken(project).items():
        if view.kind != "chart":
            continue
        points = view.form.view(project.library, view.record).points
        charts = [shape.chart for _, shape in shapes(opened(site / "data" / f"{id}.pptx")) if shape.has_chart]
        values = [
            value
            for chart in charts
            for series in chart.plots[0].series
            for value in series.values
            if value is not None
        ]
        assert sorted(values) == sorted(float(point.number) for point in points), id
        assert all("COLUMN" in str(chart.chart_type) for chart in charts)
        assert {series.name for chart in charts for series in chart.plots[0].series} == {
            point.value.kind for point in points
        }


def test_every_section_has_one_deck(site: Path, project: Project) -> None:
    found = decks(project)
    assert {path.stem for path in (site / "data/decks").glob("*.pptx")} == found.keys()
    assert {page for section in found.values() for page in section.pages} == project.pages.keys()
    for name, section in found.items():
        titles = [slide.shapes.title.text_frame.text for slide in opened(site / f"data/decks/{name}.pptx").slides]
        assert titles[0] == project.pages[section.pages[0]].title and titles[-1].startswith("Sources")
        feet = words_of(opened(site / f"data/decks/{name}.pptx"))
        assert all(f"/id/{view.id}/ – " in feet for view in shown_in(project, section, taken(project)) if view.record)


def test_the_same_records_give_the_same_bytes(site: Path, project: Project) -> None:
    views = taken(project)
    for id in ("employees.chart", "barriers", "value-creation", "blustellar-since"):
        assert (
            view_deck(project, views[id])
            == view_deck(project, views[id])
            == (site / "data" / f"{id}.pptx").read_bytes()
        ), id
    section = decks(project)["blustellar"]
    again = section_deck(project, section, shown_in(project, section, views), [])
    assert again == (site / "data/decks/blustellar.pptx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(again)) as file:
        assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        books = [name for name in file.namelist() if name.endswith(".xlsx")]
        assert books
        for name in books:
            with zipfile.ZipFile(io.BytesIO(file.read(name))) as book:
                assert {info.date_time for info in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
                assert b"1980-01-01T00:00:00Z" in book.read("docProps/core.xml")


def test_hostile_names_are_words_that_fit(hostile: tuple[Project, Path]) -> None:
    _, site = hostile
    for path in sorted((site / "data").rglob("*.pptx")):
        deck = opened(path)
        assert_fits(deck)
        for slide in deck.slides:
            assert all(
                relation.target_ref.startswith(("https://railway.example/", "../"))
                for relation in slide.part.rels.values()
                if "hyperlink" in relation.reltype
            )


@pytest.mark.office
def test_an_office_opens_them_as_they_are(site: Path, project: Project, tmp_path: Path) -> None:
    """LibreOffice makes one page of each slide, with its words on it."""
    office = find_libreoffice()
    assert office
    names = sorted((site / "data/decks").glob("*.pptx"))
    subprocess.run(
        [
            office,
            "--headless",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            *map(str, names),
        ],
        check=True,
        capture_output=True,
        timeout=200,
    )
    from pypdf import PdfReader

    for path in names:
        slides = opened(path).slides
        pages = PdfReader(tmp_path / f"{path.stem}.pdf").pages
        assert len(pages) == len(slides), path.name
        for slide, page in zip(slides, pages, strict=True):
            said = "".join(page.extract_text().split())
            assert "".join(slide.shapes.title.text_frame.text.split()) in said
            assert "".join(project.library.publisher.short_stance.split()) in said


def test_of_more_than_anybody_shows_a_deck_says_where_the_rest_stands(project: Project) -> None:
    library = project.library
    address = f"{library.publisher.address}reference/"
    deck = Deck(library, "Much", address)
    rows = tuple((Words(f"Row {number}", "head"), Words("a word")) for number in range(2000))
    table_slides(deck, Grid("Much", "", (Words("What", "head"), Words("Value", "head")), rows, (1, 1)), address, [])
    made = Presentation(io.BytesIO(deck.bytes()))
    shown = words_of(made)
    assert len(made.slides) == MOST_SLIDES + 1
    left = sum(f"Row {number}" not in shown.split("\n") for number in range(2000))
    assert left > 0 and f"{left:,} more rows stand at {address}" in shown
    assert_fits(made)


LONG = "Personalentwicklungsgrundsatz and what came of it in all of the years. " * 3


@pytest.mark.parametrize(("columns", "rows"), [(10, 3), (10, 1), (40, 2), (3, 1)])
def test_a_table_of_many_columns_and_long_heads_is_dealt_out(project: Project, columns: int, rows: int) -> None:
    address = f"{project.library.publisher.address}reference/"
    deck = Deck(project.library, "Wide", address)
    heads = tuple(Words(f"Column {at}: {LONG}", "head") for at in range(columns + 1))
    lines = tuple(tuple(Words(f"Cell {row}.{at}: {LONG}") for at in range(columns + 1)) for row in range(rows))
    table_slides(deck, Grid("Wide", "", heads, lines, (0.8, *([1.0] * columns))), address, [])
    made = Presentation(io.BytesIO(deck.bytes()))
    assert_fits(made)
    shown = words_of(made)
    assert all(f"Column {at}:" in shown and f"Cell {rows - 1}.{at}:" in shown for at in range(columns + 1))
    tables = [shape.table for _, shape in shapes(made) if getattr(shape, "has_table", False) and shape.has_table]
    assert all(column.width / PX >= 90 for table in tables for column in table.columns), "letters below each other"


def test_all_slides_of_a_chart_have_one_scale_with_room_below_zero(tmp_path: Path) -> None:
    values = "".join(
        f"    - id: y{year}\n      value: {(year - 1986) * 10}\n      as_of: {year}\n      source: annual-report\n      locator: '3'\n"
        for year in range(1980, 2000)
    )
    facts = f"- id: balance\n  name: Balance\n  unit: yen\n  values:\n{values}"
    path = projects.ROOT / "tests/cases/base/docs/data/facts.yml"
    project = projects.read(
        projects.make(
            {"files": {"docs/data/facts.yml": path.read_text(encoding="utf-8") + "\n" + facts}}, tmp_path / "p"
        )
    )
    assert not project.errors
    deck = Deck(project.library, "Balance", project.library.publisher.address)
    chart_slides(deck, chart_view(project.library, "balance"))
    charts = [
        shape.chart
        for _, shape in shapes(Presentation(io.BytesIO(deck.bytes())))
        if getattr(shape, "has_chart", False) and shape.has_chart
    ]
    axes = [chart.value_axis for chart in charts]
    assert len(charts) == 2 and len({(axis.minimum_scale, axis.maximum_scale, axis.major_unit) for axis in axes}) == 1
    assert axes[0].minimum_scale < -60 and axes[0].maximum_scale > 130, "no column reaches the end of the scale"
    assert {chart.category_axis.tick_label_position for chart in charts} == {XL_TICK_LABEL_POSITION.LOW}
