"""What a build says of itself: its manifest, its bill of materials, and a folder held against them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from storysite.bootstrap.environment import read_pins
from storysite.cli.commands import main
from storysite.deploy.offline import edition
from storysite.output.manifest import FILE, read_manifest
from storysite.output.sbom import FILE as BOM
from tests.conftest import READING_DATE, ROOT

REF = {"type": "string", "minLength": 1}
COMPONENT = {
    "type": "object",
    "required": ["type", "name"],
    "properties": {
        "type": {
            "enum": [
                "application",
                "framework",
                "library",
                "container",
                "platform",
                "operating-system",
                "device",
                "file",
                "data",
            ]
        },
        "bom-ref": REF,
        "name": {"type": "string"},
        "version": {"type": "string", "maxLength": 1024},
        "purl": {"type": "string", "pattern": r"^pkg:pypi/[a-z0-9.-]+@[^@]+$"},
        "publisher": {"type": "string"},
        "description": {"type": "string"},
        "licenses": {
            "oneOf": [
                {
                    "type": "array",
                    "minItems": 1,
                    "maxItems": 1,
                    "items": {
                        "type": "object",
                        "required": ["expression"],
                        "additionalProperties": False,
                        "properties": {"expression": {"type": "string"}},
                    },
                },
                {
                    "type": "array",
                    "minItems": 1,
                    "items": {
                        "type": "object",
                        "required": ["license"],
                        "additionalProperties": False,
                        "properties": {
                            "license": {
                                "type": "object",
                                "required": ["name"],
                                "additionalProperties": False,
                                "properties": {"name": {"type": "string"}},
                            }
                        },
                    },
                },
            ]
        },
        "externalReferences": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["url", "type"],
                "additionalProperties": False,
                "properties": {"url": {"type": "string"}, "type": {"enum": ["website"]}},
            },
        },
    },
    "additionalProperties": False,
}
DEMANDED = {
    "type": "object",
    "required": ["bomFormat", "specVersion", "serialNumber", "version", "metadata", "components", "dependencies"],
    "properties": {
        "$schema": {"const": "http://cyclonedx.org/schema/bom-1.6.schema.json"},
        "bomFormat": {"const": "CycloneDX"},
        "specVersion": {"const": "1.6"},
        "serialNumber": {"pattern": "^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"},
        "version": {"type": "integer", "minimum": 1},
        "metadata": {
            "type": "object",
            "properties": {
                "timestamp": {"pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
                "lifecycles": {"const": [{"phase": "build"}]},
                "tools": {
                    "type": "object",
                    "properties": {"components": {"type": "array", "items": COMPONENT}},
                    "additionalProperties": False,
                },
                "component": COMPONENT,
                "properties": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["name", "value"],
                        "properties": {"name": {"type": "string"}, "value": {"type": "string"}},
                    },
                },
            },
            "additionalProperties": False,
        },
        "components": {"type": "array", "uniqueItems": True, "items": COMPONENT},
        "dependencies": {
            "type": "array",
            "uniqueItems": True,
            "items": {
                "type": "object",
                "required": ["ref"],
                "additionalProperties": False,
                "properties": {"ref": REF, "dependsOn": {"type": "array", "uniqueItems": True, "items": REF}},
            },
        },
    },
    "additionalProperties": False,
}
"""What CycloneDX 1.6 demands of the parts that we write."""


def read(site: Path, file: str = FILE) -> dict[str, Any]:
    return dict(json.loads((site / file).read_text(encoding="utf-8")))


def git(*arguments: str) -> str:
    return subprocess.run(
        ["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, check=False
    ).stdout.strip()


def test_it_names_every_file_with_its_digest(site: Path) -> None:
    there = {
        path.relative_to(site).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in site.rglob("*")
        if path.is_file()
    }
    there.pop(FILE)
    assert read(site)["files"] == there and BOM in there


def test_it_says_what_the_site_is_made_from(site: Path) -> None:
    told = read(site)
    assert told["commit"] == (git("rev-parse", "HEAD") or None)
    assert told["read_on"] == str(READING_DATE)
    assert told["engine"] == "mkdocs" and told["versions"]["mkdocs"] == metadata.version("mkdocs")
    assert {"CPython", "pagefind", "python-pptx", "resvg_py"} <= set(told["versions"])
    assert "pytest" not in told["versions"]


def test_neither_names_a_place_on_this_machine(site: Path) -> None:
    text = (site / FILE).read_text(encoding="utf-8") + (site / BOM).read_text(encoding="utf-8")
    for place in (str(ROOT), str(Path.home()), str(site), "/usr/", "\\\\"):
        assert place not in text, place


def test_the_bill_is_what_the_standard_demands(site: Path) -> None:
    jsonschema.validate(read(site, BOM), DEMANDED)


def test_the_bill_names_all_that_a_build_is_made_with_and_what_needs_what(site: Path) -> None:
    bill = read(site, BOM)
    refs = [component["bom-ref"] for component in bill["components"]]
    assert len(refs) == len(set(refs))
    needs = {entry["ref"]: entry.get("dependsOn", []) for entry in bill["dependencies"]}
    root = bill["metadata"]["component"]["bom-ref"]
    assert set(needs) == {root, *refs}
    reached, waiting = set(), [root]
    while waiting:
        ref = waiting.pop()
        if ref not in reached:
            reached.add(ref)
            waiting += needs[ref]
    assert reached == {root, *refs}, "everything is there because something needs it"
    names = {component["name"].lower() for component in bill["components"]}
    assert {"mkdocs", "mkdocs-material", "pygments", "lxml", "cpython"} <= names and not {
        "pytest",
        "playwright",
    } & names
    pins = read_pins((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    for component in bill["components"]:
        if "purl" in component:
            name, _, version = component["purl"].removeprefix("pkg:pypi/").partition("@")
            assert version in pins[name.replace(".", "-")], component["purl"]


def test_the_offline_edition_has_a_manifest_of_its_own(site: Path, project: Any) -> None:
    files = edition(site, project, read_manifest(site))
    told = json.loads(files[FILE])
    assert told["files"] == {name: sha256(content).hexdigest() for name, content in files.items() if name != FILE}
    assert told["commit"] == read(site)["commit"]


# --- verify ----------------------------------------------------------------------------------


@pytest.fixture
def folder(built_second: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built_second / "site", tmp_path / "the site"))


def verify(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    status = main(["verify", str(folder)])
    said = capsys.readouterr()
    return status, (said.out + said.err).splitlines()


def test_a_whole_folder_is_as_it_was_built(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, lines = verify(folder, capsys)
    assert status == 0 and len(lines) == 1
    assert re.fullmatch(
        r"All \d+ files are as they were built \(https://gull-rock.example/light/, no commit, read on 2026-01-31\)\.",
        lines[0],
    )


def test_what_is_missing_changed_or_more_is_told_each(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "index.html").write_bytes((folder / "index.html").read_bytes() + b" ")
    (folder / "404.html").unlink()
    (folder / "deep").mkdir()
    (folder / "deep" / "extra.html").write_text("", encoding="utf-8")
    (folder / "robots.txt").rename(folder / "robots")
    (folder / "robots.txt").symlink_to("robots")
    status, lines = verify(folder, capsys)
    assert status == 1
    assert lines[:-1] == [
        "missing: 404.html",
        "changed: index.html",
        "changed: robots.txt",
        "not of this build: deep/extra.html",
        "not of this build: robots",
    ]
    assert lines[-1].startswith("5 files not as built (https://gull-rock.example/light/")


def test_a_file_in_the_place_of_a_folder_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(folder / "search")
    (folder / "search").write_text("", encoding="utf-8")
    status, lines = verify(folder, capsys)
    assert status == 1 and "missing: search/pagefind.js" in lines and "not of this build: search" in lines


@pytest.mark.parametrize("text", ["", "{", "[]", '{"files": []}', "\ud800"])
def test_a_damaged_manifest_is_told_in_a_line(text: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / FILE).write_text(text, encoding="utf-8", errors="surrogatepass")
    assert verify(folder, capsys) == (1, [f"macros: {FILE} is damaged"])


def test_a_manifest_of_strange_things_leads_nowhere(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / FILE).write_text(
        json.dumps({"files": {"../../etc/passwd": 1, "/etc/passwd": "x"}, "commit": 3}), encoding="utf-8"
    )
    status, lines = verify(folder, capsys)
    assert status == 1 and lines[:2] == ["missing: ../../etc/passwd", "missing: /etc/passwd"]


@pytest.mark.parametrize("name", ["", "nowhere"])
def test_a_folder_without_a_manifest_is_told_in_a_line(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, lines = verify(tmp_path / name, capsys)
    assert status == 1 and len(lines) == 1 and "there is no build/manifest.json" in lines[0]
