"""The files under `/data/`: described, harmless, the same as what the pages show, and enough to make it again."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from jsonschema import Draft202012Validator

from storysite.components.json_export import library_from_json, view_from_json
from storysite.components.registry import registry
from storysite.components.table import Sheet, as_html, as_tabs, harmless
from storysite.core.messages import english
from storysite.exports.schemas import column_words
from storysite.exports.tables import csv_text, write_data
from storysite.output.exportable_views import taken
from storysite.project import Project
from storysite.source.record_store import Library
from storysite.wording.page_links import address_of
from storysite.wording.trust import states
from tests.projects import make, read

TABLES = ("events", "figures", "cells", "steps", "terms", "questions", "sources")
"""Names of files that are published for good."""
ENDS = ("csv", "json", "svg", "png", "16cm.svg", "16cm.png", "pptx", "docx", "xlsx")


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8"), newline="")))


def test_beside_each_view_stand_its_files(site: Path, project: Project) -> None:
    pages = {view.page: site / address_of(view.page) / "index.html" for view in taken(project).values()}
    soups = {page: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser") for page, path in pages.items()}
    shown = {page: [link["href"] for link in soup.select(".downloads a")] for page, soup in soups.items()}
    for id, view in taken(project).items():
        links = shown[view.page]
        for end in ENDS:
            assert any(link.endswith(f"/data/{id}.{end}") or link == f"data/{id}.{end}" for link in links), (id, end)
            assert (site / "data" / f"{id}.{end}").stat().st_size > 100
    kinds = {view.kind for view in taken(project).values()}
    assert kinds == set(project.components.views)


def test_a_table_is_csv_that_any_program_reads(site: Path) -> None:
    for path in sorted((site / "data").glob("*.csv")):
        text = path.read_bytes().decode("utf-8")
        assert text.endswith("\r\n") and not text.startswith("\ufeff")
        assert not re.search(r"(?<!\r)\n", re.sub(r'"[^"]*"', "", text)), "a line ends in CR LF"
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        assert len({len(line) for line in lines}) == 1 and len(lines) > 1, path.name
        assert csv_text(english(), rows_of(path)) == text or any(
            cell.startswith("'") for line in lines for cell in line
        )


def test_each_row_carries_its_evidence(site: Path, project: Project) -> None:
    library = project.library
    for id in taken(project):
        for row in rows_of(site / "data" / f"{id}.csv"):
            item = library.items[row["id"]]
            assert row["address"] == f"{library.publisher.address}id/{item.id}/"
            assert row["state"] == states(library, item)[0].name
            assert row["part_of"] and row["part_of_address"] and row["publisher"] == library.publisher.name
            assert (
                row["records_as_of"] == library.publisher.reviewed.text and library.publisher.subject in row["stance"]
            )
            own = list(dict.fromkeys(one.source for one in library.evidence(item)))
            if item.kind == "rung":  # rests on the figures that came, too
                assert {*own} <= {*row["source"].split("; ")}, item.id
            else:
                assert row["source"].split("; ") == own or not row["source"], item.id
            if item.kind == "value":
                assert Decimal(row["value"]) == library.numbers[item.id] and row["printed"] == library.printed(item)
                assert row["time"] and row["qualifier"] == (item.record.qualifier or "")


def test_all_records_stand_together_under_permanent_names(site: Path, project: Project) -> None:
    library, data = project.library, site / "data"
    wanted = dict(zip(TABLES, ("event", "value", "cell", "step", "term", "question", "source"), strict=True))
    for name, kind in wanted.items():
        assert sorted(row["id"] for row in rows_of(data / f"{name}.csv")) == [item.id for item in library.of_kind(kind)]
    everything = json.loads((data / "all.json").read_text(encoding="utf-8"))
    assert sum(map(len, everything["records"].values())) == len(library.entries)
    again = library_from_json(everything, registry())
    assert (
        again.items.keys() == library.items.keys() and again.numbers == library.numbers and again.order == library.order
    )
    assert all(again.items[id] == item for id, item in library.items.items())


def test_every_column_is_described(site: Path, project: Project) -> None:
    package = json.loads((site / "data/datapackage.json").read_text(encoding="utf-8"))
    columns = column_words(project)
    assert [resource["path"] for resource in package["resources"]] == [f"{name}.csv" for name in TABLES]
    for resource in package["resources"]:
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == list(rows_of(site / "data" / resource["path"])[0])
        assert all(field["description"] == columns[field["name"]] for field in fields)


def test_every_json_file_follows_its_schema(site: Path, project: Project) -> None:
    schemas = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in (site / "data/schema").iterdir()}
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    for path in sorted((site / "data").glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        if path.name == "datapackage.json":  # its form is somebody else's
            continue
        name = data["$schema"].removeprefix(f"{project.library.publisher.address}data/schema/")
        assert Draft202012Validator(schemas[name]).is_valid(data), path.name
        assert data["publisher"]["name"] and data["records_as_of"] and data["address"].startswith("https://")


def test_a_file_makes_the_same_view_again(site: Path, project: Project) -> None:
    for id, view in taken(project).items():
        data = json.loads((site / "data" / f"{id}.json").read_text(encoding="utf-8"))
        first, again = view.form.view(project.library, view.record), view_from_json(data, registry())
        alone: Library = library_from_json(data, registry())
        assert again == first, id
        assert view.form.rows(alone, again) == data["rows"] and view.form.sheet(alone, again) == view.form.sheet(
            project.library, first
        )


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("\t=1", "'\t=1"),
        ("-3", "-3"),
        ("-0.5%", "-0.5%"),
        ("-0.5 billion yen", "-0.5 billion yen"),
        ("-1 of =x()", "'-1 of =x()"),
        ("＝1+1", "'＝1+1"),
        ("+12,500", "+12,500"),
        ("A = B", "A = B"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(words: str, written: str) -> None:
    assert harmless(words) == written
    assert list(csv.reader(io.StringIO(csv_text(english(), [{"a": words}]), newline=""))) == [
        ["a"],
        [written] if written else [""],
    ]


def test_hostile_names_are_cells_like_others(hostile: tuple[Project, Path]) -> None:
    _, site = hostile
    for path in sorted((site / "data").glob("*.csv")):
        for row in rows_of(path):
            assert not any(re.match(r"[=+@\t\r|]", value) for value in row.values()), path.name
    for path in sorted((site / "data").glob("*.json")):
        json.loads(path.read_text(encoding="utf-8"))


def test_nothing_is_written_outside_its_folder(hostile: tuple[Project, Path]) -> None:
    project, site = hostile
    outside = [path for path in site.parent.rglob("*") if path.is_file() and site not in path.parents]
    assert all(project.root in path.parents for path in outside)
    assert not [
        path for path in outside if path.suffix in {".csv", ".ics", ".pptx", ".png"} and ".cache" not in path.parts
    ]


def test_the_same_records_give_the_same_bytes(project: Project, site: Path, tmp_path: Path) -> None:
    from storysite.checks.read_project import read_project
    from storysite.exports import calendar, record_json, tables
    from storysite.pages import markdown_pages

    again = read_project(project.root, project.library.today)
    for maker in (tables.write_data, record_json.write_items, markdown_pages.write_twins, calendar.write_calendar):
        maker(tmp_path, again)
    written = [path for path in sorted(tmp_path.rglob("*")) if path.is_file()]
    assert len(written) > 900
    for path in written:
        assert path.read_bytes() == (site / path.relative_to(tmp_path)).read_bytes(), path


def test_numbers_of_any_size_are_written_in_digits(tmp_path: Path) -> None:
    """Nowhere with an exponent, which the schemas refuse; nought has no sign, and what is worked out none either."""
    value = "    - id: y{0}\n      value: {1}\n      as_of: {0}\n      source: annual-report\n      locator: opening\n"
    numbers = {2001: "0.00000000000001", 2002: "-0", 2003: "999999999999999", 2004: "-12.50"}
    derived = "    - id: y2005\n      formula: 0 - a\n      inputs:\n        a: bridges.y2001\n      decimals: 0\n      as_of: 2005\n"
    facts = (
        "- id: bridges\n  name: Bridges\n  values:\n" + "".join(value.format(*one) for one in numbers.items()) + derived
    )
    page = (
        '---\ntitle: More\ndescription: More.\n---\n\n# More {: #top }\n\n{{ chart("bridges") }}\n\n{{ sources() }}\n'
    )
    project = read(make({"files": {"docs/data/facts/more.yml": facts, "docs/more.md": page}}, tmp_path / "project"))
    assert project.errors == ()
    write_data(tmp_path / "site", project)
    found = {
        row["id"]: row["value"]
        for row in rows_of(tmp_path / "site/data/figures.csv")
        if row["id"].startswith("bridges")
    }
    assert list(found.values()) == ["0.00000000000001", "0", "999999999999999", "-12.50", "0"]
    for name in ("all", "bridges.chart"):
        data = json.loads((tmp_path / f"site/data/{name}.json").read_text(encoding="utf-8"))
        kind = data.get("kind", "all")
        schema = json.loads((tmp_path / f"site/data/schema/{kind}.json").read_text(encoding="utf-8"))
        assert [error.message for error in Draft202012Validator(schema).iter_errors(data)] == []
    assert '<data value="0.00000000000001">' in project.render("more.md", "chart", "bridges")
    assert view_from_json(data, registry()).points[0].number == project.library.numbers["bridges.y2001"]


def test_only_cells_of_csv_are_made_safe_for_spreadsheets() -> None:
    sheet = Sheet("id", "Title", "", ("=Head",), (("=1+1",), ("-0.5 billion yen",)), ((), ()))
    assert "'" not in as_html(sheet) + as_tabs(sheet)
    assert "=1+1" in as_html(sheet) and "-0.5 billion yen" in as_tabs(sheet)


def test_every_file_of_the_site_is_promised_and_every_promised_file_is_there(site: Path, project: Project) -> None:
    promised = {unquote(file[1:]) for file in project.addresses.files.now}
    there = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    assert sorted(promised - there) == []
    rest = (
        "html|js|css",
        "search/|scripts/|styles/|build/|assets/fonts/",
        "_headers|_redirects|nginx.conf|manifest.webmanifest",
    )
    ours = re.compile(
        rf".*\.({rest[0]})|({rest[1]}).*|{rest[2]}|assets/(apple-touch-)?icon(-\d+)?\.png|assets/cards/404\.png"
    )
    made = {unquote(file[1:]) for file in project.addresses.files.moved()}
    assert sorted(file for file in there - promised - made if not ours.fullmatch(file)) == []
