"""How far a long work is: on a terminal one line that rewrites itself, elsewhere nothing."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import TypeVar

Thing = TypeVar("Thing")

AFTER, EVERY = 2.0, 0.1
"""Seconds until the first word, and between two."""
BEGUN = time.monotonic()


class Progress:
    """A count of what is done; nobody sees it before the program has run for two seconds, and nobody but a terminal."""

    def __init__(self, what: str, total: int):
        self.what, self.total, self.done = what, total, 0
        self._seen = is_watched()
        self._next, self._wide = BEGUN + AFTER, 0

    def step(self) -> None:
        """One more is done."""
        self.done += 1
        if self._seen and (now := time.monotonic()) >= self._next:
            self._next = now + EVERY
            self._show(f"{self.what}: {self.done} of {self.total}")

    def end(self) -> None:
        """Leave no trace of the line."""
        if self._wide:
            self._show("")
            self._wide = 0

    def _show(self, line: str) -> None:
        if columns := os.get_terminal_size(sys.stderr.fileno()).columns:
            line = line[: columns - 1]  # what does not fit would go on in the next row, and stay there
        self._wide = max(self._wide, len(line))
        # The cursor goes back to the line's beginning: whatever is printed next writes over it.
        sys.stderr.write(f"\r{line:<{self._wide}}\r")
        sys.stderr.flush()


@contextmanager
def waiting(words: str) -> Iterator[None]:
    """Say on a terminal what is done, where it takes more than two seconds and says nothing itself."""
    line, shown = f"{words} …", threading.Event()

    def show() -> None:
        shown.set()
        sys.stderr.write(f"\r{line}\r")
        sys.stderr.flush()

    timer = threading.Timer(AFTER, show)
    timer.daemon = True
    if is_watched():
        timer.start()
    try:
        yield
    finally:
        timer.cancel()
        if shown.is_set():
            sys.stderr.write(f"\r{'':<{len(line)}}\r")
            sys.stderr.flush()


def is_watched() -> bool:
    """Whether somebody sits before the messages: a terminal, and not that of a machine that tests."""
    return sys.stderr.isatty() and not os.environ.get("CI") and os.environ.get("TERM") != "dumb"


def steps(things: Collection[Thing], what: str) -> Iterator[Thing]:
    """The things one by one, with how many are done."""
    progress = Progress(what, len(things))
    try:
        for thing in things:
            yield thing
            progress.step()
    finally:
        progress.end()
