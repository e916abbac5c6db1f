"""What is refused and what it is told with: the cases of `tests/cases/bad` and `tests/cases/good`."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from storysite.cli.commands import main
from storysite.core.diagnostics import Problem
from tests.conftest import ROOT
from tests.projects import CASES, TODAY, cases, load, make, read

BAD, GOOD = cases("bad"), cases("good")
KEYS = {"about", "files", "without", "encoding", "sizes", "links", "schema", "report"}
BESIDE = re.compile(r"^ +\d* \| .*\n|^\S+:\d+:\d+: warning: .*\n|, \d+ warnings?$", re.MULTILINE)
"""What stands in a report beside the problems: their lines, with a caret under the place, and advice."""


def name(path: Path) -> str:
    return path.stem


def snapshot(root: Path) -> dict[str, bytes]:
    """All files of a project and what is in them."""
    return {str(path): path.read_bytes() for path in root.rglob("*") if path.is_file() and not path.is_symlink()}


def command(root: Path) -> list[str]:
    return ["check", "--project", str(root), "--today", TODAY.isoformat(), "--format", "text"]


@pytest.fixture(scope="session")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, tuple[Problem, ...]]]:
    """The project and the problems of each bad case, and of those that are warned of."""
    folder = tmp_path_factory.mktemp("bad")
    roots = {path.stem: make(load(path), folder / path.stem) for path in (*BAD, *cases("advice"))}
    return {case: (root, read(root).problems) for case, root in roots.items()}


@pytest.mark.parametrize("path", BAD, ids=name)
def test_a_bad_case_is_refused_with_its_report(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = load(path)
    root = make(case, tmp_path / "project")
    before = snapshot(root)

    status = main(command(root))

    assert BESIDE.sub("", capsys.readouterr().out) == case["report"]
    assert status == 1
    assert snapshot(root) == before


@pytest.mark.parametrize("path", GOOD, ids=name)
def test_a_good_case_passes_and_can_be_shown(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = make(load(path), tmp_path / "project")

    status = main(command(root))

    assert (status, capsys.readouterr().out.endswith("in order.\n")) == (0, True)
    project = read(root)
    for page in project.pages.values():
        for call in page.calls:
            assert project.render(page.path, call.name, *call.arguments)


def test_the_base_is_in_good_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(command(CASES / "base")) == 0
    assert capsys.readouterr().out == "25 records and 3 pages are in order.\n"


@pytest.mark.slow
@pytest.mark.parametrize("case", ["second-colon", "several-files", "no-such-id-in-a-call"])
def test_the_command_itself_says_the_same(case: str, tmp_path: Path) -> None:
    wanted = load(CASES / "bad" / f"{case}.yml")
    root = make(wanted, tmp_path / "project")

    done = subprocess.run([sys.executable, "-m", "macros", *command(root)], cwd=ROOT, capture_output=True, check=False)

    assert (BESIDE.sub("", done.stdout.decode()), done.stderr, done.returncode) == (wanted["report"], b"", 1)


def test_cases_are_written_as_the_readme_says() -> None:
    assert len(BAD) >= 75
    for path in BAD + GOOD:
        case = load(path)
        assert case.keys() <= KEYS, path
        assert ("report" in case) is (path in BAD), path
        assert re.fullmatch(r"[A-Z].*\.", case["about"]), path
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", path.stem), path


@pytest.mark.slow
def test_each_problem_names_a_place_and_what_to_do(found: dict[str, tuple[Path, tuple[Problem, ...]]]) -> None:
    for case, (root, problems) in found.items():
        for problem in problems:
            assert problem.message and problem.hint, (case, problem)
            file = root / problem.path
            if file.is_file() and case != "utf-16":
                lines = file.read_text(encoding="utf-8", errors="replace").split("\n")
                assert problem.line <= len(lines) and problem.column <= len(lines[problem.line - 1]) + 1, (
                    case,
                    problem,
                )
            else:
                assert (problem.line, problem.column) == (1, 1), (case, problem)


# --- every code has a case -------------------------------------------------------------------

MODULES = (
    "source/macro_calls",
    "source/mkdocs_config",
    "source/record_checks",
    "source/validation_messages",
    "source/front_matter",
    "checks/link_checks",
    "source/event_order",
    "source/page_html",
    "checks/page_checks",
    "source/page_reader",
    "core/inline_markup",
    "source/record_reader",
    "records",
    "source/published_files",
    "source/yaml_reader",
)
PLACES = {
    "Problem": 3,
    "Problem.at": 1,
    "tell": 1,
    "_report": 1,
    "_tell": 2,
    "tell_of": 2,
    "refuse": 0,
    "fault": 0,
    "OrderFault": 2,
}
"""In which argument of a call the code of a problem stands."""


def codes(module: str) -> Iterator[str]:
    """The codes that a module can tell, or the modules of a folder."""
    place = ROOT / "macros" / "storysite" / module
    files = sorted(place.glob("*.py")) if place.is_dir() else [place.with_suffix(".py")]
    for node in (node for file in files for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))):
        code: ast.expr | None = None
        if isinstance(node, ast.Call):
            at = PLACES.get(ast.unparse(node.func).removeprefix("self."))
            code = node.args[at] if at is not None and at < len(node.args) else None
        elif (
            isinstance(node, ast.Return | ast.Yield) and isinstance(node.value, ast.Tuple) and len(node.value.elts) == 3
        ):
            code = node.value.elts[0]
        if (
            isinstance(code, ast.Constant)
            and isinstance(code.value, str)
            and re.fullmatch(r"[a-z]+(-[a-z]+)*", code.value)
        ):
            yield code.value


@pytest.mark.slow
@pytest.mark.parametrize("module", MODULES)
def test_each_code_has_a_case(module: str, found: dict[str, tuple[Path, tuple[Problem, ...]]]) -> None:
    told = {problem.code for _, problems in found.values() for problem in problems}
    known = set(codes(module))

    assert known
    assert known <= told, f"write a case for: {', '.join(sorted(known - told))}"
