"""Serves the preview on this machine alone, and tells open pages when they have changed."""

from __future__ import annotations

import errno
import json
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from macros.preview import overlay
from macros.preview.state import HTML, Preview, Shown

HOST = "127.0.0.1"
TRIES = 20
ALIVE = 15
"""Seconds after which a stream shows that it is still there, and learns whether its page is."""
GONE = (ConnectionError, TimeoutError)


class Server(ThreadingHTTPServer):
    """A thread for each connection."""

    daemon_threads = True
    # On Windows this would let two servers take one port.
    allow_reuse_address = os.name != "nt"
    preview: Preview

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Serve in the background."""
        thread = threading.Thread(target=self.serve_forever, args=(0.1,), name="server", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self.shutdown()

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), GONE):  # browsers leave when they like
            super().handle_error(request, client_address)


def open_server(port: int) -> Server | None:
    """A server on this port or the next one that is free; nothing where all are taken."""
    for tried in range(port, min(port + TRIES, 65536)) if port else [0]:
        try:
            return Server((HOST, tried), Handler)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    return None


class Handler(BaseHTTPRequestHandler):
    """Answers requests for pages, files and the stream of changes."""

    server: Server
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        path = unquote(address.path)
        if path == f"{overlay.OWN}events":
            self._stream(parse_qs(address.query).get("path", ["/"])[0])
        elif path in (f"{overlay.OWN}client.js", f"{overlay.OWN}client.css"):
            kind = "text/javascript" if path.endswith("js") else "text/css"
            self._send(Shown(Path(__file__).with_name(path.rpartition("/")[2]).read_bytes(), f"{kind}; charset=utf-8"))
        else:
            self._send(self.server.preview.show(path))

    do_HEAD = do_GET

    def _send(self, shown: Shown) -> None:
        body = shown.body
        if shown.version and shown.kind == HTML:
            body = overlay.add(body, shown.version, shown.panel)
        self.send_response(shown.status)
        if shown.location:
            self.send_header("Location", quote(shown.location))
        self.send_header("Content-Type", shown.kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-cache")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _stream(self, path: str) -> None:
        """Tell the page at `path` of its version and of problems, now and whenever they change."""
        preview = self.server.preview
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-cache")
        self.end_headers()
        told = ""
        while True:
            with preview.ticked:
                tick = preview.tick
            shown = preview.show(unquote(path))
            message = json.dumps({"version": shown.version, "panel": shown.panel})
            self.wfile.write(f"data: {message}\n\n".encode() if message != told else b": still here\n\n")
            self.wfile.flush()
            told = message
            with preview.ticked:
                preview.ticked.wait_for(lambda: preview.tick != tick, timeout=ALIVE)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the terminal is for changes and problems."""
