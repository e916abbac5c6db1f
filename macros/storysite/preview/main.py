"""Runs the preview: server, engine and the watch over the files."""

from __future__ import annotations

import signal
import sys
import webbrowser
from contextlib import closing
from datetime import date
from pathlib import Path

from storysite.preview.server import open_server
from storysite.preview.session import Preview
from storysite.preview.watcher import Changes
from storysite.wording.page_links import address_of


def last_saved(root: Path) -> str:
    """The address of the page that was saved last, from the site's root on."""
    pages = (path for path in (root / "docs").rglob("*.md") if "data" not in path.relative_to(root / "docs").parts[:1])
    newest = max(pages, key=lambda path: (path.stat().st_mtime, str(path)), default=None)
    return address_of(newest.relative_to(root / "docs").as_posix()) if newest else ""


def run(root: Path, port: int, today: date | None, open_: bool = False) -> int:
    """Show the project until Ctrl-C; the exit status."""
    if not (root / "mkdocs.yml").is_file():
        print(f"macros: there is no mkdocs.yml in {root}; name the project's folder with --project", file=sys.stderr)
        return 1
    server = open_server(port)
    if server is None:
        print(f"macros: port {port} and those after it are taken; name another with --port", file=sys.stderr)
        return 1
    if port and server.server_port != port:
        print(f"macros: port {port} is taken", file=sys.stderr)
    preview = Preview(root, f"http://127.0.0.1:{server.server_port}", today)
    server.preview = preview
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # who stops it otherwise means the same as Ctrl-C
    try:
        with server, closing(preview), closing(Changes(root)) as changes, server.serving():
            preview.update(set(), set())
            print(f"The site is at {preview.address} (Ctrl-C ends it).", flush=True)
            if open_:
                webbrowser.open(preview.address + last_saved(root))
            while True:
                if found := changes.wait(preview.pause):
                    preview.update(*found)
                else:
                    preview.go_on()
    except KeyboardInterrupt:
        print("\nThe preview has ended.", flush=True)
        return 0
