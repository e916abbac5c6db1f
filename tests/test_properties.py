"""What holds of all projects: the order of records does not matter, and no mutation of a file is more than a report."""

from __future__ import annotations

import random
import re
import shutil
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storysite.checks.advice import advice
from storysite.checks.autofix import edits
from storysite.components.registry import registry
from storysite.core.diagnostics import github_report, json_report, text_report
from storysite.editing.files import texts_of
from storysite.project import Project
from tests.conftest import READING_DATE, ROOT
from tests.projects import CASES, TODAY, make, read

pytestmark = pytest.mark.slow

BASE = CASES / "base"
CONFIGURATION = """\
site_name: The Hill Railway
site_url: https://railway.example/story/
theme:
  name: null
nav:
  - Home: index.md
  - The line:
      - line.md
  - Reference: reference.md
plugins: []
"""
MUTABLE = [
    "mkdocs.yml",
    *sorted(path.relative_to(BASE).as_posix() for path in BASE.rglob("*") if path.suffix in {".yml", ".md"}),
]
QUICK = 2.0
"""How many seconds of the processor a file may take at most, whatever is in it."""


def shown(project: Project) -> dict[tuple[str, ...], str]:
    """The HTML of every call on every page."""
    return {
        (path, *call.key): project.render(path, call.name, *call.arguments)
        for path, page in project.pages.items()
        for call in page.calls
        if project.valid(call)
    }


# --- order -----------------------------------------------------------------------------------


def records_of(text: str) -> list[str]:
    """The text of each record in a data file."""
    return [f"- {part.rstrip()}\n" for part in re.split(r"^- ", text, flags=re.MULTILINE)[1:]]


def cells_shuffled(record: str, by: random.Random) -> str:
    """A record with the cells of its matrix in another order."""
    head, mark, cells = record.partition("\n  cells:\n")
    if not mark or re.search(r"^  \w", cells, re.MULTILINE):
        return record
    parts = [f"    - {part.strip()}\n" for part in re.split(r"^    - ", cells, flags=re.MULTILINE)[1:]]
    return head + mark + "\n".join(by.sample(parts, len(parts)))


def shuffle(data: Path, by: random.Random) -> int:
    """Write all records of a folder of data into other files, in another order; how many there are."""
    count = 0
    for subject in registry().record_types:
        files = sorted([*data.glob(f"{subject}.yml"), *(data / subject).rglob("*.yml")])
        records = [
            cells_shuffled(record, by) for file in files for record in records_of(file.read_text(encoding="utf-8"))
        ]
        by.shuffle(records)
        for file in files:
            file.unlink()
        (data / subject).mkdir(exist_ok=True)
        for record in records:
            with (data / subject / f"{by.choice('abc')}.yml").open("a", encoding="utf-8", newline="\n") as file:
                file.write(record + "\n")
        count += len(records)
    return count


def check_shuffled(root: Path, before: Project, seed: int) -> None:
    count = shuffle(root / "docs/data", random.Random(seed))

    after = read(root, before.library.today)

    assert [problem.code for problem in after.problems] == [problem.code for problem in before.problems]
    assert len(after.library.entries) == count == len(before.library.entries)
    assert shown(after) == shown(before)


def test_the_order_of_records_does_not_matter(tmp_path: Path) -> None:
    before = read(BASE)
    for seed in range(50):
        check_shuffled(make({}, tmp_path / str(seed)), before, seed)


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(1, 50))])
def test_the_order_of_the_real_records_does_not_matter(seed: int, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    check_shuffled(tmp_path, read(tmp_path, READING_DATE), seed)


# --- mutations -------------------------------------------------------------------------------

SIGNS = "\t\n :-#\"'{}[]|>&*!%@`,.?~\\\u00a0\u200b\ufeff\x000aé第_/()<="
WORDS = (
    "null",
    "no",
    "2023-02-30",
    "FY2025",
    "- ",
    "  ",
    ">-",
    "id:",
    "{{ fact(",
    "}}",
    "{% x %}",
    "{#",
    "---",
    "[a](b)",
    "## a",
    "<a href=x>",
    "1e999",
    "passengers",
    "tunnel.x",
    "*a",
    "&a",
    "<<: *a",
    "? a",
    "!!python/object/apply:os.system [id]",
    "| wow",
    '"a\\u0007b"',
    '"\\ud83d"',
    '"\\U0001f600" #1',
    "TO FILL IN",
    "../2999",
    "1939-45",
    "1,234",
    "a * 0x" + "f" * 3600,
    "9" * 4301,
    f"{{{{ fact({'9' * 4301}) }}}}",
    f'{{{{ fact("{"a" * 4301}") }}}}',
    "[" * 120,
    "- " * 120,
    "https://[::1",
    "https://user:pw@example.com:99999/ ?",
    "[a]: <javascript:alert(1)>",
    "after: first-train",
    "before: tunnel",
    "search:\n  exclude: maybe",
)


def mutate(text: str, op: str, at: int, to: int, put: str) -> str:
    """A text with one thing done to it."""
    lines = text.split("\n")
    line, other = at % len(lines), to % len(lines)
    match op:
        case "delete":
            del lines[line : line + 1 + to % 3]
        case "duplicate":
            lines.insert(other, lines[line])
        case "swap":
            lines[line], lines[other] = lines[other], lines[line]
        case "indent":
            lines[line] = " " * (to % 5) + lines[line].lstrip() if to % 2 else f"  {lines[line]}"
        case "value":
            key, mark, _ = lines[line].partition(": ")
            lines[line] = key + mark + (put or lines[other].partition(": ")[2])
        case "insert":
            return text[: at % (len(text) + 1)] + put + text[at % (len(text) + 1) :]
        case "cut":
            return text[: at % (len(text) + 1)]
    return "\n".join(lines)


MUTATIONS = st.lists(
    st.tuples(
        st.sampled_from(["delete", "duplicate", "swap", "indent", "value", "insert", "cut"]),
        st.integers(0, 5000),
        st.integers(0, 5000),
        st.sampled_from(WORDS) | st.text(SIGNS, max_size=4),
    ),
    min_size=1,
    max_size=3,
)


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the base to do things to."""
    return make({"files": {"mkdocs.yml": CONFIGURATION}}, tmp_path_factory.mktemp("trial") / "project")


@pytest.mark.timeout(280)
@given(st.sampled_from(MUTABLE), MUTATIONS)
def test_a_mutation_gives_a_good_project_or_a_report(
    trial: Path, path: str, mutations: list[tuple[str, int, int, str]]
) -> None:
    begun = time.process_time()
    check_mutated(trial, trial / path, mutations, TODAY)
    assert time.process_time() - begun < QUICK


@pytest.mark.timeout(280)
@given(st.sampled_from(MUTABLE), st.binary(max_size=12), st.integers(0, 5000), st.integers(0, 40))
def test_a_file_with_any_bytes_in_it_gives_a_report(trial: Path, path: str, put: bytes, at: int, cut: int) -> None:
    file = trial / path
    good = file.read_bytes()
    at %= len(good) + 1
    try:
        file.write_bytes(good[:at] + put + good[at + cut :])
        check_project(read(trial))
    finally:
        file.write_bytes(good)


@pytest.mark.timeout(280)
@given(
    st.sampled_from(MUTABLE), st.sampled_from(["utf-16", "utf-16-le", "utf-32", "utf-8-sig", "latin-1", "shift-jis"])
)
def test_a_file_in_any_encoding_gives_a_report(trial: Path, path: str, encoding: str) -> None:
    file = trial / path
    good = file.read_bytes()
    try:
        file.write_bytes(good.decode().encode(encoding, errors="replace"))
        check_project(read(trial))
    finally:
        file.write_bytes(good)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the real records and pages."""
    root = tmp_path_factory.mktemp("real")
    shutil.copytree(ROOT / "docs", root / "docs")
    return root


@pytest.mark.nightly
@pytest.mark.timeout(3000)
@given(st.integers(0, 500), MUTATIONS)
def test_a_mutation_of_the_real_records_gives_a_good_project_or_a_report(
    real: Path, at: int, mutations: list[tuple[str, int, int, str]]
) -> None:
    files = sorted(
        path for path in (real / "docs").rglob("*") if path.suffix in {".yml", ".md"} and "releases" not in path.parts
    )
    check_mutated(real, files[at % len(files)], mutations, READING_DATE)


def check_mutated(root: Path, file: Path, mutations: list[tuple[str, int, int, str]], today: date) -> None:
    """Mutate a file, look at what comes of it, and put it back."""
    good = text = file.read_text(encoding="utf-8")
    for mutation in mutations:
        text = mutate(text, *mutation)
    try:
        file.write_text(text, encoding="utf-8", newline="")
        check_project(read(root, today))
    finally:
        file.write_text(good, encoding="utf-8", newline="")


def check_project(project: Project) -> None:
    """It can be shown, or each of its problems names a place and what to do."""
    if not project.errors:
        assert shown(project)
    found = [*project.problems, *advice(project, texts_of(project.root))]
    for report in (text_report, github_report, json_report):
        assert report(found).encode()
    edits(found, texts_of(project.root))
    for problem in found:
        assert problem.message and problem.hint and problem.column >= 1, problem
        file = project.root / problem.path
        if file.is_file():
            assert problem.line <= len(file.read_bytes().decode(errors="replace").splitlines()) + 1, problem
        else:
            assert problem.line == 1, problem


# --- texts that could take for ever ----------------------------------------------------------

LONG = [
    part * (20_000 // len(part))
    for part in (
        " ",
        "[",
        "](",
        "[a](",
        "*",
        "*a ",
        "`",
        "`a",
        "#",
        "{",
        "{{",
        "{{ a",
        "{%",
        "{#",
        "}}",
        "<a ",
        "<!--",
        "\n\n",
        "\n- ",
        "| ",
        "1,",
        "1,111",
        "a{: #b }",
        "---\n",
        "=\n",
        "'",
        '"',
        "\\",
        "![",
        "id:a ",
        "https://a/(",
        "{: ",
    )
]


@pytest.mark.timeout(250)
@pytest.mark.parametrize("text", LONG, ids=lambda text: repr(text[:8]))
def test_a_long_text_is_read_in_little_time(trial: Path, text: str) -> None:
    head = "---\ntitle: A\ndescription: B\n---\n\n"
    event = "- id: long-one\n  date: 1902\n  title: A\n  text: >-\n    {}\n  lanes:\n    - line\n  source: annual-report\n  locator: a\n"
    begun = time.process_time()
    for path, content in (
        ("docs/long.md", f"{head}{text}\n\n{{{{ sources() }}}}\n"),
        ("docs/long.md", f"---\ntitle: {text}\n---\n"),
        ("docs/data/events/long.yml", event.format(" ".join(text.split("\n")))),
        ("docs/data/events/long.yml", f"- id: long-one\n  title: {text}\n"),
    ):
        file = trial / path
        file.parent.mkdir(exist_ok=True)
        try:
            file.write_text(content, encoding="utf-8")
            check_project(read(trial))
        finally:
            file.unlink()
    assert time.process_time() - begun < 8
