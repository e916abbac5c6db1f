"""Gives the commands the packages that the lock of their engine, or of the tests, pins, whichever Python starts them.

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
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[3]
"""The folder of the checkout."""


class Environment(NamedTuple):
    """What an engine or the tests run in: its folder, and the lock that says what is in it."""

    venv: Path
    lock: Path


ENGINES = {
    "mkdocs": Environment(ROOT / ".venv", ROOT / "requirements.lock"),
    "zensical": Environment(ROOT / ".venv-zensical", ROOT / "requirements-zensical.lock"),
}
"""The engines that make the pages, each with an environment of its own."""
ENGINE = "mkdocs"
"""The engine of every command that names none."""
TESTS = Environment(ENGINES[ENGINE].venv, ROOT / "requirements-test.lock")
"""What the tests run in: the engine's packages in the same versions, and what only tests need."""
AGAIN = "MACROS_STARTED_AGAIN"
REPAIRED = "MACROS_REPAIRED"
RE_PIN = re.compile(r"^([\w.-]+)(?:\[[^\]]*\])?==([^\s;\\]+)\s*(;)?", re.MULTILINE)
RE_HASHED = re.compile(r"(?:.*\\\n)+ *--hash=sha256:[0-9a-f]{64}(?=\n|\Z)")
"""An entry of a lock that is whole: lines that go on, and a last hash of full length."""
UNREACHED = ("from versions: none", "connection", "name resolution", "timed out", "proxy", "ssl")


class LockProblem(Exception):
    """A lock cannot be used: it is not there, or is not as it was made."""


def ensure(argv: list[str]) -> None:
    """Return if this Python holds what the command's lock pins; else install it and start again there."""
    if sys.version_info < (3, 11):
        sys.exit("macros: Python %d.%d is too old; install Python 3.11 or newer" % sys.version_info[:2])
    if (
        sys.getfilesystemencoding() != "utf-8"
    ):  # a locale of another age: names of files, and what is printed, would break
        os.environ["PYTHONUTF8"] = "1"
        _start(sys.executable, argv)
    venv, lock = needed = environment_of(argv[1:])
    came_back = os.environ.pop(AGAIN, None) == str(ROOT)
    try:
        pins = read_pins(read_lock(lock))
        here = Path(sys.prefix).resolve()
        if here == venv.resolve():
            ready = is_stamped(venv, lock) and holds(pins)
        else:  # another environment of ours holds packages that this one must do without
            ready = not any(here == other.venv.resolve() for other in ENGINES.values()) and holds(pins)
    except LockProblem as problem:
        sys.exit(f"macros: {problem}")
    if ready:
        return
    lacking = here == venv.resolve() and is_stamped(venv, lock)  # it says that it has all, and has not
    if came_back and (not lacking or os.environ.get(REPAIRED) == str(ROOT)):
        sys.exit(f"macros: the packages in {venv.name} do not take; delete the folder {venv.name} and try again")
    _prepare_and_start(needed, argv, again=lacking, anew=lacking and came_back)


def repair(missing: str | None, argv: list[str]) -> None:
    """Make the environment anew where a package that it says it has is not there; elsewhere say what is missing."""
    needed = environment_of(argv[1:])
    if Path(sys.prefix).resolve() != needed.venv.resolve() or os.environ.get(REPAIRED) == str(ROOT):
        sys.exit(
            f"macros: the package '{missing}' is missing in {sys.prefix}; install {needed.lock.name} there, or delete that environment and try again"
        )
    _prepare_and_start(needed, argv, again=True, anew=True)


def _prepare_and_start(needed: Environment, argv: list[str], again: bool, anew: bool) -> None:
    venv, lock = needed
    try:
        prepare(venv, lock, partial(install, anew=anew), again)
    except KeyboardInterrupt:
        sys.exit("macros: stopped while installing; the same command takes it up again")
    except LockProblem as problem:
        sys.exit(f"macros: {problem}")
    except OSError as error:
        sys.exit(f"macros: cannot write {venv.name} ({error}); the project's folder must be writable")
    os.environ.update({AGAIN: str(ROOT), **({REPAIRED: str(ROOT)} if anew else {})})
    _start(str(python_in(venv)), argv)


def _start(python: str, argv: list[str]) -> None:
    """Start the same command again in another Python, or in another way."""
    os.environ.pop("__PYVENV_LAUNCHER__", None)  # macOS: would lead back to this Python
    command = [python, "-m", "macros", *argv[1:]]
    if os.name == "posix":
        sys.stdout.flush()
        os.execv(command[0], command)
    sys.exit(hand_over(command))


def environment_of(arguments: list[str]) -> Environment:
    """What a command runs in: the tests have packages of their own, and `build` may name an engine."""
    return TESTS if arguments[:1] == ["test"] else ENGINES[engine_of(arguments)]


def engine_of(arguments: list[str]) -> str:
    """The engine that a command is for: `build` may name one."""
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False)
    parser.add_argument("--engine", choices=ENGINES, default=ENGINE)
    try:
        return str(parser.parse_known_args(arguments)[0].engine) if arguments[:1] == ["build"] else ENGINE
    except argparse.ArgumentError:
        return ENGINE  # the command itself says what is wrong


def read_lock(lock: Path) -> str:
    """The text of a lock; raises LockProblem where it is not whole."""
    back = f"in a clone, `git checkout {lock.name}` brings it back"
    try:
        text = lock.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise LockProblem(f"{lock.name} is missing; {back}") from None
    except UnicodeDecodeError:
        raise LockProblem(f"{lock.name} is damaged: it is no text; {back}") from None
    except OSError as error:
        raise LockProblem(f"{lock.name} cannot be read ({error.strerror}); {back}") from None
    entries = re.split(r"^(?=[^\s#])", text, flags=re.MULTILINE)[1:]
    if not entries:
        raise LockProblem(f"{lock.name} is empty; {back}")
    for entry in entries:
        line = text.count("\n", 0, text.index(entry)) + 1
        if not (RE_PIN.match(entry) and RE_HASHED.match(entry)):
            raise LockProblem(
                f"{lock.name} is damaged at line {line}: a line such as `name==1.0 \\` is followed by whole hashes; {back}"
            )
    return text


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
    try:
        return _stamp(venv, lock).read_text(encoding="utf-8").strip() == _digest(lock)
    except (OSError, UnicodeDecodeError):
        return False


def _stamp(venv: Path, lock: Path) -> Path:
    """A file for each text of a lock: worktrees with different locks may share an environment that holds what all name."""
    return venv / f"{lock.name}.{_digest(lock)[:16]}.installed"


def prepare(venv: Path, lock: Path, installer: Callable[[Path, Path], None], again: bool = False) -> None:
    """Install unless it is done, or is to be done again; the stamp comes last, so that a broken install is repeated."""
    with alone(venv.parent / ".venv.lock"):
        if not again and is_stamped(venv, lock) and _run(str(python_in(venv)), "-c", "") is None:
            return
        _stamp(venv, lock).unlink(missing_ok=True)
        digest = _digest(lock)
        try:
            installer(venv, lock)
        except BaseException:  # what other locks name may be half replaced
            for stamp in venv.glob("*.installed"):
                stamp.unlink(missing_ok=True)
            raise
        _stamp(venv, lock).write_text(digest + "\n", encoding="utf-8")


def install(venv: Path, lock: Path, anew: bool = False) -> None:
    """Make the environment where there is none that works, or anew, and install the lock into it; wheels only, so no code runs."""
    print(f"macros: installing {lock.name} into {venv.name}; a minute or two", file=sys.stderr, flush=True)
    python = str(python_in(venv))
    if anew or _run(python, "-m", "pip", "--version"):
        if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
            sys.exit("macros: this Python cannot make environments; Debian, Ubuntu: apt install python3-venv")
        if error := _run(getattr(sys, "_base_executable", sys.executable), "-m", "venv", "--clear", str(venv)):
            sys.exit(f"macros: cannot make {venv.name}: {error}")
    if error := _run(
        python,
        "-m",
        "pip",
        "install",
        "-qq",
        "--no-input",
        "--retries",
        "2",
        "--disable-pip-version-check",
        "--require-hashes",
        "--only-binary",
        ":all:",
        "-r",
        str(lock),
    ):
        hint = "try again"
        if any(word in error.lower() for word in UNREACHED):
            hint = "no package index answers: see to the network, then try again"
        elif "hash" in error.lower():
            hint = f"{lock.name} is not whole, or a package is not the one that it names; in a clone, `git checkout {lock.name}` brings it back"
        sys.exit(f"macros: installing failed: {error}; {hint}")


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

            # mypy reads the module of the system that it runs on
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined]  # gives up after ten seconds
        yield


def _digest(lock: Path) -> str:
    # As text, so that the line ends of a checkout do not matter.
    return hashlib.sha256(lock.read_text(encoding="utf-8").encode()).hexdigest()
