"""Tests wait for what comes, never for time to pass."""

from __future__ import annotations

import ast
from pathlib import Path

TESTS = Path(__file__).parents[1]
ALLOWED = {TESTS / "waiting.py", *(TESTS / "bench").iterdir()}
"""The one place that looks again and again, and what measures time."""


def test_no_test_waits_for_time_to_pass() -> None:
    found = []
    for path in sorted({*TESTS.rglob("*.py")} - ALLOWED):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = node.func if isinstance(node, ast.Call) else None
            word = getattr(name, "attr", getattr(name, "id", ""))
            if word in {"sleep", "wait_for_timeout"}:
                found.append(f"{path.relative_to(TESTS)}:{node.lineno}: {word}")
    assert not found, "these wait for time, `tests.waiting.until` waits for what comes"
