"""Fixes: what has only one right answer is written in its place, and nothing else in the file is touched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from storysite.core.diagnostics import Fix, Problem


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """A change of a text: what stands between two offsets makes way."""

    path: str
    start: int
    end: int
    new: str
    line: int
    what: str
    """What was done, for the editor."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


def plain_file(path: str, raw: bytes) -> tuple[str, list[Edit]] | None:
    """The text of a file with the line ends and without the mark that others begin with; nothing where it is no UTF-8."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    done = []
    if text.startswith("\ufeff"):
        done.append(Edit(path, 0, 0, "", 1, "the byte-order mark is gone"))
    if "\r" in text:
        done.append(Edit(path, 0, 0, "", 1, "its line ends are plain now"))
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"), done


def edits(problems: Iterable[Problem], texts: Mapping[str, str]) -> list[Edit]:
    """The fixes of all problems as edits of these texts; none that overlap."""
    found: list[Edit] = []
    for path, fix in sorted({(problem.path, fix) for problem in problems for fix in problem.fixes}):
        edit = _edit(path, fix, texts[path]) if path in texts else None
        if edit and not any(
            other.path == edit.path
            and other.start < max(edit.end, edit.start + 1)
            and edit.start < max(other.end, other.start + 1)
            for other in found
        ):
            found.append(edit)
    return found


def apply(text: str, changes: Iterable[Edit]) -> str:
    """The text with the edits made, the last first, so that no offset moves."""
    for edit in sorted(changes, reverse=True):
        text = text[: edit.start] + edit.new + text[edit.end :]
    return text


def _edit(path: str, fix: Fix, text: str) -> Edit | None:
    """A fix as an edit of a text; nothing where the text has changed since."""
    lines = text.split("\n")
    start = sum(len(line) + 1 for line in lines[: fix.line - 1]) + fix.column - 1
    end = text.find("\n", start)
    stop = start + len(fix.old) if "\n" in fix.old else end if end >= 0 else len(text)
    quote = {"": "()", "keep": "([\"'])", "drop": "([\"']?)"}[fix.quotes]
    found = re.compile(rf"{quote}{re.escape(fix.old)}\1").search(text, start, stop)
    if found is None:
        return None
    new = f"{found[1]}{fix.new}{found[1]}" if fix.quotes == "keep" else fix.new
    return Edit(path, *found.span(), new, fix.line, fix.what or f"'{found[0]}' is now '{new}'")
