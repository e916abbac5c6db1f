"""The offline edition: opened from a disk, every link leads to a file, and its search finds records."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest

from storysite.deploy.offline import edition, packed, page
from storysite.deploy.verify_build import read_built
from storysite.project import Project
from storysite.wording.page_links import address_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def unpacked(site: Path, project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The edition as a reader has it after unpacking."""
    folder = tmp_path_factory.mktemp("offline")
    for file, content in edition(site, project).items():
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
            if parts.scheme or parts.netloc or link.startswith("#"):
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
    files = {file: content for file, content in edition(site, project).items() if not file.startswith(("id/", "data/"))}
    assert packed(files, "x") == packed(dict(reversed(files.items())), "x")
    with zipfile.ZipFile(io.BytesIO(packed(files, "x"))) as archive:
        assert [entry.filename for entry in archive.infolist()] == [f"x/{file}" for file in sorted(files)]
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_links_are_rewritten_and_nothing_else() -> None:
    html = (
        '<html><head><meta property="og:url" content="x"><link rel="manifest" href="m"></head><body>'
        '<a href="../">up</a><a href="&#46;&#46;&#47;b&#47;&#35;x">b</a><a href="../b/#x?">c</a><a href="#y">y</a>'
        '<a href="https://example.org/">out</a><a href="../gone/#z">gone</a><a href="../b/t.csv">t</a><p title="href=../b/">p</p>'
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
