"""Outside addresses, asked on this machine: a page that is there, one that has moved, one that is gone, and no answer."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from macros.commands import main
from macros.editing import seen
from macros.editing.seen import Answer
from macros.problems import Problem
from macros.project import read_project
from macros.records import Seen
from tests.permanence import FIRST, LATER, first_release

ANSWERS = {"/there": 200, "/moved": 301, "/gone": 404, "/long-gone": 410, "/refused": 403, "/passing": 302, "/loop": 301, "/to-gone": 301, "/broken": 500, "/to-nowhere": 301, "/to-script": 302}
LEADS = {"/moved": "/there", "/passing": "/there", "/loop": "/loop", "/to-gone": "/gone", "/to-nowhere": "http://[bad/", "/to-script": "javascript:alert(1)"}


class Handler(BaseHTTPRequestHandler):
    asked: list[tuple[str, str, str]] = []
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
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def silent() -> Iterator[str]:
    """An address where somebody listens and never answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"


ASK = seen.asker("A test", timeout=0.5, pause=0)


def test_each_answer_has_its_word(host: str) -> None:
    found = {one.url.removeprefix(host): (one.answer, one.code, one.to) for one in seen.check([host + path for path in [*ANSWERS, "/no-head"]], {}, FIRST, ASK)}
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


def test_nothing_answers(silent: str) -> None:
    addresses = [silent, "http://127.0.0.1:9/", "http://nowhere.invalid/", "http://[bad/"]
    assert [one.answer for one in seen.check(addresses[:3], {}, FIRST, ASK)] == ["silent"] * 3
    assert ASK(addresses[3]) == Answer(None)


def test_it_says_who_asks_and_fetches_no_more_than_it_must(host: str) -> None:
    Handler.asked.clear()
    ASK(f"{host}/there")
    assert Handler.asked == [("HEAD", "/there", "A test")]


def test_it_waits_between_two_questions_to_one_host(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(seen.time, "sleep", waited.append)
    ask = seen.asker("A test", pause=60)
    ask(f"{host}/there")
    ask(f"{host}/there")
    assert len(waited) == 1 and 50 < waited[0] <= 60


def test_what_was_seen_once_is_remembered() -> None:
    first = seen.check(["http://a.org/"], {}, FIRST, lambda _: Answer(200))
    later = seen.check(["http://a.org/"], {one.url: one for one in first}, LATER, lambda _: Answer(None))
    assert (later[0].answer, later[0].asked.text, later[0].seen.text if later[0].seen else "") == ("silent", "2026-03-01", "2026-02-01")
    assert seen.worse({one.url: one for one in first}, later) == later
    assert seen.worse({one.url: one for one in later}, later) == []


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
    assert seen.outside_addresses(read_project(root, LATER)) == [f"{host}/gone", f"{host}/moved", f"{host}/there"]


def test_the_answers_are_written_and_printed_on_the_pages(root: Path, host: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(seen, "PAUSE", 0)
    monkeypatch.setattr(seen.asker, "__defaults__", (1.0, 0.0))
    monkeypatch.delenv("GITHUB_EVENT_NAME", raising=False)
    assert run(root) == 1
    assert "gone (404)" in capsys.readouterr().out

    project = read_project(root, LATER)
    assert not project.problems
    assert {url.removeprefix(host): one.answer for url, one in project.library.seen.items()} == {"/gone": "gone", "/moved": "moved", "/there": "there"}
    shown = project.render("reference.md", "register", "sources")
    assert "Gone from its address, as it answered on 1 March 2026." in shown
    assert f'<a href="{host}/there">An archived copy</a>' in shown
    assert "Its address leads on to another; last seen on 1 March 2026." in shown
    assert run(root, date(2026, 4, 1)) == 0, "what was gone before is not newly gone"


def test_a_pull_request_asks_nobody(root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    Handler.asked.clear()
    monkeypatch.setenv("GITHUB_EVENT_NAME", "pull_request")
    assert run(root) == 2
    assert Handler.asked == []
    assert not (root / "docs/data/seen.yml").exists()
    assert "never for a pull request" in capsys.readouterr().err


@pytest.mark.parametrize("answer", ["there", "moved", "gone", "refused", "silent"])
def test_every_answer_reads_back_as_it_was_written(root: Path, answer: str) -> None:
    one = Seen.model_validate({"url": "https://a.org/x?y=1&z=:%20#a", "asked": "2026-03-01", "answer": answer, "code": "301", "to": "https://b.org/:/"})
    (root / "docs/data/seen.yml").write_text(seen.seen_text([one]), encoding="utf-8")
    project = read_project(root, LATER)
    found: list[Problem] = list(project.problems)
    assert (found, project.library.seen) == ([], {one.url: one})
