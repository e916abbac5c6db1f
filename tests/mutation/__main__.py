"""Puts faults into the generator, one at a time, and counts those that the quick tests notice.

    python3 -m venv .venv-mutation
    .venv-mutation/bin/pip install --no-deps -r tests/mutation/requirements.txt
    .venv-mutation/bin/python -m tests.mutation --date 2026-11-28 --count 300

The faults are cosmic-ray's; the sample is spread over all modules and the same for the same date. Each fault meets the
tests that call the function that it is in, the quickest first, and then all tests of their files. What survives is
printed; what no test can tell from the original is listed in `equivalent.txt` with the reason.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast_from_path
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv" / "bin" / "python"
HERE = Path(__file__).parent
LONGEST = 120
"""Seconds after which a fault counts as noticed: it makes something go on for ever."""
FIRST = 40
"""How many single tests meet a fault before whole files do."""
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
    function: int
    """The line on which its function begins, with its decorators; 0 outside all functions."""

    @property
    def name(self) -> str:
        return f"{self.module}:{self.line} {self.operator.partition('/')[2]} {self.occurrence}"


def faults(path: Path) -> Iterator[Fault]:
    """All faults that can be put into a file."""
    tree = get_ast_from_path(path)
    module = path.relative_to(ROOT).as_posix()
    nodes = list(ast_nodes(tree))
    for name in operator_names():
        operator = get_operator(name)
        if operator.arguments() or name.endswith(("Eq_Is", "Eq_IsNot")):  # words are mostly one object: the same
            continue
        positions = ((node, start) for node in nodes for start, _ in operator().mutation_positions(node))
        for occurrence, (node, (line, _)) in enumerate(positions):
            if not annotates(node):
                yield Fault(module, line, name, occurrence, function_of(node))


def annotates(node: object) -> bool:
    """Whether a node stands in an annotation, which nothing reads: `A | None` is none of our sums."""
    while (parent := getattr(node, "parent", None)) is not None:
        if parent.type in {"tfpdef", "annassign"} or (parent.type == "funcdef" and node is parent.annotation):
            return parent.type != "annassign" or node is not parent.children[-1]
        node = parent
    return False


def function_of(node: object) -> int:
    while (node := getattr(node, "parent", None)) is not None:
        if node.type == "funcdef":  # type: ignore[attr-defined]
            outer = node.parent  # type: ignore[attr-defined]
            outer = outer.parent if outer.type == "async_stmt" else outer
            return int((outer if outer.type == "decorated" else node).start_pos[0])  # type: ignore[attr-defined]
    return 0


def sample(date: str, count: int) -> list[Fault]:
    """So many faults, the same for the same date: one from each module in turn."""
    chance = random.Random(date)
    queues = []
    for path in sorted((ROOT / "macros" / "storysite").rglob("*.py")):
        kept = [
            fault
            for fault in faults(path)
            if chance.random() < RARE.get(fault.operator.partition("/")[2].partition("_")[0], 1)
        ]
        chance.shuffle(kept)
        queues.append(kept)
    chance.shuffle(queues)
    found: list[Fault] = []
    while len(found) < count and any(queues):
        found += [queue.pop(0) for queue in queues if queue]
    return found[:count]


def copy_of_the_project(folder: Path) -> Path:
    left = shutil.ignore_patterns("__pycache__", ".git", ".venv*", ".cache", ".hypothesis", "site", "results")
    root = Path(shutil.copytree(ROOT, folder / "project", ignore=left, symlinks=True))
    # So that a changed file is never taken for what was compiled of it before.
    compiling = [str(PYTHON), "-m", "compileall", "-q", "--invalidation-mode", "checked-hash", "macros", "tests"]
    subprocess.run(compiling, cwd=root, check=True)
    return root


def run(root: Path, *words: str, **given: str) -> bool | None:
    """Whether the quick tests pass, of those that are named; None where they take too long."""
    command = [str(PYTHON), "-B", "-m", "pytest", "-q", "--quick", "-p", "no:cacheprovider"]
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **given}
    try:
        done = subprocess.run(
            [*command, *words], cwd=root, env=env, capture_output=True, timeout=None if given else LONGEST, check=False
        )
    except subprocess.TimeoutExpired:
        return None
    return done.returncode == 0


def tests_for(fault: Fault, calls: dict[str, dict[str, float]]) -> list[str]:
    """The quickest tests that call the function with the fault, then all files in which one does."""
    name = Path(fault.module).name
    if fault.function:
        tests = calls.get(f"{name}:{fault.function}", {})
    else:  # outside all functions: whatever calls something of the file
        tests = {test: took for key, some in calls.items() if key.startswith(f"{name}:") for test, took in some.items()}
    quickest = sorted(tests, key=lambda test: tests[test])
    files = dict.fromkeys(test.partition("::")[0] for test in quickest)
    return [*quickest[:FIRST], *files]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    parser.add_argument("--date", required=True, help="the sample is the same for the same date")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--only", default="", help="a part of the name of a file")
    parser.add_argument("--calls", type=Path, help="a file to keep the calls of the tests in, for the next run")
    given = parser.parse_args()
    equivalent = {line.split(" # ")[0].strip() for line in (HERE / "equivalent.txt").read_text("utf-8").splitlines()}
    counts = {"killed": 0, "survived": 0, "equivalent": 0}
    with tempfile.TemporaryDirectory() as folder:
        root = copy_of_the_project(Path(folder))
        kept = given.calls or Path(folder) / "calls.json"
        if not kept.exists():
            run(root, "-p", "tests.mutation.calls", CALLS=str(kept.absolute()))
        calls = json.loads(kept.read_text(encoding="utf-8"))
        for fault in sample(given.date, given.count):
            if given.only not in fault.module:
                continue
            path = root / fault.module
            before = path.read_text(encoding="utf-8")
            after = mutate_code(before, get_operator(fault.operator)(), fault.occurrence)
            line = next(
                (text[1:].strip() for text in difflib.ndiff(before.split("\n"), after.split("\n")) if text[0] == "+"),
                "",
            )
            if f"{fault.module} {line}" in equivalent:
                counts["equivalent"] += 1
                continue
            path.write_text(after, encoding="utf-8")
            tests = tests_for(fault, calls)
            survived = run(root, "-x", *tests) is True if tests else True
            path.write_text(before, encoding="utf-8")
            counts["survived" if survived else "killed"] += 1
            print(
                "SURVIVED" if survived else "killed  ", fault.name, "" if tests else "(no test)", "|", line, flush=True
            )
    total = counts["killed"] + counts["survived"]
    share = counts["killed"] / total if total else 1
    print(f"{counts['killed']} of {total} noticed ({share:.1%}); {counts['equivalent']} listed as equivalent")
    return int(share < WANTED)


if __name__ == "__main__":
    sys.exit(main())
