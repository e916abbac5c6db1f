"""Every text field of records and of pages' heads holds every hostile string: refused, or inert in all that is made."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
import yaml
from bs4 import BeautifulSoup
from pydantic import BaseModel, ValidationError

from storysite.bootstrap.installation import THEME
from storysite.components.registry import registry
from storysite.core.diagnostics import Problem
from storysite.core.inline_markup import faults, record_links
from storysite.deploy.build import build
from storysite.records import InlineText, Publisher, RefTo
from storysite.source.front_matter import read_front
from storysite.source.mkdocs_config import REPEATED
from storysite.source.record_texts import walk
from storysite.source.unseen import UNSEEN
from tests.conftest import ROOT, Once, served_from
from tests.projects import TODAY, copy, load, make, read, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

STRINGS: list[str] = yaml.safe_load(Path(__file__).with_name("strings.yml").read_text(encoding="utf-8"))
APART = " · "
"""Stands between the strings that one field holds."""
NAMING = {"id", "home", "newest", "row", "column", "level", "group", "formula", "to"}
"""Fields that name something: other words are refused where all records are seen together."""
NEVER = {"script": "src", "iframe": "", "object": "", "embed": "", "form": "", "base": ""}
Step = str | int


def leaves(value: Any, path: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    """The ways to all texts of a record, as it stands in its file."""
    if isinstance(value, str):
        yield path
    elif isinstance(value, dict | list):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*path, step))


def value_at(value: Any, path: tuple[Step, ...]) -> Any:
    """What stands at the end of a way."""
    return value_at(value[path[0]], path[1:]) if path else value


def put(value: Any, path: tuple[Step, ...], text: str) -> Any:
    """The same record with another text at the end of a way."""
    if not path:
        return text
    if isinstance(value, dict):
        return {**value, path[0]: put(value[path[0]], path[1:], text)}
    return [put(inner, path[1:], text) if at == path[0] else inner for at, inner in enumerate(value)]


def accepts(model: type[BaseModel], record: Any, path: tuple[Step, ...], text: str) -> bool:
    """Whether a field may hold a text, as the checks of one record see it."""
    if UNSEEN.search(text):
        return False
    try:
        whole = model.model_validate(put(record, path, text))
    except ValidationError:
        return False
    marked = next((marks for at, _, marks in walk(whole) if at == path), ())
    if any(isinstance(mark, RefTo) for mark in marked) or path[-1] in NAMING or value_at(record, path) == "opening":
        return False
    # A link to a record that is not there is refused where all records are seen together.
    return not record_links(text) and not list(faults(text, any(isinstance(mark, InlineText) for mark in marked)))


def filled(model: type[BaseModel], record: Any) -> Any:
    """A record with all that each of its fields may hold."""
    for path in list(leaves(record)):
        if held := [text for text in STRINGS if text.strip() and accepts(model, record, path, text)]:
            # Each field begins with another string, for some do harm at the beginning alone.
            turn = len(str(path)) % len(held)
            whole = APART.join(held[turn:] + held[:turn])
            if accepts(model, record, path, whole):
                record = put(record, path, whole)
    return record


def quoted(text: str) -> str:
    """A text in the double quotes of YAML."""
    return json.dumps(text, ensure_ascii=False)


def head_of(page: Path) -> str:
    """A page with each hostile string in its head that may stand there."""
    text = page.read_text(encoding="utf-8")
    body = text[read_front(text, "page", []).end :]
    found = {}
    for key in ("title", "description"):
        held = []
        for string in STRINGS:
            problems: list[Problem] = []
            other = "description" if key == "title" else "title"
            read_front(f"---\n{key}: {quoted(string)}\n{other}: x\n---\n", "page", problems)
            held += [string] if not problems else []
            assert all(problem.line <= 2 and problem.hint for problem in problems)
        found[key] = APART.join([page.stem, *held])
    return "---\n" + "".join(f"{key}: {quoted(value)}\n" for key, value in found.items()) + f"---\n{body}"


@pytest.fixture(scope="session")
def hostile_root(once: Once) -> Path:
    return once("fields", lambda folder: hostile_project(folder / "project")) / "project"


def hostile_project(root: Path) -> None:
    """A project whose every field holds what might do harm."""
    make({}, root)
    for path in sorted((root / "docs" / "data").glob("*.yml")):
        model = Publisher if path.stem == "publisher" else registry().record_types[path.stem][1]
        data = load(path)
        made = filled(model, data) if isinstance(data, dict) else [filled(model, record) for record in data]
        path.write_text(
            yaml.dump(made, default_style='"', allow_unicode=False, width=10**6, sort_keys=False), encoding="utf-8"
        )
    for page in (root / "docs").glob("*.md"):
        page.write_text(head_of(page), encoding="utf-8")
    copy(ROOT / "docs" / "assets", root / "docs" / "assets")
    for name in ("macros", "overrides"):
        copy(ROOT / name, root / name)
    named: dict[str, Any] = {"extra": {}}
    publisher = vars(read(root).library.publisher)
    for (*above, key), source in REPEATED.items():
        (named["extra"] if above else named)[key] = publisher[source]
    (root / "mkdocs.yml").write_text(yaml.safe_dump(named) + settings(), encoding="utf-8")


@pytest.fixture(scope="session")
def hostile_site(once: Once, hostile_root: Path) -> Path:
    def made(folder: Path) -> None:
        assert [str(problem) for problem in read(hostile_root).errors] == []
        assert build(hostile_root, folder / "story", TODAY) == []

    return once("fields-site", made) / "story"  # its address ends so: pages find their fonts from the root of a server


@pytest.mark.slow
def test_there_are_strings_enough_and_fields_that_hold_them(hostile_root: Path) -> None:
    assert len(STRINGS) >= 60
    text = "".join(path.read_text(encoding="utf-8") for path in (hostile_root / "docs" / "data").glob("*.yml"))
    assert text.count("alert(1)") > 150  # a field that refused all of them would hold none


@pytest.mark.parametrize("string", STRINGS)
def test_a_string_that_no_text_may_hold_is_told_at_its_line(string: str, tmp_path: Path) -> None:
    root = make({}, tmp_path / "project")
    page = root / "docs" / "extra.md"
    page.write_text(
        f"---\ntitle: {quoted(string)}\ndescription: x\n---\n\nIt rains.\n\n{{{{ sources() }}}}\n", encoding="utf-8"
    )
    project = read(root)
    assert all(problem.path == "docs/extra.md" and problem.line <= 2 and problem.hint for problem in project.errors)
    assert project.errors or project.pages["extra.md"].title == string.strip()
    if UNSEEN.search(string) or not string.strip() or any(sign in string for sign in ("{{", "{%", "{#")):
        assert project.errors


@pytest.mark.slow
def test_what_is_made_of_them_is_inert(hostile_site: Path) -> None:
    own = {
        script.get_text()
        for script in BeautifulSoup((THEME / "base.html").read_text(encoding="utf-8"), "html.parser").find_all("script")
    }
    pages = sorted(hostile_site.rglob("*.html"))
    assert len(pages) > 20
    for path in pages:
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for element in soup.find_all(True):
            where = f"{path.relative_to(hostile_site)}: {str(element)[:200]}"
            assert not [name for name in element.attrs if name.startswith("on") or name in {"style", "autofocus"}], (
                where
            )
            for name in ("href", "src", "action", "data", "content"):
                value = str(element.get(name, "")).strip().lower()
                if name != "content" or element.get("http-equiv") == "refresh":
                    assert not value.startswith(("javascript:", "data:text", "vbscript:")), where
                    # A field for an address, or a link in a text, may lead to any site: nothing may load from it.
                    assert (name == "href" and element.name == "a") or "evil.example" not in value, where
            if element.name in NEVER and not (element.name == "script" and element.get("src", "").endswith(".js")):
                kind = element.get("type", "")
                assert element.name == "script" and (
                    "json" in kind
                    or kind == "speculationrules"
                    or element.get_text() in own
                    or "alert" not in element.get_text()
                ), where


@pytest.mark.slow
def test_what_is_taken_away_holds_them_as_words(hostile_site: Path) -> None:
    for path in sorted(path for path in hostile_site.rglob("*") if path.is_file()):
        match path.suffix:
            case ".json" | ".webmanifest":
                json.loads(path.read_text(encoding="utf-8"))
            case ".xml" | ".svg":
                names = {
                    str(element.tag).rpartition("}")[2] for element in ElementTree.fromstring(path.read_bytes()).iter()
                }
                assert not names & {"script", "foreignObject", "iframe"}, path
            case ".csv":
                with path.open(encoding="utf-8-sig", newline="") as file:
                    cells = [cell for row in csv.reader(file) for cell in row]
                assert not [cell for cell in cells if cell.startswith(("=", "@", "\t", "+1+1"))], path


@pytest.mark.slow
@pytest.mark.browser
def test_a_browser_hears_of_nothing(hostile_site: Path, browser: Browser) -> None:
    heard: list[str] = []
    top = hostile_site.parent
    pages = [path.parent.relative_to(top).as_posix() for path in sorted(hostile_site.rglob("index.html"))]
    context = browser.new_context()
    page = context.new_page()
    page.on("dialog", lambda dialog: (heard.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("pageerror", lambda error: heard.append(f"error {error}"))
    page.on(
        "console",
        lambda message: (
            heard.append(f"{page.url}: {message.text}: {message.location['url']}") if message.type == "error" else None
        ),
    )
    with served_from(top) as address:
        page.on(
            "request",
            lambda request: (
                heard.append(f"asks {request.url}") if not request.url.startswith((address, "data:", "blob:")) else None
            ),
        )
        for path in pages:
            page.goto(address + path + "/", wait_until="networkidle")
        context.close()
    assert heard == [], "\n".join(heard)
