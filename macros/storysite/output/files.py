"""Writes made files into the built site."""

from __future__ import annotations

from pathlib import Path


def write(path: Path, text: str) -> None:
    """Write a text as it is, in a folder that is made where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")


FOLDER = "data"


ICON, FAVICON = "assets/icon.svg", "favicon.ico"
