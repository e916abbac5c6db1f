"""A deployment says where the site is published: every link and file then says that address, and no other."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from storysite.bootstrap.environment import ENGINES
from storysite.bootstrap.provenance import OriginProblem
from storysite.cli.commands import main
from storysite.engines.adapters import project_at, site_address
from tests.commands import environment, macros
from tests.conftest import ROOT
from tests.permanence import LATER, first_release

RECORDED, DEPLOYED = "gull-rock.example/light", "harbour.example/pages/light"
NAMED = {"calendar.ics", "changes.xml"}
"""Files whose entries are named by the recorded address for ever; their links lead to the new one."""


def texts(site: Path) -> Iterator[tuple[str, str]]:
    """Every text of a site, those in its archives and documents too."""
    for path in sorted(site.rglob("*")):
        if path.is_file():
            yield from _texts(path.relative_to(site).as_posix(), path.read_bytes())


def _texts(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    if name.endswith((".zip", ".pptx", ".docx", ".xlsx")):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for inner in archive.namelist():
                yield from _texts(f"{name}/{inner}", archive.read(inner))
    else:
        yield name, content.decode("utf-8", errors="ignore")


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_every_link_and_file_says_the_address_of_the_deployment(second: Path, engine: str, tmp_path: Path) -> None:
    site = tmp_path / "deployed"
    options = {"engine": engine, "today": "2026-01-31", "project": second, "site-dir": site}
    arguments = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    given = environment(SITE_URL=f"https://{DEPLOYED}")  # a host names it without its last slash
    done = macros(ROOT, "build", *arguments, env=given)
    assert done.returncode == 0, done.stdout + done.stderr
    old = [
        (name, around) for name, text in texts(site) for around in re.findall(rf".{{0,30}}https?://{RECORDED}", text)
    ]
    assert [one for one in old if one[0].rpartition("/")[2] not in NAMED and "first_address" not in one[1]] == []
    assert not [one for one in old if re.search(r'(?:href="|URL[^:]*:)http', one[1])]
    new = {name for name, text in texts(site) if f"https://{DEPLOYED}/" in text}
    assert {"index.html", "sitemap.xml", "robots.txt", "links.json", "data/all.json"} <= new
    assert any(name.endswith(".svg") for name in new) and any(".pptx/" in name for name in new)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("ftp://harbour.example/", "begins with"),
        ("https://harbour.example/?a=b", "leave out"),
        ("harbour", "begins with"),
    ],
)
def test_an_address_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch, given: str, told: str) -> None:
    monkeypatch.setenv("SITE_URL", given)
    with pytest.raises(OriginProblem, match=f"SITE_URL.*{told}"):
        site_address()


def test_a_configuration_that_does_not_ask_for_it_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    root = first_release(tmp_path / "project")
    (root / "mkdocs.yml").write_text("site_url: https://railway.example/story/\n", encoding="utf-8")
    monkeypatch.setenv("SITE_URL", "https://harbour.example/")
    (problem,) = [one for one in project_at(root, LATER).problems if "SITE_URL" in one.message]
    assert "!ENV [SITE_URL, https://railway.example/story/]" in problem.hint
    monkeypatch.setenv("SITE_URL", "")
    assert not [one for one in project_at(root, LATER).problems if "SITE_URL" in one.message]


def test_a_release_under_the_address_of_the_deployment_warns_of_no_other(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = first_release(tmp_path / "project")
    arguments = ["release", "--project", str(root), "--today", str(LATER)]
    main(arguments)
    assert "reserved address" in capsys.readouterr().err
    monkeypatch.setenv("SITE_URL", "https://www.city-of-hills.org/railway/")
    main(arguments)
    assert "reserved address" not in capsys.readouterr().err
