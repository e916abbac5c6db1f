"""Hostile texts in every text of every record: refused with the line, or without harm in every form."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from icalendar import Calendar
from pydantic import AfterValidator

from storysite.components.registry import registry
from storysite.components.table import harmless
from storysite.project import Project
from storysite.records import Publisher
from storysite.source.record_texts import walk
from tests.projects import CASES, make, read
from tests.rendering import harm, parsed, shapes, shown_html
from tests.taking import taken_away
from tests.test_rendered import put

STRINGS: list[str] = [
    *yaml.safe_load((Path(__file__).parent / "strings.yml").read_text(encoding="utf-8")),
    "a" * 20_000,
    "words " * 4_000,
    "[" * 20_000,
]
SUBJECTS = {kind: subject for subject, (kind, _) in registry().record_types.items()}
Place = tuple[str, int, tuple[str | int, ...]]
"""The kind of a record, which of its kind it is, and the path of a text in it."""
ROTATIONS = [0, *(pytest.param(by, marks=pytest.mark.nightly) for by in range(1, len(STRINGS)))]


def records(project: Project) -> dict[str, list[dict[str, Any]]]:
    """All records as they are written, by kind, the publisher's too."""
    found: dict[str, list[dict[str, Any]]] = {"publisher": [written(project.library.publisher)]}
    for entry in project.library.entries:
        found.setdefault(entry.kind, []).append(written(entry.record))
    return found


def written(record: Any) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(record.model_dump_json(exclude_defaults=True), parse_int=str, parse_float=str)
    return data


def places(project: Project) -> Iterator[Place]:
    """Every text that holds words, of every record."""
    counts: dict[str, int] = {}
    for kind, record in [
        ("publisher", project.library.publisher),
        *((entry.kind, entry.record) for entry in project.library.entries),
    ]:
        at = counts[kind] = counts.get(kind, -1) + 1
        for path, _, marked in walk(record):
            if any(isinstance(mark, AfterValidator) and mark.func.__name__ == "_words" for mark in marked):
                if path[-1] != "formula":
                    yield kind, at, path


def more(found: dict[str, list[dict[str, Any]]]) -> None:
    """A record of each kind has each text that it may have."""
    extra = {
        "source": {"missing_url": "w", "note": "w"},
        "lane": {"text": "w"},
        "fact": {"note": "w"},
        "event": {"note": "w", "aka": ["w"]},
        "timeline": {"text": "w"},
        "matrix": {"text": "w"},
        "cycle": {"text": "w"},
        "ladder": {"text": "w"},
        "flow": {"text": "w"},
        "scene": {"text": "w"},
        "term": {"aka": ["w"]},
    }
    for kind, fields in extra.items():
        found[kind][0].update(fields)
    found["fact"][0]["values"][0].update(note="w", basis="w", as_written="w", disputed="w")
    found["matrix"][0]["columns"][0]["text"] = "w"
    found["event"][0]["corrections"] = [{"what": "w", "why": "w", "when": "2026-01-20"}]


def write(root: Path, found: dict[str, list[dict[str, Any]]]) -> None:
    """Write the records into their files, every text in double quotes on one line."""
    for kind, entries in found.items():
        name = "publisher" if kind == "publisher" else SUBJECTS[kind]
        data = entries[0] if kind == "publisher" else entries
        text = yaml.safe_dump(data, default_style='"', allow_unicode=False, width=10**9, sort_keys=False)
        (root / f"docs/data/{name}.yml").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, dict[str, list[dict[str, Any]]]]:
    """The base project with all texts that there may be, and its records."""
    found = records(read(CASES / "base"))
    more(found)
    root = make({}, tmp_path_factory.mktemp("plain") / "project")
    write(root, found)
    project = read(root)
    assert project.errors == ()
    return project, found


def line_of(project: Project, place: Place) -> tuple[str, int]:
    """Where a text stands."""
    kind, at, path = place
    if kind == "publisher":
        marks = {name: number for number, name in enumerate(written(project.library.publisher), start=1)}
        return "docs/data/publisher.yml", marks[str(path[0])]
    entry = [entry for entry in project.library.entries if entry.kind == kind][at]
    mark = entry.at(*path)
    return mark.path, mark.line


def filled(plain: tuple[Project, Any], texts: dict[Place, str], root: Path) -> Project:
    """The project with these texts in these places."""
    found = json.loads(json.dumps(plain[1]))
    for (kind, at, path), text in texts.items():
        put(found[kind][at], path, text)
    write(root, found)
    return read(root)


@pytest.mark.slow
@pytest.mark.parametrize("by", ROTATIONS)
def test_each_text_is_refused_with_its_line_or_does_no_harm(
    by: int, plain: tuple[Project, Any], tmp_path: Path
) -> None:
    project = plain[0]
    texts = {place: STRINGS[(at + by) % len(STRINGS)] for at, place in enumerate(places(project))}
    root = make({}, tmp_path / "project")

    refused = filled(plain, texts, root)

    lines = {line_of(project, place): place for place in texts}
    told = {(problem.path, problem.line) for problem in refused.errors}
    if project.library.publisher.title in texts.values():
        told = set()
    strange = {one for one in told if one not in lines and one[0].startswith("docs/data/")}
    assert strange == set(), [
        str(problem)[:200] for problem in refused.errors if (problem.path, problem.line) in strange
    ]

    kept = {place: text for place, text in texts.items() if line_of(project, place) not in told}
    for _ in range(3):  # what only shows when the rest of its record is sound
        taken = filled(plain, kept, root)
        told = {(problem.path, problem.line) for problem in taken.errors}
        kept = {place: text for place, text in kept.items() if line_of(project, place) not in told}
        if not told:
            break
    assert [str(problem)[:200] for problem in taken.errors] == []
    assert len(kept) > len(texts) / 4
    assert_no_harm(taken, taken_away(taken, tmp_path / "site"))


def assert_no_harm(project: Project, site: Path) -> None:
    """No page, and no file that is taken away, holds more than words."""
    for page in project.pages:
        assert harm(parsed(shown_html(project, page))) == []
    for path in site.rglob("*"):
        match path.suffix:
            case ".html":
                soup = parsed(path.read_text(encoding="utf-8"))
                for script in soup.find_all("script", type="application/ld+json"):
                    json.loads(script.string or "")
                    script.decompose()
                assert harm(soup) == [], path
            case ".json":
                json.loads(path.read_text(encoding="utf-8"))
            case ".svg" | ".xml":
                assert not [
                    element
                    for element in ElementTree.parse(path).iter()
                    if element.tag.endswith("script") or any(name.startswith("on") for name in element.attrib)
                ], path
            case ".csv":
                rows = path.read_bytes().decode().split("\r\n")
                assert all(harmless(row.split(",")[0]) == row.split(",")[0] for row in rows if not row.startswith('"'))
            case ".ics":
                events = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
                assert {str(event["summary"]).partition(":")[0] for event in events} <= {"Planned", "Review"}


def test_every_kind_of_record_is_tried(plain: tuple[Project, Any]) -> None:
    tried = {
        (kind, str(path[-1]) if isinstance(path[-1], str) else str(path[-2])) for kind, _, path in places(plain[0])
    }
    assert {kind for kind, _ in tried} == {*SUBJECTS, "publisher"}
    no_words = {
        "address": "an address",
        "first_address": "an address",
        "repository": "an address",
        "reviewed": "a day",
        "format": "a number",
        "results_expected": "numbers, and a word of a list",
    }
    assert {name for name in Publisher.model_fields if ("publisher", name) not in tried} == no_words.keys()
    assert len(STRINGS) >= 60 and shapes(parsed("<p>x</p>"))
