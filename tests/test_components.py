"""A component is one folder: put into the package with a line in its registry, or beside a site's mkdocs.yml."""

from __future__ import annotations

import csv
import gzip
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from storysite.bootstrap.environment import ENGINES, install, prepare
from storysite.checks.read_project import read_project
from storysite.components.site_components import GROUP
from storysite.preview.making import Made
from storysite.search.search_records import hits
from tests import commands
from tests.conftest import ROOT
from tests.previewing import Preview, edited
from tests.projects import second

SECOND_DATE = date(2026, 1, 31)
TALLY = ROOT / "tests" / "component"
"""A component that no site has, with a record and a page that calls it."""
REGISTRY = "macros/storysite/components/registry.py"
HERE = "components/tally"


def beside(root: Path) -> Path:
    """The second site with the component in a folder of its own."""
    shutil.copytree(TALLY, second(root), dirs_exist_ok=True)
    config = root / "mkdocs.yml"
    config.write_text(config.read_text(encoding="utf-8") + "  - Tallies: tallies.md\n", encoding="utf-8")
    return root


def inside(root: Path) -> Path:
    """The second site with the component in its generator: a folder, and one line."""
    shutil.move(beside(root) / HERE, root / "macros/storysite" / HERE)
    registry = root / REGISTRY
    line = "from storysite.components.tally.kind import COMPONENT as TALLY\n"
    text = registry.read_text(encoding="utf-8")
    begun, end = text.index("BUILT_IN = ("), text.index(")\n", text.index("BUILT_IN = ("))
    registry.write_text(f"{text[:begun]}{line}{text[begun:end]}    TALLY,\n{text[end:]}", encoding="utf-8")
    return root


def installed(root: Path) -> Path:
    """The second site, and beside it the component in a package that is installed."""
    packages = root.parent / "packages"
    about = packages / "tallies-1.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: tallies\nVersion: 1\n", encoding="utf-8")
    (about / "entry_points.txt").write_text(f"[{GROUP}]\ntally = tally.kind:COMPONENT\n", encoding="utf-8")
    shutil.move(beside(root) / HERE, packages / "tally")
    return root


@pytest.mark.slow
@pytest.mark.parametrize(
    ("put", "engine"),
    [
        pytest.param(inside, "mkdocs", marks=pytest.mark.nightly),
        pytest.param(beside, "mkdocs", marks=pytest.mark.nightly),
        (beside, "zensical"),
    ],
    ids=["in the package", "in the site", "in the site, with the other engine"],
)
def test_a_component_in_one_folder_has_every_form(put: Callable[[Path], Path], engine: str, tmp_path: Path) -> None:
    root = put(tmp_path / "project")
    prepare(*ENGINES[engine], install)
    given = ["--project", str(root), "--site-dir", str(root / "site")]  # with an environment that is there
    done = commands.macros(
        root if put is inside else ROOT, "build", "--engine", engine, "--today", SECOND_DATE.isoformat(), *given
    )
    assert done.returncode == 0 and "WARNING" not in done.stderr, done.stdout + done.stderr
    site = root / "site"

    page = BeautifulSoup((site / "tallies/index.html").read_text(encoding="utf-8"), "html5lib")
    assert [mark["id"] for mark in page.select("#one-night li")] == ["one-night.foghorns", "one-night.herons"]
    assert "](https://gull-rock.example/light/id/one-night.foghorns/)**: 41." in (site / "tallies/index.md").read_text()
    for file in ("marks", "one-night"):
        with (site / f"data/{file}.csv").open(encoding="utf-8", newline="") as rows:
            assert [row["times"] for row in csv.DictReader(rows)] == ["41", "3"]
    assert "How often it was counted." in (site / "data/datapackage.json").read_text(encoding="utf-8")

    own = BeautifulSoup((site / "id/one-night/index.html").read_text(encoding="utf-8"), "html5lib")
    assert own.select_one("p.kind").get_text() == "Tally" and own.select_one("figure.tally")
    assert "id/one-night/" in (site / "sitemap.xml").read_text(encoding="utf-8")
    assert (site / "assets/cards/id/one-night.png").is_file()
    assert "Herons on the gallery" in (site / "id/one-night.herons/index.html").read_text(encoding="utf-8")

    found = [gzip.decompress(path.read_bytes()).decode() for path in (site / "search/fragment").iterdir()]
    assert [hit for hit in found if '"kind":"Tally"' in hit and "Herons on the gallery" in hit]


@pytest.mark.parametrize("put", [beside, installed], ids=["in the site", "in a package"])
def test_a_components_records_are_found_read_and_shown_by_the_preview(
    put: Callable[[Path], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = put(tmp_path / "project")
    monkeypatch.syspath_prepend(str(tmp_path / "packages"))
    project = read_project(root, SECOND_DATE)
    assert project.problems == ()
    assert [hit.word for hit in hits(project) if hit.id == "one-night"] == ["tally"]
    made = Made(project)
    assert b'class="figure tally"' in (made.file("id/one-night/index.html") or b"")
    assert b"foghorns" in (made.file("data/marks.csv") or b"")


def test_the_reference_tells_of_a_sites_component(tmp_path: Path) -> None:
    done = commands.macros(beside(tmp_path / "project"), "reference")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "| `tally` | Marks as strokes, and how many there are of each. | 1: tally |" in done.stdout
    assert "### tally\n" in done.stdout and "title: A night on the watch" in done.stdout
    assert "| `times` (needed) |" in done.stdout


LOADING = "the component cannot be loaded: "
WRONG = {
    "an error when it is loaded": ("kind.py", "plural=", "plural=1 / 0,  #", f"{LOADING}ZeroDivisionError: division by"),
    "a mistake of writing": ("model.py", "class Mark(Evidence):", "class Mark(Evidence)", f"{LOADING}SyntaxError"),
    "a module that is not there": ("kind.py", "from . import forms", "from . import form", f"{LOADING}ImportError"),
    "an error on a page": ("forms.py", "tally/page.html", "tally/pages.html", 'tally("one-night") on tallies.md: Templ'),
    "an error in its template": ("page.html", "view.tally.title", "view.tally.titel", 'tally("one-night") on tallies.md: '),
    "an error in its Markdown": ("forms.py", "{mark.record.times}.", "{mark.record.time}.", 'tally("one-night") on tal'),
    "an error in its table": ("forms.py", "str(item.record.times)", "str(item.record.time)", "mark 'one-night.foghorns': "),
    "an error in the search": ("kind.py", "mark.title for mark", "mark.name for mark", "tally 'one-night': Attr"),
    "no component": ("kind.py", "COMPONENT = ", "TALLIES = ", "there is no COMPONENT"),
    "a name that is given": ("kind.py", 'Component(\n    name="tally"', 'Component(\n    name="cycle"', "there is a component 'cy"),
    "a macro that is given": ("kind.py", 'Macro(\n            name="tally"', 'Macro(\n            name="link"', "there is a macro 'l"),
    "half a kind": ("kind.py", '    file="tallies",\n', "", "the kind 'tally' has one of file= and model="),
}  # fmt: skip
"""What is written in which file in the place of what, and how the problem begins that is told at its line."""
WHOLE = {"no component", "a name that is given", "a macro that is given", "half a kind"}
"""What is told of the file as a whole."""


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_in_a_sites_component_is_told_at_its_line(case: str, tmp_path: Path) -> None:
    root = beside(tmp_path / "project")
    name, old, new, told = WRONG[case]
    file = root / HERE / name
    text = file.read_text(encoding="utf-8")
    line = 1 if case in WHOLE else text[: text.index(old)].count("\n") + 1
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    (problem,) = read_project(root, SECOND_DATE).problems
    assert str(problem).startswith(f"{HERE}/{name}:{line}:1: {told}") and problem.code == "component" and problem.hint
    file.write_text(text, encoding="utf-8")
    assert read_project(root, SECOND_DATE).problems == ()


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("tally.kind:TALLIES", "it cannot be loaded: AttributeError"),
        ("tally.kind:TALLY", "tally.kind:TALLY is no Component"),
        ("storysite.components.cycle.kind:COMPONENT", "there is a component 'cycle' already"),
    ],
)
def test_what_is_wrong_in_a_packages_component_is_told_with_its_name(
    value: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = installed(tmp_path / "project")
    (tmp_path / "packages/tallies-1.dist-info/entry_points.txt").write_text(
        f"[{GROUP}]\ntally = {value}\n", encoding="utf-8"
    )
    monkeypatch.syspath_prepend(str(tmp_path / "packages"))
    (problem,) = [problem for problem in read_project(root, SECOND_DATE).problems if problem.path == "mkdocs.yml"]
    assert problem.message.startswith(f"the installed package tallies brings the component 'tally': {told}")
    assert problem.code == "component" and "pip uninstall tallies" in problem.hint


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    running = Preview(beside(tmp_path / "project"))
    yield running
    running.end()


@pytest.mark.slow
def test_the_preview_follows_a_sites_component(preview: Preview) -> None:
    folder = preview.root / HERE
    preview.shows("tallies/", "Foghorns: 41")
    with edited(folder / "page.html", "}}: {{", "}} – {{"):
        preview.shows("tallies/", "Foghorns – 41")
    with edited(folder / "kind.py", 'word="tally"', 'word="count"'):
        preview.shows("id/one-night/", '<p class="kind">Count')
