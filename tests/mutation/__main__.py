"""Puts faults into the generator, one at a time, and counts those that the quick tests notice.

    python3 -m venv .venv-mutation
    .venv-mutation/bin/pip install --no-deps -r tests/mutation/requirements.txt
    .venv-mutation/bin/python -m tests.mutation --date 2026-11-28 --count 300

The faults are cosmic-ray's; the sample is spread over all modules and the same for the same date. Which lines each quick
test runs is noted once, by coverage. Then each fault meets a dozen tests that run its line, all others that do, and last
the slow tests of the files that import its module, and of those that build small sites. What survives is printed; what
no test can tell from the original is listed in `equivalent.txt` with the reason.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import coverage
from cosmic_ray.ast import ast_nodes, get_ast_from_path
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv" / "bin" / "python"
HERE = Path(__file__).parent
FIRST = 12
"""How many tests meet a fault before all others do: the quickest of so many functions."""
LONGEST = 60.0
"""Processor seconds that all tests of a line may take together; what more there is, is left out."""
BUILDING = ("tests/test_second.py", "tests/test_live.py", "tests/test_same_bytes.py")
"""Tests that make whole small sites: they meet each fault last."""
WANTED = 0.92
RARE = {
    "ReplaceBinaryOperator": 1 / 24,
    "ReplaceComparisonOperator": 1 / 6,
    "NumberReplacer": 1 / 4,
    "RemoveDecorator": 1 / 4,
}
"""How often a kind of fault is drawn: of some, cosmic-ray offers a dozen at one place, and most only raise an error."""


@dataclass(frozen=True)
class Fault:
    """One change of one file."""

    module: str
    line: int
    operator: str
    occurrence: int
    function: range
    """The lines of its function; none outside all functions."""

    @property
    def name(self) -> str:
        return f"{self.module}:{self.line} {self.operator.partition('/')[2]} {self.occurrence}"


def faults(root: Path, path: Path, chance: random.Random) -> Iterator[Fault]:
    """Faults that can be put into a file; of those that are alike, some."""
    tree = get_ast_from_path(path)
    module = path.relative_to(root).as_posix()
    nodes = list(ast_nodes(tree))
    for name in operator_names():
        operator = get_operator(name)
        often = RARE.get(name.partition("/")[2].partition("_")[0], 1)
        if operator.arguments() or name.endswith(("Eq_Is", "Eq_IsNot")):  # words are mostly one object: the same
            continue
        if "_" in name and chance.random() > often:
            continue
        positions = ((node, start) for node in nodes for start, _ in operator().mutation_positions(node))
        for occurrence, (node, (line, _)) in enumerate(positions):
            if not annotates(node) and ("_" in name or chance.random() <= often):
                yield Fault(module, line, name, occurrence, function_of(node))


def annotates(node: object) -> bool:
    """Whether a node stands in an annotation, which nothing reads: `A | None` is none of our sums."""
    while (parent := getattr(node, "parent", None)) is not None:
        if parent.type in {"tfpdef", "annassign"} or (parent.type == "funcdef" and node is parent.annotation):
            return parent.type != "annassign" or node is not parent.children[-1]
        node = parent
    return False


def function_of(node: Any) -> range:
    while (node := getattr(node, "parent", None)) is not None:
        if node.type == "funcdef":
            return range(node.start_pos[0] + 1, node.end_pos[0] + 1)
    return range(0)


def sample(root: Path, date: str, count: int) -> Iterator[Fault]:
    """So many faults, the same for the same date: one from each module in turn."""
    chance = random.Random(date)
    modules = sorted((root / "macros" / "storysite").rglob("*.py"))
    chance.shuffle(modules)
    left: dict[Path, list[Fault]] = {}
    while count and (not left or any(left.values())):
        for path in modules:
            if path not in left:
                left[path] = list(faults(root, path, random.Random(f"{date} {path.relative_to(root).as_posix()}")))
                chance.shuffle(left[path])
            if count and left[path]:
                count -= 1
                yield left[path].pop()


def copy_of_the_project(root: Path) -> None:
    left = shutil.ignore_patterns("__pycache__", ".git", ".venv*", ".cache", ".hypothesis", "site", "results")
    shutil.copytree(ROOT, root, ignore=left, symlinks=True)
    # So that a changed file is never taken for what was compiled of it before.
    compiling = [str(PYTHON), "-m", "compileall", "-q", "--invalidation-mode", "checked-hash", "macros"]
    subprocess.run(compiling, cwd=root, check=True)


@dataclass(frozen=True)
class Lines:
    """Which tests run which lines: `tests.mutation.lines` writes it."""

    tests: list[str]
    seconds: list[float]
    files: dict[str, dict[str, list[int]]]

    @classmethod
    def noted(cls, root: Path) -> Lines:
        """What is noted in a copy of the project, which is done where nothing is."""
        file = root / "lines.json"
        if not file.exists():
            env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
            packages = str(Path(coverage.__file__).parents[1])
            command = [str(PYTHON), "-m", "pytest", "-q", "--quick", "-p", "no:cacheprovider"]
            subprocess.run(
                [*command, "-p", "tests.mutation.lines"],
                cwd=root,
                env={**env, "PYTHONPATH": packages, "LINES": str(file)},
                check=False,
            )
        return cls(**json.loads(file.read_text(encoding="utf-8")))

    def of(self, fault: Fault) -> list[int]:
        """The tests that run the line of a fault; else its function; else anything in its file."""
        lines = self.files.get(fault.module, {})
        if found := lines.get(str(fault.line)):
            return found
        some = [lines.get(str(line), []) for line in fault.function] if fault.function else lines.values()
        return sorted({test for tests in some for test in tests})

    def dealt(self, tests: list[int]) -> tuple[list[int], list[int]]:
        """The quickest of a few functions, and the others, quickest first, for as long as they may take."""
        best: dict[str, int] = {}
        for test in sorted(tests, key=lambda test: self.seconds[test]):
            best.setdefault(self.tests[test].partition("[")[0], test)
        first = [*best.values()][:FIRST]
        rest, left = [], LONGEST
        for test in sorted({*tests} - {*first}, key=lambda test: self.seconds[test]):
            left -= self.seconds[test]
            if left > 0:
                rest.append(test)
        return first, rest


class Forks:
    """A process that has read all that tests need but the project itself, and runs tests in forks of its own."""

    def __init__(self, root: Path):
        self.root = root
        env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
        self.process = subprocess.Popen(
            [str(PYTHON), "-B", "-m", "tests.mutation.forks"],
            cwd=root,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def passes(self, words: list[str], seconds: float) -> bool:
        """Whether these tests pass within so many seconds of the processor."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps({"words": words, "seconds": int(seconds)}) + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline() == "passed\n"

    def end(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


@dataclass(frozen=True)
class Trial:
    """What faults are tried with."""

    root: Path
    lines: Lines
    forks: Forks

    @cached_property
    def texts(self) -> dict[str, str]:
        """The files of tests that are run for the modules that they import."""
        paths = sorted((self.root / "tests").rglob("test_*.py"))
        return {path.relative_to(self.root).as_posix(): path.read_text(encoding="utf-8") for path in paths}

    def importing(self, module: str) -> list[str]:
        above, _, name = module.removeprefix("macros/").removesuffix(".py").replace("/", ".").rpartition(".")
        wanted = re.compile(
            rf"from {re.escape(above)}\.{name} import|from {re.escape(above)} import [^\n]*\b{name}\b|{re.escape(above)}\.{name}\b"
        )
        return list(dict.fromkeys([*(file for file, text in self.texts.items() if wanted.search(text)), *BUILDING]))

    def survives(self, fault: Fault) -> bool:
        """Whether all tests pass with the fault, which is in its file now."""
        first, rest = self.lines.dealt(self.lines.of(fault))
        for tests in (first, rest):
            if tests:
                seconds = 20 + 4 * sum(self.lines.seconds[test] for test in tests)
                if not self.forks.passes(["--quick", *(self.lines.tests[test] for test in tests)], seconds):
                    return False
        return self.forks.passes(["-p", "tests.mutation.slow", *self.importing(fault.module)], 4 * LONGEST)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    parser.add_argument("--date", required=True, help="the sample is the same for the same date")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--only", default="", help="a part of the name of a file")
    parser.add_argument(
        "--work", type=Path, help="a folder that keeps the copy of the project, and which lines its tests run"
    )
    parser.add_argument("--results", type=Path, help="a file of what was tried; what is noticed is not tried again")
    given = parser.parse_args()
    equivalent = {line.split(" # ")[0].strip() for line in (HERE / "equivalent.txt").read_text("utf-8").splitlines()}
    counts = {"killed": 0, "survived": 0, "equivalent": 0}
    tried = given.results.read_text(encoding="utf-8") if given.results and given.results.exists() else ""
    known = {line[9:] for line in tried.splitlines() if line.startswith("killed")}
    with tempfile.TemporaryDirectory() as folder:
        root = (given.work or Path(folder)).absolute() / "project"
        if not root.exists():
            copy_of_the_project(root)
        trial = Trial(root, Lines.noted(root), Forks(root))
        for fault in sample(root, given.date, given.count):
            if given.only not in fault.module:
                continue
            path = root / fault.module
            before = path.read_text(encoding="utf-8")
            after = mutate_code(before, get_operator(fault.operator)(), fault.occurrence)
            line = next(
                (text[1:].strip() for text in difflib.ndiff(before.split("\n"), after.split("\n")) if text[0] == "+"),
                "",
            )
            told = f"{fault.name} | {line}"
            if f"{fault.module} {line}" in equivalent:
                counts["equivalent"] += 1
                continue
            if told in known:
                counts["killed"] += 1
                continue
            path.write_text(after, encoding="utf-8")
            try:
                survived = trial.survives(fault)
            finally:
                path.write_text(before, encoding="utf-8")
            counts["survived" if survived else "killed"] += 1
            said = f"{'SURVIVED' if survived else 'killed  '} {told}"
            print(said, flush=True)
            if given.results:
                with given.results.open("a", encoding="utf-8") as file:
                    file.write(f"{said}\n")
        trial.forks.end()
    total = counts["killed"] + counts["survived"]
    share = counts["killed"] / total if total else 1
    print(f"{counts['killed']} of {total} noticed ({share:.1%}); {counts['equivalent']} listed as equivalent")
    return int(share < WANTED)


if __name__ == "__main__":
    sys.exit(main())
