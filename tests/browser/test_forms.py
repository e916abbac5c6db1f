"""The forms of the preview in a browser: what is saved stands in the files as a careful hand would have written it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.previewing import Preview, small_project

pytestmark = pytest.mark.browser
SOURCE = """\
- id: harbour-letter
  title: "A letter: the lens"
  publisher: Harbour office
  url: https://harbour.example/letter
  accessed: 2026-01-31
  kind: primary
  read: whole
"""
EVENT = """\
- id: lens-paid
  date: 1903-04
  title: The lens is paid
  text: >-
    The harbour pays for the lens.
  lanes:
    - lamp
  source: harbour-letter
  locator: Page 2
"""
VALUE = """\
    - id: y1910
      value: 14
      as_of: 1910
      source: harbour-letter
      locator: Page 3
"""


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    root = small_project(tmp_path_factory.mktemp("forms") / "project")
    cells = root / "docs/data/matrices.yml"
    cells.write_text(cells.read_text().replace("      locator: page 2\n", "      locator: page 2   # the second\n"))
    (root / ".gitignore").write_text(".cache/\n__pycache__/\n")
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "-qm", "All")
    running = Preview(root)
    yield running
    running.end()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.set_default_timeout(10_000)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: "Content Security" in message.text and wrong.append(message.text))
    yield page
    context.close()
    assert wrong == []


def git(root: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, text=True).stdout


def added(root: Path) -> str:
    """The lines that differ from the commit, by file."""
    lines = git(root, "diff", "-U0", "--no-color").splitlines()
    return (
        "\n".join(line for line in lines if line.startswith(("+", "-")) and not line.startswith(("+++", "---"))) + "\n"
    )


def editing(page: Page, preview: Preview, path: str = "") -> None:
    page.goto(preview.address + path)
    page.locator("#preview-bar").wait_for()
    if not page.locator("#preview-bar[open]").count():
        page.locator("#preview-bar summary").click()
    page.locator(".preview-edit").first.wait_for()


def fill(page: Page, **values: str) -> None:
    for name, value in values.items():
        field = page.locator(f"[id='f.{name.replace('__', '.')}']")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(lambda address: "/-preview/" not in address)


def test_a_source_an_event_and_a_value_are_added_a_cell_and_a_paragraph_changed(preview: Preview, page: Page) -> None:
    root = preview.root
    editing(page, preview)
    page.locator("#preview-bar a", has_text="source").click()
    fill(page, id="harbour-letter", title="A letter: the lens", publisher="Harbour office", kind="primary")
    fill(page, url="https://harbour.example/letter", accessed="2026-01-31", read="whole")
    save(page)
    assert added(root) == "".join(f"+{line}\n" for line in ["", *SOURCE.splitlines()])
    git(root, "add", "-A")

    editing(page, preview)
    page.get_by_role("link", name="Add: event: the-tower").click()
    fill(page, id="lens-paid", title="The lens is paid", text="The harbour pays for the lens.", lanes__0="lamp")
    fill(page, date="1903-04-x", source="harbour-letter", locator="Page 2")
    page.get_by_text("date: '1903-04-x' is not a date").wait_for()  # said as it is typed
    fill(page, date="1903-04")
    save(page)
    preview.shows("everything/", "The harbour pays for the lens.")
    assert added(root) == "".join(f"+{line}\n" for line in ["", *EVENT.splitlines()])
    git(root, "add", "-A")

    page.goto(f"{preview.address.removesuffix('/light/')}/-preview/edit?kind=value&of=reach&back=/light/")
    fill(page, id="y1910", value="14", as_of="1910", source="harbour-letter", locator="Page 3")
    save(page)
    assert added(root) == "".join(f"+{line}\n" for line in VALUE.splitlines())
    git(root, "add", "-A")

    page.goto(f"{preview.address.removesuffix('/light/')}/-preview/edit?id=lamps.oil-lamp.burned&back=/light/")
    fill(page, text="Oil from the mainland, by boat.")
    save(page)
    assert added(root) == (
        "-      text: Oil from the mainland.\n+      text: >-\n+        Oil from the mainland, by boat.\n"
    )
    git(root, "add", "-A")

    editing(page, preview)
    page.get_by_role("link", name="Edit: this paragraph").first.click()
    text = page.locator("#text")
    text.fill(text.input_value().replace("gone out once since", "gone out a single time"))
    save(page)
    preview.shows("", "gone out a single time")
    page.locator("p.preview-changed", has_text="gone out a single time").wait_for()
    page.goto(f"{preview.address.removesuffix('/light/')}/-preview/edit?kind=event&back=/light/")
    page.get_by_role("button", name="Undo").click()
    preview.shows("", "gone out once since")
    assert added(root) == "\n"


def test_what_check_would_say_is_said_at_the_field_and_nothing_is_written(preview: Preview, page: Page) -> None:
    before = git(preview.root, "status", "--porcelain")
    page.goto(f"{preview.address.removesuffix('/light/')}/-preview/edit?kind=event&back=/light/")
    fill(page, id="lens-sold", title="The lens is sold", text="It goes.", lanes__0="lamp", date="1904")
    fill(page, source="harbour-leter", locator="Page 2")
    page.get_by_role("button", name="Save").click()
    page.locator("[id='wrong.source']", has_text="there is no 'harbour-leter'").wait_for()
    assert page.locator("[id='f.title']").input_value() == "The lens is sold"
    assert git(preview.root, "status", "--porcelain") == before
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
