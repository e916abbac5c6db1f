"""The command line in a process of its own, on another machine as it were: another clock, order of files, network."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ELSEWHERE = Path(__file__).parent / "elsewhere"
"""A folder whose `sitecustomize.py` every Python started with it runs first."""
PASSED_ON = ("PATH", "HOME", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP")
LONGEST = 120


def environment(**others: str) -> dict[str, str]:
    """What a command finds: nothing of the tests' own settings."""
    return {
        **{name: os.environ[name] for name in PASSED_ON if name in os.environ},
        "PYTHONPATH": str(ELSEWHERE),
        **others,
    }


def macros(
    root: Path, *arguments: str, before: Sequence[str] = (), env: Mapping[str, str] | None = None, **options: Any
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; `before` are words that start it."""
    command = [*before, sys.executable, "-m", "macros", *arguments]
    return subprocess.run(
        command,
        cwd=root,
        env=dict(env or environment()),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=LONGEST,
        **options,
    )


def start(root: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start a command in a group of its own, to be killed with all that it starts."""
    return subprocess.Popen(
        [sys.executable, "-m", "macros", *arguments],
        cwd=root,
        env=environment(),
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
