"""Serves the preview on this machine alone, to its own pages, and tells open pages when they have changed."""

from __future__ import annotations

import errno
import json
import os
import re
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hmac import compare_digest
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from secrets import token_urlsafe
from socket import SHUT_RDWR
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote, unquote, urlsplit

from storysite.pages.csp import SENT
from storysite.preview import overlay
from storysite.preview.policy import policy as policy_of
from storysite.preview.session import Preview
from storysite.preview.shown import HTML, TEXT, Shown

HOST = "127.0.0.1"
NAMES = (HOST, "localhost", "[::1]")
"""What a browser on this machine may call the server; a page of another site that gets it to send another name is refused."""
TRIES = 20
ALIVE = 15
"""Seconds after which a stream shows that it is still there, and learns whether its page is."""
LONGEST = 30
"""Seconds that a client may take to ask, and again to take the answer."""
LARGEST_FORM = 200_000
"""Bytes that a form may send."""
OWN_FILES = ("client.js", "client.css", "edit.js", "form.js", "form.css")
GONE = (ConnectionError, TimeoutError)
CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


class Server(ThreadingHTTPServer):
    """A thread for each connection."""

    daemon_threads = True
    # On Windows this would let two servers take one port.
    allow_reuse_address = os.name != "nt"
    preview: Preview

    def __init__(self, address: tuple[str, int]):
        super().__init__(address, Handler)
        self.token = token_urlsafe()
        """What the forms of this run bring with them: a page of another site does not know it."""
        self.waiting: dict[Handler, float] = {}
        """The connections that are asking or taking an answer, and since when."""

    @property
    def origins(self) -> set[str]:
        """The addresses that the server answers to."""
        port = "" if self.server_port == 80 else f":{self.server_port}"
        return {f"http://{name}{port}" for name in NAMES}

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Serve in the background."""
        thread = threading.Thread(target=self.serve_forever, args=(0.1,), name="server", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self.shutdown()

    def service_actions(self) -> None:
        """Close the connections that take too long: the time limit of a socket begins anew at each byte."""
        for handler, since in list(self.waiting.items()):
            if time.monotonic() - since > LONGEST:
                with suppress(OSError):
                    handler.connection.shutdown(SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), GONE):  # browsers leave when they like
            super().handle_error(request, client_address)


def open_server(port: int) -> Server | None:
    """A server on this port or the next one that is free; nothing where all are taken."""
    for tried in range(port, min(port + TRIES, 65536)) if port else [0]:
        try:
            return Server((HOST, tried))
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    return None


class Handler(BaseHTTPRequestHandler):
    """Answers requests for pages, files and the stream of changes."""

    server: Server
    protocol_version = "HTTP/1.1"
    default_request_version = "HTTP/1.0"  # an answer to what names none has a head all the same
    timeout = LONGEST
    wbufsize = -1  # head and body in one packet
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        try:
            address = urlsplit(self.path)
        except ValueError:
            self._send(_words(HTTPStatus.BAD_REQUEST, "This is no address."))
            return
        path = unquote(address.path)
        if refused := self._refused(address.netloc):
            self._send(refused)
        elif CONTROLS.search(path):
            self._send(_words(HTTPStatus.BAD_REQUEST, "An address holds no control characters."))
        elif path == f"{overlay.OWN}events":
            self._stream(parse_qs(address.query).get("path", ["/"])[0])
        elif path in (f"{overlay.OWN}edit", f"{overlay.OWN}marks"):
            self._form(path.rpartition("/")[2], dict(parse_qsl(address.query)))
        elif path in (f"{overlay.OWN}{name}" for name in OWN_FILES):
            kind = "text/javascript" if path.endswith("js") else "text/css"
            self._send(Shown(Path(__file__).with_name(path.rpartition("/")[2]).read_bytes(), f"{kind}; charset=utf-8"))
        else:
            self._send(self.server.preview.show(path))

    do_HEAD = do_GET

    def do_POST(self) -> None:
        """Take what a form says: from a page of this server alone, with the token of this run."""
        path, length = urlsplit(self.path).path, self.headers.get("Content-Length", "")
        if refused := self._refused(""):
            self._refuse(refused)
        elif path not in (f"{overlay.OWN}{what}" for what in ("save", "check", "undo")):
            self._other_method()
        elif not self.headers.get_all("Origin") or self.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            self._refuse(_words(HTTPStatus.FORBIDDEN, "The preview takes forms from its own pages alone."))
        elif (
            self.headers.get_content_type() != "application/x-www-form-urlencoded"
            or "Transfer-Encoding" in self.headers
        ):
            self._refuse(_words(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The preview takes forms alone."))
        elif not (length.isascii() and length.isdigit() and int(length[:9]) <= LARGEST_FORM):
            self._refuse(_words(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"A form has up to {LARGEST_FORM} bytes."))
        else:
            body = self.rfile.read(int(length)).decode("utf-8", "replace")
            given = dict(parse_qsl(body, keep_blank_values=True))
            if compare_digest(given.pop("token", "").encode(), self.server.token.encode()):
                self._form(path.rpartition("/")[2], given)
            else:
                again = "This form belongs to an earlier run of the preview: load the page again."
                self._refuse(_words(HTTPStatus.FORBIDDEN, again))

    def _refuse(self, shown: Shown) -> None:
        """Answer without reading what comes with the request."""
        self.close_connection = True
        self._send(shown)

    def _form(self, what: str, given: dict[str, str]) -> None:
        """Answer with a form, with what is wrong with it, or with the way back to the page."""
        back = given.get("back", "/")
        given["back"] = back = back if re.fullmatch(r"/(?!/)[!-\[\]-~]*", back) else "/"
        answer, body = self.server.preview.form("show" if what == "edit" else what, given, self.server.token)
        match answer.get("kind"):
            case "form":
                self._send(Shown(body, status=200 if what == "edit" else 422))
            case "json":
                self._send(Shown(body, "application/json; charset=utf-8"))
            case "done":
                print(f"{time.strftime('%H:%M:%S')} {answer['said']}", flush=True)
                self._send(Shown(status=303), Location=back)
            case "none":
                self._send(_words(HTTPStatus.NOT_FOUND, "There is no such record or page."))
            case _:
                self._send(_words(HTTPStatus.SERVICE_UNAVAILABLE, answer.get("fault", "Mend what is wrong first.")))

    def _other_method(self) -> None:
        self.close_connection = True  # what comes with the request is not read
        self._send(_words(HTTPStatus.METHOD_NOT_ALLOWED, "The preview is only read: GET and HEAD."), Allow="GET, HEAD")

    do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_TRACE = do_CONNECT = _other_method

    def _refused(self, named: str) -> Shown | None:
        """The answer to a request that was sent to another name, or by a page of another site."""
        origins = self.server.origins
        hosts = [*self.headers.get_all("Host", []), *filter(None, [named])]
        if not hosts or any(f"http://{host.lower()}" not in origins for host in hosts):
            return _words(
                HTTPStatus.MISDIRECTED_REQUEST,
                f"The preview answers to its own addresses alone: {', '.join(sorted(origins))}.",
            )
        if any(origin.lower() not in origins for origin in self.headers.get_all("Origin", [])):
            return _words(HTTPStatus.FORBIDDEN, "The preview answers its own pages alone.")
        return None

    def handle_one_request(self) -> None:
        self.server.waiting[self] = time.monotonic()
        super().handle_one_request()

    def parse_request(self) -> bool:
        try:
            return super().parse_request()
        finally:
            self.server.waiting.pop(self, None)

    def finish(self) -> None:
        self.server.waiting.pop(self, None)
        super().finish()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Say in words what cannot be understood."""
        self.close_connection = True
        self._send(_words(HTTPStatus(code), f"{message or HTTPStatus(code).phrase}."))

    def _send(self, shown: Shown, **more: str) -> None:
        body = shown.body
        if shown.version and shown.kind == HTML:
            body = overlay.add(body, shown.version, shown.panel)
        if shown.location:
            more["Location"] = quote(shown.location)
        self._begin(shown.status, shown.kind, **more)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.server.waiting[self] = time.monotonic()
            self.wfile.write(body)

    def _begin(self, status: int, kind: str, **more: str) -> None:
        self.send_response(status)
        policy = {
            "Content-Security-Policy": policy_of(self.server.preview.root),
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        close = {"Connection": "close"} if self.close_connection else {}
        for name, value in {
            "Content-Type": kind,
            "Cache-Control": "no-cache",
            **SENT,
            **policy,
            **close,
            **more,
        }.items():
            self.send_header(name, value)

    def _stream(self, path: str) -> None:
        """Tell the page at `path` of its version and of its list of problems, now and whenever they change."""
        preview = self.server.preview
        self.close_connection = True
        self._begin(HTTPStatus.OK, "text/event-stream")
        self.end_headers()
        told = ""
        while True:
            with preview.ticked:
                tick = preview.tick
            shown = preview.show(unquote(path))
            message = json.dumps({"version": shown.version, "panel": overlay.digest(shown.panel)})
            self.wfile.write(f"data: {message}\n\n".encode() if message != told else b": still here\n\n")
            self.wfile.flush()
            told = message
            with preview.ticked:
                preview.ticked.wait_for(lambda: preview.tick != tick, timeout=ALIVE)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the terminal is for changes and problems."""


def _words(status: HTTPStatus, words: str) -> Shown:
    return Shown(f"{words}\n".encode(), TEXT, status)
