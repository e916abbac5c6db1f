"""Runs commands in turn and tells what each took, as the operating system accounts for it."""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from importlib.metadata import version
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


LAUNCHER = """
import os, subprocess, sys, time
start = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
print(time.perf_counter() - start, usage.ru_maxrss, status)
"""
"""A small process between: a command's peak counts what its parent held when it was started."""


def run_once(command: Sequence[str], folder: Path) -> tuple[float, float]:
    """Wall seconds and peak memory in MB (of the largest single process) of a command that must succeed."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
    launched = [sys.executable, "-S", "-c", LAUNCHER, *command]
    run = subprocess.run(launched, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    seconds, peak, status = run.stdout.split()
    if status != "0":
        sys.exit(f"{' '.join(command)} failed:\n{run.stderr[-2000:]}")
    return float(seconds), float(peak) / (1024 if sys.platform != "darwin" else 1024 * 1024)


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


RESULTS = Path(__file__).parent / "results"
PACKAGES = ("mkdocs", "mkdocs-material", "mkdocs-macros-plugin", "zensical", "pagefind")


def arguments(about: str) -> argparse.ArgumentParser:
    """What all benches are told: whether the table goes into the repository too."""
    parser = argparse.ArgumentParser(description=about.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="also put the tables into tests/bench/results/")
    return parser


def tell(name: str, text: str, write: bool) -> None:
    """Print the tables of a bench, and keep them with how, when and on what they were made."""
    print(text)
    if write:
        words = " ".join(word for word in sys.argv[1:] if word != "--write")
        command = f"python -m tests.bench.{name} {words}".strip()
        commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True).stdout.strip()
        versions = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
        made = f"`{command}`, {datetime.now(timezone.utc):%Y-%m-%d}, on top of {commit}; Python {platform.python_version()}, {versions}; {platform.system()}, {os.cpu_count()} cores."
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{name}.md").write_text(f"# {name}\n\n{made}\n\n{text.strip()}\n", encoding="utf-8")
