"""Runs tests in forks of a process that has read all packages but the project: `python -m tests.mutation.forks`.

Each line of the input is one run: the words for pytest, and how many seconds of the processor it may take.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import signal
import sys
import time
from pathlib import Path

WALL = 5
"""How many times longer than on the processor a run may take."""


def read_packages() -> None:
    """What the tests read of others, read once."""
    for name in json.loads(Path("modules.json").read_text(encoding="utf-8")):
        try:
            importlib.import_module(name)
        except Exception:  # a part of a package that is not read by itself
            continue


def run(words: list[str], seconds: int) -> int:
    """The status of pytest in a fork; a run that takes too long fails."""
    if (child := os.fork()) == 0:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        import pytest

        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
        status = pytest.main(["-q", "-x", "-p", "no:cacheprovider", *words])
        os._exit(0 if status == pytest.ExitCode.NO_TESTS_COLLECTED else status)
    end = time.monotonic() + WALL * seconds
    while (done := os.waitpid(child, os.WNOHANG)) == (0, 0) and time.monotonic() < end:
        signal.sigtimedwait([signal.SIGCHLD], 1)
    try:
        os.killpg(child, signal.SIGKILL)  # what the tests have started, too
    except ProcessLookupError:
        pass
    _, status = done if done != (0, 0) else os.waitpid(child, 0)
    return status


def main() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
    sys.path[:0] = [str(Path("macros").absolute())]
    read_packages()
    for line in sys.stdin:
        print("passed" if run(**json.loads(line)) == 0 else "failed", flush=True)


if __name__ == "__main__":
    main()
