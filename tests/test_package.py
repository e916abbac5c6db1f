"""The generator as a package: what its wheel holds, and the walk of somebody who has nothing but the wheel."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import urllib.request
import venv
import zipfile
from collections.abc import Mapping
from datetime import date
from importlib.metadata import EntryPoint
from pathlib import Path
from urllib.parse import urljoin

import pytest
import yaml
from mkdocs.plugins import BasePlugin

from storysite.bootstrap.environment import ENGINES, python_in
from storysite.bootstrap.installation import PACKAGE, SHARED, THEME
from storysite.checks.advice import advice
from storysite.checks.read_project import read_project
from storysite.editing.files import texts_of
from storysite.editing.new_site import write_site
from tests.commands import PASSED_ON
from tests.projects import ROOT
from tests.serving import answers, free_port
from tests.waiting import until

TODAY = date(2026, 11, 28)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
WHEEL = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
LONGEST = 120
HALF_MINUTE = 30


def contents() -> dict[str, Path]:
    """What a wheel holds of the generator, by the path in it, and where each file comes from."""
    assert WHEEL["packages"] == ["macros/storysite"]
    folders = {"storysite": PACKAGE, **{to: ROOT / folder for folder, to in WHEEL["force-include"].items()}}
    found = {
        f"{to}/{path.relative_to(folder).as_posix()}": path
        for to, folder in folders.items()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert len(found) > 200
    return found


def entry_points() -> str:
    """The entry points as an installed package tells of them."""
    project = PROJECT["project"]
    groups = {"console_scripts": project["scripts"], **project["entry-points"]}
    return "\n".join(
        line for group, names in groups.items() for line in (f"[{group}]", *(f"{k} = {v}" for k, v in names.items()))
    )


def test_the_entry_points_lead_to_what_is_there() -> None:
    script, plugin = PROJECT["project"]["scripts"], PROJECT["project"]["entry-points"]["mkdocs.plugins"]
    assert callable(EntryPoint("storysite", script["storysite"], "console_scripts").load())
    assert issubclass(EntryPoint("storysite", plugin["storysite"], "mkdocs.plugins").load(), BasePlugin)


def test_the_wheel_holds_each_template_style_and_script_that_a_site_names() -> None:
    held = contents()
    assert {"base.html", "assets/css/1-tokens.css", "assets/js/site.js"} <= {
        name.removeprefix("storysite/theme/") for name in held
    }
    text = (
        held["storysite/starter/mkdocs.yml"]
        .read_text(encoding="utf-8")
        .replace("$title", "x")
        .replace("$language", "en")
    )
    settings = yaml.load(text, yaml.CBaseLoader)
    lost = [f for f in settings["extra_css"] if f"storysite/starter/docs/{f}" not in held]
    assert not lost, f"no wheel holds {lost}"
    assert len(SHARED) > 10
    lost = [f for f in SHARED if f"storysite/theme/{f}" not in held]
    assert not lost, f"no wheel holds {lost}"
    sheets = {f"assets/css/{path.name}" for path in (THEME / "assets/css").glob("*.css")}
    assert sheets < set(SHARED), f"no page asks for {sheets - set(SHARED)}"
    assert "storysite/py.typed" in held


@pytest.mark.parametrize(
    "title", ["The Bakery", "Bread: a “story”", 'A "quoted" name', "No", "2024", "Brot & Käse", "$5"]
)
@pytest.mark.parametrize("language", ["en", "de"])
def test_a_new_site_passes_the_check_without_advice(title: str, language: str, tmp_path: Path) -> None:
    root = tmp_path / "site"
    paths, problems = write_site(root, title, language, TODAY)
    assert not problems and len(paths) > 20
    project = read_project(root, TODAY)
    assert project.library.publisher.title == title
    assert not [*project.problems, *advice(project, texts_of(root))]
    assert f"language: {language}" in (root / "mkdocs.yml").read_text(encoding="utf-8")
    assert {".gitignore", "README.md", ".github/workflows/site.yml", "docs/assets/css/brand.css"} <= set(paths)


@pytest.mark.parametrize(
    ("title", "language", "told"),
    [
        ("A", "english", "no language"),
        ("A", "en; rm", "no language"),
        ("", "en", "a title is needed"),
        ("two\nlines", "en", "a title is needed"),
        ("{{ x }}", "en", "template"),
    ],
)
def test_a_new_site_is_refused_whole(title: str, language: str, told: str, tmp_path: Path) -> None:
    paths, problems = write_site(tmp_path / "site", title, language, TODAY)
    assert not paths and told in " ".join(problem.text for problem in problems)
    assert not (tmp_path / "site").exists()


def test_a_new_site_takes_the_place_of_nothing(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    paths, problems = write_site(tmp_path, "A", "en", TODAY)
    assert not paths and "already" in problems[0].text
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


# --- with nothing but the package ------------------------------------------------------------


def fresh(folder: Path, others: Path) -> Path:
    """The packages' folder of a new environment, which sees those of another environment too."""
    venv.create(folder, symlinks=os.name != "nt")
    [packages] = [path for path in folder.rglob("site-packages") if path.is_dir()]
    (packages / "others.pth").write_text(f"{others}\n", encoding="utf-8")
    return packages


def lay_out(packages: Path) -> None:
    """The generator in an environment, as pip would put it there."""
    for name, path in contents().items():
        (packages / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, packages / name)
    project = PROJECT["project"]
    about = packages / f"storysite-{project['version']}.dist-info"
    about.mkdir()
    (about / "entry_points.txt").write_text(entry_points(), encoding="utf-8")
    head = {"Metadata-Version": "2.1", "Name": project["name"], "Version": project["version"]}
    needs = [("Requires-Dist", line) for line in project["dependencies"]]
    lines = [*head.items(), ("Summary", project["description"]), *needs]
    (about / "METADATA").write_text("".join(f"{key}: {value}\n" for key, value in lines), encoding="utf-8")


def environment() -> Mapping[str, str]:
    """Nothing that leads to the checkout."""
    return {name: os.environ[name] for name in PASSED_ON if name in os.environ}


def storysite(python: Path, folder: Path, *arguments: str) -> str:
    """Run a command of the installed generator; what it says."""
    command = [str(python), "-m", "storysite", *arguments]
    done = subprocess.run(
        command, cwd=folder, env=environment(), capture_output=True, encoding="utf-8", timeout=LONGEST, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def served(address: str) -> str:
    """What a server answers."""
    with urllib.request.urlopen(address, timeout=HALF_MINUTE) as answer:
        return str(answer.read().decode())


def first_page(python: Path, folder: Path) -> str:
    """The first page of a preview, as soon as there is one; what the page of a record asks for is there, too."""
    port = free_port()
    command = [str(python), "-m", "storysite", "serve", "--port", str(port)]
    log = folder.parent / "serve.log"
    with log.open("w", encoding="utf-8") as said:
        serving = subprocess.Popen(command, cwd=folder, env=environment(), stdout=said, stderr=said)
    try:
        until(lambda: serving.poll() is not None or answers(port))
        assert serving.poll() is None, log.read_text(encoding="utf-8")
        record = f"http://127.0.0.1:{port}/id/oven-lit/"
        asked = re.findall(r'(?:data-late|rel="stylesheet" href)="([^" ]+)', served(record))
        assert {path.rpartition(".")[2] for path in asked} == {"css", "js"}
        assert all(served(urljoin(record, path)) for path in asked)
        return served(f"http://127.0.0.1:{port}/")
    finally:
        serving.terminate()
        serving.wait(HALF_MINUTE)


def walk(python: Path, folder: Path) -> Path:
    """From an empty folder to a site: begun, checked, built and shown; the built site."""
    said = storysite(python, folder, "new", "site", "story", "--title", "The Bread of Hill Street", "--language", "en")
    root = folder / "story"
    assert "storysite serve" in said
    assert "are in order" in storysite(python, root, "check")
    said = storysite(python, root, "build", "--today", str(TODAY))
    assert not re.search("warn", said, re.IGNORECASE), said
    home = (root / "site" / "index.html").read_text(encoding="utf-8")
    assert "<h1" in home and "The Bread of Hill Street" in home and "#38210f" in home.lower()
    for page, shown in {"story": 'class="events"', "story/loaves": "<table", "story/sales": "<svg"}.items():
        assert shown in (root / "site" / page / "index.html").read_text(encoding="utf-8")
    assert "The Bread of Hill Street" in first_page(python, root)
    return root / "site"


@pytest.mark.slow
def test_who_has_the_package_alone_has_a_site(tmp_path: Path) -> None:
    [others] = [Path(path) for path in sys.path if path.endswith("site-packages")][:1]
    lay_out(fresh(tmp_path / "env", others))
    site = walk(python_in(tmp_path / "env"), tmp_path)
    made_with = (site / "build/manifest.json").read_text(encoding="utf-8")
    assert '"storysite"' in made_with and '"mkdocs"' in made_with
    assert str(ROOT) not in made_with


@pytest.mark.nightly
@pytest.mark.slow
def test_the_second_engine_builds_a_new_site_too(tmp_path: Path) -> None:
    others = [*ENGINES["zensical"].venv.rglob("site-packages")]
    if not others:
        pytest.skip("Zensical is not installed: python3 -m macros build --engine zensical installs it")
    lay_out(fresh(tmp_path / "env", others[0]))
    python = python_in(tmp_path / "env")
    storysite(python, tmp_path, "new", "site", "story")
    storysite(python, tmp_path / "story", "build", "--engine", "zensical")
    home = (tmp_path / "story/site/index.html").read_text(encoding="utf-8")
    assert "The Bakery on Mill Street" in home and "#38210f" in home.lower()


@pytest.mark.nightly
def test_pip_makes_a_wheel_of_just_this_and_installs_it(tmp_path: Path) -> None:
    venv.create(tmp_path / "maker", with_pip=True, symlinks=os.name != "nt")
    pip = [str(python_in(tmp_path / "maker")), "-m", "pip", "-q"]
    subprocess.run([*pip, "wheel", "--no-deps", "-w", str(tmp_path), str(ROOT)], check=True, timeout=LONGEST)
    [wheel] = tmp_path.glob("storysite-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        names = {name for name in packed.namelist() if ".dist-info/" not in name}
    assert names == contents().keys()
    [others] = [Path(path) for path in sys.path if path.endswith("site-packages")][:1]
    packages = fresh(tmp_path / "env", others)
    command = [*pip, "install", "--no-deps", "--target", str(packages), str(wheel)]
    subprocess.run(command, check=True, timeout=LONGEST)
    walk(python_in(tmp_path / "env"), tmp_path)
