"""A folder of what takes long to make, by what it is made from: cold it costs time, warm it does not; bytes are the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from storysite.output.files import HALF, put

FOLDER = ".cache"


def kept(root: Path, kind: str, made_from: bytes, make: Callable[[], bytes]) -> bytes:
    """What `make` makes, or what it made from the same before; `kind` is a folder of its own in the project's cache."""
    path = root / FOLDER / kind / hashlib.sha256(made_from).hexdigest()
    try:
        return path.read_bytes()
    except OSError:
        content = make()
    with suppress(OSError):  # a folder that cannot be written costs time, nothing else
        put(path, content)
    return content


def read_last(root: Path, name: str) -> bytes | None:
    """What the last build kept under a name; nothing where there was none."""
    try:
        return (root / FOLDER / "last" / name).read_bytes()
    except OSError:
        return None


def write_last(root: Path, name: str, content: bytes) -> None:
    """Keep something for the next build, in the place of what this one found."""
    with suppress(OSError):
        put(root / FOLDER / "last" / name, content)


@lru_cache(maxsize=1)
def generator_code() -> str:
    """A digest of all of the generator's code, for what much of it has a part in."""
    root = Path(__file__).parent.parent
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(root.rglob("*.py")))).hexdigest()


def same_as_last(root: Path, name: str, made_from: bytes, make: Callable[[], bytes]) -> bytes:
    """What the last build made under a name, where it was made from the same; else what `make` makes, in its place."""
    key = hashlib.sha256(made_from).digest()
    last = read_last(root, name) or b""
    if last.startswith(key):
        return last[len(key) :]
    content = make()
    write_last(root, name, key + content)
    return content


def tidy(root: Path) -> None:
    """Remove what killed builds left half written; a build at work here only does without keeping what it is writing."""
    for pattern in (f"*/*{HALF}", f"last/*/*{HALF}"):
        for path in (root / FOLDER).glob(pattern):
            with suppress(OSError):
                path.unlink()
