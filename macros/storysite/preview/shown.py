"""What the preview answers with: a page or a file."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from pathlib import Path

from storysite.core.diagnostics import Problem
from storysite.preview import overlay

HTML, TEXT = "text/html; charset=utf-8", "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Shown:
    """What goes out at a path."""

    body: bytes = b""
    kind: str = HTML
    status: int = 200
    version: str = ""
    """Changes with what a reader sees; none for anything but a page."""
    problems: tuple[Problem, ...] = ()
    details: str = ""
    """What goes with the problems: where in the code it happened."""
    location: str = ""

    @property
    def panel(self) -> str:
        """The list of problems over the page."""
        return overlay.panel(self.problems, self.details)


def kind_of(path: str) -> str:
    if path.endswith(("/", ".html")):
        return HTML
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    return (
        f"{kind}; charset=utf-8" if kind.startswith("text/") or kind.endswith(("javascript", "json", "xml")) else kind
    )


def file_at(path: str) -> Shown:
    try:
        return Shown(Path(path).read_bytes(), kind_of(path))
    except OSError:
        return Shown(b"There is no such file.\n", TEXT, 404)
