"""A build under stress works, or says in one line what is wrong; and the site of before is whole in any case."""

from __future__ import annotations

import os
import random
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from storysite.cli import commands as shell
from storysite.deploy import build as building
from storysite.output.manifest import FILE, differences, read_manifest
from tests import commands
from tests.commands import environment, macros, start
from tests.waiting import until

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kills groups, mounts and limits as POSIX has them")
TODAY, LATER = "2026-01-31", "2026-03-01"
SEED = 20261120


def whole(site: Path) -> str:
    """The reading date of a site that is just as it was built."""
    told = read_manifest(site)
    assert differences(site, told) == []
    return str(told["read_on"])


def refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """A command that has ended with status 1 and one line that says why."""
    said = done.stdout + done.stderr
    assert done.returncode == 1 and "Traceback" not in said, said
    lines = [line for line in said.splitlines() if line.startswith("macros: ") and "no commit" not in line]
    assert len(lines) == 1 and all(word in lines[0] for word in words), said


def leftovers(root: Path) -> list[str]:
    return [path.name for path in root.iterdir() if path.name.startswith(".site.") and path.name != ".site.lock"]


def works(*command: str) -> bool:
    """Whether a command is here and allowed."""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


# --- killed ----------------------------------------------------------------------------------


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("times", "cold"),
    [(25, False), (25, True)],
)
def test_a_build_that_is_killed_leaves_a_whole_site_and_the_next_is_right(
    times: int, cold: bool, second: Path, tmp_path: Path
) -> None:
    """At moments that are random, and the same each time; with an empty cache it is longer at work on pictures."""
    chance, killed = random.Random(SEED + cold), 0
    if cold:
        shutil.rmtree(second / ".cache")
    begun = time.monotonic()
    assert macros(second, "build", "--today", LATER, "--site-dir", str(tmp_path / "undisturbed")).returncode == 0
    longest = time.monotonic() - begun
    for _ in range(times):
        if cold:
            shutil.rmtree(second / ".cache", ignore_errors=True)
        build = start(second, "build", "--today", LATER)
        try:
            build.communicate(timeout=chance.uniform(0, longest / 2))
        except subprocess.TimeoutExpired:
            os.killpg(build.pid, signal.SIGKILL)
            build.communicate()
            killed += 1
        assert whole(second / "site") in {TODAY, LATER}
    assert killed > times / 2
    assert macros(second, "build", "--today", LATER).returncode == 0
    assert whole(second / "site") == LATER
    assert (second / "site" / FILE).read_bytes() == (tmp_path / "undisturbed" / FILE).read_bytes()
    assert leftovers(second) == [] and list((second / ".cache").glob("*/*.tmp")) == []


def test_what_a_killed_build_leaves_is_there_and_then_gone(second: Path) -> None:
    build = start(second, "build", "--today", LATER)
    until(
        lambda: (
            build.poll() is not None
            or any((second / name / "new" / "index.html").exists() for name in leftovers(second))
        )
    )
    assert build.poll() is None
    os.killpg(build.pid, signal.SIGKILL)
    build.communicate()
    assert len(leftovers(second)) == 1 and whole(second / "site") == TODAY
    assert macros(second, "build", "--today", LATER).returncode == 0
    assert leftovers(second) == [] and whole(second / "site") == LATER


def test_two_builds_at_once_are_one_after_the_other(second: Path) -> None:
    both = [start(second, "build", "--today", day) for day in (LATER, "2026-04-01")]
    said = [build.communicate(timeout=commands.LONGEST)[0] for build in both]
    assert [build.returncode for build in both] == [0, 0], said
    assert "macros: waiting for another" in said[0] + said[1]
    assert whole(second / "site") in {LATER, "2026-04-01"} and leftovers(second) == []


# --- disks and folders -----------------------------------------------------------------------


NAMESPACE = next(
    (
        words
        for words in (["unshare", "--mount"], ["unshare", "--map-root-user", "--mount"])
        if works(*words, "mount", "-t", "tmpfs", "none", "/mnt")
    ),
    None,
)
"""How to mount a disk that nobody else sees; containers often do not allow it."""


if NAMESPACE:  # else there is no such test, rather than one that is skipped: CI skips nothing

    def test_a_full_disk_is_told_in_a_line(second: Path, tmp_path: Path) -> None:
        """A disk that nobody else sees holds the old site, and has a megabyte left."""
        disk = tmp_path / "disk"
        disk.mkdir()
        taken = sum(path.stat().st_size // 4096 + 1 for path in (second / "site").rglob("*")) * 4
        script = (
            f'mount -t tmpfs -o size={taken + 1024}k none "$DISK" && cp -r site "$DISK/site" || exit 99;'
            ' "$PYTHON" -m macros build --today $DAY --site-dir "$DISK/site"; status=$?;'
            ' "$PYTHON" -m macros verify "$DISK/site"; ls -A "$DISK"; exit $status'
        )
        given = {"DISK": str(disk), "DAY": LATER, "PYTHON": sys.executable}
        done = subprocess.run(
            [*NAMESPACE, "sh", "-c", script],
            cwd=second,
            env=environment(**given),
            capture_output=True,
            text=True,
            check=False,
        )
        refused(done, "the pages cannot be written", "No space left on device")
        lines = done.stdout.splitlines()
        assert f"read on {TODAY})." in lines[-3] and lines[-2:] == [".site.lock", "site"]


def test_a_file_that_may_not_grow_is_told_in_a_line(second: Path) -> None:
    """The same without a disk of one's own: no file may have more than a few KiB."""
    done = macros(second, "build", "--today", LATER, before=["sh", "-c", 'ulimit -f 16; exec "$@"', "sh"])
    refused(done, "the pages cannot be written", "File too large")
    assert whole(second / "site") == TODAY and leftovers(second) == []


def fill_up(site: Path, project: object) -> None:
    """A maker that writes to a disk without room."""
    (Path("/dev/full") if Path("/dev/full").exists() else Path("/dev/null/full")).write_bytes(b"x")


@pytest.mark.nightly
@pytest.mark.parametrize(("makers", "more"), [("BESIDE", (fill_up, 1)), ("FINISHING", fill_up)])
def test_a_disk_that_fills_up_beside_the_pages_is_told_in_a_line(
    makers: str, more: object, second: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(building, makers, (*getattr(building, makers), more))
    with pytest.raises(SystemExit) as stopped:
        shell.main(["build", "--project", str(second), "--site-dir", str(second / "site"), "--today", LATER])
    assert str(stopped.value).startswith("macros: nothing was published: ")
    assert whole(second / "site") == TODAY and leftovers(second) == []
    capsys.readouterr()


@pytest.fixture
def as_owner(tmp_path: Path) -> Sequence[str]:
    """Words that start a command as somebody whom modes hold back: root has to be told."""
    folder = tmp_path / "nobody writes here"
    folder.mkdir(mode=0o555)
    for words in ([], ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]):
        if works(*words, "true") and not works(*words, "mkdir", str(folder / str(len(words)))):
            return words
    pytest.skip("modes hold nobody back here")


@pytest.fixture
def locked(second: Path):  # type: ignore[no-untyped-def]
    """A way to take the right to write from a folder and all in it, given back at the end."""
    taken: list[Path] = []

    def lock(folder: Path) -> None:
        for path in [folder, *(path for path in folder.rglob("*") if path.is_dir())]:
            taken.append(path)
            path.chmod(0o555)

    yield lock
    for path in taken:
        path.chmod(0o755)


def test_a_folder_that_cannot_be_written_is_told_in_a_line(
    second: Path, tmp_path: Path, locked, as_owner: Sequence[str]
) -> None:  # type: ignore[no-untyped-def]
    place = tmp_path / "public"
    shutil.copytree(second / "site", place / "site")
    locked(place)
    refused(
        macros(second, "build", "--today", LATER, "--site-dir", str(place / "site"), before=as_owner),
        "nothing was published",
        "Permission denied",
    )
    assert whole(place / "site") == TODAY


@pytest.mark.nightly
def test_a_project_that_cannot_be_written_is_built_elsewhere(
    second: Path, tmp_path: Path, locked, as_owner: Sequence[str]
) -> None:  # type: ignore[no-untyped-def]
    shutil.rmtree(second / ".cache" / "templates")
    (second / ".cache" / "templates").mkdir()  # there, and nothing can be put into it
    locked(second)
    done = macros(second, "build", "--today", LATER, "--site-dir", str(tmp_path / "elsewhere"), before=as_owner)
    assert done.returncode == 0, done.stdout + done.stderr
    assert whole(tmp_path / "elsewhere") == LATER and whole(second / "site") == TODAY


def test_a_file_that_cannot_be_read_is_told_beside_the_others(second: Path, as_owner: Sequence[str]) -> None:
    (second / "site" / "index.html").chmod(0)
    (second / "site" / "robots.txt").unlink()
    (second / "site" / "no\udcfftext").touch()  # a name that is no UTF-8
    done = macros(second, "verify", before=as_owner, env=environment(PYTHONIOENCODING="utf-8:strict"))
    assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
    assert done.stdout.splitlines()[:-1] == [
        "missing: robots.txt",
        "cannot be read: index.html (Permission denied)",
        r"not of this build: no\udcfftext",
    ]


@pytest.mark.nightly
def test_a_strict_umask_hides_nothing_from_a_web_server(second: Path, tmp_path: Path) -> None:
    site = tmp_path / "public" / "site"
    done = macros(
        second, "build", "--today", LATER, "--site-dir", str(site), before=["sh", "-c", 'umask 077; exec "$@"', "sh"]
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for path in [site.parent, site, *site.rglob("*")]:
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o755 if path.is_dir() else 0o644), (path, oct(mode))


@pytest.mark.parametrize(
    ("place", "why"),
    [
        (".", "the project lies in it"),
        ("..", "the project lies in it"),
        ("/", "the project lies in it"),
        ("docs", "a part of the project"),
        ("docs/new", "a part of the project"),
        (".git/site", "a part of the project"),
        ("mkdocs.yml", "it is no folder"),
        ("another's", "what no build has made"),
        ("linked", "what no build has made"),
    ],
)
def test_a_site_goes_nowhere_where_it_would_replace_something_else(place: str, why: str, second: Path) -> None:
    (second / "another's").mkdir()
    (second / "another's" / "index.html").write_text("another's", encoding="utf-8")
    (second / "linked").symlink_to("another's")
    before = sorted(second.rglob("*"))
    refused(macros(second, "build", "--today", LATER, "--site-dir", place), "nothing was published", why, "--site-dir")
    assert [path for path in sorted(second.rglob("*")) if "__pycache__" not in path.parts] == [
        path for path in before if "__pycache__" not in path.parts
    ]


def lay(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("somebody's", encoding="utf-8")
    return path.name


@pytest.mark.parametrize(
    ("laid", "told"),
    [
        (["notes.txt"], "it holds what no build has made: notes.txt;"),
        (
            ["a/b.md", "a/c.md", ".git/HEAD", "z/z"],
            "it holds what no build has made: .git/HEAD, a/b.md, a/c.md and 1 more;",
        ),
        (["id/notes.txt"], "it holds what no build has made: id/notes.txt;"),
    ],
)
def test_what_somebody_laid_into_a_site_is_not_replaced(laid: list[str], told: str, second: Path) -> None:
    for name in laid:
        lay(second / "site" / name)
    refused(macros(second, "build", "--today", LATER), "nothing was published", told, "--site-dir")
    assert all((second / "site" / name).read_text(encoding="utf-8") == "somebody's" for name in laid)


@pytest.mark.parametrize("name", ["assets/js/site.js", "build/manifest.json", "index.html"])
def test_a_folder_that_only_looks_like_a_site_is_not_replaced(name: str, second: Path) -> None:
    """A script of the same name, or a manifest of another program, makes no folder ours."""
    lay(second / "shop" / name)
    lay(second / "shop" / "orders.csv")
    refused(
        macros(second, "build", "--today", LATER, "--site-dir", "shop"),
        "nothing was published",
        "what no build has made",
        "--site-dir",
    )
    assert (second / "shop" / "orders.csv").read_text(encoding="utf-8") == "somebody's"


def test_what_a_system_leaves_in_a_site_does_not_keep_it_from_being_replaced(second: Path) -> None:
    lay(second / "site" / ".DS_Store")
    assert macros(second, "build", "--today", LATER).returncode == 0
    assert whole(second / "site") == LATER and not (second / "site" / ".DS_Store").exists()


def test_what_lies_beside_pages_that_the_engine_made_alone_is_not_replaced(second: Path) -> None:
    """MkDocs leaves a folder such as `.git` where it is."""
    lay(second / "site" / ".git" / "HEAD")
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q"], cwd=second, env=environment(MACROS_TODAY=TODAY), check=True
    )
    refused(
        macros(second, "build", "--today", LATER),
        "nothing was published",
        "it holds what no build has made: .git/HEAD;",
    )


@pytest.mark.nightly
def test_pages_that_the_engine_made_alone_are_replaced(second: Path) -> None:
    shutil.rmtree(second / "site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q"],
        cwd=second,
        env=environment(MACROS_TODAY=TODAY),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0 and read_manifest(second / "site")["pages_alone"]
    assert macros(second, "build", "--today", LATER).returncode == 0
    assert whole(second / "site") == LATER


# --- git, network, clock ---------------------------------------------------------------------


@pytest.mark.nightly
def test_without_git_a_build_says_so_and_goes_on(second: Path, tmp_path: Path) -> None:
    done = macros(second, "build", "--today", LATER, env=environment(PATH=str(tmp_path)))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "macros: no commit (git is not installed): the build is dated 2026-03-01T00:00:00Z" in done.stderr
    told = read_manifest(second / "site")
    assert (told["commit"], told["changed"], told["date"]) == (None, False, "2026-03-01T00:00:00Z")


def test_without_a_network_a_build_works_and_asks_nobody(second: Path, tmp_path: Path) -> None:
    alone = next(
        (words for words in (["unshare", "--net"], ["unshare", "--map-root-user", "--net"]) if works(*words, "true")),
        [],
    )
    done = macros(
        second, "build", "--today", LATER, before=alone, env=environment(ELSEWHERE_CALLS=str(tmp_path / "calls"))
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert not (tmp_path / "calls").exists() and whole(second / "site") == LATER


@pytest.mark.nightly
def test_without_a_network_an_install_is_told_in_a_line(second: Path) -> None:
    python = getattr(sys, "_base_executable", sys.executable)
    nobody = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_CONFIG_FILE": os.devnull, "PIP_NO_CACHE_DIR": "1"}
    done = subprocess.run(
        [python, "-m", "macros", "build"],
        cwd=second,
        env=environment(**nobody),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert (
        done.stderr.splitlines()[-1].startswith("macros: installing failed: ") and "see to the network" in done.stderr
    )
    assert whole(second / "site") == TODAY


def at_a_clock_of(moment: int, second: Path) -> subprocess.CompletedProcess[str]:
    """A build of a project that was committed in January 2026, by a clock and files of another age."""
    for words in (
        ["init", "-q"],
        ["add", "docs", "mkdocs.yml"],
        ["-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "-qm", "All"],
    ):
        dated = {"GIT_AUTHOR_DATE": "2026-01-15T12:00:00Z", "GIT_COMMITTER_DATE": "2026-01-15T12:00:00Z"}
        subprocess.run(["git", *words], cwd=second, env={**environment(), **dated}, check=True)
    for path in second.rglob("*"):
        os.utime(path, (moment, moment), follow_symlinks=False)
    return macros(second, "build", env=environment(ELSEWHERE_CLOCK=str(moment), TZ="UTC"))


@pytest.mark.nightly
def test_a_clock_of_a_later_age_gives_a_whole_site(second: Path) -> None:
    done = at_a_clock_of(4_102_400_000, second)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "is the clock right?" not in done.stderr
    assert whole(second / "site") == "2099-12-31"
    assert read_manifest(second / "site")["date"] == "2026-01-15T12:00:00Z"
    assert macros(second, "verify").returncode == 0


def test_a_clock_of_an_earlier_age_is_asked_about_and_nothing_is_published(second: Path) -> None:
    done = at_a_clock_of(40_000, second)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "is the clock right?" in done.stderr
    assert differences(second / "site", read_manifest(second / "site")) == []


@pytest.mark.parametrize("given", ["yesterday", "-1"])
def test_a_date_that_is_none_is_told_in_a_line(given: str, second: Path) -> None:
    refused(
        macros(second, "build", "--today", LATER, env=environment(SOURCE_DATE_EPOCH=given)),
        "nothing was published",
        f"SOURCE_DATE_EPOCH is '{given}'",
    )
    assert whole(second / "site") == TODAY
