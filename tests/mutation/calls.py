"""A plugin for pytest that writes which functions of the generator each test calls: `-p tests.mutation.calls`."""

from __future__ import annotations

import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest

PACKAGE = f"{os.sep}storysite{os.sep}"
FILE = "calls.json"
found: dict[str, dict[str, float]] = defaultdict(dict)
"""For each function, as `file:line`, the tests that call it and the seconds that each of them takes."""
failed: set[str] = set()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    called: set[tuple[str, int]] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and PACKAGE in (code := frame.f_code).co_filename:
            called.add((code.co_filename, code.co_firstlineno))

    begun = time.process_time()
    sys.setprofile(note)
    yield
    sys.setprofile(None)
    for file, line in called:
        found[f"{Path(file).name}:{line}"][item.nodeid] = time.process_time() - begun


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.failed:  # without any fault: it can tell nothing of one
        failed.add(report.nodeid)


def pytest_sessionfinish() -> None:
    passed = {key: {test: took for test, took in tests.items() if test not in failed} for key, tests in found.items()}
    Path(os.environ["CALLS"]).write_text(json.dumps(passed), encoding="utf-8")
