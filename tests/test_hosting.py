"""What those who serve the site are given names what is there, and says what the build says."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from storysite.cli.commands import main
from storysite.pages import csp
from tests.projects import ROOT
from tests.serving import SERVER

HOSTING = (ROOT / ".github/HOSTING.md").read_text(encoding="utf-8")
CONTAINER = (ROOT / ".github/Containerfile").read_text(encoding="utf-8")
SHELL = re.findall(r"```sh\n(.*?)```", HOSTING, re.DOTALL)
COMMANDS = re.findall(r"python3 -m macros (\w+)([^`\n]*)", HOSTING + CONTAINER)


@pytest.mark.parametrize(("name", "rest"), sorted(set(COMMANDS)))
def test_each_command_and_flag_is_there(name: str, rest: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([name, "--help"])
    told = capsys.readouterr().out
    assert stopped.value.code == 0
    assert [flag for flag in re.findall(r"--[a-z-]+", rest) if flag not in told] == []


def test_each_file_of_the_project_is_there() -> None:
    named = set(re.findall(r"\.github/[\w./-]*\w", HOSTING + CONTAINER))
    assert {".github/Containerfile", ".github/server.conf"} <= named
    assert [file for file in sorted(named) if not (ROOT / file).is_file()] == []


def test_the_container_serves_what_it_built_where_the_server_block_looks() -> None:
    (built,) = re.findall(r"--site-dir (\S+)", CONTAINER)
    assert f"COPY --from=build {built} {built}\n" in CONTAINER
    assert f"root {built};" in SERVER and f"include {built}/nginx.conf;" in SERVER
    (port,) = re.findall(r"^EXPOSE (\d+)$", CONTAINER, re.MULTILINE)
    assert f"listen {port};" in SERVER and f"-p {port}:{port} " in HOSTING
    for line in re.findall(r"^docker .*$", HOSTING, re.MULTILINE):
        assert f"# {line}" in CONTAINER
    # A short name is one that only Docker knows where to look up.
    images = re.findall(r"^FROM (\S+)", CONTAINER, re.MULTILINE)
    assert images and all(re.match(r"[\w-]+(\.[\w-]+)+/", image) for image in images)
    assert "ARG TODAY\n" in CONTAINER and "--build-arg TODAY=" in HOSTING


def test_the_object_store_is_told_what_the_other_hosts_are() -> None:
    (upload,) = [block for block in SHELL if "aws s3" in block]
    for value in (csp.HASHED, csp.ASSETS, csp.PAGES):
        assert f'"{value}"' in upload and f"`{value}`" in HOSTING
    for folder in csp.HASHED_FOLDERS:
        assert f"`{folder}`" in HOSTING and folder.rstrip("/") in upload and f'--exclude "{folder}*"' in upload
    for ending, kind in {**csp.TYPES, "txt": "text/plain", "html": "text/html"}.items():
        assert f"\n{ending} {kind}\n" in upload and f'--exclude "*.{ending}"' in upload


@pytest.mark.skipif(os.name != "posix", reason="a shell's script")
def test_an_upload_that_fails_takes_nothing_away(tmp_path: Path) -> None:
    """The commands themselves, with an `aws` that fails at one of its calls, each in turn."""
    (upload,) = [block for block in SHELL if "aws s3" in block]
    (tmp_path / "site").mkdir()
    program = tmp_path / "aws"
    program.write_text('#!/bin/sh\necho "$*" >>"$CALLS"\n[ "$(wc -l <"$CALLS")" -ne "$FAILING" ]\n')
    program.chmod(0o755)

    def calls(failing: int, folder: Path = tmp_path) -> tuple[int, list[str]]:
        (tmp_path / "calls").write_text("")
        path = f"{tmp_path}:{os.environ['PATH']}"
        environment = {"PATH": path, "CALLS": str(tmp_path / "calls"), "FAILING": str(failing)}
        done = subprocess.run(["sh"], input=upload, capture_output=True, text=True, cwd=folder, env=environment)
        return done.returncode, (tmp_path / "calls").read_text().splitlines()

    status, all_of_them = calls(0)
    assert status == 0
    last = next(number for number, call in enumerate(all_of_them, 1) if "--delete" in call)
    for failing in range(1, last):
        status, made = calls(failing)
        assert status != 0 and len(made) == failing and not any("--delete" in call for call in made)
    (tmp_path / "elsewhere").mkdir()
    status, made = calls(0, tmp_path / "elsewhere")
    assert status != 0 and made == []


@pytest.mark.parametrize("script", SHELL)
def test_a_shell_can_read_each_command(script: str, tmp_path: Path) -> None:
    done = subprocess.run(["sh", "-n"], input=script, capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
