"""The workflows, the issue forms, CONTRIBUTING and ENGINES: what they promise, and their steps run here in the same order."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
EXACT = re.compile(r"[\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
"""An action by its commit, which nobody can move, with the version that a person reads and Dependabot renews."""
EDIT = ("docs/data/events/client-zero.yml", "The Transformation Office starts", "An office for the change starts")


def load(path: Path) -> Any:
    """A workflow; `on:` stays a word."""
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)


def steps(workflow: str, job: str) -> list[dict[str, Any]]:
    return list(load(ROOT / f".github/workflows/{workflow}.yml")["jobs"][job]["steps"])


# --- what they promise -----------------------------------------------------------------------


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_and_permissions_are_least(path: Path) -> None:
    workflow, text = load(path), path.read_text(encoding="utf-8")
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["defaults"] == {"run": {"shell": "bash"}}, "without it a failure before a pipe passes"
    assert "secrets" not in text and "pull_request_target" not in text
    for name, job in workflow["jobs"].items():
        assert "uses" in job or "timeout-minutes" in job, name
        for step in job.get("steps", ()):
            assert "run" in step or "uses" in step, step
            assert "${{" not in step.get("run", ""), "an expression in a script could carry somebody's code"
            if "checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] == "false", name
        given = [step["name"] for step in job.get("steps", ()) if "token" in str(step.get("env", ""))]
        assert len(given) <= 1, "one step is given the token"
        if job.get("permissions", {}).get("contents") == "write":
            assert given == [job["steps"][-1]["name"]], "the last one, when all that was installed has run"
    used = re.findall(r"uses: (?!\./)(.*)", text)
    assert used or "uses" not in text
    assert text.count("setup-python@") == text.count("cache: pip"), "packages are fetched once for all runs"
    assert all(EXACT.fullmatch(one) for one in used), used


def test_what_is_left_out_of_pull_requests_runs_at_night() -> None:
    assert "schedule" in load(ROOT / ".github/workflows/nightly.yml")["on"]
    commands = [step.get("run", "") for job in ("test", "faults") for step in steps("nightly", job)]
    assert ".ci/run --nightly" in commands and any("-m tests.mutation --date" in command for command in commands)


def test_images_are_named_by_their_digest() -> None:
    images = re.findall(r"^FROM (\S+)", (ROOT / ".github/Containerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(images) == 2 and all(re.fullmatch(r"[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}", image) for image in images)


def test_newer_versions_of_all_that_is_pinned_are_looked_for() -> None:
    updates = {
        update["package-ecosystem"]: update["directory"] for update in load(ROOT / ".github/dependabot.yml")["updates"]
    }
    assert updates == {"github-actions": "/", "docker": "/.github", "pip": "/"}
    assert "Report a vulnerability" in (ROOT / ".github/SECURITY.md").read_text(encoding="utf-8")


def test_each_hook_watches_files_that_are_there() -> None:
    """A pattern that no file fits is a check that never runs."""
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    hooks = load(ROOT / ".pre-commit-config.yaml")["repos"][0]["hooks"]
    assert [hook["id"] for hook in hooks] == ["schema", "check", "code"]
    for hook in hooks:
        inside = re.fullmatch(r"\^\((.*?)\)(.*)", hook["files"])
        assert inside
        for part in inside[1].split("|"):
            assert any(re.match(part + inside[2], file) for file in files), (hook["id"], part)


def test_the_issue_forms_ask_for_the_id_of_the_record() -> None:
    for path in sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("*-*.yml")):
        form = load(path)
        first = form["body"][0]
        assert first["id"] == "record" and first["validations"]["required"] == "true", path
        assert len({field["id"] for field in form["body"]}) == len(form["body"])


# --- their steps, run here -------------------------------------------------------------------


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is in this folder as a commit on main, in a repository to clone from and push to."""
    folder = tmp_path_factory.mktemp("origin")
    work = folder / "work"
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=True
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (work / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, work / name)
    for arguments in (["init"], ["add", "."], ["commit", "-m", "All of it"]):
        git(work, *arguments)
    git(folder, "clone", "--bare", "work", "bare")
    return folder / "bare"


@pytest.fixture
def clone(origin: Path, tmp_path: Path) -> Path:
    """A clean clone."""
    git(tmp_path, "clone", str(origin), "clone")
    return tmp_path / "clone"


IDENTITY = {
    "GIT_AUTHOR_NAME": "x",
    "GIT_AUTHOR_EMAIL": "x@example.com",
    "GIT_COMMITTER_NAME": "x",
    "GIT_COMMITTER_EMAIL": "x@example.com",
}
"""Whose commits they are where a step does not say."""


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=An editor", "-c", "user.email=editor@example.com", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def run(clone: Path, script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A script as a runner runs it: in bash, stopping at the first failure, of a pipe too."""
    path = os.pathsep.join([str(Path(sys.executable).parent), str(clone.parent / "bin"), os.environ["PATH"]])
    given = {**os.environ, "PATH": path, **IDENTITY}
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"):
        given[name] = str(clone.parent / name)
    host = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_SERVER_URL": "https://host.example",
        "GITHUB_REPOSITORY": "somebody/story",
    }
    given |= host | environment
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(command, cwd=clone, env=given, capture_output=True, text=True, check=False)


def run_job(clone: Path, workflow: str, job: str) -> str:
    """All scripts of a job, in order; what they printed."""
    said = ""
    for step in steps(workflow, job):
        if "run" in step:
            done = run(clone, step["run"])
            assert done.returncode == 0, (step.get("name"), done.stdout, done.stderr)
            said += done.stdout
    return said


def test_main_is_deployed_after_its_checks_alone() -> None:
    deploy = load(ROOT / ".github/workflows/deploy.yml")
    assert deploy["on"]["workflow_run"] == {"workflows": ["Checks"], "types": ["completed"], "branches": ["main"]}
    assert "push" not in deploy["on"]
    condition = deploy["jobs"]["build"]["if"]
    assert "conclusion == 'success'" in condition and "workflow_run.event == 'push'" in condition
    assert load(ROOT / ".github/workflows/checks.yml")["name"] == "Checks"


GH = """#!/bin/sh
case "$*" in
  *artifacts*) echo "$HELD";;
  *pulls*) echo "$OPEN";;
  "pr comment"*) echo "$@" >>"$CALLS"; for last; do :; done; cat "$last" >>"$CALLS";;
esac
"""


@pytest.mark.parametrize(("held", "number"), [("1", "12"), ("0", "12"), ("1", "")])
def test_a_comment_says_how_to_look_at_a_pull_request(tmp_path: Path, held: str, number: str) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "clone").mkdir()
    (tmp_path / "bin/gh").write_text(GH, encoding="utf-8")
    (tmp_path / "bin/gh").chmod(0o755)
    [step] = steps("preview", "tell")
    calls = tmp_path / "calls"
    given = {
        "RUN": "99",
        "SHA": "abc",
        "OWNER": "x",
        "BRANCH": "$(touch ran)",
        "GITHUB_SERVER_URL": "https://host.example",
    }
    done = run(tmp_path / "clone", step["run"], HELD=held, OPEN=number, CALLS=str(calls), **given)
    assert done.returncode == 0, done.stderr
    assert not list(tmp_path.rglob("ran"))
    assert calls.exists() == (held == "1" and number == "12")
    if calls.exists():
        told = calls.read_text(encoding="utf-8")
        assert "https://host.example/somebody/story/actions/runs/99#artifacts" in told
        assert "gh run download 99 -R somebody/story -n offline-edition -D preview-12 && " in told


@pytest.mark.slow
def test_a_pull_request_is_checked_and_told(clone: Path) -> None:
    git(clone, "switch", "-c", "change")
    path, old, new = EDIT
    file = clone / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    git(clone, "commit", "-a", "-m", "A change")
    git(clone, "switch", "main")
    git(clone, "merge", "--no-ff", "change", "-m", "As the host merges it to try")

    said = run_job(clone, "checks", "check")

    summary = (clone.parent / "GITHUB_STEP_SUMMARY").read_text(encoding="utf-8")
    assert "are in order." in said and summary in said
    assert f"Retitled: from “{old}” to “{new}”." in summary

    file.write_text(
        text.replace("\n  source: client-zero-paper\n", "\n  souce: client-zero-paper\n", 1), encoding="utf-8"
    )
    failed = run(clone, next(step["run"] for step in steps("checks", "check") if "run" in step))
    line = failed.stdout.splitlines()[0]
    assert failed.returncode == 1 and line.startswith(f"::error file={path},line=") and "did you mean 'source'?" in line


PROTECTED = """#!/bin/sh
if [ "$1" = refs/heads/main ]; then echo "main is protected"; exit 1; fi
"""


@pytest.mark.parametrize(
    ("workflow", "job", "file", "branch"),
    [
        ("sources", "ask", "docs/data/seen.yml", "sources-seen"),
        ("release", "release", "docs/data/published.txt", "release-"),
    ],
)
def test_where_main_is_protected_a_workflow_opens_a_pull_request(
    workflow: str, job: str, file: str, branch: str, clone: Path, tmp_path: Path
) -> None:
    bare = tmp_path / "protected"
    git(tmp_path, "clone", "--bare", str(clone), "protected")
    git(clone, "remote", "set-url", "origin", str(bare))
    hook = bare / "hooks/update"
    hook.write_text(PROTECTED, encoding="utf-8")
    hook.chmod(0o755)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/gh").write_text(
        '#!/bin/sh\ncase "$2" in create) echo "$@" >>"$CALLS";; *) exit 1;; esac\n', encoding="utf-8"
    )
    (tmp_path / "bin/gh").chmod(0o755)
    with (clone / file).open("a", encoding="utf-8") as written:
        written.write("# written by the steps before\n")
    done = run(clone, steps(workflow, job)[-1]["run"], CALLS=str(tmp_path / "calls"), GH_TOKEN="x")
    assert done.returncode == 0, done.stderr
    refs = subprocess.run(
        ["git", "branch", "--format=%(refname:short)"], cwd=bare, capture_output=True, text=True, check=True
    )
    assert any(name.startswith(branch) for name in refs.stdout.split())
    assert f"pr create --head {branch}" in (tmp_path / "calls").read_text(encoding="utf-8")
    assert "new=true" not in ((tmp_path / "GITHUB_OUTPUT").read_text() if (tmp_path / "GITHUB_OUTPUT").exists() else "")


@pytest.mark.nightly
@pytest.mark.slow
def test_a_release_is_written_committed_and_pushed(clone: Path, origin: Path) -> None:
    path, old, new = EDIT
    (clone / path).write_text((clone / path).read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    git(clone, "commit", "-a", "-m", "A change")
    run_job(clone, "release", "release")
    pushed = subprocess.run(
        ["git", "log", "-1", "--format=%s%n", "--name-only", "main"],
        cwd=origin,
        capture_output=True,
        text=True,
        check=True,
    )
    subject, *names = pushed.stdout.split("\n")
    assert subject.startswith("Release 2")
    written = [name.removeprefix("docs/data/") for name in names if name]
    assert any(name.startswith("releases/") for name in written)
    assert all(name.startswith("releases/") or name == "published.txt" for name in written), (
        "what is new stands in the ledger, too"
    )
    run_job(clone, "release", "release")  # nothing has changed: nothing is written, and that is no failure
    git(origin, "update-ref", "refs/heads/main", "refs/heads/main~2")


@pytest.mark.nightly
def test_a_copy_of_a_release_is_kept_and_written_down(clone: Path, origin: Path) -> None:
    run_job(clone, "release", "release")
    (clone.parent / "bin").mkdir()
    (clone.parent / "bin/gh").write_text('#!/bin/sh\necho "$@"\ntest -s "$4"\n', encoding="utf-8")
    (clone.parent / "bin/gh").chmod(0o755)
    said = run_job(clone, "release", "copy")
    (copy,) = load(clone / "docs/data/copies.yml")
    assert f"release create {copy['release']} dist/offline.zip" in said
    assert copy["address"].endswith(f"/somebody/story/releases/download/{copy['release']}/offline.zip")
    assert copy["sha256"] == hashlib.sha256((clone / "dist/offline.zip").read_bytes()).hexdigest()
    told = subprocess.run(
        ["git", "log", "-1", "--format=%s", "main"], cwd=origin, capture_output=True, text=True, check=True
    )
    assert told.stdout == f"Keep a copy of release {copy['release']}\n"


PAGES = "on=true\naddress=https://somebody.example/story\n"


@pytest.mark.parametrize("pages", [True, False])
@pytest.mark.nightly
def test_main_is_built_for_pages_where_they_are_switched_on(clone: Path, pages: bool) -> None:
    (clone.parent / "bin").mkdir()
    (clone.parent / "bin/gh").write_text(
        f"#!/bin/sh\necho https://somebody.example/story\nexit {0 if pages else 1}\n", encoding="utf-8"
    )
    (clone.parent / "bin/gh").chmod(0o755)
    said = run_job(clone, "deploy", "build")
    output = clone.parent / "GITHUB_OUTPUT"
    assert (clone / "site/index.html").is_file()
    assert output.exists() == pages and (not pages or output.read_text(encoding="utf-8") == PAGES)
    assert ("::notice::" in said) != pages


@pytest.mark.nightly
def test_the_offline_edition_is_unpacked_for_its_artifact(clone: Path) -> None:
    run_job(clone, "checks", "offline")
    upload = next(step["with"] for step in steps("checks", "offline") if "upload-artifact" in step.get("uses", ""))
    assert len(list((clone / upload["path"]).glob("*/index.html"))) == 1


@pytest.mark.nightly
def test_both_engines_are_held_against_each_other(clone: Path) -> None:
    assert run_job(clone, "checks", "engines").endswith("The same.\n")


@pytest.mark.nightly
@pytest.mark.parametrize("parts", [(0, 1, 2, 4, 3), (5,)], ids=["change", "without-mkdocs"])
def test_the_day_an_engine_stops(clone: Path, parts: tuple[int, ...]) -> None:
    """The commands that ENGINES gives, in one clone, with no environment made before; ProperDocs on the commit of MkDocs."""
    blocks = re.findall(
        r"^```sh\n(.*?)^```", (ROOT / ".github/ENGINES.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    assert len(blocks) == 6
    path = os.pathsep.join(
        place for place in os.environ["PATH"].split(os.pathsep) if Path(place) != Path(sys.executable).parent
    )
    said = ""
    for part in parts:
        done = run(clone, blocks[part], PATH=path, GITHUB_ACTIONS="", MACROS_TODAY="2026-11-28")
        assert done.returncode == 0, (blocks[part], done.stdout, done.stderr)
        said += done.stdout
    if 5 in parts:
        assert "mkdocs" not in {path.name for path in (clone / ".venv").glob("lib/*/site-packages/*")}
        assert (clone / "site/index.html").is_file() and not (clone / ".venv-zensical").exists()
    else:
        assert "The same.\n" in said
        first, drop_in = (
            {path.relative_to(clone / site): path.read_bytes() for path in (clone / site).rglob("*") if path.is_file()}
            for site in ("site.mkdocs", "site.properdocs")
        )
        assert first == drop_in
        for file in (".github/workflows/deploy.yml", ".github/Containerfile"):
            assert (clone / file).read_text(encoding="utf-8").count("macros build --engine zensical") == 1, file


@pytest.mark.nightly
@pytest.mark.slow
def test_both_ways_of_contributing_lead_to_a_pull_request(clone: Path, origin: Path) -> None:
    """The commands that CONTRIBUTING gives, one after the other, in one clone."""
    text = (ROOT / ".github/CONTRIBUTING.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    assert len(blocks) == 2
    for block in blocks:
        for command in block.splitlines():
            done = run(clone, command, GITHUB_ACTIONS="")
            assert done.returncode == 0, (command, done.stdout, done.stderr)
            assert "TO FILL IN" not in done.stdout, (command, done.stdout)
        run(clone, "git switch main")
    branches = subprocess.run(
        ["git", "branch", "--format=%(refname:short)"], cwd=origin, capture_output=True, text=True, check=True
    )
    assert branches.stdout.split() == ["employees-2026", "first-robot", "main"]
