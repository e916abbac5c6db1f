from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from macros import environment

LOCK = """\
# a comment with name==1.0 in it
alpha==1.0 \\
    --hash=sha256:aa
    # via beta
Beta-two[extra]==2.1.post1 ; sys_platform == 'win32' \\
    --hash=sha256:bb
split==3 ; python_full_version < '3.12' \\
    --hash=sha256:cc
split==4 ; python_full_version >= '3.12' \\
    --hash=sha256:dd
"""


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "requirements.lock"
    path.write_text(LOCK, encoding="utf-8")
    return path


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    return tmp_path / ".venv"


def make(venv: Path, lock: Path) -> None:
    venv.mkdir(exist_ok=True)


def test_reads_names_versions_and_whether_a_marker_may_leave_one_out():
    assert environment.read_pins(LOCK) == {
        "alpha": {"1.0"},
        "Beta-two": {"2.1.post1", None},
        "split": {"3", "4", None},
    }


REAL = [(engine.lock, needed) for engine, needed in zip(environment.ENGINES.values(), ("mkdocs", "zensical"))]


@pytest.mark.parametrize(("path", "needed"), REAL)
def test_reads_every_package_of_a_real_lock(path: Path, needed: str):
    text = path.read_text(encoding="utf-8")

    pins = environment.read_pins(text)

    assert len(pins) == sum(line[:1].isalnum() for line in text.splitlines())
    assert {needed, "pydantic"} <= set(pins)


@pytest.mark.parametrize("path", [path for path, _ in REAL])
def test_a_lock_names_no_index_and_hashes_everything(path: Path):
    text = path.read_text(encoding="utf-8")

    assert "://" not in text and "--index" not in text and "--find-links" not in text
    entries = re.split(r"^(?=\w)", text, flags=re.MULTILINE)[1:]
    assert entries and all("--hash=sha256:" in entry for entry in entries)


@pytest.mark.parametrize(
    ("command", "engine"),
    [
        ("", "mkdocs"),
        ("check", "mkdocs"),
        ("build --site-dir x", "mkdocs"),
        ("build --engine zensical", "zensical"),
        ("build --site-dir x --engine=zensical", "zensical"),
        ("build --eng zensical", "zensical"),
        ("build --engine hugo", "mkdocs"),
        ("build --engine", "mkdocs"),
        ("test --engine zensical", "mkdocs"),
        ("new event first-robot --title zensical", "mkdocs"),
    ],
)
def test_a_command_runs_in_the_environment_of_its_engine(command: str, engine: str):
    assert environment.engine_of(command.split()) == engine


@pytest.mark.parametrize(
    ("pins", "expected"),
    [
        ({}, True),
        ({"pytest": {metadata.version("pytest")}}, True),
        ({"pytest": {"0.1"}}, False),
        ({"no-such-package-here": {"1.0"}}, False),
        ({"no-such-package-here": {"1.0", None}}, True),
        ({"pytest": {"0.1", None}}, False),
    ],
)
def test_an_environment_holds_the_pins_or_not(pins: dict[str, set[str | None]], expected: bool):
    assert environment.holds(pins) is expected


def test_a_finished_install_is_stamped(venv: Path, lock: Path):
    assert not environment.is_stamped(venv, lock)

    environment.prepare(venv, lock, make)

    assert environment.is_stamped(venv, lock)


def test_another_lock_is_not_stamped_but_other_line_ends_are_the_same_lock(venv: Path, lock: Path):
    environment.prepare(venv, lock, make)

    lock.write_bytes(LOCK.replace("\n", "\r\n").encode())
    assert environment.is_stamped(venv, lock)
    lock.write_text(LOCK.replace("alpha==1.0", "alpha==1.1"), encoding="utf-8")
    assert not environment.is_stamped(venv, lock)


def test_an_install_that_breaks_leaves_no_stamp_not_even_an_old_one(venv: Path, lock: Path):
    def broken(venv: Path, lock: Path) -> None:
        raise KeyboardInterrupt

    environment.prepare(venv, lock, make)
    lock.write_text("alpha==1.1\n", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        environment.prepare(venv, lock, broken)

    lock.write_text(LOCK, encoding="utf-8")
    assert not environment.is_stamped(venv, lock)


def test_what_is_installed_is_not_installed_again(
    venv: Path, lock: Path, monkeypatch: pytest.MonkeyPatch
):
    calls: list[Path] = []

    def count(venv: Path, lock: Path) -> None:
        make(venv, lock)
        calls.append(venv)

    monkeypatch.setattr(environment, "_run", lambda *command: None)
    environment.prepare(venv, lock, count)
    environment.prepare(venv, lock, count)

    assert calls == [venv]


def test_an_environment_whose_python_is_gone_is_made_again(venv: Path, lock: Path):
    calls: list[Path] = []

    def count(venv: Path, lock: Path) -> None:
        make(venv, lock)
        calls.append(venv)

    environment.prepare(venv, lock, count)
    environment.prepare(venv, lock, count)

    assert calls == [venv, venv]


def test_a_locale_of_another_age_does_not_reach_the_commands():
    """Without UTF-8 a name like this one could be neither read nor printed."""
    old = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "macros", "show", "灯台"]
    done = subprocess.run(command, cwd=environment.ROOT, env={**os.environ, **old}, capture_output=True, check=False)
    assert done.returncode == 1 and "灯台" in (done.stdout + done.stderr).decode("utf-8")
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("inside", "command", "started"),
    [
        ("mkdocs", "build", None),
        ("mkdocs", "build --engine zensical", "zensical"),
        ("zensical", "build --engine zensical", None),
        ("zensical", "check", "mkdocs"),
        ("elsewhere", "build --engine zensical", None),  # a Python with all that the lock pins, as a container has it
    ],
)
def test_a_command_leaves_the_environment_of_another_engine(
    inside: str, command: str, started: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Even where that one has all its packages: it has others too."""
    for name in ("mkdocs", "zensical"):
        venv, lock = tmp_path / name, tmp_path / f"{name}.lock"
        lock.write_text(f"# {name}: no package at all\n", encoding="utf-8")
        environment.prepare(venv, lock, make)
        monkeypatch.setitem(environment.ENGINES, name, environment.Environment(venv, lock))
    prepared: list[Path] = []
    starts: list[str] = []
    monkeypatch.setenv(environment.AGAIN, "another project")  # and put back what was there, for it is set anew
    monkeypatch.setattr(environment, "prepare", lambda venv, lock, installer: prepared.append(venv))
    monkeypatch.setattr(environment, "_start", lambda python, argv: starts.append(python))
    monkeypatch.setattr(sys, "prefix", str(tmp_path / inside))

    environment.ensure(["macros", *command.split()])

    assert prepared == ([tmp_path / started] if started else [])
    assert starts == ([str(environment.python_in(tmp_path / started))] if started else [])
