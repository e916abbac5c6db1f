"""The same commit on the same reading date is the same bytes: elsewhere, later, in another order, with nothing kept."""

from __future__ import annotations

import json
import os
import shutil
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest

from storysite.bootstrap.provenance import PARTS
from storysite.checks.read_project import read_project
from storysite.deploy.offline import FILE as EDITION
from storysite.deploy.offline import edition, in_folder
from storysite.output.manifest import FILE, read_manifest
from storysite.output.sbom import FILE as BOM
from storysite.project import Project
from storysite.search.pagefind_service import indexed
from tests import commands, projects
from tests.conftest import READING_DATE, ROOT

OTHER_WORLD = {
    "TZ": "Pacific/Kiritimati",
    "LC_ALL": "C",
    "PYTHONCOERCECLOCALE": "0",
    "PYTHONUTF8": "0",  # no UTF-8: the locale of another age
    "PYTHONHASHSEED": "4711",
    "ELSEWHERE_ORDER": "7",
    "MACROS_WORKERS": "1",
    "ELSEWHERE_CLOCK": "2500000000",
}


def differences(one: Path, other: Path) -> list[str]:
    """The files that two folders do not have in common, byte by byte."""
    found = [
        {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in (one, other)
    ]
    assert len(found[0]) > 200
    return unlike(*found)


def unlike(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def packed_in(path: Path) -> dict[str, bytes]:
    """The files in a ZIP, by their path below its one folder."""
    with ZipFile(path) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def elsewhere(folder: Path) -> Path:
    """What is in the repository now, in another folder: written in another order, with other times."""
    root = folder / "写し その二"
    root.mkdir(parents=True)
    for path in reversed([ROOT / ".git", ROOT / ".gitignore", *(path for part in PARTS for path in ROOT.glob(part))]):
        if path.exists():
            projects.copy(path, root / path.name)
    for path in root.rglob("*"):
        os.utime(path, (0, 0), follow_symlinks=False)
    return root


def build(root: Path, site: Path, today: date, **environment: str) -> None:
    done = commands.macros(
        root, "build", "--site-dir", str(site), "--today", str(today), env=commands.environment(**environment)
    )
    assert done.returncode == 0, done.stdout + done.stderr


def build_elsewhere(folder: Path, kept: tuple[str, ...]) -> Path:
    """The site, built in another world; of the cache there is just so much."""
    root = elsewhere(folder)
    for kind in kept:
        if (ROOT / ".cache" / kind).is_dir():
            shutil.copytree(ROOT / ".cache" / kind, root / ".cache" / kind)
    (folder / "tmp").mkdir()
    build(root, folder / "site", READING_DATE, **OTHER_WORLD, TMPDIR=str(folder / "tmp"))
    return folder / "site"


@pytest.mark.nightly
@pytest.mark.parametrize("kept", [("cards", "pictures"), ()], ids=["pictures kept", "nothing kept"])
def test_a_build_elsewhere_is_the_same_bytes(
    kept: tuple[str, ...], site: Path, project: Project, tmp_path: Path
) -> None:
    again = build_elsewhere(tmp_path, kept)
    assert differences(site, again) == []
    assert in_folder(edition(site, project, read_manifest(site)), "x") == in_folder(
        edition(again, read_project(tmp_path / "写し その二", READING_DATE), read_manifest(again)), "x"
    )
    assert str(tmp_path) not in (again / FILE).read_text(encoding="utf-8")


def test_a_small_build_elsewhere_is_the_same_bytes(second: Path, tmp_path: Path) -> None:
    """With nothing kept, and files written in another order, at other times."""
    root = tmp_path / "写し その二"
    root.mkdir()
    for path in sorted(second.iterdir(), reverse=True):
        if path.name not in {"site", ".cache"}:
            projects.copy(path, root / path.name)
    for path in root.rglob("*"):
        os.utime(path, (0, 0), follow_symlinks=False)
    (tmp_path / "tmp").mkdir()
    build(root, tmp_path / "site", date(2026, 1, 31), **OTHER_WORLD, TMPDIR=str(tmp_path / "tmp"))
    assert differences(second / "site", tmp_path / "site") == []
    assert str(tmp_path) not in (tmp_path / "site" / FILE).read_text(encoding="utf-8")


def test_what_is_kept_changes_no_byte(second: Path, tmp_path: Path) -> None:
    """The first build of a project has kept all this for the next."""
    assert {path.parent.name for path in (second / ".cache").rglob("*") if path.is_file()} == {
        "cards",
        "documents",
        "last",
        "pages",
        "pictures",
        "scaled",
        "slides",
        "templates",
    }
    build(second, tmp_path / "warm", date(2026, 1, 31))
    assert differences(second / "site", tmp_path / "warm") == []
    suffixes = {path.suffix for path in (tmp_path / "warm").rglob("*")}
    assert {".png", ".pptx", ".svg", ".ics", ".xml", ".csv", ".json", ".pf_index"} <= suffixes


@pytest.mark.slow
def test_the_search_index_follows_the_order_that_it_is_given(tmp_path: Path) -> None:
    pages = {f"{number}.html": f"<html><body><p>word {number} of many</p></body></html>" for number in range(300)}
    turned = dict(reversed(pages.items()))
    assert indexed(pages.items()) == indexed(dict(pages).items())
    assert indexed(pages.items()) != indexed(turned.items())


def test_a_date_that_is_set_dates_a_build_and_changes_no_page(second: Path, tmp_path: Path) -> None:
    build(second, tmp_path / "site", date(2026, 1, 31), SOURCE_DATE_EPOCH="1000000000")
    assert json.loads((tmp_path / "site" / FILE).read_text(encoding="utf-8"))["date"] == "2001-09-09T01:46:40Z"
    assert (
        json.loads((tmp_path / "site" / BOM).read_text(encoding="utf-8"))["metadata"]["timestamp"]
        == "2001-09-09T01:46:40Z"
    )
    assert differences(second / "site", tmp_path / "site") == sorted([BOM, FILE, EDITION])
    given, dated = (packed_in(site / EDITION) for site in (second / "site", tmp_path / "site"))
    assert len(given) > 100
    assert unlike(given, dated) == [BOM, FILE]
