"""Runs commands in turn and tells what each took, as the operating system accounts for it."""

from __future__ import annotations

import argparse
import os
import platform
import signal
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import yaml

from storysite.bootstrap.environment import ENGINES, read_pins


@dataclass
class Runs:
    """Whole-process figures of one command."""

    name: str
    seconds: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)
    together: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def add(self, run: Run) -> None:
        for figures, figure in zip((self.seconds, self.megabytes, self.together, self.processor), run, strict=True):
            figures.append(figure)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def work(self) -> float:
        return statistics.median(self.processor)

    @property
    def peak(self) -> float:
        return statistics.median(self.megabytes)

    @property
    def peak_together(self) -> float:
        return statistics.median(self.together)


class Failure(Exception):
    """A command did not do what it was started for."""


class Run(NamedTuple):
    """What one run of a command took."""

    seconds: float
    megabytes: float
    """At the peak of the largest single process, as the system accounts for it."""
    together: float
    """At the peak of all its processes: their resident memory, looked at ten times a second."""
    processor: float
    """Seconds that processors worked for it and for all processes of its own."""


LAUNCHER = """
import os, subprocess, sys, threading, time

session, done, peak, page = os.getsid(0), threading.Event(), 0, os.sysconf("SC_PAGE_SIZE")

def together():
    total = 0
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as file:
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and int(name) != os.getpid():
            total += int(fields[21]) * page
    return total

def watch():
    global peak
    while os.path.isdir("/proc/self") and not done.wait(0.1):
        peak = max(peak, together())

watcher = threading.Thread(target=watch, daemon=True)
start = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=sys.stderr)
watcher.start()
_, status, usage = os.wait4(process.pid, 0)
seconds = time.perf_counter() - start
done.set()
watcher.join()
print(seconds, usage.ru_maxrss, peak / 1024, usage.ru_utime + usage.ru_stime, status)
"""
"""A small process between: a command's peak counts what its parent held when it was started."""


def run_once(command: Sequence[str], folder: Path, patience: float | None = None) -> Run:
    """A command that must succeed, within so many seconds where a patience is given."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
    # Modules of packages were compiled when they were installed; without this, ours would be at each run.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    launched = [sys.executable, "-S", "-c", LAUNCHER, *command]
    # In a session of its own: its members are what is counted, and what is ended where it takes too long.
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(launched, cwd=folder, env=environment, text=True, start_new_session=True, **pipes) as process:
        try:
            told, said = process.communicate(timeout=patience)
        except BaseException as stop:
            os.killpg(process.pid, signal.SIGKILL)
            if isinstance(stop, subprocess.TimeoutExpired):
                raise Failure(f"not done within {patience:.0f} s") from None
            raise
    seconds, peak, together, processor, status = told.split()
    if status != "0":
        raise Failure(f"{' '.join(command)} failed:\n{said[-2000:]}")
    scale = 1024 if sys.platform != "darwin" else 1024 * 1024
    return Run(float(seconds), float(peak) / scale, max(float(together) / 1024, float(peak) / scale), float(processor))


def in_turn(commands: dict[str, tuple[Sequence[str], Path]], rounds: int) -> dict[str, Runs]:
    """The commands A B C A B C …, after one round that is not counted."""
    runs = {name: Runs(name) for name in commands}
    for number in range(rounds + 1):
        for name, (command, folder) in commands.items():
            try:
                run = run_once(command, folder)
            except Failure as failure:
                sys.exit(str(failure))
            if number:
                runs[name].add(run)
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
    """Print the tables of a bench, and keep them where that is wished."""
    print(text)
    if write:
        keep(name, text)


def keep(name: str, text: str, under: str = "") -> None:
    """Put the tables of a bench into the repository, with how, when and on what they were made; under its name, or another."""
    words = [
        word
        for word, after in zip(sys.argv[1:], ["", *sys.argv[1:]], strict=False)
        if word != "--write" and "--tools" not in {word, after}
    ]
    command = " ".join([f"python -m tests.bench.{name}", *words])
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True
    ).stdout.strip()
    locks = (engine.lock.read_text(encoding="utf-8") for engine in ENGINES.values())
    pins = {package: pinned for lock in locks for package, (pinned, *_) in read_pins(lock).items()}
    versions = ", ".join(f"{package} {pins[package]}" for package in PACKAGES)
    made = f"`{command}`, {datetime.now(UTC):%Y-%m-%d}, on top of {commit}; Python {platform.python_version()}, {versions}; {platform.system()}, {os.cpu_count()} cores."
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{under or name}.md").write_text(f"# {under or name}\n\n{made}\n\n{text.strip()}\n", encoding="utf-8")


LIMITS = Path(__file__).with_name("limits.yml")


def held(bench: str, reached: dict[str, float]) -> None:
    """Hold what a bench has reached against `limits.yml`; what is above its limit ends it with a failure."""
    limits: dict[str, float] = yaml.safe_load(LIMITS.read_text(encoding="utf-8"))[bench]
    if unknown := limits.keys() ^ reached.keys():
        sys.exit(f"{LIMITS.name} and the bench do not name the same figures of {bench}: {', '.join(sorted(unknown))}")
    over = [
        f"{name}: {figure:.2f}, at most {limits[name]}" for name, figure in reached.items() if figure > limits[name]
    ]
    if over:
        sys.exit("above its limit: " + "; ".join(over))
