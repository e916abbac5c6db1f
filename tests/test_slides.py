"""Slides: native parts, texts that fit, sources and address in the file, and the same bytes each time."""

from __future__ import annotations

import io
import posixpath
import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from pptx import Presentation
from pptx.enum.chart import XL_TICK_LABEL_POSITION
from pptx.enum.shapes import MSO_SHAPE_TYPE

from storysite.bootstrap.test_runner import find_libreoffice
from storysite.components.chart.model import chart_view
from storysite.components.chart.pptx import runs_of
from storysite.components.chart.pptx import slides as chart_slides
from storysite.components.ladder.model import sentence, told
from storysite.drawing.pptx import MOST_SLIDES, Deck
from storysite.drawing.pptx_parts import LINE
from storysite.drawing.pptx_slide import CODE_NAME
from storysite.drawing.pptx_table import Grid, Words, table_slides
from storysite.drawing.text_layout import wrap
from storysite.exports.decks import section_deck, shown_in, view_deck
from storysite.output.exportable_views import taken
from storysite.output.navigation import decks
from storysite.project import Project
from tests import projects

PX = 9525
WIDTH, HEIGHT = 1280, 720
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def opened(path: Path) -> Any:
    return Presentation(io.BytesIO(path.read_bytes()))


def shapes(deck: Any) -> Iterator[tuple[Any, Any]]:
    for slide in deck.slides:
        for shape in inside(slide.shapes):
            yield slide, shape


def inside(found: Any) -> Iterator[Any]:
    for shape in found:
        yield shape
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            yield from inside(shape.shapes)


def inherited(shape: Any) -> float:
    """The size in px of a placeholder's text that the slide leaves to its layout or master."""
    layout = shape.part.slide_layout
    at = next(found for found in layout.placeholders if found.placeholder_format.idx == shape.placeholder_format.idx)
    style = {"TITLE": "titleStyle", "CENTER_TITLE": "titleStyle"}.get(shape.placeholder_format.type.name, "bodyStyle")
    bases = [at._element, layout.slide_master._element.find(f"{P}txStyles/{P}{style}")]
    if shape.placeholder_format.type.name == "FOOTER":
        bases[1] = next(
            p for p in layout.slide_master.placeholders if p.placeholder_format.type.name == "FOOTER"
        )._element
    sizes = [level.get("sz") for base in bases for level in base.iter(f"{A}defRPr") if level.get("sz")]
    return int(sizes[0]) / 100 / 0.75


def needed(frame: Any, width: float, shape: Any = None) -> float:
    """How high a text can get in a width."""
    height = 0.0
    for paragraph in frame.paragraphs:
        runs = paragraph.runs
        if runs:
            size = runs[0].font.size.pt / 0.75 if runs[0].font.size else inherited(shape)
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
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            continue
        at = (slide.shapes.title.text_frame.text, shape.name)
        left, top, width, height = (value / PX for value in (shape.left, shape.top, shape.width, shape.height))
        assert left >= -1 and top >= -1 and left + width <= WIDTH + 1 and top + height <= HEIGHT + 1, at
        if shape.has_text_frame and shape.text_frame.text:
            assert needed(shape.text_frame, width, shape) <= height + 2, (*at, shape.text_frame.text)
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


# --- the file itself -------------------------------------------------------------------------


def test_a_deck_is_a_whole_package(site: Path) -> None:
    """Each part has its kind, each relation leads to a part, each id stands once on its slide, and all has a language."""
    for path in sorted((site / "data").rglob("*.pptx")):
        with zipfile.ZipFile(path) as file:
            names = set(file.namelist())
            types = ElementTree.fromstring(file.read("[Content_Types].xml"))
            kinds = {part.get("PartName", "").lstrip("/") for part in types} | {part.get("Extension") for part in types}
            for name in names - {"[Content_Types].xml"}:
                assert name in kinds or name.rpartition(".")[2] in kinds, (path.name, name)
                if name.endswith(".rels"):
                    folder = posixpath.dirname(posixpath.dirname(name))
                    for relation in ElementTree.fromstring(file.read(name)):
                        if relation.get("TargetMode") != "External":
                            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
                            assert target.lstrip("/") in names, (path.name, name, target)
            for name in sorted(name for name in names if re.fullmatch(r"ppt/slides/slide\d+\.xml", name)):
                slide = ElementTree.fromstring(file.read(name))
                ids = [part.get("id") for part in slide.iter(f"{P}cNvPr")]
                assert len(ids) == len(set(ids)), (path.name, name)
                assert all(run.find(f"{A}rPr").get("lang") for run in slide.iter(f"{A}r")), (path.name, name)
                relations = {
                    part.get("Id") for part in ElementTree.fromstring(file.read(f"ppt/slides/_rels/{name[11:]}.rels"))
                }
                used = {value for part in slide.iter() for key, value in part.attrib.items() if key.startswith(R)}
                assert used <= relations, (path.name, name)
            assert not [name for name in names if "printerSettings" in name or "thumbnail" in name]
            assert len([name for name in names if "/slideLayout" in name and name.endswith(".xml")]) == 3


def test_what_is_drawn_has_words_and_hangs_together(site: Path, project: Project) -> None:
    """Charts, tables and groups have an alternative text; arrows are glued to the boxes that they join."""
    for path in sorted((site / "data").glob("*.pptx")):
        for slide in opened(path).slides:
            for shape in slide.shapes:
                if shape.shape_type == MSO_SHAPE_TYPE.GROUP or shape.has_chart or shape.has_table:
                    assert shape._element._nvXxPr.cNvPr.get("descr"), (path.name, shape.name)
    arrows = [
        shape._element
        for _, shape in shapes(opened(site / "data/value-creation.pptx"))
        if shape._element.tag == f"{P}cxnSp"
    ]
    assert len(arrows) == 5
    assert all(arrow.findall(f".//{A}stCxn") and arrow.findall(f".//{A}endCxn") for arrow in arrows)


def test_words_of_a_slide_take_the_look_of_its_theme(site: Path) -> None:
    """No colour and no font is written on a slide, so that one that is pasted looks like the deck around it."""
    for path in sorted((site / "data").glob("*.pptx")):
        with zipfile.ZipFile(path) as file:
            for name in file.namelist():
                if re.match(r"ppt/(slides|charts)/[^/]+\.xml", name):
                    assert b"srgbClr" not in file.read(name) and b"<a:latin" not in file.read(name), (path.name, name)


def test_a_telephone_finds_the_address_of_each_slide(project: Project) -> None:
    deck = Presentation(io.BytesIO(view_deck(project, taken(project)["barriers"])))
    for slide in deck.slides:
        (code,) = [shape for shape in slide.shapes if shape.name == CODE_NAME]
        assert code._element._nvXxPr.cNvPr.get("descr").startswith(f"QR code of {project.library.publisher.address}")
        assert code.image.blob.startswith(b"\x89PNG") and len(code.image.blob) < 1500


def test_at_most_seven_rows_stand_on_a_slide(site: Path) -> None:
    for path in sorted((site / "data").rglob("*.pptx")):
        tables = [s.table for _, s in shapes(opened(path)) if getattr(s, "has_table", False) and s.has_table]
        assert all(len(table.rows) <= 8 for table in tables), path.name


def test_a_deck_begins_with_its_three_messages(site: Path, project: Project) -> None:
    library = project.library
    first = opened(site / "data/decks/client-zero.pptx").slides[0]
    said = next(shape.text_frame.text for shape in first.placeholders if shape.placeholder_format.idx == 15).split("\n")
    assert len(said) == 3 and library.items["barriers"].record.finding in said


def with_template(root: Path) -> Path:
    """The second site, naming a template that is still to be put there."""
    config = projects.second(root) / "mkdocs.yml"
    named = config.read_text(encoding="utf-8").replace("extra:\n", "extra:\n  slides_template: overrides/slides.pptx\n")
    config.write_text(named, encoding="utf-8")
    return root


@pytest.mark.slow
def test_slides_are_filled_into_a_template_of_the_reader(tmp_path: Path) -> None:
    """One of another size, with other placeholders and a slide of its own, as offices make them."""
    theirs = Presentation()
    theirs.slides.add_slide(theirs.slide_layouts[0]).shapes.title.text = "Not ours"
    place = with_template(tmp_path / "p")
    theirs.save(place / "overrides/slides.pptx")
    project = projects.read(place)
    assert not project.errors
    for id, view in taken(project).items():
        deck = Presentation(io.BytesIO(view_deck(project, view)))
        assert (deck.slide_width, deck.slide_height) == (theirs.slide_width, theirs.slide_height), id
        assert "Not ours" not in words_of(deck) and project.library.publisher.name in words_of(deck)
        for slide in deck.slides:
            assert all(s.left >= 0 and s.left + s.width <= deck.slide_width for s in slide.shapes), id


def test_a_template_without_its_layouts_is_told(tmp_path: Path) -> None:
    place = with_template(tmp_path / "p")
    assert "there is no file" in str(projects.read(place).errors)
    (place / "overrides/slides.pptx").write_bytes(b"no presentation")
    assert "cannot be opened as a presentation" in str(projects.read(place).errors)
    theirs = Presentation()
    for layout in list(theirs.slide_layouts)[1:]:
        theirs.slide_layouts.remove(layout)
    theirs.save(place / "overrides/slides.pptx")
    assert "no layout “Title and Content” and no layout “Title Only”" in str(projects.read(place).errors)
