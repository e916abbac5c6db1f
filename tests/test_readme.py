"""What the README shows is what happens."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from storysite.cli.commands import main
from tests.conftest import READING_DATE, ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", README, re.DOTALL)
TODAY = ["--today", READING_DATE.isoformat()]


def block(language: str, number: int = 0) -> str:
    return [text for name, text in BLOCKS if name == language][number]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    return tmp_path


def test_it_is_short() -> None:
    assert len(README.splitlines()) < 120


def test_the_two_commands_are_one_line_each() -> None:
    assert [text.strip() for name, text in BLOCKS if name == "sh"][:2] == [
        "python3 -m macros serve",
        "python3 -m macros test",
    ]


@pytest.mark.parametrize("name", sorted(set(re.findall(r"python3 -m macros (\w+)", README)) - {"test"}))
def test_each_command_is_there(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([name, "--help"])
    assert stopped.value.code == 0 and "usage" in capsys.readouterr().out


def test_the_event_it_shows_is_taken(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = copy / "docs/data/events/company.yml"
    path.write_text(path.read_text(encoding="utf-8") + "\n" + block("yaml"), encoding="utf-8")
    assert main(["check", "--project", str(copy), *TODAY]) == 0, capsys.readouterr().out


def test_the_error_it_shows_is_what_check_says(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = block("")
    path, line = re.match(r"([^:]+):(\d+):", shown).groups()  # type: ignore[union-attr]
    wrong = re.search(r"^ +\d+ \| (.*)$", shown, re.MULTILINE)[1]  # type: ignore[index]
    lines = (copy / path).read_text(encoding="utf-8").split("\n")
    lines[int(line) - 1] = wrong
    (copy / path).write_text("\n".join(lines), encoding="utf-8")
    assert main(["check", "--project", str(copy), *TODAY]) == 1
    assert shown in capsys.readouterr().out
