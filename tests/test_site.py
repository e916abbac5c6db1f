"""What must hold of the built site, page by page."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import html5lib
import pytest
from bs4 import BeautifulSoup

from storysite.deploy.build import build
from storysite.deploy.verify_build import read_built, verify
from storysite.project import Project
from storysite.wording.page_links import address_of
from tests.conftest import READING_DATE, ROOT


@pytest.fixture(scope="session")
def written(site: Path, project: Project) -> dict[str, BeautifulSoup]:
    """The pages that an editor wrote, parsed, by their path under docs/."""
    return {
        path: BeautifulSoup((site / address_of(path) / "index.html").read_text(encoding="utf-8"), "html5lib")
        for path in project.pages
    }


def test_nothing_is_wrong_with_the_built_site(site: Path, project: Project) -> None:
    assert verify(site, project) == []


@pytest.mark.parametrize(
    ("found", "harm"),
    [
        ("leftover", lambda html: html.replace("</h1>", " {{ link('x') }}</h1>", 1)),
        ("leftover", lambda html: html.replace("</h1>", " Macro Rendering Error</h1>", 1)),
        ("id-twice", lambda html: html.replace("<h1", '<p id="content"></p><h1', 1)),
        ("dead-link", lambda html: html.replace("<h1", '<a href="../nowhere/">x</a><h1', 1)),
        ("dead-anchor", lambda html: html.replace("<h1", '<a href="#nowhere">x</a><h1', 1)),
        ("not-published", lambda html: html.replace('id="barriers.fatigue"', "", 1)),
    ],
)
def test_a_harmed_page_is_found(site: Path, project: Project, found: str, harm, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    pages = {path.relative_to(site): path for path in site.rglob("*.html")}
    for name, path in pages.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(path.read_bytes())
    for path in site.rglob("*"):  # what links lead to besides pages
        if path.is_file() and path.suffix != ".html":
            (tmp_path / path.relative_to(site)).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path.relative_to(site)).symlink_to(path)
    harmed = tmp_path / "client-zero" / "challenges" / "index.html"
    before = harmed.read_text(encoding="utf-8")
    harmed.write_text(harm(before), encoding="utf-8")
    assert harmed.read_text(encoding="utf-8") != before
    assert found in {problem.code for problem in verify(tmp_path, project)}


def test_every_id_of_the_records_stands_on_its_home(site: Path, project: Project) -> None:
    pages = read_built(site)
    for id, home in project.homes.items():
        assert id in {name for name, _, _ in pages[f"{address_of(home)}index.html"].ids}, id


def test_every_event_is_listed_once_in_time_order(written: dict[str, BeautifulSoup], project: Project) -> None:
    listed = [event["id"] for event in written["reference/events.md"].select("ol.events > li")]
    assert listed == [event.id for event in project.library.events]


def test_every_figure_stands_with_its_time_and_source(written: dict[str, BeautifulSoup]) -> None:
    for path, page in written.items():
        for figure in page.select(".fact:has(data)"):
            assert figure.select_one(".asof"), (path, figure.get_text())
            assert figure.select_one(".cite a[href^='#ref.']"), (path, figure.get_text())


@pytest.mark.parametrize("path", ["index.md", "client-zero/index.md"])
def test_marks_of_sources_count_up(path: str, written: dict[str, BeautifulSoup]) -> None:
    """Both pages explain words before they come to what these rest on."""
    marks = [int(mark.get_text()) for mark in written[path].select(".cite a")]
    assert len(marks) > 10 and list(dict.fromkeys(marks)) == sorted(set(marks))


def test_each_page_lists_just_the_sources_it_uses(written: dict[str, BeautifulSoup], project: Project) -> None:
    for path, page in written.items():
        listed = [item["id"] for item in page.select(".sources > ol > li[id^='ref.']")]
        used = dict.fromkeys(f"ref.{reference.source}" for reference in project.evidence(project.pages[path]))
        assert listed == list(used), path
        linked = {link["href"].removeprefix("#") for link in page.select("a[href^='#ref.']")}
        assert linked <= set(listed), path


def test_each_filled_cell_reaches_its_heads_and_its_source(written: dict[str, BeautifulSoup]) -> None:
    seen = Counter[str]()
    for path, page in written.items():
        for table in page.select(".matrix table"):
            assert table.caption
            columns = [head for head in table.select("thead tr:last-child > th")]
            assert all(head["scope"] == "col" for head in columns)
            for row in table.select("tbody tr:not(:has(th[scope=rowgroup]))"):
                head, *cells = row.find_all(["th", "td"], recursive=False)
                assert head.name == "th" and head["scope"] == "row" and len(cells) == len(columns) - 1
                for cell in cells:
                    if "empty" in cell.get("class", []):
                        assert cell.select_one(".why").get_text(strip=True), path
                        seen["empty"] += 1
                    else:
                        assert cell.select_one("details .evidence"), (path, cell.get_text())
                        seen["filled"] += 1
    assert seen["empty"] and seen["filled"]


def test_no_page_asks_a_third_party(site: Path) -> None:
    asked = re.compile(
        r"""<(?:script|img|iframe|link rel="(?:stylesheet|preload|icon|manifest)")[^>]*(?:src|href)=["']?(?:https?:)?//"""
    )
    for path in site.rglob("*.html"):
        assert not asked.search(path.read_text(encoding="utf-8")), path
    for path in site.rglob("*.css"):
        assert not re.search(r"url\(\s*['\"]?(https?:)?//|@import", path.read_text(encoding="utf-8")), path


def test_html_is_what_a_strict_parser_takes(site: Path, project: Project) -> None:
    for path in project.pages:
        parser = html5lib.HTMLParser(strict=False)
        parser.parse((site / address_of(path) / "index.html").read_text(encoding="utf-8"))
        assert parser.errors == [], (path, parser.errors[:3])


def test_the_engine_alone_makes_the_pages_without_a_warning(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")]
    run = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    )
    assert run.returncode == 0, run.stderr
    assert "WARNING" not in run.stderr + run.stdout
    assert (tmp_path / "site" / "index.html").is_file()


def test_bad_data_leaves_the_site_of_before(project: Project, tmp_path: Path) -> None:
    import shutil

    for name in ("docs", "overrides", "macros"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("the last good one", encoding="utf-8")
    with (tmp_path / "docs/data/lanes.yml").open("a", encoding="utf-8") as file:
        file.write("\n- id: broken\n")
    problems = build(tmp_path, site, READING_DATE)
    assert {problem.path for problem in problems} == {"docs/data/lanes.yml"}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True).returncode != 0
    assert (site / "index.html").read_text(encoding="utf-8") == "the last good one"
    assert [path.name for path in site.iterdir()] == ["index.html"]
