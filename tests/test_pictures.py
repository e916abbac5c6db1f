"""Pictures that stand alone: complete, in the day's colours, readable, with nothing that a program has to fetch or run."""

from __future__ import annotations

import re
import struct
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
import resvg_py
from PIL import Image, ImageChops, ImageStat

from storysite.bootstrap.installation import asset
from storysite.components.timeline.drawing import timeline_drawing
from storysite.components.timeline.model import timeline_view
from storysite.drawing.figure_svg import DOCUMENT, SCREEN
from storysite.drawing.svg_standalone import flattened, samples, scaled, sheet
from storysite.drawing.text_layout import text_width
from storysite.exports.figure_images import png_of, style_sheet, svg_of, zoom
from storysite.output import figure_png
from storysite.output.exportable_views import taken
from storysite.pages.css_inline import sheet_files
from storysite.project import Project
from storysite.wording.page_links import Place
from tests import projects
from tests.conftest import ROOT

SVG = "{http://www.w3.org/2000/svg}"
PARTS = {"svg", "g", "title", "desc", "rect", "line", "path", "circle", "text", "tspan", "a"}
READABLE = 11 * 1600 / 1032
"""The smallest text, in px at the width that a picture asks for."""


def texts(root: ElementTree.Element) -> list[str]:
    return ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]


@pytest.fixture(scope="module")
def drawn(site: Path, project: Project) -> dict[str, ElementTree.Element]:
    return {id: ElementTree.parse(site / "data" / f"{id}.svg").getroot() for id in taken(project)}


def test_a_picture_for_a_document_is_16_cm_wide_and_has_no_text_under_8_pt(project: Project) -> None:
    for id, view in taken(project).items():
        root = ElementTree.fromstring(svg_of(project, view, DOCUMENT))
        width = float(root.get("viewBox").split()[2])
        assert float(root.get("width")) / 96 * 2.54 == pytest.approx(16, abs=0.01), id
        point = width / (16 / 2.54 * 72)
        for x, one in placed(root, 0.0):
            words = "".join(one.itertext())
            size = float(re.sub("px", "", one.get("font-size", "12")))
            assert size >= 8 * point - 0.001, (id, words)
            wide = text_width(words, size, one.get("font-weight") == "600")
            left = {"middle": x - wide / 2, "end": x - wide}.get(one.get("text-anchor", ""), x)
            assert left >= 0 and left + wide <= width + 0.5, (id, words)


def test_the_png_for_a_document_says_its_300_dpi(project: Project) -> None:
    svg = svg_of(project, taken(project)["blustellar-sales.chart"], DOCUMENT)
    image = Image.open(BytesIO(png_of(project.root, svg, DOCUMENT)))
    assert image.width == pytest.approx(16 / 2.54 * 300, abs=1)
    assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)


def test_a_picture_needs_nothing_but_itself(drawn: dict[str, ElementTree.Element]) -> None:
    for id, root in drawn.items():
        assert {one.tag.removeprefix(SVG) for one in root.iter()} <= PARTS, id
        for one in root.iter():
            for name, value in one.attrib.items():
                assert name not in {"style", "class"} and "var(" not in value and "%" not in value, (id, name, value)
                assert not name.startswith("on") and "url(" not in value
                assert name != "href" or value.startswith("https://the-way-to-blustellar.example/id/")


def test_a_picture_says_what_it_is_and_where_it_comes_from(
    drawn: dict[str, ElementTree.Element], project: Project
) -> None:
    library = project.library
    for id, root in drawn.items():
        view = taken(project)[id]
        said = " ".join(texts(root))
        form = view.form.sheet(library, view.form.view(library, view.record))
        assert form.title.removesuffix(" over time") in said or root.find(f"{SVG}title").text in said
        assert library.publisher.reviewed.words in said and library.publisher.name in said and "not endorsed" in said
        assert (f"/id/{id}/" if view.record else library.publisher.address) in said
        assert "Sources: " in said
        for row in (row for row in form.rows if row[0]):
            assert row[0].split(":")[0].split(" [")[0].split()[0] in said, (id, row[0])


def test_texts_can_be_read_and_stay_inside(drawn: dict[str, ElementTree.Element]) -> None:
    for id, root in drawn.items():
        assert root.get("width") == "1600"
        width = float(root.get("viewBox").split()[2])
        for x, one in placed(root, 0.0):
            size = float(re.sub("px", "", one.get("font-size", "12")))
            assert size * 1600 / width >= READABLE - 0.1, (id, "".join(one.itertext()))
            wide = text_width("".join(one.itertext()), size, one.get("font-weight") == "600")
            left = {"middle": x - wide / 2, "end": x - wide}.get(one.get("text-anchor", ""), x)
            assert left >= 0 and left + wide <= width + 0.5, (id, "".join(one.itertext()), left, wide)


def placed(one: ElementTree.Element, x: float) -> list[tuple[float, ElementTree.Element]]:
    """Each text with the place that its anchor has across."""
    if match := re.match(r"translate\(([-\d.]+)", one.get("transform", "")):
        x += float(match[1])
    if one.tag == f"{SVG}text":
        return [(x + float(one.get("x", "0")) + float(one.get("dx", "0")), one)]
    return [found for child in one for found in placed(child, x)]


def test_a_png_is_as_large_as_its_svg(site: Path, drawn: dict[str, ElementTree.Element]) -> None:
    for id, root in drawn.items():
        content = (site / "data" / f"{id}.png").read_bytes()
        width, height = struct.unpack(">II", content[16:24])
        larger = zoom((site / "data" / f"{id}.svg").read_text(encoding="utf-8"))
        assert abs(width - 1600 * larger) <= 1 and abs(height - float(root.get("height")) * larger) <= 1, id


def test_a_large_drawing_is_less_enlarged() -> None:
    assert zoom('<svg xmlns="x" width="1600" height="2000">') == 1
    for height in (6_000, 8_700, 60_000):
        larger = zoom(f'<svg xmlns="x" width="1600" height="{height}">')
        assert larger * height <= 20_000 and 1600 * height * larger**2 <= 8_000_001


def test_a_png_shows_what_its_svg_says(site: Path, project: Project) -> None:
    """Words and shapes stand where a program that draws SVG puts them, in its colours: seen from a little farther away."""
    for id in ("road-to-blustellar", "value-creation", "employees.chart"):
        svg = (site / "data" / f"{id}.svg").read_text(encoding="utf-8")
        whole = Image.open(
            BytesIO(
                bytes(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, zoom=zoom(svg), **figure_png.FONTS))
            )
        )
        ours = Image.open(BytesIO((site / "data" / f"{id}.png").read_bytes()))
        assert ours.mode == "P"
        far = [one.convert("L").reduce(6) for one in (whole, ours)]
        apart = ImageChops.difference(*far)
        assert ImageStat.Stat(apart).mean[0] < 1 and apart.getextrema()[1] < 90, id
        assert (
            max(
                ImageStat.Stat(
                    ImageChops.difference(ours.convert("RGB").reduce(12), whole.convert("RGB").reduce(12))
                ).mean
            )
            < 2
        ), id
        assert ours.convert("RGB").getpixel((3, 3)) == whole.convert("RGB").getpixel((3, 3)), (
            "the paper is just as it is"
        )


def test_words_that_are_turned_are_drawn_too() -> None:
    turned = '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="200" font-family="Source Sans Pro"><rect width="200" height="200" fill="#ffffff"/><g transform="translate(0 0)"><text x="20" y="-90" font-size="40" transform="rotate(90)">WORDS</text></g></svg>'
    image = Image.open(BytesIO(figure_png.png(turned, 1))).convert("L")
    left, top, right, bottom = image.point([255] * 128 + [0] * 128).getbbox()
    assert right - left < 40 < 100 < bottom - top


def test_lines_keep_their_places() -> None:
    assert scaled("M0 0L5000 7V20", 0.1) == "M0 0L500 7V20"
    assert scaled("M10000 0v6M-20 1.5H40", 0.05) == "M500 0v6M-1 1.5H2"


def test_the_style_sheet_of_the_pages_is_taken(project: Project) -> None:
    css = style_sheet(project.root)
    drawing = timeline_drawing(
        timeline_view(project.library, "client-zero"), Place("index.md", project.homes), SCREEN.drawn
    )
    flat = flattened(drawing, SCREEN.drawn, css)
    shown = set(re.findall(r'class="([^"]*)"', str(drawing)))
    known = sheet(css)
    assert any(name in known for names in shown for name in names.split())
    assert 'fill="#8f4d00"' in flat.parts and "light-dark" not in flat.parts and flat.height > 100
    assert samples(drawing, css)[0][1] == "a day or a month"


@pytest.mark.slow
def test_pictures_do_not_depend_on_the_order_of_sheets(project: Project) -> None:
    """Pages hold the sheets in the order of the frame; pictures read them by name."""
    pages = "\n".join(asset(ROOT, file).read_text(encoding="utf-8") for file in sheet_files(ROOT))
    named = style_sheet(ROOT)
    assert sorted(pages) == sorted(named) and pages != named
    for view in taken(project).values():
        shown = view.form.view(project.library, view.record)
        assert view.form.picture(project.library, shown, pages) == view.form.picture(project.library, shown, named)


def test_hostile_names_are_drawn_as_words(hostile: tuple[Project, Path]) -> None:
    project, site = hostile
    for id in taken(project):
        root = ElementTree.parse(site / "data" / f"{id}.svg").getroot()
        assert {one.tag.removeprefix(SVG) for one in root.iter()} <= PARTS
        assert not [one.get("href") for one in root.iter(f"{SVG}a") if "evil" in one.get("href", "")]
        assert any("<script>" in text for text in texts(root)) or id == "events"


def test_a_table_of_forty_columns_goes_on_below(tmp_path: Path) -> None:
    cells = "".join(
        f"    - row: one\n      column: c{at}\n      text: Stands in number {at}.\n      source: annual-report\n      locator: '2'\n"
        for at in range(40)
    )
    heads = "".join(f"    - id: c{at}\n      title: Head of {at}\n" for at in range(40))
    table = f"- id: broad\n  title: Broad\n  corner: Row\n  columns:\n{heads}  rows:\n    - id: one\n      title: The one row\n  cells:\n{cells}"
    page = '---\ntitle: Broad\ndescription: A page to try things on.\n---\n\n# Broad {: #top }\n\n{{ matrix("broad") }}\n\n{{ sources() }}\n'
    project = projects.read(
        projects.make({"files": {"docs/data/matrices/more.yml": table, "docs/broad.md": page}}, tmp_path / "p")
    )
    assert not project.errors
    root = ElementTree.fromstring(svg_of(project, taken(project)["broad"]))
    words = texts(root)
    assert all(f"Head of {at}" in words for at in range(40)) and not [one for one in words if len(one) == 1]
    assert " ".join(words).count("Stands in") == 40 and " ".join(words).count("The one row") == 6
