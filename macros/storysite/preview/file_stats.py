"""Time and size of files, by which it is known what has changed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

Stamp = tuple[int, int]


def stamps(root: Path, names: Iterable[str]) -> dict[str, Stamp]:
    """The stamp of each file and of each file below each folder, by its path from `root` on."""
    return {name: stamp for top in names for name, stamp in _stamps(root / top, top)}


def _stamps(path: Path, name: str) -> Iterator[tuple[str, Stamp]]:
    try:
        if path.is_dir():
            yield from _below(str(path), name)
        else:
            yield name, _stamp(str(path))
    except OSError:  # gone by now, here and below
        return


def _below(folder: str, name: str) -> Iterator[tuple[str, Stamp]]:
    with os.scandir(folder) as entries:
        inside = [entry for entry in entries if not _of_no_matter(entry.name)]
    for entry in inside:
        try:
            if entry.is_dir(follow_symlinks=False):
                yield from _below(entry.path, f"{name}/{entry.name}")
            else:
                yield f"{name}/{entry.name}", _stamp(entry.path)
        except OSError:
            continue


def _of_no_matter(name: str) -> bool:
    """What editors and Python put beside the files."""
    return name.startswith(".") or name.endswith("~") or name == "__pycache__"


def _stamp(path: str) -> Stamp:
    status = os.stat(path)
    return status.st_mtime_ns, status.st_size
