"""What must hold of the built site, page by page."""

from __future__ import annotations

import os
import re
import shutil
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


HARM = {
    "company/index.html": ("leftover", "</h1>", " {{ link('x') }}</h1>"),
    "blustellar/index.html": ("part-lost", '<h2 id="', '<h2 id="not-'),
    "themes/index.html": ("id-twice", "<h1", '<p id="content"></p><h1'),
    "way/index.html": ("dead-link", "<h1", '<a href="../nowhere/">x</a><h1'),
    "reference/index.html": ("dead-anchor", "<h1", '<a href="#nowhere">x</a><h1'),
}
"""What is done to a page, and the problem that must be told of it."""


def test_each_harmed_page_is_found(site: Path, project: Project, tmp_path: Path) -> None:
    id, home = next((id, home) for id, home in sorted(project.homes.items()) if "." in id)
    done = {**HARM, f"{address_of(home)}index.html": ("not-published", f'id="{id}"', "")}
    assert len(done) == len(HARM) + 1, f"{home} has a harm of its own already"
    harmed = tmp_path / "site"
    shutil.copytree(site, harmed, copy_function=os.link)
    for page, (_, words, harm) in done.items():
        html = (harmed / page).read_text(encoding="utf-8")
        assert words in html, f"{page} does not hold {words}"
        (harmed / page).unlink()  # the file of the site itself stays as it is
        (harmed / page).write_text(html.replace(words, harm, 1), encoding="utf-8")
    found = verify(harmed, project)
    assert verify(harmed, project) == found, "a page that was taken apart before is told of in another way"
    told = {problem.code: problem for problem in found}
    missed = {page: code for page, (code, _, _) in done.items() if code not in told}
    assert not missed, f"these harms are not told: {missed}; told are {sorted(told)}"


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


def test_marks_of_sources_count_up(written: dict[str, BeautifulSoup]) -> None:
    """On every page, from 1 and without a gap: what shows no marks, such as a word or a chart, has its numbers behind them."""
    seen = 0
    for path, page in written.items():
        marks = list(dict.fromkeys(int(mark.get_text()) for mark in page.select(".cite a")))
        assert marks == list(range(1, len(marks) + 1)), path
        seen += len(marks)
    assert seen > 100


def test_each_page_lists_just_the_sources_it_uses(written: dict[str, BeautifulSoup], project: Project) -> None:
    for path, page in written.items():
        listed = [item["id"] for item in page.select(".sources > details > ol > li[id^='ref.']")]
        used = dict.fromkeys(f"ref.{reference.source}" for reference in project.evidence(project.pages[path]))
        assert listed == list(used), path
        linked = {link["href"].removeprefix("#") for link in page.select("a[href^='#ref.']")}
        assert linked <= set(listed), path


def test_each_filled_cell_reaches_its_heads_and_its_source(written: dict[str, BeautifulSoup]) -> None:
    seen = Counter[str]()
    for path, page in written.items():
        for table in page.select(".matrix table"):
            assert table.caption
            columns = list(table.select("thead tr:last-child > th"))
            assert all(head["scope"] == "col" for head in columns)
            for row in table.select("tbody tr:not(:has(th[scope=rowgroup]))"):
                head, *cells = row.find_all(["th", "td"], recursive=False)
                assert head.name == "th" and head["scope"] == "row"
                assert sum(int(cell.get("colspan", 1)) for cell in cells) == len(columns) - 1
                for cell in cells:
                    if "empty" in cell.get("class", []):
                        assert cell.select_one(".why").get_text(strip=True), path
                        seen["empty"] += 1
                    else:
                        assert cell.select_one(".cite a, .claim .state"), (path, cell.get_text())
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


@pytest.mark.slow
def test_the_engine_alone_makes_the_pages_without_a_warning(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")]
    run = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    )
    assert run.returncode == 0, run.stderr
    assert "WARNING" not in run.stderr + run.stdout
    assert (tmp_path / "site" / "index.html").is_file()


@pytest.mark.slow
def test_bad_data_leaves_the_site_of_before(project: Project, tmp_path: Path) -> None:
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


def test_a_figure_stands_in_the_register_under_a_section_that_uses_it(project: Project) -> None:
    """Whatever file its record lies in; what no page uses comes last."""
    used: dict[str, set[str]] = {}
    for path, page in project.pages.items():
        shown = [id for ids in project.carried[path].values() for id in ids]
        asked = [argument for call in page.calls for argument in call.arguments]
        for id in [*shown, *asked]:
            used.setdefault(id.split(".")[0], set()).add(project.sections.get(path.partition("/")[0], ""))
    register = BeautifulSoup(project.render("reference/figures.md", "register", "figures"), "html5lib")
    *subjects, more = register.select("details.subject")

    titles = [subject.strong.get_text() for subject in subjects]
    assert len(titles) > 3 and titles == [title for title in project.sections.values() if title in titles]
    for title, subject in zip(titles, subjects, strict=True):
        assert all(title in used[figure["id"]] for figure in subject.select("table[id]"))
    assert all(used[figure["id"]] <= {"Reference"} for figure in more.select("table[id]"))
    assert len(register.select("table[id]")) == len(project.library.of_kind("fact"))
