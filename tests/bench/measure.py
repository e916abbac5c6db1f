"""Runs commands in turn and tells what each took, as the operating system accounts for it."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Runs:
    """Whole-process figures of one command."""

    name: str
    seconds: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def peak(self) -> float:
        return statistics.median(self.megabytes)


def run_once(command: Sequence[str], folder: Path) -> tuple[float, float]:
    """Wall seconds and peak memory in MB (of the largest single process) of a command that must succeed."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status:
        sys.exit(f"{' '.join(command)} failed:\n{errors.decode(errors='replace')[-2000:]}")
    return seconds, usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)


def in_turn(commands: dict[str, tuple[Sequence[str], Path]], rounds: int) -> dict[str, Runs]:
    """The commands A B C A B C …, after one round that is not counted."""
    runs = {name: Runs(name) for name in commands}
    for number in range(rounds + 1):
        for name, (command, folder) in commands.items():
            seconds, megabytes = run_once(command, folder)
            if number:
                runs[name].seconds.append(seconds)
                runs[name].megabytes.append(megabytes)
    return runs


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return "\n".join(lines + [f"| {' | '.join(row)} |" for row in rows])
