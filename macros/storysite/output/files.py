"""Writes made files into the built site."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

HALF = ".half"
"""How the name of a file ends that is not written to its end."""


def write(path: Path, text: str) -> None:
    """Write a text as it is, in a folder that is made where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")


def put(path: Path, content: bytes) -> None:
    """Write a file in one step: whoever reads it, or stops this, has the old one or the new one, and no half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=HALF, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as new:
            new.write(content)
        os.chmod(name, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(name, path)
    except OSError:
        os.unlink(name)
        raise


FOLDER = "data"


ICON, FAVICON = "assets/icon.svg", "favicon.ico"
