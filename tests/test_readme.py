"""What the README shows is what happens."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storysite.bootstrap.test_runner import TOOLS
from storysite.cli.commands import main, parser
from storysite.editing import link_check
from tests import projects
from tests.conftest import READING_DATE, ROOT
from tests.serving import answers
from tests.waiting import until

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", README, re.DOTALL)
TODAY = ["--today", READING_DATE.isoformat()]


def block(language: str, number: int = 0) -> str:
    return [text for name, text in BLOCKS if name == language][number]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    shutil.copytree(ROOT / "overrides", tmp_path / "overrides")
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    return tmp_path


def test_it_is_short() -> None:
    assert len(README.splitlines()) < 120


def test_the_two_commands_are_one_line_each() -> None:
    assert [text.strip() for name, text in BLOCKS if name == "sh"][:2] == [
        "python3 -m macros serve",
        "python3 -m macros test",
    ]


@pytest.mark.slow
def test_the_event_it_shows_is_taken(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = copy / "docs/data/events/company.yml"
    path.write_text(path.read_text(encoding="utf-8") + "\n" + block("yaml"), encoding="utf-8")
    assert main(["check", "--project", str(copy), *TODAY]) == 0, capsys.readouterr().out


@pytest.mark.slow
def test_the_error_it_shows_is_what_check_says(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """At whatever line the record stands by now."""
    shown = block("")
    path, shown_line, wrong, right = re.match(  # type: ignore[union-attr]
        r"([^:]+):(\d+):.*there is no '([^']+)'.*did you mean '([^']+)'", shown
    ).groups()
    text = (copy / path).read_text(encoding="utf-8")
    key = "\n  source: "  # of a record, not of the remark at the head of the file
    line = text[: text.index(f"{key}{right}\n")].count("\n") + 2
    (copy / path).write_text(text.replace(f"{key}{right}\n", f"{key}{wrong}\n", 1), encoding="utf-8")
    assert main(["check", "--project", str(copy), *TODAY]) == 1
    assert shown.replace(shown_line, str(line)) in capsys.readouterr().out


# --- every command, as it stands -------------------------------------------------------------

CONTRIBUTING = (ROOT / ".github/CONTRIBUTING.md").read_text(encoding="utf-8")
WRITTEN = sorted(set(re.findall(r"`((?:python3 -m macros|mkdocs|pip)\b[^`\n]*)`", README + CONTRIBUTING)), reverse=True)
"""The commands in running text and in tables, MkDocs' own last; those in blocks have tests of their own."""
STANDS_FOR = {
    "withdraw ID": "withdraw who-cleaned",
    "OLD NEW": "reach range-of-light",
    "--reason WHY": "--reason 'It was counted twice.'",
    "KIND ID …": "lane fog-signals --title 'Fog signals'",
    "new picture ID": "new picture lamp-room",
    "new event first-robot": "new event first-robot --date 1953 --source keepers-log --locator 'Page 3'",
    "new site DIR": "new site ../lamps",
    "rename OLD NEW": "rename lamp-out lamp-dark",
    "withdraw ID --reason WHY": "withdraw who-cleaned --reason 'A letter tells it.'",
    "propose FILE": "propose <(printf '### %s\n\n%s\n\n' 'What is it?' question Id why-red Title 'Why red?' Text No. Lead No.)",
    " ID": " reach",
    "SITE_DIR": "site",
    "DIR DIR": "site site",
    "--site-dir DIR": "--site-dir another",
}
"""What a person writes for the words in capitals, in the second site of the tests."""
ELSEWHERE = {
    "python3 -m macros offline",
    "python3 -m macros release",
    "python3 -m macros sources --check",
    "python3 -m macros check-links FILE",
    "python3 -m macros serve",
    "python3 -m macros test",
    "pip install pre-commit && pre-commit install",
    "pip wheel --no-deps .",
}
"""They end by themselves never, late, or with another's packages, or are for the generator's own folder: all but the
third have a test of their own."""


def run(root: Path, command: str) -> subprocess.CompletedProcess[str]:
    """A command as somebody types it, in the environment that `activate` gives: its programs come first on the path."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    given = {"PATH": path, "HOME": os.environ.get("HOME", ""), "MACROS_TODAY": "2026-01-31", "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(["bash", "-c", command], cwd=root, env=given, capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="module")
def project(built_second: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second site, built, in a repository of git."""
    root = Path(shutil.copytree(built_second, tmp_path_factory.mktemp("readme") / "site of a reader", symlinks=True))
    (root / ".gitignore").write_text("/site/\n/another/\n/.cache/\n__pycache__/\n", encoding="utf-8")
    git = "git -c user.name=a -c user.email=a@b.example -c init.defaultBranch=main"
    done = run(root, f"{git} init -q && git add . && {git} commit -qm All")
    assert done.returncode == 0, done.stderr
    return root


@pytest.mark.parametrize("command", [command for command in WRITTEN if command not in ELSEWHERE])
def test_each_command_does_what_it_says(command: str, project: Path) -> None:
    for words, real in STANDS_FOR.items():
        command = command.replace(words, real)
    assert not re.search(r"[A-Z]{2,}|…", command), f"what stands for the words in capitals of '{command}'?"
    done = run(project, command)
    run(project, "git checkout -q . && git clean -fdq")
    assert done.returncode == 0 and "Traceback" not in done.stderr, done.stdout + done.stderr
    if command.startswith("mkdocs"):
        assert (project / "site/index.html").is_file() and "WARNING" not in done.stderr


def test_the_commands_in_blocks_and_in_text_are_all_known() -> None:
    assert {*WRITTEN, *(text.strip() for name, text in BLOCKS if name == "sh")} >= ELSEWHERE
    assert len(WRITTEN) >= 12 and "mkdocs build --strict" in WRITTEN


def test_each_command_stands_in_readme_or_contributing() -> None:
    named = set(re.findall(r"python3 -m macros ([a-z-]+)", README + CONTRIBUTING))
    assert {words[0] for words in ALL if words} <= named


@pytest.mark.slow
def test_the_tests_start_with_their_command() -> None:
    done = run(ROOT, "python3 -m macros test --collect-only -q tests/unit/test_dates.py")
    assert done.returncode == 0 and "tests/unit/test_dates.py" in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize("command", ["python3 -m macros serve --port {}", "mkdocs serve --dev-addr 127.0.0.1:{}"])
def test_the_site_is_shown(command: str, project: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    given = {**os.environ, "PATH": path, "MACROS_TODAY": "2026-01-31"}
    shown = subprocess.Popen(
        ["bash", "-c", f"exec {command.format(port)}"],
        cwd=project,
        env=given,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until(lambda: shown.poll() is not None or answers(port))
        assert shown.poll() is None, "it ended"
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/light/", timeout=60) as answer:
            assert "Gull Rock" in answer.read().decode("utf-8")
    finally:
        shown.terminate()
        shown.wait(20)


def commands(of: argparse.ArgumentParser, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command and every command of one."""
    yield words
    for action in of._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                yield from commands(below, (*words, name))


ALL = [words for words in commands(parser()) if words != ("test",)]


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_every_command_has_help(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert ("new", "fact") in ALL
    with pytest.raises(SystemExit) as stopped:
        main([*words, "--help"])
    assert stopped.value.code == 0 and "usage" in capsys.readouterr().out


# --- the environment -------------------------------------------------------------------------

VARIABLES = (
    "MACROS_TODAY", "MACROS_MKDOCS", "MACROS_ONCE", "SOURCE_DATE_EPOCH", "GITHUB_ACTIONS", "GITHUB_EVENT_NAME",
    "CHROMIUM", "JAVA_HOME", "PLAYWRIGHT_BROWSERS_PATH", "CI", "COLUMNS", "TZ", "LANG",
)  # fmt: skip


@pytest.mark.slow
@given(
    variables=st.dictionaries(
        st.sampled_from(VARIABLES),
        st.sampled_from(
            ["", "x", "0", "-1", "2026-02-30", "20260201", "99999999999999999999", "/", "/dev/null", "true"]
        )
        | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12),
        min_size=1,
    ),
    command=st.sampled_from(
        ["check", "check --format json", "show tunnel", "build --site-dir docs", "sources --check", "verify"]
    ),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_environment_ends_in_a_report_or_a_sentence(
    variables: dict[str, str], command: str, base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        for name, value in variables.items():
            patched.setenv(name, value)
        patched.setattr(link_check, "asker", lambda name: lambda address: link_check.Answer(None))
        patched.chdir(base)
        for tool in TOOLS.values():
            tool.find()
        try:
            status = main(command.split())
        except SystemExit as stopped:
            assert str(stopped.code).startswith("macros: "), stopped.code
        else:
            assert status in {0, 1, 2}
        capsys.readouterr()


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return projects.make({}, tmp_path_factory.mktemp("environment") / "project")
