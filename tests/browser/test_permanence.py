"""Old links in a browser: a page that moved keeps the part that a link was for, and a link's day tells what has changed."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page

from storysite.bootstrap.installation import THEME
from storysite.checks.read_project import read_project
from storysite.pages import scripts
from tests.permanence import LATER, edit, first_release, quick_site, release

pytestmark = pytest.mark.browser


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The small project after a page moved, a record moved to another page, and a value was corrected."""
    folder = tmp_path_factory.mktemp("small")
    root = first_release(folder / "project")
    edit(
        root,
        [
            {"move": "docs/line.md", "to": "docs/railway.md"},
            {"in": "docs/railway.md", "replace": '{{ facts("today") }}', "by": ""},
            {"in": "docs/index.md", "replace": "{{ sources() }}", "by": '{{ facts("today") }}\n\n{{ sources() }}'},
            {"in": "docs/data/redirects.yml", "append": "- from: /line/\n  to: /railway/\n  date: 2026-02-20\n"},
            {"in": "docs/data/facts.yml", "replace": "value: 12500", "by": "value: 12600"},
            {
                "in": "docs/data/facts.yml",
                "replace": "      qualifier: about\n",
                "by": "      qualifier: about\n      corrections:\n        - what: We wrote 12500.\n          why: A slip.\n          when: 2026-02-25\n",
            },
        ],
    )
    release(root, LATER)
    project = read_project(root, LATER)
    assert not project.problems
    site = quick_site(project, folder / "site")
    shutil.copytree(THEME / "assets", site / "assets", dirs_exist_ok=True)
    scripts.publish(site)
    for path in site.rglob("index.html"):
        script = "../" * len(path.relative_to(site).parts[:-1]) + "assets/js/site.js"
        html = (
            path.read_text(encoding="utf-8")
            .replace("<body>", "<body><article>")
            .replace("</body>", f'</article><script data-late="{script}" src="{script}"></script></body>')
        )
        path.write_text(html, encoding="utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A page without script."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("line/", "railway/"),
        ("line/#comfort.valley.water", "railway/#comfort.valley.water"),
        ("line/#top", "railway/#top"),
        ("line/#today", "#today"),
        ("line/#no-such-part", "railway/#no-such-part"),
        ("line/?as-of=2026-02-01#comfort", "railway/?as-of=2026-02-01#comfort"),
    ],
)
def test_a_page_that_moved_leads_on_with_the_part_that_the_link_was_for(
    page: Page, small: str, old: str, new: str
) -> None:
    page.goto(small + old)
    page.wait_for_url(small + new)


def test_without_script_it_names_what_stood_there(plain: Page, small: str) -> None:
    plain.goto(f"{small}line/#comfort.valley.water")
    target = plain.locator("[id='comfort.valley.water']")
    assert target.is_visible()
    target.get_by_role("link").click()
    plain.wait_for_url(f"{small}railway/#comfort.valley.water")


def notice(page: Page, address: str) -> str:
    page.goto(address)
    page.wait_for_selector(".since")
    return " ".join(page.inner_text(".since").split())


def test_a_link_that_carries_its_day_says_what_has_changed(page: Page, small: str) -> None:
    told = notice(page, f"{small}?as-of=2026-02-10")
    assert told.startswith("This link was made on 10 February 2026. Since then on this page: 1 March 2026.")
    assert (
        "Corrected on 25 February 2026: We wrote 12500. A slip. Changed: from about 12,500 people to about 12,600 people."
        in told
    )
    assert page.locator("article > :first-child.since[role=status]").count() == 1


def test_where_nothing_has_changed_it_says_so(page: Page, small: str) -> None:
    assert (
        notice(page, f"{small}?as-of=2026-03-01")
        == "This link was made on 1 March 2026. Nothing on this page has changed since then."
    )


def test_a_day_before_the_page_was_there(page: Page, small: str) -> None:
    told = notice(page, f"{small}?as-of=2025-12-31")
    assert told.startswith(
        "This link carries the day 31 December 2025; this page was first published on 1 February 2026. "
        "Since that day on this page: 1 March 2026."
    )


def test_a_day_that_is_still_to_come(page: Page, small: str) -> None:
    assert (
        notice(page, f"{small}?as-of=2126-03-01") == "This link carries the day 1 March 2126, which is still to come."
    )


def test_a_page_that_moved_was_published_when_its_old_address_was(page: Page, small: str) -> None:
    told = notice(page, f"{small}railway/?as-of=2026-02-10")
    assert told.startswith("This link was made on 10 February 2026. Since then on this page:")
    assert "Moved to “The line” (/railway/)." in told


def test_the_page_of_an_id_says_it_too(page: Page, small: str) -> None:
    assert "from about 12,500 people to about 12,600 people" in notice(
        page, f"{small}id/passengers.y2000/?as-of=2026-02-10"
    )
    assert notice(page, f"{small}id/tunnel/?as-of=2026-02-10").endswith("Nothing on this page has changed since then.")


def test_what_is_no_day_is_answered_in_words(page: Page, small: str) -> None:
    for day in ("", "yesterday", "2026-02-30", "20261120", "2026-13-40", "<img src=x>", "2026-02-10x"):
        told = notice(page, f"{small}?as-of={day}")
        assert told.startswith(
            f"“{day}” in this link is no day: a day is written as year, month and day, such as 2026-11-20."
        )
        assert "first published on 1 February 2026" in told and page.locator(".since img").count() == 0


def test_nothing_is_fetched_where_no_link_carries_a_day(page: Page, small: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(small)
    page.wait_for_load_state("networkidle")
    assert not [address for address in asked if "as-of" in address]


def test_without_script_the_page_tells_the_same(plain: Page, small: str) -> None:
    plain.goto(f"{small}?as-of=2026-02-10")
    plain.get_by_text("changes since then").click()
    listed = " ".join(plain.inner_text(".dated").split())
    assert "This page was first published on 1 February 2026. 5 changes since then 1 March 2026." in listed
    assert "from about 12,500 people to about 12,600 people" in listed


def test_what_a_page_no_longer_holds_is_found_where_the_link_leads(plain: Page, small: str) -> None:
    plain.goto(f"{small}railway/#today")
    left = plain.locator("#today")
    assert "It stands on another page now." in left.inner_text()
    left.get_by_role("link").click()
    plain.wait_for_url(f"{small}#today")
