"""Work on several cores: each job is done once, answers come in order, and no failure is lost."""

from __future__ import annotations

import os
import signal
from functools import partial
from pathlib import Path

import pytest

from storysite.output.workers import WORKERS, Crew, Failed, Share, shares, side_by_side


@pytest.fixture(params=["1", "2", "5"])
def workers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv(WORKERS, request.param)
    return str(request.param)


def test_each_job_is_done_once_and_answers_come_in_order(workers: str, tmp_path: Path) -> None:
    def job(number: int) -> tuple[int, str]:
        (tmp_path / str(number)).touch(exist_ok=False)
        return number, "x" * 100_000  # more than a pipe holds

    assert side_by_side([partial(job, number) for number in range(40)]) == [
        (number, "x" * 100_000) for number in range(40)
    ]
    assert len(list(tmp_path.iterdir())) == 40


def test_shares_are_all_of_a_work_and_nothing_twice() -> None:
    things = list(range(23))
    for of in (1, 4, 30):
        assert sorted(thing for share in shares(of) for thing in share.part(things)) == things
    assert Share().part(things) == things


def test_a_failure_is_told_with_its_place(workers: str) -> None:
    def fails() -> None:
        raise LookupError("no such thing")

    with pytest.raises((Failed, LookupError), match="no such thing"):
        side_by_side([lambda: None, fails, lambda: None])


def test_a_process_that_is_ended_fails_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WORKERS, "2")
    with pytest.raises(Failed, match="ended"):
        side_by_side([lambda: None, lambda: os.kill(os.getpid(), signal.SIGKILL), lambda: None])


def test_what_shares_work_out_is_not_shared_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WORKERS, "2")
    assert all(len(set(side_by_side([os.getpid] * 9))) <= 2 for _ in range(2))
    answers = side_by_side([lambda: set(side_by_side([os.getpid] * 9))] * 4)
    assert all(len(found) == 1 and os.getpid() not in found for found in answers)


def test_a_crew_that_is_ended_leaves_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WORKERS, "2")
    crew = Crew([signal.pause] * 4, "Nothing")
    begun = [pid for pid, _ in crew._workers]
    crew.end()
    assert len(begun) == 2
    for pid in begun:  # other tests of this process may have children of their own
        with pytest.raises(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
