"""The lines of a data file that one entry of a list takes, and edits at the place of a value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from storysite.checks.autofix import Edit
from storysite.core.diagnostics import Mark


def offset(text: str, mark: Mark) -> int:
    """Where in its file a place is, counted in signs."""
    at = 0
    for _ in range(mark.line - 1):
        at = text.index("\n", at) + 1
    return at + mark.column - 1


def replaced(text: str, mark: Mark, old: str, new: str) -> Iterator[Edit]:
    """The edit that puts a plain value, with quotes or without, in the place of another."""
    at = offset(text, mark)
    at += text[at] in "\"'"
    if text.startswith(old, at):
        yield Edit(mark.path, at, at + len(old), new, mark.line, f"'{old}' is now '{new}'")


def span(lines: Sequence[str], line: int) -> tuple[int, int]:
    """The lines of the entry that begins on a line: the first of them counted from 0, and the one after its last."""
    first = line - 1
    indent = len(lines[first]) - len(lines[first].lstrip())
    end = first + 1
    last = end
    while end < len(lines):
        words = lines[end].strip()
        deep = len(lines[end]) - len(lines[end].lstrip())
        if words and not words.startswith("#") and deep <= indent:
            break
        end += 1
        if words and not (words.startswith("#") and deep <= indent):
            last = end
    return first, last


def without(text: str, path: str, line: int, what: str) -> Edit:
    """The edit that takes the entry of a line out, with the empty line above it."""
    lines = text.split("\n")
    first, end = span(lines, line)
    if first > 0 and not lines[first - 1].strip() and (end >= len(lines) or not lines[end].strip()):
        first -= 1
    start = sum(len(one) + 1 for one in lines[:first])
    stop = sum(len(one) + 1 for one in lines[:end])
    return Edit(path, start, min(stop, len(text)), "", line, what)


def appended(path: str, text: str, lines: Sequence[str], what: str) -> Edit:
    """The edit that puts an entry at the end of a file, behind an empty line."""
    end = len(text.rstrip("\n"))
    return Edit(path, end, len(text), "\n\n" + "\n".join(lines) + "\n", text.count("\n", 0, end) + 3, what)
