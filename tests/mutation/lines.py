"""A plugin for pytest that notes which lines of the generator each test runs: `-p tests.mutation.lines`."""

from __future__ import annotations

import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import coverage
import pytest

ROOT = Path(__file__).resolve().parents[2]
running = coverage.Coverage(
    data_file=None, source=[str(ROOT / "macros" / "storysite")], config_file=False, messages=False
)
running.start()
seconds: dict[str, float] = {}
failed: set[str] = set()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    running.switch_context(item.nodeid)
    begun = time.process_time()
    try:
        return (yield)
    finally:
        seconds[item.nodeid] = time.process_time() - begun
        running.switch_context("")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.failed:  # without any fault: it can tell nothing of one
        failed.add(report.nodeid)


def pytest_sessionfinish() -> None:
    running.stop()
    data = running.get_data()
    tests = [test for test in seconds if test not in failed]
    numbers = {test: number for number, test in enumerate(tests)}
    files: dict[str, dict[int, list[int]]] = defaultdict(dict)
    for file in data.measured_files():
        for line, contexts in data.contexts_by_lineno(file).items():
            if found := sorted(numbers[test] for test in contexts if test in numbers):
                files[Path(file).relative_to(ROOT).as_posix()][line] = found
    told = {"tests": tests, "seconds": [seconds[test] for test in tests], "files": files}
    Path(os.environ["LINES"]).write_text(json.dumps(told), encoding="utf-8")
    ours = {"storysite", "macros", "tests", "coverage", "__main__"}
    others = [name for name in sys.modules if name.partition(".")[0] not in ours]
    Path(os.environ["LINES"]).with_name("modules.json").write_text(json.dumps(others), encoding="utf-8")
