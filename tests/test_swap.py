"""A new site takes the place of the old: nobody sees none or half of one, and what killed builds leave is cleared."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from storysite.deploy import atomic_swap
from storysite.deploy.atomic_swap import ENDING, NEW, OLD, put, workshop

IN_ONE_STEP = sys.platform in {"linux", "darwin"}


def fill(folder: Path, words: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(words, encoding="utf-8")
    return folder


def words(site: Path) -> str:
    return (site / "index.html").read_text(encoding="utf-8")


@pytest.fixture(params=["in one step", "in two steps"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Both ways to swap; the second is what Windows gets."""
    if request.param == "in two steps":
        monkeypatch.setattr(atomic_swap, "_exchange", lambda one, other: False)
    yield request.param


def beside(site: Path) -> list[str]:
    return sorted(path.name for path in site.parent.iterdir() if path != site)


@pytest.mark.parametrize("before", ["nothing", "an empty folder", "a site"])
def test_the_new_site_stands_in_the_place_of_the_old(way: str, before: str, tmp_path: Path) -> None:
    site = tmp_path / "two words" / "site"
    if before != "nothing":
        site.mkdir(parents=True)
    if before == "a site":
        (site / "old.html").write_text("old", encoding="utf-8")
    with workshop(site) as folder:
        fill(folder / NEW, "new")
        put(folder, site)
    assert [path.name for path in site.iterdir()] == ["index.html"] and words(site) == "new"
    assert beside(site) == [".site.lock"]


@pytest.mark.slow
@pytest.mark.skipif(not IN_ONE_STEP, reason="this system has no such step")
def test_a_reader_never_sees_none(tmp_path: Path) -> None:
    site = fill(tmp_path / "site", "0")
    stop, seen, failed = threading.Event(), set(), []

    def read() -> None:
        while not stop.is_set():
            try:
                seen.add(words(site))
            except OSError as error:
                failed.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(1, 201):
        with workshop(site) as folder:
            fill(folder / NEW, str(number))
            put(folder, site)
    stop.set()
    for reader in readers:
        reader.join()
    assert failed == [] and words(site) == "200" and len(seen) > 1


def test_a_build_that_is_killed_between_the_two_steps_is_mended(tmp_path: Path) -> None:
    site = tmp_path / "site"
    left = tmp_path / f".site.abcd_123{ENDING}"
    fill(left / OLD, "old")
    fill(left / NEW, "half")
    with workshop(site):
        assert words(site) == "old" and not left.exists()


def test_what_is_left_of_killed_builds_is_removed_and_nothing_else(tmp_path: Path) -> None:
    site = fill(tmp_path / "site", "old")
    elsewhere = fill(tmp_path / "elsewhere", "stays")
    fill(tmp_path / f".site.abcd_123{ENDING}" / NEW, "half")
    kept = [f".site.abcd_1234{ENDING}", f".other.abcd_123{ENDING}", ".site.abcd_123", "site.abcd_123"]
    for name in kept:
        fill(tmp_path / name, "stays")
    (tmp_path / f".site.linked_1{ENDING}").symlink_to(elsewhere)
    (tmp_path / f".site.file1234{ENDING}").write_text("stays", encoding="utf-8")
    with workshop(site):
        pass
    assert beside(site) == sorted(
        [*kept, f".site.linked_1{ENDING}", f".site.file1234{ENDING}", ".site.lock", "elsewhere"]
    )
    assert words(elsewhere) == "stays" and words(site) == "old"


def test_signs_in_the_name_of_a_site_are_no_pattern(tmp_path: Path) -> None:
    site = fill(tmp_path / "[ab]*", "old")
    fill(tmp_path / f".a.abcd_123{ENDING}" / NEW, "another's")
    with workshop(site):
        pass
    assert (tmp_path / f".a.abcd_123{ENDING}").is_dir()


def test_a_swap_that_fails_leaves_the_old_site(way: str, tmp_path: Path) -> None:
    site = fill(tmp_path / "site", "old")
    with pytest.raises(OSError), workshop(site) as folder:
        put(folder, site)  # there is no new one
    assert words(site) == "old" and beside(site) == [".site.lock"]


def test_a_link_to_a_site_goes_on_leading_to_it(way: str, tmp_path: Path) -> None:
    site = fill(tmp_path / "sites" / "one", "old")
    (tmp_path / "current").symlink_to(site)
    place = (tmp_path / "current").resolve()  # as the command does
    with workshop(place) as folder:
        fill(folder / NEW, "new")
        put(folder, place)
    assert (tmp_path / "current").is_symlink() and words(tmp_path / "current") == "new"


def test_a_second_build_waits_for_the_first_and_says_so(tmp_path: Path) -> None:
    site = tmp_path / "site"
    script = f"from pathlib import Path; import macros; from storysite.deploy.atomic_swap import workshop\nwith workshop(Path({str(site)!r})): print('in', flush=True)"
    with workshop(site) as folder:
        other = subprocess.Popen(
            [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert (
            other.stderr
            and other.stderr.readline() == f"macros: waiting for another that holds {tmp_path / '.site.lock'}\n"
        )
        assert folder.is_dir() and other.poll() is None
    assert other.communicate(timeout=20)[0] == "in\n" and other.returncode == 0


@pytest.mark.skipif(os.name != "posix", reason="Windows has no umask")
@pytest.mark.parametrize(
    ("mask", "then"), [(0o077, 0o022), (0o027, 0o022), (0o022, 0o022), (0o002, 0o002), (0o777, 0o722), (0o000, 0o000)]
)
def test_a_strict_umask_hides_no_site(mask: int, then: int) -> None:
    before = os.umask(mask)
    try:
        with atomic_swap.readable():
            inside = os.umask(0)
            os.umask(inside)
        after = os.umask(0)
    finally:
        os.umask(before)
    assert (inside, after) == (then, mask)
