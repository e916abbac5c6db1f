"""The house: who may import whom, and that the generator knows nothing of the subject."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from storysite.components.registry import BUILT_IN
from storysite.project import Project
from tests.conftest import ROOT

SOURCES = ROOT / "macros"
PACKAGE = SOURCES / "storysite"
FLOORS = (
    "bootstrap core",
    "markdown",
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


LONGEST_FILE, LONGEST_FUNCTION = 300, 50
"""In lines."""
TESTS_TO_SPLIT = {
    "tests/bench/peers.py",
    "tests/bench/preview.py",
    "tests/bench/scale.py",
    "tests/browser/test_drawings.py",
    "tests/browser/test_search.py",
    "tests/conftest.py",
    "tests/editing/test_workflows.py",
    "tests/test_ids.py",
    "tests/test_outside.py",
    "tests/test_parity.py",
    "tests/test_policy.py",
    "tests/test_preview.py",
    "tests/test_properties.py",
    "tests/test_stress.py",
    "tests/unit/test_drawings.py",
    "tests/unit/test_environment.py",
}
"""Files of tests that are still longer."""
LONG_FUNCTIONS = {"tests/mutation/__main__.py": ("main",)}
"""Functions that are, too."""


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


def test_no_file_and_no_function_is_too_long() -> None:
    """A long one does several things: split it by what it does."""
    files = sorted(path for folder in (SOURCES, ROOT / "tests") for path in folder.rglob("*.py"))
    long = []
    for path in files:
        text = path.read_text(encoding="utf-8")
        shown = path.relative_to(ROOT).as_posix()
        if (lines := text.count("\n")) > LONGEST_FILE and shown not in TESTS_TO_SPLIT:
            long.append(f"{shown} has {lines} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > LONGEST_FUNCTION and node.name not in LONG_FUNCTIONS.get(shown, ()):
                    long.append(f"{shown}:{node.lineno}: {node.name} has {lines} lines")
    assert len(files) > 300 and not long, "\n".join(long)


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


KINDS = {kind.name for component in BUILT_IN for kind in component.kinds}
ASKS_FOR_A_KIND = {
    "checks/lost_kinds.py": "a figure is named by its values, too, and the kinds are not known where a file is lost",
    "cli/authoring.py": "how `new` names its options",
    "ledger/files.py": "the call of a macro without an argument, not a kind",
    "pages/jsonld.py": "what schema.org has a word for: a set of data, a set of terms",
    "search/search_records.py": "the name of a field, not of a kind",
    "source/validation_messages.py": "the name of a field, not of a kind",
    "source/yaml_scalars.py": "the name of a field, not of a kind",
}
"""Where a word that is a kind's name, too, is compared with, and why."""


def compared_words(path: Path) -> Iterator[tuple[int, str]]:
    """The texts that something is compared with in a file, each with its line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        compared = [node.left, *node.comparators] if isinstance(node, ast.Compare) else []
        compared += [node.pattern] if isinstance(node, ast.match_case) else []
        for constant in (inner for part in compared for inner in ast.walk(part)):
            if isinstance(constant, ast.Constant) and isinstance(constant.value, str):
                yield constant.lineno, constant.value


def test_no_room_but_that_of_components_and_of_forms_asks_what_a_kind_is_called() -> None:
    """`editing` and `preview` write records of each kind, and ask an editor for what each needs."""
    asked = {}
    for name, path in modules():
        if room(name) not in {"components", "editing", "preview"}:
            if found := [f"line {line}: {word}" for line, word in compared_words(path) if word in KINDS]:
                asked[path.relative_to(PACKAGE).as_posix()] = found
    assert asked.keys() == ASKS_FOR_A_KIND.keys(), asked


def test_no_field_of_a_record_is_asked_for_by_its_name_in_words() -> None:
    """`getattr(item.record, "title", …)` is found by no checker of types: a record type has a property for it."""
    read = 0
    for _, path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_getattr = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "getattr"
            if is_getattr and isinstance(node.args[1], ast.Constant):
                read += 1
                asked = ast.unparse(node.args[0])
                assert not re.search(r"\brecord\b", asked), (
                    f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node)}"
                )
    assert read


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
