"""Gives the commands the packages that the lock of their engine pins, whichever Python starts them.

Standard library only: this runs first, and a Python too old for the rest must get as far
as the message that says so.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent


class Environment(NamedTuple):
    """What an engine runs in: its folder, and the lock that says what is in it."""

    venv: Path
    lock: Path


ENGINES = {
    "mkdocs": Environment(ROOT / ".venv", ROOT / "requirements.lock"),
    "zensical": Environment(ROOT / ".venv-zensical", ROOT / "requirements-zensical.lock"),
}
"""The engines that make the pages, each with an environment of its own."""
ENGINE = "mkdocs"
"""The engine of every command that names none."""
STAMP = "requirements.lock.sha256"
AGAIN = "MACROS_STARTED_AGAIN"
RE_PIN = re.compile(r"^([\w.-]+)(?:\[[^\]]*\])?==([^\s;\\]+)\s*(;)?", re.MULTILINE)
UNREACHED = ("from versions: none", "connection", "name resolution", "timed out", "proxy", "ssl")


def ensure(argv: list[str]) -> None:
    """Return if this Python holds what the engine's lock pins; else install it and start again there."""
    if sys.version_info < (3, 11):
        sys.exit("macros: Python %d.%d is too old; install Python 3.11 or newer" % sys.version_info[:2])
    if sys.getfilesystemencoding() != "utf-8":  # a locale of another age: names of files, and what is printed, would break
        os.environ["PYTHONUTF8"] = "1"
        _start(sys.executable, argv)
    venv, lock = ENGINES[engine_of(argv[1:])]
    came_back = os.environ.pop(AGAIN, None) == str(ROOT)
    here = Path(sys.prefix).resolve()
    if here == venv.resolve():
        ready = is_stamped(venv, lock)
    else:  # another environment of ours holds packages that this one must do without
        ours = any(here == other.venv.resolve() for other in ENGINES.values())
        ready = not ours and holds(read_pins(lock.read_text(encoding="utf-8")))
    if ready:
        return
    if came_back:
        sys.exit(f"macros: the packages in {venv.name} do not take; delete the folder {venv.name} and try again")
    try:
        prepare(venv, lock, install)
    except KeyboardInterrupt:
        sys.exit("macros: stopped while installing; the same command takes it up again")
    except OSError as error:
        sys.exit(f"macros: cannot write {venv.name} ({error}); the project's folder must be writable")
    os.environ[AGAIN] = str(ROOT)
    _start(str(python_in(venv)), argv)


def _start(python: str, argv: list[str]) -> None:
    """Start the same command again in another Python, or in another way."""
    os.environ.pop("__PYVENV_LAUNCHER__", None)  # macOS: would lead back to this Python
    command = [python, "-m", "macros", *argv[1:]]
    if os.name == "posix":
        sys.stdout.flush()
        os.execv(command[0], command)
    sys.exit(hand_over(command))


def engine_of(arguments: list[str]) -> str:
    """The engine that a command is for: `build` may name one."""
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False)
    parser.add_argument("--engine", choices=ENGINES, default=ENGINE)
    try:
        return str(parser.parse_known_args(arguments)[0].engine) if arguments[:1] == ["build"] else ENGINE
    except argparse.ArgumentError:
        return ENGINE  # the command itself says what is wrong


def read_pins(lock: str) -> dict[str, set[str | None]]:
    """Name to the versions allowed; None among them where a marker may leave the package out."""
    pins: dict[str, set[str | None]] = {}
    for name, version, marked in RE_PIN.findall(lock):
        pins.setdefault(name, set()).update({version, None} if marked else {version})
    return pins


def holds(pins: dict[str, set[str | None]]) -> bool:
    """Whether the running Python has every pinned package in a pinned version."""
    return all(_installed(name) in versions for name, versions in pins.items())


def is_stamped(venv: Path, lock: Path) -> bool:
    """Whether an install of just this lock was finished in the environment."""
    stamp = venv / STAMP
    return stamp.is_file() and stamp.read_text(encoding="utf-8").strip() == _digest(lock)


def prepare(venv: Path, lock: Path, installer: Callable[[Path, Path], None]) -> None:
    """Install unless it is done; the stamp comes last, so that a broken install is repeated."""
    with alone(venv.parent / ".venv.lock"):
        if is_stamped(venv, lock) and _run(str(python_in(venv)), "-c", "") is None:
            return
        (venv / STAMP).unlink(missing_ok=True)
        digest = _digest(lock)
        installer(venv, lock)
        (venv / STAMP).write_text(digest + "\n", encoding="utf-8")


def install(venv: Path, lock: Path) -> None:
    """Make the environment where there is none that works, and install the lock into it."""
    print(f"macros: installing {lock.name} into {venv.name}; a minute or two", file=sys.stderr, flush=True)
    python = str(python_in(venv))
    if _run(python, "-m", "pip", "--version"):
        if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
            sys.exit("macros: this Python cannot make environments; Debian, Ubuntu: apt install python3-venv")
        if error := _run(sys.executable, "-m", "venv", "--clear", str(venv)):
            sys.exit(f"macros: cannot make {venv.name}: {error}")
    if error := _run(python, "-m", "pip", "install", "-qq", "--no-input", "--retries", "2",
                     "--disable-pip-version-check", "--require-hashes", "-r", str(lock)):
        away = any(word in error.lower() for word in UNREACHED)
        hint = "no package index answers: see to the network, then " if away else ""
        sys.exit(f"macros: installing failed: {error}; {hint}try again")


def python_in(venv: Path) -> Path:
    """The interpreter of an environment."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def hand_over(command: list[str], env: dict[str, str] | None = None) -> int:
    """Run a command to its end; Ctrl-C is the command's to answer."""
    process = subprocess.Popen(command, env=env)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _run(*command: str) -> str | None:
    """None if the command went well, else the line of its output that says most."""
    env = {**os.environ, "PIP_USER": "0", "PYTHONUTF8": "1"}
    try:
        done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, env=env)
    except OSError as error:
        return str(error)
    lines = (done.stdout + done.stderr).decode("utf-8", "replace").strip().splitlines()
    errors = [line for line in lines if line.startswith("ERROR")] or lines[-1:] or ["it gave no reason"]
    return errors[0].strip() if done.returncode else None


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold a lock that the system lets go of when the process ends, however it ends."""
    with open(path, "a", encoding="utf-8") as file:
        if os.name == "posix":
            import fcntl
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                print(f"macros: waiting for another that holds {path}", file=sys.stderr, flush=True)
                fcntl.flock(file, fcntl.LOCK_EX)
        else:
            import msvcrt
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)  # gives up after ten seconds
        yield


def _digest(lock: Path) -> str:
    # As text, so that the line ends of a checkout do not matter.
    return hashlib.sha256(lock.read_text(encoding="utf-8").encode()).hexdigest()
