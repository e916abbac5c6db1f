"""Runs the preview: server, engine and the watch over the files."""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import date
from pathlib import Path

from macros.preview.changes import Changes
from macros.preview.server import open_server
from macros.preview.state import Preview

SETTLED = 1.0
"""After this long without a change everything is loaded again, to be what a build would make of it."""


def run(root: Path, port: int, today: date | None) -> int:
    """Show the project until Ctrl-C; the exit status."""
    server = open_server(port)
    if server is None:
        print(f"macros: port {port} and those after it are taken; name another with --port", file=sys.stderr)
        return 1
    preview = Preview(root, f"http://127.0.0.1:{server.server_port}", today)
    server.preview = preview
    try:
        with server, closing(preview), closing(Changes(root)) as changes, server.serving():
            preview.update(set(), set())
            print(f"The site is at {preview.address} (Ctrl-C ends it).", flush=True)
            while True:
                found = changes.wait(SETTLED if preview.unsettled else None)
                if found:
                    preview.update(*found)
                else:
                    preview.settle()
    except KeyboardInterrupt:
        print("\nThe preview has ended.", flush=True)
        return 0
