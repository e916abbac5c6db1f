"""The house: who may import whom, and that the generator knows nothing of the subject."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from storysite.project import Project
from tests.conftest import ROOT

SOURCES = ROOT / "macros"
PACKAGE = SOURCES / "storysite"
FLOORS = (
    "bootstrap core markdown",
    "records",
    "source",
    "wording",
    "ledger drawing",
    "components",
    "project",
    "checks",
    "output",
    "engines",
    "pages editing",
    "exports search",
    "deploy",
    "preview",
    "cli",
    "__init__ __main__",
)
"""The rooms of `storysite`, ground first: each imports from floors below its own alone."""
FLOOR = {name: floor for floor, names in enumerate(FLOORS) for name in names.split()}
COMMON = {"the", "way", "to", "of", "a", "and", "corporation", "company", "editors"}
"""Words of the publisher's record that are nobody's name."""


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield ".".join(path.relative_to(SOURCES).with_suffix("").parts).removesuffix(".__init__"), path


NAMES = {name for name, _ in modules()}


def imported(path: Path) -> Iterator[str]:
    """The modules of the generator that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "storysite":
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in NAMES else node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "storysite")


def room(module: str) -> str:
    """The room, or the file beside the rooms, that a module belongs to."""
    return module.split(".")[1] if "." in module else "__init__"


@pytest.mark.parametrize(("name", "path"), list(modules()), ids=lambda value: value if isinstance(value, str) else "")
def test_a_file_imports_from_floors_below_its_own(name: str, path: Path) -> None:
    own = room(name)
    assert own in FLOOR, f"put {own} on its floor in tests/test_floors.py"
    for other in map(room, imported(path)):
        assert other == own or FLOOR[other] < FLOOR[own], f"{name} imports {other}, which is on no lower floor"


def test_no_file_needs_itself() -> None:
    graph = {name: set(imported(path)) - {name} for name, path in modules()}
    assert list(TopologicalSorter(graph).static_order())


def test_no_floor_is_empty() -> None:
    assert set(FLOOR) == {room(name) for name, _ in modules()}


def test_the_page_on_architecture_names_each_room_from_the_ground_up() -> None:
    text = (ROOT / ".github" / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir() and any(path.glob("*.py"))}
    assert set(named) == folders and len(named) == len(folders)
    assert [FLOOR[room] for room in named] == sorted(FLOOR[room] for room in named)


def test_the_files_that_the_page_on_architecture_names_are_there() -> None:
    text = (ROOT / ".github" / "ARCHITECTURE.md").read_text(encoding="utf-8")
    files = {name for name in re.findall(r"`([\w./-]+)`", text) if "/" in name and not name.startswith("/")}
    assert len(files) > 15
    missing = sorted(name for name in files if not ((PACKAGE / name).exists() or (ROOT / name).exists()))
    assert not missing, f"the page on architecture names what is not there: {missing}"


def names_of_the_subject(project: Project) -> set[str]:
    """What only this site's records say: ids of sources and of lanes that are more than a word, and names."""
    publisher = project.library.publisher
    ids = {item.id for kind in ("source", "lane") for item in project.library.of_kind(kind) if "-" in item.id}
    names = {word for text in (publisher.title, publisher.subject) for word in re.findall(r"\w+", text)}
    return ids | {name for name in names if name.lower() not in COMMON}


def test_the_generator_knows_nothing_of_the_subject(project: Project) -> None:
    names = names_of_the_subject(project)
    assert len(names) > 20
    found = re.compile(r"(?<![\w-])(" + "|".join(map(re.escape, sorted(names))) + r")(?![\w-])")
    files = sorted(path for kind in ("py", "html", "js", "css", "md") for path in SOURCES.rglob(f"*.{kind}"))
    assert files
    for path in files:
        match = found.search(path.read_text(encoding="utf-8"))
        assert match is None, f"{path.relative_to(ROOT)} says '{match[0] if match else ''}'"
