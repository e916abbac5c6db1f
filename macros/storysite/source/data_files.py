"""Data files as text: which are read, what lies among them, and why one cannot be read."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from storysite.core.diagnostics import Mark, Problem
from storysite.records import (
    IMAGE_ENDINGS,
    IMAGE_FOLDER,
)

MOST_BYTES = 2_000_000
"""A data file of more than 2 MB is a mistake: split it."""
CONFLICT = re.compile(r"^(<{7}|>{7})( .*)?$", re.MULTILINE)
FILE_LINK = ("the file is a link that leads out of the folder", "put the file itself here")
FOLDER_LINK = ("the folder is a link to another place", "put the files themselves here")
OF_TOOLS = re.compile(r"\.(DS_Store|git\w+|directory|editorconfig)|\.#.*|\.~.*|\..+\.(sw[a-z]|kate-swp)")
"""Hidden files that editors and systems leave of themselves: nobody means them to be read."""


def unread(root: Path, folder: Path) -> Iterator[Problem]:
    """What lies among the data and is read by nobody; what looks like a data file is told as what it was meant to be."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in name.parts)
        if not path.is_file() or OF_TOOLS.fullmatch(path.name) or (path.suffix in {".yml", ".yaml"} and not hidden):
            continue
        if name.as_posix() == "published.txt" or (name.parts[0] == "schema" and path.suffix == ".json"):
            continue
        if name.parts[0] == IMAGE_FOLDER and path.suffix[1:].lower() in IMAGE_ENDINGS:
            continue  # a picture: its record names it
        mark, message = Mark(path.relative_to(root).as_posix()), f"nobody reads '{name.as_posix()}'"
        if stem := re.match(r"(.*?)\.ya?ml", path.name, re.IGNORECASE):
            better = "/".join(part.lstrip(".") for part in (*name.parts[:-1], f"{stem[1]}.yml"))
            rule = "data files and their folders begin with no dot" if hidden else "data files end in .yml"
            level = "warning" if hidden else "error"
            yield Problem.at(mark, "unread-file", message, f"{rule}: call it '{better}', or delete it", level)
        else:
            hint = "records are read from files that end in .yml; keep what is no data in another folder"
            yield Problem.at(mark, "unread-file", message, hint, "warning")


def is_file(path: Path) -> bool:
    """Whether there is a file at a path that somebody wrote, however long or strange it is."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def files_under(folder: Path, root: Path, endings: tuple[str, ...], problems: list[Problem]) -> list[Path]:
    """The files under a folder with these endings, by name; what is hidden is passed over, a linked folder told."""
    found = []
    for path in sorted(folder.rglob("*")):
        if any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        if path.is_symlink() and path.is_dir():
            shown = path.relative_to(root).as_posix()
            problems.append(Problem(shown, 1, 1, "outside", *FOLDER_LINK))
        elif path.name.endswith(tuple(f".{ending}" for ending in endings)):
            if path.is_symlink() and path.is_file() and path.resolve().is_relative_to(folder.resolve()):
                shown, target = (
                    path.relative_to(root).as_posix(),
                    path.resolve().relative_to(folder.resolve()).as_posix(),
                )
                problems.append(
                    Problem(
                        shown,
                        1,
                        1,
                        "linked-file",
                        f"the file is a link to {target}, which is read already",
                        "delete the link",
                    )
                )
            else:
                found.append(path)
    return found


def read_text(path: Path, shown: str, inside: Path, problems: list[Problem], most: int = MOST_BYTES) -> str | None:
    """The text of a file with plain line ends, or nothing and a problem that says why."""

    def refuse(code: str, message: str, hint: str, line: int = 1) -> str | None:
        problems.append(Problem(shown, line, 1, code, message, hint))
        return None

    try:
        if not path.resolve().is_relative_to(inside.resolve()):
            return refuse("outside", *FILE_LINK)
        if path.exists() and not (path.is_file() or path.is_dir()):
            return refuse("unreadable", "this is no file", "restore it, or delete it")
        if path.stat().st_size > most:
            return refuse(
                "too-large",
                f"the file has more than {most / 1_000_000:g} MB",
                "split it into several files in a folder of the same name",
            )
        raw = path.read_bytes()
    except OSError as error:
        return refuse(
            "unreadable",
            f"the file cannot be read: {os.strerror(error.errno or 0).lower()}",
            "restore it, or delete it",
        )
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        wide = _is_wide(raw)
        line = 1 if wide else raw[: error.start].count(b"\n") + 1
        return refuse(
            "encoding",
            "the file is saved as UTF-16" if wide else f"byte {error.start + 1} of the file is not UTF-8",
            "save the file with the encoding UTF-8",
            line,
        )
    if conflict := CONFLICT.search(text):
        line = text.count("\n", 0, conflict.start()) + 1
        return refuse(
            "conflict",
            "a merge conflict was left in",
            "keep one of the two versions and delete the lines <<<<<<<, ======= and >>>>>>>",
            line,
        )
    return text


def _is_wide(raw: bytes) -> bool:
    """Whether a file is saved as UTF-16: it begins with its mark, or every second byte is nought."""
    head = raw[:200]
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or head.count(0) > len(head) // 3


def as_text(raw: bytes) -> str:
    """What can be read of a file that is not UTF-8: enough to know the ids in it."""
    if not _is_wide(raw):
        return raw.decode(errors="replace")
    return raw.decode("utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-16-le", errors="replace")
