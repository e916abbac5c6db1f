"""The generator on something else: another subject, with years that end in December, and no change to `macros/`."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from storysite.bootstrap.environment import python_in
from tests import commands, projects


@pytest.fixture
def second(built_second: Path) -> Path:
    """The second site, built."""
    return built_second / "site"


def page(site: Path, address: str) -> BeautifulSoup:
    return BeautifulSoup((site / address / "index.html").read_text(encoding="utf-8"), "html5lib")


def test_its_events_stand_in_time_order(second: Path) -> None:
    listed = [event["id"] for event in page(second, "everything").select("ol.events > li")]
    assert listed == ["tower-stands", "first-light", "lens-cleaned", "lamp-out", "electric-light"]


def test_its_years_end_in_december(second: Path) -> None:
    assert "the year to December 2023" in page(second, "light/numbers").get_text(" ", strip=True)


def test_what_is_derived_is_worked_out(second: Path) -> None:
    assert "1.5 barrels" in " ".join(page(second, "light/numbers").select_one("[id='oil-saved']").get_text(" ").split())


def test_both_cycles_come_round(second: Path) -> None:
    home = page(second, "")
    assert len(home.select("figure.cycle")) == 2
    assert [step.get_text() for step in home.select("[id='year-of-paint'] .steps strong")] == [
        "Scrape",
        "Paint",
        "Wait",
    ]


def test_each_empty_cell_says_why(second: Path) -> None:
    empties = [cell.get_text(" ", strip=True) for cell in page(second, "light").select("td.empty .why")]
    assert empties == [
        "in the source’s figure",
        "not in the source",
        "does not apply",
        "not yet looked at",
    ], "a row that is empty for one reason says it once"


def test_nothing_of_the_first_subject_is_in_it(second: Path) -> None:
    for path in second.rglob("*.html"):
        assert "NEC" not in path.read_text(encoding="utf-8"), path


# --- without Material -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def without_material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python that has all packages of this one but Material."""
    folder = tmp_path_factory.mktemp("python")
    venv.create(folder, symlinks=os.name != "nt")
    [here] = [path for path in folder.rglob("site-packages") if path.is_dir()]
    [others] = [Path(path) for path in sys.path if path.endswith("site-packages")][:1]
    for path in others.iterdir():
        if not re.match(r"material$|mkdocs_material", path.name):
            (here / path.name).symlink_to(path)
    return python_in(folder)


def run(python: Path, root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of the generator in a project, with another Python."""
    start = "import sys; sys.path.insert(0, 'macros'); from storysite.cli.main import run; sys.exit(run())"
    command = [str(python), "-c", start, *arguments, "--today", "2026-01-31"]
    return subprocess.run(
        command, cwd=root, env=commands.environment(), capture_output=True, encoding="utf-8", timeout=120, check=False
    )


@pytest.mark.slow
def test_without_material_the_site_is_the_same(second: Path, without_material: Path, tmp_path: Path) -> None:
    lacking = subprocess.run([str(without_material), "-c", "import material"], capture_output=True, check=False)
    assert lacking.returncode == 1
    done = run(without_material, projects.second(tmp_path / "project"), "build")
    assert done.returncode == 0 and "WARNING" not in done.stderr, done.stdout + done.stderr
    before, after = (
        {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}
        for site in (second, tmp_path / "project" / "site")
    )
    assert len(before) > 300 and before.keys() == after.keys()
    made_with = {"build/manifest.json", "build/bom.cdx.json"}
    offline = "data/offline.zip"
    assert {name for name in before if before[name] != after[name]} <= {*made_with, offline}
    packed, packed_too = (zipfile.ZipFile(io.BytesIO(files[offline])) for files in (before, after))
    names = packed.namelist()
    assert names == packed_too.namelist()
    assert {name for name in names if packed.read(name) != packed_too.read(name)} <= {
        f"the-light-on-gull-rock/{name}" for name in made_with
    }


@pytest.mark.slow
def test_without_material_a_page_has_no_icons_and_the_check_says_so(without_material: Path, tmp_path: Path) -> None:
    root = projects.second(tmp_path / "project")
    page = root / "docs" / "light" / "numbers.md"
    page.write_text(
        page.read_text(encoding="utf-8").replace("In its", ":material-lighthouse: In its"), encoding="utf-8"
    )
    assert run(Path(sys.executable), root, "check").returncode == 0
    done = run(without_material, root, "check")
    assert (
        done.returncode == 1 and "there is no icon ':material-lighthouse:'; icons come with the package" in done.stdout
    )
