"""A server of files on this machine that compresses as a real one does: gzip, level 6, once for each file.

Over a `Line` it sends packet by packet, so that a browser can paint what has come: Chromium's own brake holds an answer
back until all of it is there.
"""

from __future__ import annotations

import gzip
import io
import mimetypes
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

COMPRESSED = (
    "text/",
    "application/javascript",
    "application/json",
    "application/manifest+json",
    "image/svg+xml",
    "application/xml",
)
mimetypes.add_type("application/manifest+json", ".webmanifest")


class Line:
    """A line as TCP fills it: ten packets in the first round trip, twice as many in each that follows."""

    PACKET, FIRST = 1_460, 10

    def __init__(self, round_trip: float = 0.15, bytes_a_second: float = 1_638_400 / 8):
        self.round_trip, self.bytes_a_second = round_trip, bytes_a_second
        self._lock, self._free = threading.Lock(), 0.0

    def send(self, content: bytes, write: Callable[[bytes], object], *, is_new: bool) -> None:
        """Write an answer, each packet when it would arrive; a new connection takes a round trip of its own."""
        due, most = time.perf_counter() + self.round_trip * (2 if is_new else 1), self.FIRST
        while content:
            flight, content = content[: most * self.PACKET], content[most * self.PACKET :]
            for at in range(0, len(flight), self.PACKET):
                with self._lock:  # all connections share the line
                    self._free = turn = max(due, self._free) + self.PACKET / self.bytes_a_second
                time.sleep(max(0.0, turn - time.perf_counter()))
                write(flight[at : at + self.PACKET])
            due, most = due + self.round_trip, most * 2


class Handler(BaseHTTPRequestHandler):
    """Answers with a folder's files and keeps the connection."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments: object, folder: Path, line: Line | None, **more: object):
        self.folder, self.line, self.is_new = folder, line, True
        super().__init__(*arguments, **more)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        if not self.line:
            self.answer()
            return
        wire, self.wfile = self.wfile, io.BytesIO()
        self.answer()
        content, self.wfile = self.wfile.getvalue(), wire
        with suppress(ConnectionError):  # a browser that has left
            self.line.send(content, wire.write, is_new=self.is_new)
        self.is_new = False

    def answer(self) -> None:
        path = self.folder / unquote(urlsplit(self.path).path).lstrip("/")
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        packed = kind.startswith(COMPRESSED) and "gzip" in self.headers.get("Accept-Encoding", "")
        body = content(path, packed)
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "public, max-age=600")
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@cache
def content(path: Path, packed: bool) -> bytes:
    """A file's bytes as they are sent."""
    return gzip.compress(path.read_bytes(), 6) if packed else path.read_bytes()


@contextmanager
def served(folder: Path, line: Line | None = None) -> Iterator[str]:
    """The address of a folder while it is served, over a line or at once."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, folder=folder, line=line)) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
