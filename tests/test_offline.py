"""The offline edition: opened from a disk, every link leads to a file, and its search finds records."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest

from storysite.checks.read_project import read_project
from storysite.cli.commands import main
from storysite.deploy.offline import edition, in_folder, page
from storysite.deploy.verify_build import read_built
from storysite.output.manifest import read_manifest
from storysite.project import Project
from storysite.wording.page_links import address_of
from tests.permanence import LATER, edit, first_release

if TYPE_CHECKING:
    from playwright.sync_api import Browser


COPY = f"- release: 2026-02-01\n  address: https://files.example/a.zip\n  sha256: {'a' * 64}\n  bytes: 9000000\n"


@pytest.fixture(scope="module")
def unpacked(site: Path, project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The edition as a reader has it after unpacking."""
    folder = tmp_path_factory.mktemp("offline")
    for file, content in edition(site, project, read_manifest(site)).items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(content)
    return folder


def test_every_link_leads_to_a_file(unpacked: Path, project: Project) -> None:
    pages = read_built(unpacked)
    assert {f"{address_of(path)}index.html" for path in project.pages} <= set(pages)
    ids = {path: {id for id, _, _ in built.ids} for path, built in pages.items()}
    for path, built in pages.items():
        for link, _, _ in built.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or not parts.path:
                continue
            assert not parts.path.startswith("/"), (path, link)
            file = (unpacked / path).parent / unquote(parts.path)
            assert file.is_file(), (path, link)
            if parts.fragment and file.suffix == ".html":
                assert unquote(parts.fragment) in ids[file.resolve().relative_to(unpacked.resolve()).as_posix()], (
                    path,
                    link,
                )


def test_nothing_in_it_needs_a_server(unpacked: Path) -> None:
    for path in unpacked.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        assert (
            "Content-Security-Policy" not in html and "speculationrules" not in html and 'rel="manifest"' not in html
        ), path
    assert not (unpacked / "search").exists() and not (unpacked / "404.html").exists()


def test_the_same_site_is_the_same_zip(site: Path, project: Project) -> None:
    files = {
        file: content
        for file, content in edition(site, project, read_manifest(site)).items()
        if not file.startswith(("id/", "data/"))
    }
    assert in_folder(files, "x") == in_folder(dict(reversed(files.items())), "x")
    with zipfile.ZipFile(io.BytesIO(in_folder(files, "x"))) as archive:
        assert [entry.filename for entry in archive.infolist()] == [f"x/{file}" for file in sorted(files)]
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_published_edition_is_small_and_says_of_which_day(built_second: Path) -> None:
    site = built_second / "site"
    with zipfile.ZipFile(site / "data/offline.zip") as archive:
        files = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    told = files["READ-ME.txt"].decode("utf-8")
    assert "As of 31 January 2026" in told and "Not in it, so that it stays small: " in told and "pptx" in told
    assert not [file for file in files if file.startswith("data/") and file.endswith((".png", ".pptx", ".docx"))]
    listed = json.loads(files["build/manifest.json"])
    assert listed["files"].keys() == files.keys() - {"build/manifest.json"} and listed["read_on"] == "2026-01-31"
    linked = b"".join(content for file, content in files.items() if file.endswith(".html"))
    assert re.search(rb'href="https://gull-rock.example/light/data/[a-z-]+\.pptx"', linked)
    assert (site / "data/offline.zip").stat().st_size < 2_000_000


def test_links_are_rewritten_and_nothing_else() -> None:
    html = (
        '<html><head><meta property="og:url" content="x"><link rel="manifest" href="m"></head><body>'
        '<a href="../">up</a><a href="&#46;&#46;&#47;b&#47;&#35;x">b</a><a href="../b/#x?">c</a><a href="#y">y</a>'
        '<a href="https://example.org/">out</a><a href="../gone/#z">gone</a><a href="../b/t.csv">t</a><a href="?state=old">o</a><p title="href=../b/">p</p>'
        '<meta http-equiv="refresh" content="0; url=../b/#x"><script data-late="../site.js ">f()</script></body></html>'
    )
    found = page(
        html, "a/index.html", {"index.html", "a/index.html", "b/index.html", "b/t.csv"}, "https://site.example/"
    )
    for link in (
        "../index.html",
        "../b/index.html#x",
        "#y",
        "https://example.org/",
        "https://site.example/gone/#z",
        "../b/t.csv",
        "?state=old",
    ):
        assert f'href="{link}"' in found, link
    assert 'content="0; url=../b/index.html#x"' in found and 'title="href=../b/"' in found
    assert "og:url" not in found and "manifest" not in found and "site.js" not in found
    assert '<script src="../assets/offline.js" defer></script>' in found


@pytest.mark.browser
def test_it_opens_from_a_disk_and_finds_records(browser: Browser, unpacked: Path, project: Project) -> None:
    context = browser.new_context(offline=True)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto((unpacked / "index.html").as_uri())
    assert page.evaluate(
        "[...document.querySelectorAll('.act > h2')].every(head => head.checkVisibility({contentVisibilityAuto: true}))"
    )
    page.locator("header nav a").first.click()
    assert page.url.endswith("/index.html") and page.locator("h1").count() == 1
    for typed, id in (("transformation office", "transformation-office"), ("fatigue", "barriers.fatigue")):
        page.keyboard.press("/")
        page.get_by_role("searchbox").fill(typed)
        page.locator("dialog ol a").first.wait_for()
        addresses = [link.get_attribute("href") or "" for link in page.locator("dialog ol a").all()[:3]]
        assert any(address.endswith(f"#{id}") for address in addresses), addresses
        with page.expect_navigation():
            page.keyboard.press("Enter")
    page.keyboard.press("/")
    page.get_by_role("searchbox").fill("zzzz nothing")
    page.get_by_text("No result for").wait_for()
    assert faults == []
    context.close()


@pytest.mark.parametrize(
    ("edits", "told"),
    [
        (
            [{"in": "docs/data/events.yml", "replace": "A tunnel is dug.", "by": "A long tunnel is dug."}],
            "have changed",
        ),
        ([{"in": "docs/data/copies.yml", "append": COPY}], "is kept already"),
    ],
)
def test_a_copy_is_made_of_the_site_as_it_was_released_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], edits: list[dict[str, str]], told: str
) -> None:
    root = first_release(tmp_path / "project")
    edit(root, edits)
    arguments = ["--project", str(root), "--today", str(LATER), "--keep", "https://files.example/{release}.zip"]
    assert main(["offline", *arguments]) == 1
    assert told in capsys.readouterr().out


def test_pages_of_releases_name_their_copies(tmp_path: Path) -> None:
    root = first_release(tmp_path / "project")
    (root / "docs/data/copies.yml").write_text(COPY, encoding="utf-8")
    project = read_project(root, LATER)
    assert not project.problems
    copy = project.library.past.copy_of(project.library.past.releases[0])
    assert copy and copy.size == "9.0 MB" and copy.address == "https://files.example/a.zip"
    (root / "docs/data/copies.yml").write_text(COPY.replace("2026-02-01", "2026-02-02"), encoding="utf-8")
    (problem,) = read_project(root, LATER).problems
    assert problem.message == "there is no release '2026-02-02'" and "2026-02-01" in problem.hint
