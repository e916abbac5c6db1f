"""The file of a deck: a whole package, in the look of its template."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from storysite.drawing.pptx_slide import CODE_NAME
from storysite.exports.decks import view_deck
from storysite.output.exportable_views import taken
from storysite.project import Project
from tests import projects
from tests.slides import A, P, R, opened, shapes, words_of


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
