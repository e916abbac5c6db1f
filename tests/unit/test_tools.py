"""The tools that hold the code: ruff for its form and likely faults, mypy for its types."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import ROOT


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """A tool of the test environment, run on the repository."""
    return subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "command", [("check", "--output-format", "concise"), ("format", "--diff")], ids=lambda words: words[0]
)
def test_ruff_has_nothing_to_say(command: tuple[str, ...]) -> None:
    done = run("ruff", *command, "--no-cache", "macros", "tests")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_mypy_finds_every_type_in_order() -> None:
    done = run("mypy", "--cache-dir", str(ROOT / ".cache" / "mypy"), "-p", "storysite")
    assert done.returncode == 0, done.stdout + done.stderr
