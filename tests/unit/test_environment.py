from __future__ import annotations

import ast
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from contextlib import suppress
from functools import partial
from importlib import metadata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storysite.bootstrap import environment
from tests import projects

LOCK = """\
# a comment with name==1.0 in it
alpha==1.0 \\
    --hash=sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    # via beta
Beta-two[extra]==2.1.post1 ; sys_platform == 'win32' \\
    --hash=sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
split==3 ; python_full_version < '3.12' \\
    --hash=sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc
split==4 ; python_full_version >= '3.12' \\
    --hash=sha256:dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd
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


REAL = [
    (environment.ENGINES["mkdocs"].lock, "mkdocs"),
    (environment.ENGINES["zensical"].lock, "zensical"),
    (environment.TESTS.lock, "pytest"),
]


@pytest.mark.parametrize(("path", "needed"), REAL)
def test_reads_every_package_of_a_real_lock(path: Path, needed: str):
    text = environment.read_lock(path)

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


def test_the_tests_have_packages_of_their_own_and_the_site_does_without() -> None:
    site, tests = (
        environment.read_pins(environment.read_lock(place.lock))
        for place in (environment.ENGINES["mkdocs"], environment.TESTS)
    )
    named = tomllib.loads((environment.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "optional-dependencies"
    ]["test"]
    only_tests = {re.split(r"[<>=]", name)[0] for name in named} - {"soupsieve", "beautifulsoup4"}
    assert len(only_tests) > 5 and only_tests <= tests.keys() and not only_tests & site.keys()
    assert {name: tests[name] for name in site} == site, "a package that both hold has one version"
    assert environment.environment_of(["test", "-x"]) == environment.TESTS
    assert all(
        environment.environment_of([command]) == environment.ENGINES["mkdocs"]
        for command in ("serve", "build", "check", "sources", "release")
    )


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


def test_what_is_installed_is_not_installed_again(venv: Path, lock: Path, monkeypatch: pytest.MonkeyPatch):
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


@pytest.mark.slow
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
        lock.write_text(f"# {name}\n{LOCK}", encoding="utf-8")
        environment.prepare(venv, lock, make)
        monkeypatch.setitem(environment.ENGINES, name, environment.Environment(venv, lock))
    prepared: list[Path] = []
    starts: list[str] = []
    monkeypatch.setenv(environment.AGAIN, "another project")  # and put back what was there, for it is set anew
    monkeypatch.setattr(environment, "prepare", lambda venv, lock, installer, again: prepared.append(venv))
    monkeypatch.setattr(environment, "_start", lambda python, argv: starts.append(python))
    monkeypatch.setattr(sys, "prefix", str(tmp_path / inside))
    monkeypatch.setattr(environment, "holds", lambda pins: True)

    environment.ensure(["macros", *command.split()])

    assert prepared == ([tmp_path / started] if started else [])
    assert starts == ([str(environment.python_in(tmp_path / started))] if started else [])


# --- damage ----------------------------------------------------------------------------------


def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: bytes | None) -> tuple[Path, list[object]]:
    """An environment in which this Python runs, with a lock of its own, and all that is prepared and started there."""
    venv, lock, done = tmp_path / ".venv", tmp_path / "requirements.lock", []  # type: ignore[var-annotated]
    venv.mkdir(exist_ok=True)
    lock.unlink(missing_ok=True)
    if text is not None:
        lock.write_bytes(text)
    monkeypatch.setitem(environment.ENGINES, "mkdocs", environment.Environment(venv, lock))
    monkeypatch.setattr(sys, "prefix", str(venv))
    for name in (environment.AGAIN, environment.REPAIRED):
        monkeypatch.setenv(name, "another project")
    monkeypatch.setattr(
        environment, "prepare", lambda venv, lock, installer, again: done.append("again" if again else "installed")
    )
    monkeypatch.setattr(environment, "_start", lambda python, argv: done.append(argv))
    return lock, done


WHOLE = environment.ENGINES["mkdocs"].lock.read_bytes()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "requirements.lock is missing; in a clone, `git checkout requirements.lock` brings it back"),
        (b"", "requirements.lock is empty; "),
        (b"# a comment alone\n\n", "requirements.lock is empty; "),
        (WHOLE[: len(WHOLE) // 2], "requirements.lock is damaged at line "),
        (WHOLE[: len(WHOLE) // 2].rpartition(b"\n")[0] + b"\n", "requirements.lock is damaged at line "),
        (b"\xff\xfe" + WHOLE, "requirements.lock is damaged: it is no text; "),
        (b"<<<<<<< ours\n" + WHOLE, "requirements.lock is damaged at line 1: "),
        (b"mkdocs\n", "requirements.lock is damaged at line 1: "),
    ],
    ids=["missing", "empty", "a comment", "halved", "halved at a line's end", "no text", "a merge", "no version"],
)
def test_a_damaged_lock_is_told_in_a_sentence(
    text: bytes | None, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, done = at_home(tmp_path, monkeypatch, text)
    with pytest.raises(SystemExit) as stopped:
        environment.ensure(["macros", "check"])
    assert str(stopped.value.code).startswith(f"macros: {told}") and not done


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A lock that was cut, merged, or written over."""
    text = LOCK.encode()
    for _ in range(draw(st.integers(1, 3))):
        first, last = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        put = draw(
            st.sampled_from(
                [
                    b"",
                    b"\n",
                    b"==",
                    b"\\",
                    b"\0",
                    b"\xff",
                    b"-r other.lock\n",
                    b"--index-url x\n",
                    b"<<<<<<<\n",
                    b"[",
                    b"\r",
                ]
            )
            | st.binary(max_size=4)
        )
        text = text[:first] + put + text[last if draw(st.booleans()) else first :]
    return text


@given(
    text=damaged(),
    stamp=st.none() | st.binary(max_size=80),
    command=st.sampled_from(["check", "build --engine zensical", "test", ""]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_lock_and_stamp_ends_in_a_start_or_a_sentence(
    text: bytes, stamp: bytes | None, command: str, tmp_path: Path
) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        lock, _done = at_home(tmp_path, monkeypatch, text)
        for left in (tmp_path / ".venv").glob("*.installed"):
            left.unlink()
        if stamp is not None:
            with suppress(UnicodeDecodeError):  # a lock that is no text has no stamp
                environment._stamp(tmp_path / ".venv", lock).write_bytes(stamp)
        try:
            environment.ensure(["macros", *command.split()])
        except SystemExit as stopped:
            assert re.match(r"macros: requirements\.lock .+", str(stopped.code)), stopped.code


def test_an_environment_that_lacks_a_package_is_installed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, done = at_home(tmp_path, monkeypatch, LOCK.encode())
    environment._stamp(tmp_path / ".venv", lock).write_text(environment._digest(lock), encoding="utf-8")
    environment.ensure(["macros", "check"])
    assert done == ["again", ["macros", "check"]]


def test_a_package_whose_folder_is_gone_is_brought_back_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, done = at_home(tmp_path, monkeypatch, LOCK.encode())
    environment.repair("pydantic", ["macros", "check"])
    assert done == ["again", ["macros", "check"]]
    with pytest.raises(SystemExit, match="the package 'pydantic' is missing in"):
        environment.repair("pydantic", ["macros", "check"])


def test_wheels_alone_are_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A source package would run code of its own, and tools without hashes, while it is installed."""
    commands: list[tuple[str, ...]] = []
    monkeypatch.setattr(environment, "_run", lambda *command: commands.append(command))
    environment.install(tmp_path / ".venv", tmp_path / "requirements.lock")
    [command] = [command for command in commands if "install" in command]
    assert command[command.index("--only-binary") + 1] == ":all:" and "--require-hashes" in command


@pytest.mark.nightly
@pytest.mark.slow
def test_an_environment_is_really_mended(tmp_path: Path) -> None:
    """A package is taken out of an environment that says it has all: the next command brings it back, without a network."""
    root = tmp_path / "project"
    package = root / "macros" / "storysite"
    (package / "cli").mkdir(parents=True)
    for name in ("__init__.py", "__main__.py", "storysite/__init__.py", "storysite/bootstrap"):
        projects.copy(environment.ROOT / "macros" / name, root / "macros" / name)
    program = "import markupsafe\ndef run():\n    print('ran')\n    return 0\n"
    (package / "cli" / "main.py").write_text(program, encoding="utf-8")
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    wheel = wheels / "markupsafe-9.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as packed:
        packed.writestr("markupsafe/__init__.py", "")
        packed.writestr("markupsafe-9.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: markupsafe\nVersion: 9.0\n")
        packed.writestr(
            "markupsafe-9.0.dist-info/WHEEL",
            "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        packed.writestr(
            "markupsafe-9.0.dist-info/RECORD",
            "markupsafe/__init__.py,,\nmarkupsafe-9.0.dist-info/METADATA,,\nmarkupsafe-9.0.dist-info/WHEEL,,\nmarkupsafe-9.0.dist-info/RECORD,,\n",
        )
    (root / "requirements.lock").write_text(
        f"markupsafe==9.0 \\\n    --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n", encoding="utf-8"
    )
    given = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    given |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels), "PIP_CONFIG_FILE": os.devnull}

    def check() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [getattr(sys, "_base_executable", sys.executable), "-m", "macros", "check"],
            cwd=root,
            env=given,
            capture_output=True,
            text=True,
            check=False,
        )

    for harm in ("nothing", "markupsafe", "markupsafe-9.0.dist-info"):
        for place in (root / ".venv").glob(f"lib/*/site-packages/{harm}"):
            shutil.rmtree(place)
        done = check()
        assert (done.returncode, done.stdout) == (0, "ran\n"), done.stderr
        assert "Traceback" not in done.stderr and "installing requirements.lock" in done.stderr
    assert check().stderr == ""


@pytest.mark.slow
def test_the_generator_imports_no_package_that_only_tests_need() -> None:
    """So that `serve`, `build` and `check` do with requirements.lock, or Zensical's."""
    normal = partial(re.sub, r"[-_.]+", "-")
    pinned: set[str] = set()
    for place in environment.ENGINES.values():
        pinned |= {normal(name).lower() for name in environment.read_pins(environment.read_lock(place.lock))}
    named = metadata.packages_distributions()
    found = {}
    for path in (environment.ROOT / "macros").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for package in {name for module in modules for name in named.get(module.split(".")[0], ())}:
                found.setdefault(normal(package).lower(), path.name)
    assert {"pydantic", "mkdocs", "jinja2"} <= found.keys()
    assert {name: file for name, file in found.items() if name not in pinned} == {}
