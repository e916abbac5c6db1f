"""Outside addresses, asked on this machine: a page that is there, one that has moved, one that is gone, and no answer."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from storysite.checks.read_project import read_project
from storysite.cli.commands import main
from storysite.core import web_address
from storysite.core.diagnostics import Problem
from storysite.editing import link_check
from storysite.editing.link_check import Answer
from storysite.records import Seen
from tests.permanence import FIRST, LATER, first_release
from tests.projects import make

ANSWERS = {
    "/there": 200,
    "/moved": 301,
    "/gone": 404,
    "/long-gone": 410,
    "/refused": 403,
    "/passing": 302,
    "/loop": 301,
    "/to-gone": 301,
    "/broken": 500,
    "/to-nowhere": 301,
    "/to-script": 302,
}
LEADS = {
    "/moved": "/there",
    "/passing": "/there",
    "/loop": "/loop",
    "/to-gone": "/gone",
    "/to-nowhere": "http://[bad/",
    "/to-script": "javascript:alert(1)",
}


class Handler(BaseHTTPRequestHandler):
    asked: ClassVar[list[tuple[str, str, str]]] = []
    knows_head = True

    def do_GET(self) -> None:
        self.asked.append((self.command, self.path, self.headers.get("User-Agent", "")))
        code = ANSWERS.get(self.path, 200)
        if self.command == "HEAD" and self.path == "/no-head":
            code = 405
        self.send_response(code)
        if self.path in LEADS:
            self.send_header("Location", LEADS[self.path])
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_GET

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    """A host with a public name, which is this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://story.org:{server.server_port}"
        server.shutdown()


NAMES = {"story.org": "127.0.0.1", "away.org": "127.0.0.1", "two.org": "127.0.0.1"}
RESOLVE = socket.getaddrinfo


@pytest.fixture(autouse=True)
def public(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names that lead to this machine, and this machine as if everybody reached it: in these tests alone."""

    def resolve(host: str, port: int, *others: object, **more: object) -> object:
        if host not in NAMES and not host[0].isdigit():
            raise socket.gaierror(f"nobody knows {host}")
        return RESOLVE(NAMES.get(host, host), port, *others, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(web_address, "is_public", lambda address: address == "127.0.0.1" or IS_PUBLIC(address))


IS_PUBLIC = web_address.is_public


@pytest.fixture
def silent() -> Iterator[str]:
    """An address where somebody listens and never answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield f"http://story.org:{listening.getsockname()[1]}/"


ASK = link_check.asker("A test", timeout=0.5, pause=0)


def test_each_answer_has_its_word(host: str) -> None:
    found = {
        one.url.removeprefix(host): (one.answer, one.code, one.to)
        for one in link_check.check([host + path for path in [*ANSWERS, "/no-head"]], {}, FIRST, ASK)
    }
    assert found == {
        "/there": ("there", 200, None),
        "/moved": ("moved", 301, f"{host}/there"),
        "/gone": ("gone", 404, None),
        "/long-gone": ("gone", 410, None),
        "/refused": ("refused", 403, None),
        "/passing": ("there", 200, None),
        "/loop": ("refused", 301, None),
        "/to-gone": ("gone", 404, None),
        "/broken": ("refused", 500, None),
        "/to-nowhere": ("refused", 301, None),
        "/to-script": ("refused", 302, None),
        "/no-head": ("there", 200, None),
    }


def test_where_nothing_answers_it_is_told(host: str, silent: str) -> None:
    addresses = [host + "/there", silent, "http://two.org:9/", "http://nowhere.org/"]
    assert [one.answer for one in link_check.check(addresses, {}, FIRST, ASK)] == [
        "there",
        "silent",
        "silent",
        "silent",
    ]


def test_it_says_who_asks_and_fetches_no_more_than_it_must(host: str) -> None:
    Handler.asked.clear()
    ASK(f"{host}/there")
    assert Handler.asked == [("HEAD", "/there", "A test")]


def test_it_waits_between_two_questions_to_one_host(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(link_check.time, "sleep", waited.append)
    ask = link_check.asker("A test", pause=60)
    ask(f"{host}/there")
    ask(f"{host}/there")
    assert len(waited) == 1 and 50 < waited[0] <= 60


PRIVATE = (
    "127.0.0.1",
    "10.0.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "::1",
    "fe80::1",
    "fd00::1",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
    "2002:a00:1::",
    "no address",
)


@pytest.mark.parametrize("address", PRIVATE)
def test_these_are_not_for_everybody(address: str) -> None:
    assert not IS_PUBLIC(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34"])
def test_these_are(address: str) -> None:
    assert IS_PUBLIC(address)


@pytest.mark.parametrize("numbers", [["10.0.0.1"], ["::1"], ["127.0.0.1", "169.254.169.254"]], ids=str)
def test_a_name_that_means_a_private_machine_is_not_asked(
    host: str, numbers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither when a record names it nor when a redirect leads there, not even where one of several numbers is public."""
    monkeypatch.setattr(web_address, "is_public", lambda address: address == "127.0.0.1")
    before, port = socket.getaddrinfo, host.rpartition(":")[2]

    def resolve(name: str, *others: object, **more: object) -> object:
        return (
            [(socket.AF_INET, socket.SOCK_STREAM, 0, "", (number, port)) for number in numbers]
            if name == "inside.org"
            else before(name, *others, **more)
        )  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setitem(LEADS, "/moved", f"http://inside.org:{port}/there")
    Handler.asked.clear()
    addresses = [f"http://inside.org:{port}/there", f"{host}/moved", f"{host}/there"]
    assert [one.answer for one in link_check.check(addresses, {}, FIRST, ASK)] == ["refused", "refused", "there"]
    assert [path for _, path, _ in Handler.asked] == ["/moved", "/there"]


@pytest.mark.parametrize(
    "to",
    [
        "http://127.0.0.1:{}/there",
        "http://localhost:{}/there",
        "http://[::1]:{}/there",
        "http://0x7f.1:{}/there",
        "http://user:pw@story.org:{}/there",
    ],
)
def test_a_redirect_to_a_private_machine_is_not_followed(host: str, to: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_address, "is_public", IS_PUBLIC)
    monkeypatch.setattr(link_check, "_numbers", lambda host, port: ["127.0.0.1"])
    monkeypatch.setitem(LEADS, "/moved", to.format(host.rpartition(":")[2]))
    Handler.asked.clear()
    assert [one.answer for one in link_check.check([f"{host}/moved"], {}, FIRST, ASK)] == ["refused"]
    assert [path for _, path, _ in Handler.asked] == ["/moved"]


def test_a_page_with_a_japanese_name_is_asked(host: str) -> None:
    Handler.asked.clear()
    assert ASK(f"{host}/電気?語=日#本") == Answer(200)
    assert [path for _, path, _ in Handler.asked] == ["/%E9%9B%BB%E6%B0%97?%E8%AA%9E=%E6%97%A5"]


def test_what_was_seen_once_is_remembered() -> None:
    first = link_check.check(["http://a.org/"], {}, FIRST, lambda _: Answer(200))
    later = link_check.check(
        ["http://a.org/", "http://b.org/"],
        {one.url: one for one in first},
        LATER,
        lambda url: Answer(200 if "b.org" in url else None),
    )[:1]
    assert (later[0].answer, later[0].asked.text, later[0].seen.text if later[0].seen else "") == (
        "silent",
        "2026-03-01",
        "2026-02-01",
    )
    assert link_check.worse({one.url: one for one in first}, later) == later
    assert link_check.worse({one.url: one for one in later}, later) == []


# --- in a project -----------------------------------------------------------------------------


@pytest.fixture
def root(host: str, tmp_path: Path) -> Path:
    """The small project, its sources on this machine's host."""
    root = first_release(tmp_path / "project")
    path = root / "docs/data/sources.yml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("url: https://railway.example/report", f"url: {host}/gone\n  archive: {host}/there")
    text = text.replace("url: https://herald.example/1901", f"url: {host}/moved")
    path.write_text(text, encoding="utf-8")
    return root


def run(root: Path, today: date = LATER) -> int:
    return main(["sources", "--check", "--project", str(root), "--today", str(today)])


def test_what_is_asked(root: Path, host: str) -> None:
    assert link_check.outside_addresses(read_project(root, LATER)) == [f"{host}/gone", f"{host}/moved", f"{host}/there"]


def test_the_answers_are_written_and_printed_on_the_pages(
    root: Path, host: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(link_check, "PAUSE", 0)
    monkeypatch.setattr(link_check.asker, "__defaults__", (1.0, 0.0))
    monkeypatch.delenv("GITHUB_EVENT_NAME", raising=False)
    assert run(root) == 1
    assert "gone (404)" in capsys.readouterr().out

    project = read_project(root, LATER)
    assert not project.problems
    assert {url.removeprefix(host): one.answer for url, one in project.library.seen.items()} == {
        "/gone": "gone",
        "/moved": "moved",
        "/there": "there",
    }
    shown = project.render("reference.md", "register", "sources")
    assert "Gone from its address, as it answered on 1 March 2026." in shown
    assert f'<a href="{host}/there">An archived copy</a>' in shown
    assert "Its address leads on to another; last seen on 1 March 2026." in shown
    assert run(root, date(2026, 4, 1)) == 0, "what was gone before is not newly gone"


@pytest.mark.parametrize("lost", ["from the beginning", "on the way"])
def test_a_lost_network_says_nothing_of_the_sources(
    root: Path, lost: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is written, for a workflow would commit it."""
    asked: list[str] = []

    def ask(address: str) -> Answer:
        asked.append(address)
        return Answer(404 if lost == "on the way" and len(asked) == 1 else None)

    monkeypatch.delenv("GITHUB_EVENT_NAME", raising=False)
    monkeypatch.setattr(link_check, "asker", lambda _: ask)
    before = snapshot(root)
    assert run(root) == 2
    assert (
        capsys.readouterr().err
        == "macros: nothing was written: no address answers; see to the network, then try again\n"
    )
    assert snapshot(root) == before


def test_a_site_that_names_no_address_has_nothing_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("GITHUB_EVENT_NAME", raising=False)
    root = make({}, tmp_path / "project")  # all its addresses are reserved for examples
    before = snapshot(root)
    assert run(root) == 0
    assert "nothing was asked, and nothing was written" in capsys.readouterr().out
    assert snapshot(root) == before


def test_without_a_network_it_ends_soon() -> None:
    asked: list[str] = []
    with pytest.raises(link_check.NoNetwork):
        link_check.check(
            (f"https://{letter}.org/" for letter in "abcdefghijklmnopqrstuvwxyz"),
            {},
            FIRST,
            lambda address: asked.append(address) or Answer(None),
        )
    assert len(asked) == link_check.ENOUGH


def test_many_pages_of_one_dead_host_are_no_lost_network() -> None:
    addresses = [*(f"https://a.org/{number}" for number in range(20)), "https://b.org/"]
    found = link_check.check(addresses, {}, FIRST, lambda address: Answer(200 if "b.org" in address else None))
    assert [one.answer for one in found] == ["silent"] * 20 + ["there"]


def snapshot(root: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.mark.slow
def test_a_pull_request_asks_nobody(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Handler.asked.clear()
    monkeypatch.setenv("GITHUB_EVENT_NAME", "pull_request")
    assert run(root) == 2
    assert Handler.asked == []
    assert not (root / "docs/data/seen.yml").exists()
    assert "never for a pull request" in capsys.readouterr().err


@pytest.mark.parametrize("answer", ["there", "moved", "gone", "refused", "silent"])
def test_every_answer_reads_back_as_it_was_written(root: Path, answer: str) -> None:
    one = Seen.model_validate(
        {
            "url": "https://a.org/x?y=1&z=:%20#a",
            "asked": "2026-03-01",
            "answer": answer,
            "code": "301",
            "to": "https://b.org/:/",
        }
    )
    (root / "docs/data/seen.yml").write_text(link_check.seen_text([one]), encoding="utf-8")
    project = read_project(root, LATER)
    found: list[Problem] = list(project.problems)
    assert (found, project.library.seen) == ([], {one.url: one})
