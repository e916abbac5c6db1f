"""Whom the preview answers, and what it sends with each answer: the server alone, on raw connections."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from storysite.pages.csp import SENT
from storysite.preview import server as serving
from storysite.preview.server import Server, open_server
from storysite.preview.shown import Shown
from tests.conftest import ROOT
from tests.waiting import until

LIMIT = 0.6
"""Seconds that a client has in these tests."""


class Stub:
    """A preview of one page, for a server that is asked for anything."""

    def __init__(self) -> None:
        self.root = ROOT
        self.tick = 1
        self.ticked = threading.Condition()
        self.asked: list[str] = []
        self.given: list[tuple[str, dict[str, str]]] = []

    def form(self, what: str, given: dict[str, str], token: str) -> tuple[dict[str, str], bytes]:
        self.given.append((what, given))
        return {"kind": "done", "said": "Saved."}, b""

    def show(self, path: str) -> Shown:
        self.asked.append(path)
        return Shown(b"<html><body>A draft</body></html>", version="1")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(serving, "LONGEST", LIMIT)
    running = open_server(0)
    assert running
    running.preview = Stub()  # type: ignore[assignment]
    with running, running.serving():
        yield running


def told(server: Server, request: str | bytes) -> str:
    """All that comes back on a connection until the server closes it."""
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=20) as connection:
        text = request if isinstance(request, bytes) else request.replace("PORT", str(server.server_port)).encode()
        connection.sendall(text)
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts).decode("utf-8", "replace")


def get(path: str = "/", host: str = "127.0.0.1:PORT", *lines: str, method: str = "GET") -> str:
    return "\r\n".join([f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: close", *lines, "", ""])


def status(answer: str) -> int:
    return int(answer.split(" ", 2)[1])


def headers(answer: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in answer.partition("\r\n\r\n")[0].split("\r\n")[1:])


@pytest.mark.parametrize("host", ["127.0.0.1:PORT", "localhost:PORT", "LocalHost:PORT", "[::1]:PORT"])
def test_its_own_names_are_answered(server: Server, host: str) -> None:
    answer = told(server, get(host=host))
    assert status(answer) == 200 and "A draft" in answer


@pytest.mark.parametrize(
    "request_",
    [
        get(host="evil.example"),
        get(host="evil.example:PORT"),
        get(host="127.0.0.1.evil.example:PORT"),
        get(host="127.0.0.1:1"),
        get(host="127.0.0.1"),
        get(host="0.0.0.0:PORT"),
        get(host="127.0.0.1:PORT@evil.example"),
        get(host="localhost.:PORT"),
        get(host=""),
        get("/", "127.0.0.1:PORT", "Host: evil.example:PORT"),
        get("http://evil.example:PORT/"),
        get("/-preview/events?path=/", "evil.example:PORT"),
        "GET / HTTP/1.0\r\n\r\n",
        get(host="evil.example", method="HEAD"),
    ],
)
def test_another_name_is_refused_before_anything_is_looked_up(server: Server, request_: str) -> None:
    answer = told(server, request_)
    assert status(answer) == 421
    assert "A draft" not in answer and not server.preview.asked  # type: ignore[attr-defined]


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1:PORT"])
def test_a_page_of_another_site_is_refused(server: Server, origin: str) -> None:
    answer = told(server, get("/", "127.0.0.1:PORT", f"Origin: {origin}"))
    assert status(answer) == 403 and "A draft" not in answer
    assert "Access-Control-Allow-Origin" not in headers(answer)


def test_a_page_of_its_own_is_answered(server: Server) -> None:
    assert status(told(server, get("/", "localhost:PORT", "Origin: http://localhost:PORT"))) == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"])
def test_what_would_change_something_is_refused(server: Server, method: str) -> None:
    answer = told(server, get(method=method))
    assert status(answer) == 405 and headers(answer)["Allow"] == "GET, HEAD"
    assert not server.preview.asked  # type: ignore[attr-defined]


FORM = "Content-Type: application/x-www-form-urlencoded"
OWN_ORIGIN = "Origin: http://127.0.0.1:PORT"


def post(body: str, *lines: str, length: int | None = None) -> str:
    head = get(
        "/-preview/save",
        "127.0.0.1:PORT",
        *lines,
        f"Content-Length: {len(body) if length is None else length}",
        method="POST",
    )
    return head + body


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (post("token=TOKEN", FORM), 403),
        (post("token=TOKEN", FORM, "Origin: http://evil.example"), 403),
        (post("token=TOKEN", FORM, "Origin: null"), 403),
        (post("token=TOKEN", FORM, OWN_ORIGIN, "Sec-Fetch-Site: cross-site"), 403),
        (post("token=another", FORM, OWN_ORIGIN), 403),
        (post("", FORM, OWN_ORIGIN), 403),
        (post("token=TOKEN", "Content-Type: text/plain", OWN_ORIGIN), 415),
        (post("token=TOKEN", FORM, OWN_ORIGIN, length=10**9), 413),
        (post("token=TOKEN", FORM, OWN_ORIGIN, "Transfer-Encoding: chunked"), 415),
        (get("/-preview/save"), 200),
    ],
)
def test_a_form_is_taken_from_its_own_pages_with_the_token_of_the_run_alone(
    server: Server, request_: str, code: int
) -> None:
    answer = told(server, request_.replace("TOKEN", server.token))
    assert status(answer) == code
    assert server.preview.given == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("back", "location"),
    [
        ("/line/", "/line/"),
        ("//evil.example/", "/"),
        ("https://evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/a%0d%0aX:b", "/"),
    ],
)
def test_what_a_form_says_is_saved_and_leads_back_to_this_site(server: Server, back: str, location: str) -> None:
    body = f"token={server.token}&back={back}&f.title=A%20title"
    answer = told(server, post(body, FORM, OWN_ORIGIN))
    assert (status(answer), headers(answer)["Location"]) == (303, location)
    assert server.preview.given == [("save", {"f.title": "A title", "back": location})]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (get("/%00"), 400),
        (get("/a%0d%0aSet-Cookie:%20a=b"), 400),
        (get("http://[::1/"), 400),
        (get("/" + "a" * 70_000), 414),
        (get("/", "127.0.0.1:PORT", "X: " + "a" * 70_000), 431),
        (get("/", "127.0.0.1:PORT", *[f"X-{number}: a" for number in range(200)]), 431),
        ("nonsense\r\n\r\n", 400),
        ("GET / HTTP/9.9\r\n\r\n", 505),
        (get(method="BREW"), 501),
    ],
)
def test_what_is_no_request_gets_an_answer_in_words(server: Server, request_: str, code: int) -> None:
    answer = told(server, request_)
    assert status(answer) == code
    assert headers(answer)["Content-Type"] == "text/plain; charset=utf-8"
    assert "Set-Cookie" not in headers(answer) and not server.preview.asked  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", ["/", "/-preview/client.js", "/-preview/client.css", "/%00"])
def test_each_answer_has_a_type_and_the_policy_of_the_site(server: Server, path: str) -> None:
    sent = headers(told(server, get(path)))
    assert "charset" in sent["Content-Type"]
    assert {name: sent.get(name) for name in SENT} == SENT
    policy = dict(part.strip().split(" ", 1) for part in sent["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'" and policy["frame-ancestors"] == "'none'"
    assert "unsafe-inline" not in sent["Content-Security-Policy"] and "http" not in sent["Content-Security-Policy"]
    assert sent["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nHost: 127.0.0.1:1\r\n"])
def test_a_slow_client_is_let_go_and_holds_nobody(server: Server, begun: bytes) -> None:
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=20) as slow:
        slow.sendall(begun)
        start = time.monotonic()
        ended = False
        while not ended and time.monotonic() - start < 20 * LIMIT:
            assert status(told(server, get())) == 200
            try:
                slow.sendall(b"X: 1\r\n" if begun else b"")  # a byte now and then must not win it more time
                slow.settimeout(0.1)
                ended = slow.recv(1000) == b""
            except TimeoutError:
                continue
            except OSError:
                ended = True
        assert ended, f"still open after {time.monotonic() - start:.1f} s"


def test_a_client_that_takes_nothing_is_let_go(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server.preview, "show", lambda path: Shown(b" " * 50_000_000, version="1"))
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=20) as slow:
        slow.sendall(get().replace("PORT", str(server.server_port)).encode())
        until(lambda: server.waiting, patience=20 * LIMIT)
        until(lambda: not server.waiting, patience=20 * LIMIT)


def test_it_listens_to_this_machine_alone(server: Server) -> None:
    assert server.server_address[0] == "127.0.0.1"
    with pytest.raises(OSError):  # another address of the same machine: what listens everywhere answers there, too
        socket.create_connection(("127.0.0.2", server.server_port), timeout=5).close()


def test_the_policy_names_the_scripts_of_the_templates_alone(tmp_path: Path) -> None:
    from storysite.preview.policy import policy

    (tmp_path / "overrides").mkdir()
    (tmp_path / "overrides" / "base.html").write_text("<script>one()</script>", encoding="utf-8")
    one = policy(tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("<script>alert(1)</script>", encoding="utf-8")
    assert policy(tmp_path) == one
    (tmp_path / "overrides" / "base.html").write_text("<script>two()</script>", encoding="utf-8")
    assert policy(tmp_path) != one


def test_the_page_that_was_saved_last_is_opened_when_asked(tmp_path: Path) -> None:
    from storysite.preview.main import last_saved

    for number, name in enumerate(("index.md", "company/index.md", "company/history.md", "data/notes.md")):
        path = tmp_path / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("A page")
        os.utime(path, (number, number))
    assert last_saved(tmp_path) == "company/history/"
