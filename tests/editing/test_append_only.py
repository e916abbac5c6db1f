"""The ledger and the releases only grow: in a pull request, against the branch that it was made from."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from storysite.cli.commands import main
from tests.permanence import LATER, edit, first_release, release

COPIES = "docs/data/copies.yml"
COPY = f"- release: 2026-02-01\n  address: https://files.example/a.zip\n  sha256: {'a' * 64}\n  bytes: 9000000\n"
LEDGER, RELEASE = "docs/data/published.txt", "docs/data/releases/2026-02-01.yml"


@pytest.fixture(scope="module")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = first_release(tmp_path_factory.mktemp("committed") / "project")
    (root / COPIES).write_text(COPY, encoding="utf-8")
    for command in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=x", "-c", "user.email=x@y.example", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", *command], cwd=root, check=True)
    return root


@pytest.fixture
def root(committed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(committed, tmp_path / "project"))


def told(root: Path, capsys: pytest.CaptureFixture[str]) -> str:
    main(["check", "--project", str(root), "--today", str(LATER), "--against", "HEAD"])
    return capsys.readouterr().out


@pytest.mark.slow
def test_a_release_that_adds_is_in_order(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(root, [{"in": "docs/data/events.yml", "replace": "A tunnel is dug.", "by": "A long tunnel is dug."}])
    release(root, LATER)
    assert "in order" in told(root, capsys)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"in": LEDGER, "replace": "event tunnel 2026-02-01\n", "by": ""}, "the line 'event tunnel 2026-02-01'"),
        (
            {"in": LEDGER, "replace": "event tunnel 2026-02-01", "by": "event tunnel 2026-01-01"},
            "the ledger was changed",
        ),
        ({"in": RELEASE, "replace": "A tunnel is dug.", "by": "A tunnel was dug."}, "the release was changed"),
        ({"remove": RELEASE}, "the release was taken out"),
        ({"in": COPIES, "replace": "sha256: aaaa", "by": "sha256: bbaa"}, "of the copies that are kept was changed"),
    ],
)
def test_what_was_published_is_not_rewritten(
    root: Path, capsys: pytest.CaptureFixture[str], change: dict[str, str], words: str
) -> None:
    edit(root, [change])
    assert words.replace("the ledger was", "of the ledger was") in told(root, capsys)


def test_ledger_and_release_taken_out_together_are_told_too(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / RELEASE).unlink()
    (root / LEDGER).unlink()
    shutil.rmtree(root / "docs/data/releases")
    assert "the release was taken out" in told(root, capsys)


def test_a_release_of_a_day_to_come_is_refused(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "docs/data/releases/2126-03-01.yml").write_text("release: 2126-03-01\nchanges: []\n", encoding="utf-8")
    assert "a release of 2126-03-01 is dated later than today" in told(root, capsys)
    assert main(["release", "--project", str(root), "--today", "2126-03-01"]) == 1
    assert "2126-03-01 is still to come" in capsys.readouterr().err


def test_a_release_under_a_reserved_address_warns(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["release", "--project", str(root), "--today", str(LATER)]) == 0
    assert "https://railway.example/story/ is a reserved address" in capsys.readouterr().err
