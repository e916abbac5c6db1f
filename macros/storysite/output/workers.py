"""Work that needs no other, done on each core at once: processes that begin as copies of this one.

They are forked, so what has been read is there already, and nothing is handed over but numbers and answers.
"""

from __future__ import annotations

import gc
import os
import pickle
import selectors
import struct
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Generic, TypeVar, cast

from storysite.core.progress import Progress

Thing = TypeVar("Thing")
Answer = TypeVar("Answer")
MOST = 8
WORKERS = "MACROS_WORKERS"
"""The environment's number of processes that work at once, in place of that of cores."""
NUMBER = struct.Struct("=H")
"""How a job is handed over; a read of so few bytes is never halved."""


@dataclass(frozen=True, slots=True)
class Share:
    """One of so many equal shares of a work."""

    number: int = 0
    of: int = 1

    def part(self, things: Sequence[Thing]) -> Sequence[Thing]:
        return things[self.number :: self.of]


WHOLE = Share()


def shares(of: int) -> list[Share]:
    """All shares of a work."""
    return [Share(number, of) for number in range(of)]


class Failed(Exception):
    """A job failed in another process, which ends there; the message is its traceback."""


def cores() -> int:
    """How many processes work at once."""
    given = os.environ.get(WORKERS)
    return min(int(given) if given else os.cpu_count() or 1, MOST)


def side_by_side(jobs: Sequence[Callable[[], Answer]], what: str = "Pages") -> list[Answer]:
    """What each job answers, in their order; `what` is done, as somebody who waits is told."""
    return Crew(jobs, what).answers()


class Crew(Generic[Answer]):
    """Jobs that have begun when this is made; where there is one core, or no fork, they wait until they are asked for."""

    def __init__(self, jobs: Sequence[Callable[[], Answer]], what: str) -> None:
        self._jobs, self._what = jobs, what
        self._workers: list[tuple[int, BinaryIO]] = []
        most = min(cores(), len(jobs))
        if most < 2 or not hasattr(os, "fork"):
            return
        queue, into = os.pipe()
        os.write(into, b"".join(map(NUMBER.pack, range(len(jobs)))))
        os.close(into)
        sys.stdout.flush()
        sys.stderr.flush()
        gc.freeze()  # what is there is looked through by no copy, which would make it its own
        for _ in range(most):
            end, told = os.pipe()
            pid = os.fork()
            if not pid:
                os.close(end)
                self._work(queue, told)
            os.close(told)
            self._workers.append((pid, os.fdopen(end, "rb")))
        os.close(queue)
        gc.unfreeze()

    def _work(self, queue: int, told: int) -> None:
        """What a copy does until no job is left; it ends here, and runs nothing that its original has yet to do."""
        status = 1
        os.environ[WORKERS] = "1"  # what shares its work out does all of it here
        try:
            with os.fdopen(told, "wb") as out:
                while number := os.read(queue, NUMBER.size):
                    at = NUMBER.unpack(number)[0]
                    failure: str | OSError = ""
                    answer: object = None
                    try:
                        answer = self._jobs[at]()
                    except OSError as error:  # what the machine refuses is told as if it had been refused here
                        failure = OSError(error.errno, error.strerror, error.filename)
                    except Exception:
                        failure = traceback.format_exc()
                    pickle.dump((at, answer, failure), out)
            status = 0
        finally:
            os._exit(status)

    def answers(self) -> list[Answer]:
        """What each job answers, in their order, when all are done."""
        if not self._workers:
            return [job() for job in self._jobs]
        found: dict[int, Answer] = {}
        open_ = selectors.DefaultSelector()
        for _, told in self._workers:
            open_.register(told, selectors.EVENT_READ)
        progress = Progress(self._what, len(self._jobs))
        try:
            while open_.get_map():
                for key, _ in open_.select():
                    told = cast(BinaryIO, key.fileobj)
                    try:
                        at, answer, failure = pickle.load(told)
                    except EOFError:
                        open_.unregister(told)
                        continue
                    if isinstance(failure, OSError):
                        raise failure
                    if failure:
                        raise Failed(failure)
                    found[at] = answer
                    progress.step()
        finally:
            progress.end()
            open_.close()
            self.end()
        if len(found) < len(self._jobs):
            raise Failed("a process that works beside this one was ended; what it said is printed above")
        return [found[at] for at in range(len(self._jobs))]

    def end(self) -> None:
        """Let no process go on."""
        workers, self._workers = self._workers, []
        for pid, told in workers:
            told.close()
            os.kill(pid, 15)  # one that is done is waited for all the same, and so is known by this number
            os.waitpid(pid, 0)
