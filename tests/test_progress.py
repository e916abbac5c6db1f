"""How far a long work is: on a terminal after two seconds, elsewhere and before that nothing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import IO

import pytest

from storysite.core import progress
from storysite.core.progress import Progress, steps
from tests.commands import environment
from tests.waiting import until

pty = pytest.importorskip("pty", reason="Windows has no such terminals")
termios = pytest.importorskip("termios")
SHOWN = re.compile(r"\r([A-Z][\w ]+): (\d+) of (\d+) *\r")
COMMANDS = "from storysite.cli.commands import main; sys.exit(main(['build', '--today', '2026-01-31']))"
ENGINE = "from mkdocs.__main__ import cli; cli(['build', '--site-dir', 'alone'])"


class Screen:
    """A terminal: where a program writes to, and all that a person would be sent."""

    def __init__(self) -> None:
        self.master, self.slave = pty.openpty()
        self.seen = bytearray()
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        with suppress(OSError):  # so a terminal ends
            while piece := os.read(self.master, 4096):
                self.seen += piece

    def closed(self) -> str:
        """All that was sent, once nobody writes any more."""
        os.close(self.slave)
        self.reader.join()
        os.close(self.master)
        return self.seen.decode()


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Screen]:
    """A terminal in the place of the messages."""
    screen = Screen()
    with open(screen.slave, "w", encoding="utf-8", closefd=False) as messages:
        monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=messages))
        monkeypatch.delenv("CI", raising=False)
        monkeypatch.setenv("TERM", "xterm")
        yield screen


def at(seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress.time, "monotonic", lambda: progress.BEGUN + seconds)


def test_a_terminal_sees_a_line_that_rewrites_itself_and_leaves_nothing(
    terminal: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = Progress("Pages", 12)
    for seconds in (0.1, 1.9, 2.0, 2.05, 2.15):
        at(seconds, monkeypatch)
        work.step()
    work.end()
    assert terminal.closed() == f"\rPages: 3 of 12\r\rPages: 5 of 12\r\r{' ' * len('Pages: 5 of 12')}\r"


def test_a_narrow_terminal_gets_what_fits_in_one_row(terminal: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    termios.tcsetwinsize(terminal.slave, (24, 10))
    at(3, monkeypatch)
    assert list(steps(["a"], "Slides of sections")) == ["a"]
    assert terminal.closed() == f"\rSlides of\r\r{' ' * 9}\r"


def test_short_work_is_not_seen(terminal: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    at(1.9, monkeypatch)
    assert list(steps(["a", "b"], "Pages")) == ["a", "b"]
    assert terminal.closed() == ""


def test_work_that_fails_leaves_no_line_behind(terminal: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    at(3, monkeypatch)
    with pytest.raises(ZeroDivisionError):
        for number in steps([1, 0], "Pages"):
            assert 1 / number
    assert terminal.closed() == f"\rPages: 1 of 2\r\r{' ' * len('Pages: 1 of 2')}\r"


@pytest.mark.parametrize(("name", "value"), [("CI", "true"), ("TERM", "dumb")])
def test_a_machine_sees_nothing(name: str, value: str, terminal: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    assert progress.is_watched()
    monkeypatch.setenv(name, value)
    assert not progress.is_watched()
    assert terminal.closed() == ""


def run(program: str, root: Path, out: int | IO[bytes], **given: str) -> int:
    """A program, which counts from its first moment on."""
    start = f"import sys; import macros; from storysite.core import progress; progress.AFTER = 0; {program}"
    return subprocess.run(
        [sys.executable, "-c", start],
        cwd=root,
        env=environment(TERM="xterm", **given),
        stdout=subprocess.DEVNULL,
        stderr=out,
        check=False,
    ).returncode


def on_a_terminal(program: str, root: Path, **given: str) -> str:
    """All that a terminal is sent while a program runs."""
    screen = Screen()
    status = run(program, root, screen.slave, **given)
    said = screen.closed()
    assert status == 0, said
    return said


def test_a_build_counts_files_twins_hits_and_pages(second: Path) -> None:
    """Records, cards, pictures and slides are made together, beside the engine: all of them are files."""
    shown = {what: int(total) for what, _, total in SHOWN.findall(on_a_terminal(COMMANDS, second))}
    always = {"Files", "Twins of pages", "Hits of the search", "Pages"}
    # What is done within a moment is not counted aloud.
    assert always <= shown.keys() <= always | {"Pages read", "Pages written"}
    assert shown["Files"] > 40 and shown["Hits of the search"] > 40


def test_the_engine_counts_pages_as_it_reads_and_writes_them(second: Path) -> None:
    said = on_a_terminal(ENGINE, second)
    assert {(what, total) for what, _, total in SHOWN.findall(said)} == {("Pages read", "4"), ("Pages written", "4")}


def test_a_file_of_messages_has_none(second: Path, tmp_path: Path) -> None:
    with open(tmp_path / "messages", "wb") as file:
        assert run(COMMANDS, second, file) == 0
    assert b"\r" not in (tmp_path / "messages").read_bytes()


def test_a_command_that_takes_long_says_what_it_does_and_leaves_no_trace(
    terminal: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "AFTER", 0.01)
    with progress.waiting("Reading everything"):
        until(lambda: b"Reading everything" in terminal.seen)
    assert terminal.closed() == "\rReading everything …\r\r                    \r"


def test_a_command_that_is_done_at_once_says_nothing_of_it(terminal: Screen) -> None:
    with progress.waiting("Reading everything"):
        pass
    assert terminal.closed() == ""
