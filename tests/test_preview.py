"""The preview: a real server on a small project, edited as editors do."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest

from storysite.output.html_edit import tight
from storysite.output.page_words import finished
from storysite.preview.page_interface import bones
from storysite.preview.watcher import THEME, Changes
from storysite.source.page import Page as Written
from storysite.source.page_reader import read_page
from tests.previewing import Preview, bare, edited, files, panel, small_project, version
from tests.waiting import PATIENCE, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NUMBERS, EVERYTHING = "light/numbers/", "everything/"


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """One server that lives through whatever the tests save."""
    running = Preview(small_project(tmp_path_factory.mktemp("preview") / "project"))
    yield running
    running.end()


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[list[Preview]]:
    """Servers that a test starts itself end with it."""
    running: list[Preview] = []
    yield running
    for one in running:
        one.end()


# --- what is edited is seen ----------------------------------------------------------------------


def test_words_of_a_page_are_seen_and_no_other_page_changes(preview: Preview) -> None:
    before = version(preview.text(NUMBERS))
    with edited(preview.root / "docs/index.md", "has gone out once since", "went dark once since"):
        assert '<link rel="stylesheet"' in preview.shows("", "went dark once")
        assert version(preview.text(NUMBERS)) == before
    preview.shows("", "has gone out once")


def test_a_record_is_seen_on_each_page_that_shows_it(preview: Preview) -> None:
    with edited(preview.root / "docs/data/facts.yml", "value: 40\n", "value: 37\n"):
        preview.shows(NUMBERS, "37 barrels")
        assert "37 barrels" in preview.shows(EVERYTHING, "4.5 barrels")  # what is worked out from it
    preview.lacks(EVERYTHING, "37 barrels")


def test_a_new_title_is_seen_on_the_pages_beside_it(preview: Preview) -> None:
    with edited(preview.root / "docs/light/numbers.md", "title: Oil and ships", "title: Barrels and ships"):
        preview.shows("light/", "Barrels and ships")
        preview.shows(EVERYTHING, "Barrels and ships")
    preview.lacks("light/", "Barrels and ships")


def test_a_page_with_a_mark_and_line_ends_of_windows_is_seen(preview: Preview) -> None:
    path = preview.root / "docs/index.md"
    with edited(path, "has gone out once since", "went dark since"):
        preview.shows("", "went dark since")
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n").replace(b"dark", b"black"))
        text = preview.shows("", "went black since")
        assert "﻿" not in text and panel(text) == ""
    preview.shows("", "has gone out once")


def test_an_editor_may_write_beside_and_rename(preview: Preview) -> None:
    path = preview.root / "docs/index.md"
    before = path.read_bytes()
    beside = path.with_name("index.md.new")
    beside.write_bytes(before.replace(b"has gone out once", b"was dark once"))
    beside.replace(path)
    preview.shows("", "was dark once")
    path.unlink()
    path.write_bytes(before)
    preview.shows("", "has gone out once")


def test_a_template_of_the_look_is_seen(preview: Preview) -> None:
    with edited(
        preview.root / "macros/storysite/theme/base.html", "<head>", '<head>\n    <meta name="trial" content="1">'
    ):
        preview.shows("", '<meta name="trial"')
    preview.lacks("", '<meta name="trial"')


def test_a_template_of_a_macro_is_seen(preview: Preview) -> None:
    with edited(preview.root / "macros/storysite/components/cycle/page.html", "<figure", '<figure data-trial="1"'):
        preview.shows("", "data-trial")
    preview.lacks("", "data-trial")


def test_a_style_is_seen_by_open_pages(preview: Preview) -> None:
    path = next((preview.root / THEME).rglob("*.css"))
    before = version(preview.text())
    address = path.relative_to(preview.root / THEME).as_posix()
    with edited(path, "", "/* trial */\n"):
        preview.until(lambda: version(preview.text()) != before)
        assert preview.text(address).startswith("/* trial */")
    preview.lacks(address, "/* trial */")


def test_a_new_page_and_its_place_are_seen(preview: Preview) -> None:
    page = preview.root / "docs/light/keepers.md"
    with edited(
        preview.root / "mkdocs.yml",
        "      - light/numbers.md\n",
        "      - light/numbers.md\n      - light/keepers.md\n",
    ):
        page.write_text(
            "---\ntitle: Who kept it\ndescription: Who kept the light.\n---\n\n# Who kept it\n\nTwo of them.\n\n{{ sources() }}\n",
            encoding="utf-8",
        )
        preview.shows("light/keepers/", "Two of them.")
        preview.shows(NUMBERS, "Who kept it")
        page.unlink()
    preview.until(lambda: preview.get("light/keepers/")[0] == 404)
    preview.lacks(NUMBERS, "Who kept it")


# --- what is wrong is told, and the last good page stays -----------------------------------------


def test_bad_data_is_listed_over_the_last_good_page(preview: Preview) -> None:
    facts = preview.root / "docs/data/facts.yml"
    with edited(facts, "      value: 40\n", "      value: 40\n      kidn: plan\n"):
        text = preview.shows(NUMBERS, "unknown key")
        assert re.search(r"docs/data/facts\.yml:\d+:7</code> unknown key", panel(text))
        assert "40 barrels" in text
        assert "docs/data/facts.yml:" in preview.log
    assert "40 barrels" in preview.lacks(NUMBERS, "unknown key")
    assert panel(preview.text(NUMBERS)) == ""


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("docs/data/facts.yml", "- id: oil\n", "- id: oil: [\n"),
        ("docs/index.md", '{{ timeline("tower") }}', '{{ timeline("tower'),
        ("docs/index.md", '{{ timeline("tower") }}', '{{ timeline("towre") }}'),
        ("docs/index.md", "{{ sources() }}", "[out](nowhere.md)\n\n{{ sources() }}"),
        ("docs/index.md", "title: The Light", "title: [The Light"),
        ("mkdocs.yml", "docs_dir: docs", "docs_dir: [docs"),
        ("mkdocs.yml", "name: null", "name: no-such-theme"),
        ("macros/storysite/theme/base.html", "<head>", "<head>{% if %}"),
        ("macros/storysite/theme/base.html", "<head>", "<head>{{ nothing.there.at_all }}"),
        ("macros/storysite/components/cycle/html.py", "def render", "def render(:"),
        ("macros/storysite/components/cycle/html.py", "def render", "import no_such_module\n\n\ndef render"),
        ("macros/storysite/components/cycle/page.html", "<figure", "<figure {{ nothing.there }}"),
        ("macros/storysite/records/__init__.py", "from __future__", "raise SystemExit(3)\nfrom __future__"),
    ],
)
def test_whatever_is_saved_the_page_stays_and_the_place_is_told(
    preview: Preview, path: str, old: str, new: str
) -> None:
    with edited(preview.root / path, old, new):
        text = preview.shows("", f"<code>{path}:")
        assert "Gull Rock" in text and 'class="steps"' in text
        assert f"{path}:" in preview.log
    assert 'class="steps"' in preview.lacks("", f"<code>{path}:")


def test_a_deleted_page_is_told_and_comes_back(preview: Preview) -> None:
    path = preview.root / "docs/light/numbers.md"
    before = path.read_bytes()
    path.unlink()
    preview.until(lambda: panel(preview.text()))
    path.write_bytes(before)
    preview.until(lambda: preview.get(NUMBERS)[0] == 200 and not panel(preview.text()))


def test_the_folder_may_vanish_for_a_moment(preview: Preview) -> None:
    docs, away = preview.root / "docs", preview.root / "elsewhere"
    docs.rename(away)
    preview.until(lambda: panel(preview.text()))
    away.rename(docs)
    preview.until(lambda: not panel(preview.text()))
    with edited(docs / "index.md", "has gone out once since", "is watched again"):
        preview.shows("", "is watched again")


def test_bad_data_at_the_start_is_listed_alone(alone: list[Preview], tmp_path: Path) -> None:
    root = small_project(tmp_path / "project")
    with edited(root / "docs/data/facts.yml", "- id: oil\n", "- id: oil\n  unti: barrels\n"):
        alone.append(Preview(root))
        status, text = alone[0].get()
        assert status == 503 and "unknown key" in panel(text) and "Gull Rock" not in text
    alone[0].until(lambda: "The Light on Gull Rock" in alone[0].text("light/"))


# --- as a build, and nothing besides -------------------------------------------------------------


def test_after_all_edits_each_page_is_what_a_build_makes(preview: Preview, tmp_path: Path) -> None:
    before = files(preview.root)
    with (
        edited(preview.root / "docs/light/numbers.md", "title: Oil and ships", "title: Barrels and ships"),
        edited(preview.root / "docs/data/facts.yml", "value: 40\n", "value: 37\n"),
        edited(preview.root / "docs/index.md", "has gone out once since", "went dark once since"),
    ):
        preview.shows("", "went dark once")
        preview.shows(NUMBERS, "Barrels and ships")
        address = re.search(r'rel="canonical" href="([^"]*)"', preview.text())
        assert address and address[1] == preview.address
        command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(tmp_path / "site")]
        environment = {"MACROS_TODAY": "2026-01-31", "NO_MKDOCS_2_WARNING": "1"}
        subprocess.run(command, cwd=preview.root, env={**os.environ, **environment}, check=True)
        for path in sorted((tmp_path / "site").rglob("*.html")):
            name = path.relative_to(tmp_path / "site").as_posix().removesuffix("index.html")
            built = path.read_text(encoding="utf-8")
            if name != "404.html":  # a build finishes what the engine made; the preview does at once
                built = finished(tight(built))
            preview.until(
                lambda: bare(preview.text(name)).replace(preview.address, "https://gull-rock.example/light/") == built
            )
    assert files(preview.root) == before


def test_an_address_without_its_slash_leads_on_and_none_leads_out(preview: Preview) -> None:
    assert "The lamp" in preview.text("light")
    secret = preview.root.parent / "secret.txt"
    secret.write_text("a secret", encoding="utf-8")
    for up in ("../", "..%2f", "%2e%2e/", "..\\", "..%5c", "./../", "assets/../../"):
        for steps in range(1, 25):
            for target in ("secret.txt", secret.as_posix().lstrip("/"), secret.as_posix()):
                status, _, body = preview.raw(f"/light/{up * steps}{target}")
                assert status in {400, 404} and "a secret" not in body, (up, steps, target)
    for path in ("mkdocs.yml", "data/facts.yml", "docs/data/facts.yml", ".cache/", "macros/__init__.py"):
        assert preview.raw(f"/light/{path}")[0] == 404, path
    origin = preview.address.removesuffix("light/")
    with urllib.request.urlopen(origin) as answer:
        assert answer.url == preview.address


@pytest.mark.parametrize(
    "path",
    ["no/such/page/", "no/such/page", "nothing.html", "nothing.png", "nothing.json", "id/nothing/", "data/nothing.csv"],
)
def test_what_is_not_there_is_told_by_the_page_for_that(preview: Preview, path: str) -> None:
    status, kind, body = preview.raw(f"/light/{path}")
    assert (status, kind) == (404, "text/html; charset=utf-8")
    assert "<title>" in body and "preview-problems" in body


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets not everyone make links")
@pytest.mark.parametrize("name", ["assets/out.txt", "assets/out.css", "assets/folder/secret.txt"])
def test_a_link_out_of_the_project_is_not_followed(alone: list[Preview], tmp_path: Path, name: str) -> None:
    root = small_project(tmp_path / "project")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("a secret", encoding="utf-8")
    link = root / "docs" / name
    if "folder" in name:
        link.parent.symlink_to(outside)
    else:
        link.symlink_to(outside / "secret.txt")
    inside = root / "docs" / "assets" / "inside.txt"
    inside.symlink_to(root / "docs" / "assets" / "icon.svg")
    alone.append(Preview(root))
    status, _, body = alone[0].raw(f"/light/{name}")
    assert status in {404, 503} and "a secret" not in body


def test_a_file_that_becomes_a_link_out_is_not_served(preview: Preview, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("a secret", encoding="utf-8")
    file = preview.root / "docs/assets/icon.svg"
    before = file.read_bytes()
    assert preview.raw("/light/assets/icon.svg")[0] == 200
    try:
        file.unlink()
        file.symlink_to(tmp_path / "secret.txt")
        preview.until(lambda: preview.raw("/light/assets/icon.svg")[0] != 200)
        assert "a secret" not in preview.raw("/light/assets/icon.svg")[2]
    finally:
        file.unlink()
        file.write_bytes(before)
    preview.until(lambda: preview.raw("/light/assets/icon.svg")[0] == 200)


# --- what a build makes beside the pages ---------------------------------------------------------


def test_every_file_of_a_built_site_is_served_or_told_of_in_words(preview: Preview, built_second: Path) -> None:
    site = built_second / "site"
    built = sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    # The index of a build holds the words of built pages, too: its files are named by other contents.
    built = [file for file in built if not re.match(r"search/(fragment/|index/|pagefind\..*pf_meta)", file)]
    assert len(built) > 100
    told = []
    for file in built:
        status, kind, body = preview.raw(f"/light/{file}")
        if status == 404:
            assert kind == "text/plain; charset=utf-8" and "macros build" in body, file
            told.append(file)
        else:
            assert status == 200 and body, file
    assert {re.sub(r"/.*", "/", file) for file in told if not file.startswith("assets/cards/")} == {
        "_headers",
        "build/",
        "data/",
        "nginx.conf",
    }


def test_no_link_of_a_page_leads_to_what_is_not_there(preview: Preview) -> None:
    followed = set()
    for page in ("", NUMBERS, EVERYTHING, "id/oil/"):
        html = re.sub(r"(<script[^>]*>).*?(?=</script>)", r"\1", preview.text(page), flags=re.DOTALL)
        for link in re.findall(r' (?:href|src)="([^"]+)', html):
            address = urljoin(preview.address + page, unescape(link)).partition("#")[0]
            if address.startswith(preview.address) and address not in followed:
                followed.add(address)
                assert preview.raw(address.removeprefix(preview.address.removesuffix("/light/")))[0] == 200, (
                    page,
                    link,
                )
    assert len(followed) > 50


def test_a_record_page_and_its_files_follow_an_edit(preview: Preview) -> None:
    assert "40" in preview.text("id/oil/")
    with edited(preview.root / "docs/data/facts.yml", "value: 40\n", "value: 37\n"):
        assert "preview-problems" in preview.shows("id/oil/", "37 barrels")
        preview.shows("id/oil/item.json", "37 barrels")
        preview.shows("data/figures.csv", "37")
        preview.shows("light/numbers/index.md", "37 barrels")
    preview.lacks("id/oil/", "37 barrels")


def test_what_is_made_stays_while_something_is_wrong(preview: Preview) -> None:
    assert "40" in preview.text("id/oil/")
    with edited(preview.root / "docs/data/facts.yml", "- id: oil\n", "- id: oil\n  unti: barrels\n"):
        text = preview.shows("id/oil/", "unknown key")
        assert "40 barrels" in text
        assert preview.raw("/light/data/all.json")[0] == 200
    preview.lacks("id/oil/", "unknown key")


def test_warnings_and_advice_stand_on_the_page_and_in_the_terminal(preview: Preview) -> None:
    with edited(preview.root / "docs/index.md", "{{ sources() }}", "![](assets/nothing-said.png)\n\n{{ sources() }}"):
        (preview.root / "docs/assets/nothing-said.png").write_bytes(b"")
        try:
            text = preview.shows("", "<code>docs/index.md:")
            assert "warning" in panel(text) and "<details open" not in panel(text)
            preview.until(lambda: "docs/index.md:" in preview.log and "warning:" in preview.log)
        finally:
            (preview.root / "docs/assets/nothing-said.png").unlink()
    preview.lacks("", "<code>docs/index.md:")


# --- the server ----------------------------------------------------------------------------------


def test_a_taken_port_gives_way_to_the_next(alone: list[Preview], tmp_path: Path) -> None:
    root = small_project(tmp_path / "project")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        alone.append(Preview(root, "--port", str(port)))
        assert f"127.0.0.1:{port}/" not in alone[0].address


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C to a console, not to a process")
def test_ctrl_c_ends_it_well(tmp_path: Path) -> None:
    # A shell that runs the tests in the background has told them, and all that they start, to hear no Ctrl-C.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    running = Preview(small_project(tmp_path / "project"))
    signal.signal(signal.SIGINT, before)
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(PATIENCE) == 0
    assert "Traceback" not in running.log


def test_edits_are_noticed_where_the_system_watches_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(*_: object, **__: object) -> None:
        raise OSError(28, "inotify watch limit reached")

    monkeypatch.setattr("watchdog.observers.api.BaseObserver.schedule", no_space)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("one", encoding="utf-8")
    changes = Changes(tmp_path)
    (tmp_path / "docs" / "index.md").write_text("another", encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text("nav:", encoding="utf-8")
    assert changes.wait() == ({"docs/index.md"}, {"mkdocs.yml"})
    assert changes.wait(0.1) is None
    changes.close()


# --- which edits concern one page alone ----------------------------------------------------------

PAGE = """---
title: A page
description: A page.
---

# A page {: #top }

Some words with {{ link("x") }} and a [link](other.md).

More words.

## A heading {: #heading }

{{ sources() }}
"""


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("Some words", "Other words", True),
        ("More words.", "More words.\n\nAnd more.", True),
        ("title: A page", "title: The page", False),
        ("## A heading", "## The heading", False),
        ("#heading", "#other", False),
        ("other.md", "third.md", False),
        ('link("x")', 'link("y")', False),
        ("More words.", "In 1901 words.", False),
        ("{{ sources() }}\n", "{{ sources() }}\n\nAfter the end.\n", False),
    ],
)
def test_an_edit_concerns_its_page_alone_only_where_others_see_nothing_of_it(old: str, new: str, same: bool) -> None:
    assert old in PAGE
    assert (bones(_page(PAGE.replace(old, new))) == bones(_page(PAGE))) is same


def _page(text: str) -> Written:
    return read_page("a.md", "docs/a.md", text, [])


# --- in a browser --------------------------------------------------------------------------------


@pytest.fixture
def page(preview: Preview, browser: Browser) -> Iterator[Page]:
    """A page of the preview; whatever the policy refuses, or a script fails at, fails the test."""
    page = browser.new_page(viewport={"width": 800, "height": 400})
    told: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(preview.address)
    yield page
    page.close()
    assert asked and all(url.startswith((preview.address.removesuffix("light/"), "data:")) for url in asked)
    assert not told


AWAY = "about:blank"
"""Where a page waits while files are edited: a page that reloads itself is not asked to go elsewhere, nor closed."""


@pytest.mark.browser
def test_an_open_page_follows_and_stays_where_it_was_scrolled_to(preview: Preview, page: Page) -> None:
    body, problems = page.locator("body"), page.locator("#preview-problems")
    page.evaluate("scrollTo(0, 300)")
    with edited(preview.root / "docs/index.md", "has gone out once since", "went dark once since"):
        until(lambda: "went dark once" in body.inner_text() and page.evaluate("scrollY") == 300)
        page.evaluate("window.kept = true")
        with edited(preview.root / "docs/data/facts.yml", "- id: oil\n", "- id: oil\n  unti: barrels\n"):
            until(problems.is_visible)
            assert "unknown key" in problems.inner_text()
            assert "went dark once" in body.inner_text()
        until(problems.is_hidden)
        assert page.evaluate("window.kept")  # a list that comes and goes loads nothing again
    until(lambda: "has gone out once" in body.inner_text())
    until(lambda: page.evaluate("scrollY") == 300)


@pytest.mark.browser
def test_search_works_as_on_the_site_and_follows_an_edit(preview: Preview, page: Page) -> None:
    def results(words: str) -> str:
        page.goto(preview.address)
        page.locator("#tools button[aria-haspopup=dialog]").wait_for()
        page.keyboard.press("/")
        page.locator("#finder-words").fill(words)
        first = page.locator(f'.finder[data-shown="{words}"] li a').first
        found = first.inner_text()
        page.goto(AWAY)
        return found

    page.goto(AWAY)
    assert "Oil burned" in results("oil burned")
    with edited(preview.root / "docs/data/facts.yml", "name: Oil burned", "name: Zygote burned"):
        preview.shows("id/oil/", "Zygote burned")
        assert "Zygote" in results("zygote")
    preview.lacks("id/oil/", "Zygote")
