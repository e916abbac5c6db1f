"""The forms at `/edit/`, up to the address that they open at the git host, and what the workflow makes of what they say."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route

from storysite.bootstrap.installation import THEME
from storysite.core.edit_urls import PROPOSED
from storysite.editing.issue_forms import answer, forms
from storysite.exports.edit_pages import write_edit_pages
from storysite.pages import scripts
from storysite.pages.css_inline import write_sheet
from tests.conftest import served_from
from tests.projects import TODAY, make, read

pytestmark = pytest.mark.browser
HOST = "https://github.com/friends/railway"
HOSTILE = '"; $(touch ran) `touch ran` <script>alert(1)</script> {{ 7 * 7 }} ../../x & #'


def in_repository(root: Path, address: str) -> None:
    path = root / "docs/data/publisher.yml"
    text = re.sub("^repository: .*", f"repository: {address}", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The railway, in a repository at a host."""
    root = make({}, tmp_path_factory.mktemp("propose") / "project")
    in_repository(root, HOST)
    return root


@pytest.fixture(scope="module")
def address(root: Path) -> Iterator[str]:
    site = root.parent / "site"
    shutil.copytree(THEME / "assets", site / "assets")
    project = read(root)
    assert not project.errors
    write_edit_pages(site, project)
    write_sheet(site, project)
    scripts.publish(site)
    with served_from(site) as served:
        yield served


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=request.param, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def sent(page: Page) -> dict[str, str]:
    """What the form opens at the host, which nobody asks here."""
    asked: list[str] = []

    def take(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body="The host.", content_type="text/plain")

    page.route(f"{HOST}/**", take)
    page.get_by_role("button", name="Look at it at the git host").click()
    page.get_by_text("The host.").wait_for()
    (one,) = asked
    assert one.partition("?")[0] == f"{HOST}/issues/new"
    return dict(parse_qsl(urlsplit(one).query, keep_blank_values=True))


def issue(given: dict[str, str]) -> str:
    """The text of an issue, as the host makes it of its form."""
    form = next(text for path, text in forms().items() if path.endswith(given["template"]))
    ids = {part["id"]: part["attributes"] for part in yaml_of(form)["body"]}
    assert given.keys() - {"template"} <= ids.keys(), "each field of ours is one of the host's form"
    said = {id: given.get(id, "") or (about["options"][0] if id == "what" else "") for id, about in ids.items()}
    return "\n\n".join(f"### {ids[id]['label']}\n\n{text or '_No response_'}" for id, text in said.items()) + "\n"


def yaml_of(text: str) -> dict:
    import yaml

    return yaml.safe_load(text)


def test_a_new_event_is_opened_at_the_host_and_becomes_a_record(
    page: Page, address: str, root: Path, tmp_path: Path
) -> None:
    page.goto(f"{address}edit/event/")
    page.fill("[name=id]", "new-track")
    page.fill("[name=record-title]", "A second track")
    page.fill("[name=text]", "The second track is laid.")
    page.fill("[name=lanes]", "line\nstations")
    page.fill("[name=date]", "1999-05")
    page.fill("[name=source]", "annual-report")
    page.fill("[name=locator]", "4")

    given = sent(page)

    assert (given["template"], given["record-title"], given["date"]) == ("event.yml", "A second track", "1999-05")
    assert "title" not in given, "that would be the title of the issue"
    copy = Path(shutil.copytree(root, tmp_path / "project"))
    said = answer(copy, TODAY, issue(given))
    assert said.saved.texts and not said.saved.wrong, said.words
    assert "The event `new-track` is written into" in said.words


def test_hostile_text_is_words_all_the_way(page: Page, address: str, root: Path, tmp_path: Path) -> None:
    page.goto(f"{address}edit/question/")
    page.fill("[name=id]", "what-now")
    page.fill("[name=record-title]", "What now?")
    page.fill("[name=text]", HOSTILE)
    page.fill("[name=lead]", "Nobody knows.")

    given = sent(page)

    assert given["text"] == HOSTILE and given["template"] == "question.yml"
    copy = Path(shutil.copytree(root, tmp_path / "project"))
    answer(copy, TODAY, issue(given))
    assert not list(tmp_path.rglob("ran")) and not list(Path.cwd().glob("ran"))


def test_an_id_is_held_to_its_form_before_anything_is_sent(page: Page, address: str) -> None:
    page.goto(f"{address}edit/term/")
    page.fill("[name=id]", "Not An Id")
    page.route(f"{HOST}/**", lambda route: route.abort())
    page.get_by_role("button", name="Look at it at the git host").click()
    assert page.url == f"{address}edit/term/"
    assert page.locator("[name=id]:invalid").count() == 1


@pytest.mark.parametrize("kind", PROPOSED)
def test_each_page_is_small_and_fits_a_phone(kind: str, page: Page, address: str, root: Path) -> None:
    page.goto(f"{address}edit/{kind}/")
    assert (root.parent / f"site/edit/{kind}/index.html").stat().st_size < 15_000
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("form.propose :is(input, textarea, select):not([type=hidden])").count() >= 5


def test_what_a_record_says_is_filled_in(browser: Browser, address: str, root: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    errors: list[str] = []
    # Fonts and the like of a whole site are not in this folder; what the policy refuses, or a script fails at, counts.
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console",
        lambda message: errors.append(message.text) if "Content Security Policy" in message.text else None,
    )
    for kind, id, name, text in (
        ("event", "first-train", "date", "1901-05-01"),
        ("cell", "comfort.valley.water", "of", "comfort"),
        ("value", next(iter(known(root, "value"))), "of", "passengers"),
    ):
        page.goto(f"{address}edit/{kind}/?record={id}")
        page.wait_for_function("name => document.querySelector(`[name=${name}]`).value", arg=name)
        assert page.input_value(f"[name={name}]") == text, id
    page.goto(f"{address}edit/event/?record=nobody")
    page.get_by_text("There is no such record here").wait_for()
    assert not errors
    context.close()


def known(root: Path, kind: str) -> list[str]:
    return [
        id for id in json.loads((root.parent / f"site/edit/{kind}.json").read_text()) if id.startswith("passengers.")
    ]


def test_where_no_host_takes_such_an_address_there_are_no_such_pages(tmp_path: Path) -> None:
    root = make({}, tmp_path / "project")
    in_repository(root, "https://gitlab.com/friends/railway")
    project = read(root)
    assert not project.errors
    write_edit_pages(tmp_path / "site", project)
    assert not (tmp_path / "site").exists()
