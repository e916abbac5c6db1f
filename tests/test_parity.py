"""Both engines make the same site; and what the comparison of two sites has to find, it finds."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest
import yaml
from PIL import Image, ImageChops

from storysite.bootstrap.environment import ENGINES, install, prepare, python_in, read_pins
from storysite.cli.commands import main
from storysite.deploy.build import build
from storysite.deploy.compare_sites import Entry, allowed, compare, report
from storysite.deploy.offline import in_folder
from storysite.engines.adapters import linked_as_source, undisguised
from storysite.source.mkdocs_config import REPEATED
from storysite.wording.page_links import address_of
from tests.commands import macros
from tests.conftest import READING_DATE, ROOT, WHOLE, Once, come, served_from
from tests.projects import TODAY, settings
from tests.rendering import parsed
from tests.taking import hostile_project

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ALLOWED = allowed()
SECOND_DATE = date(2026, 1, 31)
WAY = Entry("because")


def built_with(engine: str, root: Path, site: Path, today: date) -> subprocess.CompletedProcess[str]:
    """What the command says that builds a site, in the engine's own environment, which is made where it is missing."""
    prepare(*ENGINES[engine], install)
    return macros(
        ROOT, "build", "--engine", engine, "--today", str(today), "--project", str(root), "--site-dir", str(site)
    )


def with_zensical(root: Path, site: Path, today: date) -> Path:
    """A site that Zensical made."""
    done = built_with("zensical", root, site, today)
    assert done.returncode == 0, done.stdout + done.stderr
    return site


@pytest.fixture(scope="session")
def other(once: Once) -> Path:
    """The real site, made by Zensical."""
    return once("zensical", lambda folder: with_zensical(ROOT, folder / "site", READING_DATE)) / "site"


# --- the two engines -------------------------------------------------------------------------


@pytest.mark.nightly
def test_both_engines_make_the_same_site(site: Path, other: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = compare(site, other, ALLOWED)
    with capsys.disabled():
        print(f"\n{report(found, ALLOWED)}")
    assert found.differences == []
    assert found.allowed.keys() == ALLOWED.keys(), "what is not needed any more goes from parity.yml"
    assert found.pages > 30 and found.ids > 1000 and found.links > 5000 and found.others > 1000


def test_both_engines_make_the_same_second_site_below_a_path(second: Path, tmp_path: Path) -> None:
    other = with_zensical(second, tmp_path / "site", SECOND_DATE)
    assert compare(second / "site", other, ALLOWED).differences == []


@pytest.mark.nightly
@pytest.mark.slow
def test_both_engines_keep_what_is_hostile_from_doing_harm(tmp_path: Path) -> None:
    project = hostile_project(tmp_path / "project")
    for name in ("macros", "overrides"):
        shutil.copytree(ROOT / name, project.root / name, ignore=shutil.ignore_patterns("__pycache__"))
    publisher = vars(project.library.publisher)
    named = {"extra": {}}  # what mkdocs.yml repeats of the publisher's record
    for (*above, key), source in REPEATED.items():
        (named["extra"] if above else named)[key] = publisher[source]
    (project.root / "mkdocs.yml").write_text(yaml.safe_dump(named) + settings(), encoding="utf-8")
    assert build(project.root, tmp_path / "site", TODAY) == []
    other = with_zensical(project.root, tmp_path / "other", TODAY)
    assert compare(tmp_path / "site", other, ALLOWED).differences == []
    for site in (tmp_path / "site", other):
        for path in site.rglob("*.html"):
            page = parsed(path.read_text(encoding="utf-8"))
            assert not [
                script
                for script in page.find_all("script")
                if "alert(" in script.get_text() and script.get("type") != "application/ld+json"
            ], path
            assert not [
                tag
                for tag in page.find_all(True)
                if any(str(value).strip().startswith("javascript:") for value in tag.attrs.values())
            ], path
            assert {tag["src"] for tag in page.find_all("img")} == set(), path


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_that_stops_leaves_the_site_of_before(engine: str, second: Path) -> None:
    (second / "overrides/main.html").write_text(
        '{% extends "base.html" %}{% block content %}{{ ( }}{% endblock %}', encoding="utf-8"
    )
    before = sorted((second / "site").rglob("*"))
    done = built_with(engine, second, second / "site", SECOND_DATE)
    assert done.returncode == 1 and "the engine stopped" in done.stdout, done.stdout + done.stderr
    assert sorted((second / "site").rglob("*")) == before


@pytest.mark.nightly
def test_what_zensical_publishes_can_be_read_whatever_the_rights_of_the_sources(second: Path, tmp_path: Path) -> None:
    for path in (second / "docs").rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    site = with_zensical(second, tmp_path / "site", SECOND_DATE)
    assert {path.stat().st_mode & 0o777 for path in site.rglob("*") if path.is_file()} == {0o644}
    assert {path.stat().st_mode & 0o777 for path in site.rglob("*") if path.is_dir()} == {0o755}


@pytest.mark.nightly
@pytest.mark.browser
@pytest.mark.parametrize("page", ["", "client-zero/challenges/", "client-zero/", "reference/", "404.html"])
def test_both_engines_look_the_same(page: str, site: Path, other: Path, browser: Browser) -> None:
    for scheme, width in (("light", 390), ("dark", 1280), ("dark", 390), ("light", 1280)):
        seen = []
        for folder in (site, other):
            with served_from(folder) as address:
                context = browser.new_context(
                    viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
                )
                tab = context.new_page()
                come(tab, address + page + WHOLE)
                seen.append(tab.screenshot(full_page=True))
                context.close()
        assert alike(*seen), (page, scheme, width)


def alike(first: bytes, second: bytes) -> bool:
    """Whether two pictures are the same but for one step of a colour, by which Chromium's own pictures of one page vary."""
    one, other = (Image.open(BytesIO(png)).convert("RGB") for png in (first, second))
    return one.size == other.size and max(most for _, most in ImageChops.difference(one, other).getextrema()) <= 1


@pytest.mark.slow
def test_zensical_lives_without_mkdocs() -> None:
    prepare(*ENGINES["zensical"], install)
    script = "import importlib.util as u; print([n for n in ('zensical', 'mkdocs', 'material', 'mkdocs_macros') if u.find_spec(n)])"
    done = subprocess.run(
        [str(python_in(ENGINES["zensical"].venv)), "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "['zensical']"


def test_what_both_locks_hold_they_hold_in_the_same_version() -> None:
    here, there = (read_pins(ENGINES[engine].lock.read_text(encoding="utf-8")) for engine in ("mkdocs", "zensical"))
    assert len(here.keys() & there.keys()) > 20
    assert {name: here[name] for name in here.keys() & there.keys()} == {
        name: there[name] for name in here.keys() & there.keys()
    }


# --- links, as Zensical wants them -----------------------------------------------------------

LINKS = (
    "../",
    "./",
    "../../",
    "../#a",
    "../other/",
    "../other/#a.b",
    "../../x/y/#a",
    "deeper/",
    "index.md",
    "../index.md?a",
    "../data/a.csv",
)
ELSEWHERE = ("#a", "", "?a", "/", "/a.md", "https://a.example/b.md", "mailto:a@b.example")


def as_zensical(page: str, link: str) -> str:
    """What Zensical makes of a link in HTML (tried with 0.0.73)."""
    if link in ELSEWHERE:
        return link
    path, rest = re.fullmatch(r"([^?#]*)(.*)", link).groups()  # type: ignore[union-attr]
    path = re.sub(r"(?:(?<=/)|^)index\.md\Z", "", path)
    return ("" if page.endswith("index.md") else "../") + re.sub(r"\.md\Z", "/", path) + rest


@pytest.mark.parametrize("page", ["index.md", "a/index.md", "page.md", "a/page.md", "a/b/two words.md"])
@pytest.mark.parametrize("inline", [True, False])
def test_a_link_leads_where_it_was_meant_to(page: str, inline: bool) -> None:
    here = f"/{address_of(page)}".replace(" ", "%20")
    for link in (*LINKS, *ELSEWHERE):
        written = linked_as_source(page, f'<a href="{link}">', inline)
        target = (
            re.sub(r"&#(\d+);", lambda sign: chr(int(sign[1])), written).removeprefix('<a href="').removesuffix('">')
        )
        built = (
            undisguised(page, f'<a href="{as_zensical(page, target)}">').removeprefix('<a href="').removesuffix('">')
        )
        assert urljoin(here, built) == urljoin(here, link), (page, link, target, built)


# --- what the comparison finds ---------------------------------------------------------------

PAGE = """<!doctype html><html><head><title>A</title></head>
<body class="home" id="top"><p>One <b>two</b> <i>three</i>.</p><p><a href="a.csv">four</a></p><pre>a  b</pre></body></html>
"""


@pytest.fixture
def sites(tmp_path: Path) -> tuple[Path, Path]:
    """Two sites that are the same."""
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "links.json").write_text(
            json.dumps({"links": [{"id": "/", "kind": "page"}]}), encoding="utf-8"
        )
        for file, text in (("index.html", PAGE), ("404.html", PAGE), ("a.csv", "a,b\n")):
            (tmp_path / name / file).write_text(text, encoding="utf-8")
    return tmp_path / "first", tmp_path / "second"


def test_the_same_is_the_same(sites: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    found = compare(*sites, {})
    assert (found.pages, found.ids, found.links, found.words, found.others) == (2, 2, 2, 16, 2)
    assert found.differences == [] and not found.allowed


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (lambda html: html.replace("three", "drei"), "the word 'drei' is more often in the second site"),
        (lambda html: html.replace("</b> <i>", "</b><i>"), "not the same from"),
        (lambda html: html.replace("a  b", "a b"), "not the same from"),
        (lambda html: html.replace('id="top"', 'id="Top"'), "the id 'top' is more often in the first site"),
        (lambda html: html.replace("a.csv", "./b.csv"), "the link '/b.csv' is more often in the second site"),
        (lambda html: html.replace("<b>two</b> <i>three</i>", "<i>two</i> <b>three</b>"), "not the same from"),
        (lambda html: html.replace(' class="home"', ""), "not the same from"),
        (lambda html: html.replace("<title>A", "<title>B"), "the word 'B' is more often in the second site"),
    ],
)
def test_a_page_that_says_something_else_is_found(
    sites: tuple[Path, Path], harm: Callable[[str], str], told: str
) -> None:
    (sites[1] / "index.html").write_text(harm(PAGE), encoding="utf-8")
    assert harm(PAGE) != PAGE
    assert any(line.startswith("index.html: ") and told in line for line in compare(*sites, {}).differences)


@pytest.mark.parametrize(
    ("way", "change"),
    [
        ("blanks", lambda html: html.replace("</p><p>", "</p>\n<p>")),
        ("entities", lambda html: html.replace("three", "&#116;hree")),
        ("order", lambda html: html.replace('class="home" id="top"', 'id="top" class="home"')),
        ("addresses", lambda html: html.replace('"a.csv"', '"./a.csv"')),
    ],
)
def test_a_way_of_writing_is_allowed_only_where_the_list_has_it(
    sites: tuple[Path, Path], way: str, change: Callable[[str], str]
) -> None:
    (sites[1] / "index.html").write_text(change(PAGE), encoding="utf-8")
    assert compare(*sites, {way: WAY}).differences == [] and compare(*sites, {way: WAY}).allowed == {way: 1}
    assert [line.partition(":")[0] for line in compare(*sites, {}).differences] == [way]


def test_a_file_that_tells_of_its_engine_differs_in_that_alone(sites: tuple[Path, Path]) -> None:
    for site, engine in zip(sites, "ab", strict=True):
        (site / "told.json").write_text(json.dumps({"engine": engine, "site": "x"}), encoding="utf-8")
    assert compare(*sites, {}).differences == ["told.json: other bytes"]
    assert compare(*sites, {"told.json": Entry("because", ("engine",))}).differences == []
    assert compare(*sites, {"told.json": Entry("because", ("site",))}).differences == ["told.json: differs in engine"]


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("index.html", PAGE.replace("</p><p>", "</p>\n<p>"), []),
        ("index.html", PAGE.replace("three", "drei"), ["the word 'three' is", "the word 'drei' is"]),
        ("a.csv", "a, b\n", ["a.csv: other bytes"]),
    ],
)
def test_the_offline_editions_are_looked_into(sites: tuple[Path, Path], file: str, text: str, told: list[str]) -> None:
    for site, changed in zip(sites, ({}, {file: text}), strict=True):
        files = {path.name: path.read_bytes() for path in site.iterdir()}
        files |= {name: text.encode() for name, text in changed.items()}
        (site / "data").mkdir()
        (site / "data/offline.zip").write_bytes(in_folder(files, "story"))
    found = compare(*sites, {"blanks": WAY}).differences
    assert len(found) == len(told)
    assert all(line.startswith("data/offline.zip: ") and any(words in line for words in told) for line in found)


def test_every_other_file_has_the_same_bytes(sites: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    (sites[1] / "a.csv").write_text("a, b\n", encoding="utf-8")
    (sites[0] / "only.svg").touch()
    assert compare(*sites, {}).differences == ["only.svg: only in the first site", "a.csv: other bytes"]
    assert main(["compare", *map(str, sites)]) == 1
    assert "a.csv: other bytes" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ("nowhere", "it has no links.json"),
        ("a.csv", "it has no links.json"),
        ("damaged", "is damaged"),
        ("listed", "is damaged"),
    ],
)
def test_a_folder_that_holds_no_site_is_told_in_a_line(
    sites: tuple[Path, Path], other: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in (("damaged", "{"), ("listed", "[]")):
        (sites[0] / name).mkdir()
        (sites[0] / name / "links.json").write_text(text, encoding="utf-8")
    assert main(["compare", str(sites[0]), str(sites[0] / other)]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1 and told in said[0]


def test_a_page_that_is_no_text_is_compared_as_well(sites: tuple[Path, Path]) -> None:
    (sites[1] / "index.html").write_bytes(PAGE.encode().replace(b"three", b"\xff"))
    assert any("three" in line for line in compare(*sites, {}).differences)
