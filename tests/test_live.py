"""The whole ledger through a deployed site: one whose host knows nothing, and one behind nginx with headers and redirects."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from storysite.bootstrap.provenance import Origin
from storysite.checks.read_project import read_project
from storysite.cli.commands import main
from storysite.deploy.verify_live import Answer, fetcher, verify_live
from storysite.output.manifest import about, write_manifest
from storysite.pages.csp import RESOURCE_POLICY, SENT, write_policy
from storysite.project import Project
from tests.permanence import FIRST, LATER, edit, first_release, quick_site, release
from tests.serving import behind_nginx

ORIGIN = Origin(epoch=1772323200, commit="0123456789abcdef0123456789abcdef01234567")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Path]:
    """The small project with a page that moved and an id that was withdrawn, and its site."""
    folder = tmp_path_factory.mktemp("live")
    root = first_release(folder / "project")
    edit(
        root,
        [
            {"move": "docs/line.md", "to": "docs/railway.md"},
            {"in": "docs/data/redirects.yml", "append": "- from: /line/\n  to: /railway/\n  date: 2026-02-20\n"},
            {"in": "docs/data/glossary.yml", "cut": "- id: summit-club", "to": "END"},
            {
                "in": "docs/data/former.yml",
                "append": "- id: summit-club\n  withdrawn:\n    date: 2026-02-20\n    reason: Nobody knows of it.\n",
            },
        ],
    )
    release(root, LATER)
    project = read_project(root, LATER)
    assert not project.problems
    site = quick_site(project, folder / "site")
    (site / "404.html").write_text("<!doctype html><head></head><h1>This page is not here</h1>", encoding="utf-8")
    write_policy(site, project)
    write_manifest(site, about(project, ORIGIN, "mkdocs", None))
    return project, site


def served(site: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def plain(moved: tuple[Project, Path]) -> Iterator[str]:
    """A host without headers, redirects and a page of its own for what is not there."""
    yield from served(moved[1])


@pytest.mark.slow
def test_every_address_answers_on_a_plain_host_and_what_it_lacks_is_told(
    moved: tuple[Project, Path], plain: str
) -> None:
    found = verify_live(moved[0], plain, fetcher())
    assert found.failures == []
    assert found.missing == [
        "redirects (301) from _redirects: /line/ led on by the page at the old address",
        "the header Content-Security-Policy",
        *(f"the header {name}" for name in (*SENT, RESOURCE_POLICY)),
        "our own page where nothing is: 404.html",
    ]


def test_the_command_says_the_same(moved: tuple[Project, Path], plain: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--live", plain.rstrip("/"), "--project", str(moved[0].root), "--today", str(LATER)]) == 0
    printed = capsys.readouterr().out
    assert "The host lacks the header Content-Security-Policy." in printed
    assert "0 failures" in printed


@pytest.mark.slow
@pytest.mark.parametrize(
    ("harm", "failure"),
    [
        (lambda site: shutil.rmtree(site / "id" / "tunnel"), "tunnel: {}id/tunnel/ answers 404"),
        (lambda site: shutil.rmtree(site / "reference"), "tunnel: {}reference/ answers 404"),
        (lambda site: shutil.rmtree(site / "line"), "/line/: {}line/ answers 404, and should lead on to /railway/"),
        (lambda site: shutil.rmtree(site / "id" / "summit-club"), "summit-club: {}id/summit-club/ answers 404"),
        (
            lambda site: rewrite(site / "reference" / "index.html", 'id="tunnel"', ""),
            "tunnel: {}reference/ has no place #tunnel",
        ),
        (
            lambda site: rewrite(site / "reference" / "index.html", 'id="glossary"', ""),
            "/reference/#glossary: {}reference/ has no place #glossary",
        ),
        (
            lambda site: rewrite(site / "line" / "index.html", 'id="comfort.valley.water"', ""),
            "comfort.valley.water: {}line/ has no place #comfort.valley.water",
        ),
    ],
    ids=[
        "an id",
        "a page with anchors",
        "a page that moved",
        "an id that was withdrawn",
        "an anchor",
        "a heading",
        "an anchor of a page that moved",
    ],
)
def test_what_does_not_answer_is_told(moved: tuple[Project, Path], tmp_path: Path, harm, failure: str) -> None:  # type: ignore[no-untyped-def]
    site = Path(shutil.copytree(moved[1], tmp_path / "site"))
    harm(site)
    for address in served(site):
        assert failure.format(address) in verify_live(moved[0], address, fetcher()).failures


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_site_of_parked_pages_is_not_ours(moved: tuple[Project, Path]) -> None:
    parked = Answer(200, {}, "<html>This domain is for sale</html>", b"<html>This domain is for sale</html>")
    failures = verify_live(moved[0], "https://railway.example/story/", lambda _: parked).failures
    assert any("does not say which build this is" in failure for failure in failures)
    assert any("tunnel: " in failure and "answers with another page" in failure for failure in failures)
    assert any(failure.startswith("/reference/: ") and "answers with another page" in failure for failure in failures)


def test_a_file_that_is_not_as_it_was_built_is_told(moved: tuple[Project, Path], tmp_path: Path) -> None:
    site = Path(shutil.copytree(moved[1], tmp_path / "site"))
    (site / "data" / "figures.csv").write_text("id\n", encoding="utf-8")
    for address in served(site):
        found = verify_live(moved[0], address, fetcher())
        assert found.failures == [f"/data/figures.csv: {address}data/figures.csv is not the file that was built"]
        assert "commit 0123456789ab, read on 2026-03-01, release 2026-03-01" in found.about


def test_a_host_that_is_not_there_is_told(moved: tuple[Project, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--live", "http://127.0.0.1:9", "--project", str(moved[0].root), "--today", str(LATER)]) == 1
    assert "answers nothing" in capsys.readouterr().out


def test_a_redirect_to_the_wrong_place_is_told(moved: tuple[Project, Path], plain: str) -> None:
    ask = fetcher()

    def astray(address: str) -> Answer:
        return Answer(301, {"location": "/reference/"}, "") if address.endswith("/line/") else ask(address)

    assert (
        f"/line/: {plain}line/ leads on to /reference/, and should to /railway/"
        in verify_live(moved[0], plain, astray).failures
    )


def test_before_the_first_release_there_is_nothing_to_hold_it_to(
    moved: tuple[Project, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = first_release(tmp_path / "project")
    shutil.rmtree(root / "docs/data/releases")
    (root / "docs/data/published.txt").unlink()
    assert main(["verify", "--live", "http://127.0.0.1:9", "--project", str(root), "--today", str(FIRST)]) == 0
    assert "Nothing has been released yet" in capsys.readouterr().out


@pytest.mark.nginx
def test_a_host_with_headers_and_redirects_lacks_nothing(moved: tuple[Project, Path], tmp_path: Path) -> None:
    project, site = moved
    rootless = Path(shutil.copytree(site, tmp_path / "site"))
    rewrite(rootless / "nginx.conf", "/story/", "/")
    with behind_nginx(rootless, tmp_path) as address:
        found = verify_live(project, address, fetcher())
    assert (found.failures, found.missing) == ([], [])
