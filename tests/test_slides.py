"""Slides: native parts, texts that fit, sources and address in the file, and the same bytes each time."""

from __future__ import annotations

import io
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.enum.chart import XL_TICK_LABEL_POSITION

from storysite.bootstrap.test_runner import find_libreoffice
from storysite.components.chart.model import chart_view
from storysite.components.chart.pptx import runs_of
from storysite.components.chart.pptx import slides as chart_slides
from storysite.components.ladder.model import sentence, told
from storysite.drawing.pptx import MOST_SLIDES, Deck
from storysite.drawing.pptx_slide import CODE_NAME
from storysite.drawing.pptx_table import Grid, Words, table_slides
from storysite.exports.decks import section_deck, shown_in, view_deck
from storysite.output.exportable_views import taken
from storysite.output.navigation import decks
from storysite.project import Project
from tests import projects
from tests.slides import HEIGHT, PX, WIDTH, C, assert_fits, opened, shapes, words_of


def test_each_view_has_slides_with_native_parts(site: Path, project: Project) -> None:
    for id, view in taken(project).items():
        deck = opened(site / "data" / f"{id}.pptx")
        assert (deck.slide_width / PX, deck.slide_height / PX) == (WIDTH, HEIGHT)
        kinds = [str(shape.shape_type) for _, shape in shapes(deck) if shape.name != CODE_NAME]
        drawn = {"cycle": "AUTO_SHAPE", "ladder": "AUTO_SHAPE", "flow": "AUTO_SHAPE"}
        wanted = ({"matrix": "TABLE", "chart": "CHART", "timeline": "LINE"} | drawn)[view.kind]
        assert any(wanted in kind for kind in kinds) or (
            view.kind == "chart" and any("TABLE" in kind for kind in kinds)
        ), id
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
        elif view.kind == "ladder":
            assert all(rung.words in said and sentence(told(library, rung)) in said for rung in shown.rungs), id
        elif view.kind == "flow":
            assert all(item.record.title in said for item in shown.of("item")), id
            assert all(item.record.open in said for item in shown.of("open")), id


def test_a_chart_holds_every_value_once_or_tells_it(site: Path, project: Project) -> None:
    for id, view in taken(project).items():
        if view.kind != "chart":
            continue
        shown = view.form.view(project.library, view.record)
        deck = opened(site / "data" / f"{id}.pptx")
        charts = [shape.chart for _, shape in shapes(deck) if getattr(shape, "has_chart", False) and shape.has_chart]
        values = [
            value for chart in charts for part in chart.plots[0].series for value in part.values if value is not None
        ]
        runs, alone = runs_of(shown)
        assert sorted(values) == sorted(float(point.number) for run in runs for point in run.points), id
        assert len(values) + len(alone) == len(shown.points), id
        assert all(point.words in words_of(deck) for point in alone), id


def test_labels_of_a_chart_follow_its_values(site: Path, project: Project) -> None:
    """No label is a text of its own: each shows the value, thousands apart, in a format that holds its qualifier."""
    formats = set()
    for path in sorted((site / "data").glob("*.chart.pptx")):
        for _, shape in shapes(opened(path)):
            if getattr(shape, "has_chart", False) and shape.has_chart:
                labels = list(shape.chart._chartSpace.iter(f"{C}dLbl"))
                assert labels and not any(label.findall(f".//{C}rich") for label in labels), path.name
                formats |= {label.find(f"{C}numFmt").get("formatCode") for label in labels}
    assert {"#,##0", "#,##0.0", '"about "#,##0'} <= formats


def test_a_chart_keeps_steps_of_time_apart(tmp_path: Path) -> None:
    """Quarters never stand beside years, and a year without a value keeps its place."""
    times = {"q1": "FYE2024-03-Q1", "q3": "FYE2024-03-Q3", "y1": "FYE2020-03", "y2": "FYE2021-03", "y3": "FYE2024-03"}
    values = "".join(
        f"    - id: {id}\n      value: {at + 5}\n      period: {when}\n      source: annual-report\n      locator: '3'\n"
        for at, (id, when) in enumerate(times.items())
    )
    charts = charts_of(f"- id: balance\n  name: Balance\n  unit: yen\n  values:\n{values}", tmp_path)
    found = [
        [
            (str(name), value)
            for name, value in zip(chart.plots[0].categories, chart.plots[0].series[0].values, strict=True)
        ]
        for chart in charts
    ]
    assert [[value for _, value in part] for part in found] == [[7.0, 8.0, None, None, 9.0], [5.0, None, 6.0]]
    assert found[0][2][0] == "the year to March 2022" and found[1][0][0].startswith("the first quarter")


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
    hostile_project, site = hostile
    known = {source.url for source in hostile_project.library.sources.values() if source.url}
    for path in sorted((site / "data").rglob("*.pptx")):
        deck = opened(path)
        assert_fits(deck)
        for slide in deck.slides:
            assert all(
                relation.target_ref.startswith(("https://railway.example/", "../")) or relation.target_ref in known
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


@pytest.mark.slow
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


@pytest.mark.slow
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
    if columns > 10:
        assert "Wide, columns 1 to 8" in shown.split("\n") and "Wide, columns 9 to 16" in shown.split("\n")
    tables = [shape.table for _, shape in shapes(made) if getattr(shape, "has_table", False) and shape.has_table]
    assert all(column.width / PX >= 90 for table in tables for column in table.columns), "letters below each other"


def charts_of(fact: str, folder: Path) -> list[Any]:
    """The native charts of a fact that is written beside those of the small project."""
    path = projects.ROOT / "tests/cases/base/docs/data/facts.yml"
    files = {"docs/data/facts.yml": path.read_text(encoding="utf-8") + "\n" + fact}
    project = projects.read(projects.make({"files": files}, folder / "p"))
    assert not project.errors
    deck = Deck(project.library, "Balance", project.library.publisher.address)
    chart_slides(deck, chart_view(project.library, "balance"))
    found = shapes(Presentation(io.BytesIO(deck.bytes())))
    return [shape.chart for _, shape in found if getattr(shape, "has_chart", False) and shape.has_chart]


def test_a_long_time_is_a_scale_with_room_below_zero(tmp_path: Path) -> None:
    values = "".join(
        f"    - id: y{year}\n      value: {(year - 1986) * 10}\n      as_of: {year}\n      source: annual-report\n      locator: '3'\n"
        for year in range(1980, 2000)
    )
    (chart,) = charts_of(f"- id: balance\n  name: Balance\n  unit: yen\n  values:\n{values}", tmp_path)
    axis = chart.value_axis
    assert axis.minimum_scale < -60 and axis.maximum_scale > 130, "no value reaches the end of the scale"
    assert chart.category_axis.tick_label_position == XL_TICK_LABEL_POSITION.LOW
    assert (chart.category_axis.minimum_scale, chart.category_axis.maximum_scale) == (1980, 2000)
