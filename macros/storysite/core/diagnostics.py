"""What is wrong, where, what is allowed and the nearest right thing; and how that is printed."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches
from typing import Literal

NEAR = 0.75
"""How like a known word a misspelt one must be, so that it is mended without asking."""


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A place in a file: its path under the project's root, and line and column counted from 1."""

    path: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True, order=True)
class Fix:
    """An edit that mends a problem: in the problem's file, one text makes way for another."""

    line: int
    column: int
    old: str
    """What makes way: it stands at this place, or after it in the same line; nothing where a text is put in."""
    new: str
    what: str = ""
    """What was done, for the editor; nothing where "'old' is now 'new'" says it."""
    quotes: Literal["", "keep", "drop"] = ""
    """What happens to quotation marks around the old text, where there may be some."""

    @classmethod
    def at(cls, mark: Mark, old: str, new: str, what: str = "", quotes: Literal["", "keep", "drop"] = "") -> Fix:
        return cls(mark.line, mark.column, old, new, what, quotes)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that an editor has to mend, sorted by file, line and column."""

    path: str
    line: int
    column: int
    code: str
    """The kind of problem, for tools: `unknown-key`, `no-such-id`, …"""
    message: str
    """What is wrong, with the bad value."""
    hint: str = ""
    """What is allowed, then the nearest right thing."""
    level: str = "error"
    """`error` stops the build; `warning` is told and passes."""
    suggestions: tuple[str, ...] = field(default=(), compare=False)
    """What may have been meant, most likely first."""
    fixes: tuple[Fix, ...] = field(default=(), compare=False)
    """The edits that mend it, where there is one right answer."""

    @classmethod
    def at(
        cls,
        mark: Mark,
        code: str,
        message: str,
        hint: str = "",
        level: str = "error",
        suggestions: Iterable[str] = (),
        fixes: Iterable[Fix] = (),
    ) -> Problem:
        place = (mark.path, mark.line, mark.column)
        return cls(*place, code, message, hint, level, tuple(filter(None, suggestions)), tuple(fixes))

    @property
    def text(self) -> str:
        return f"{self.message}; {self.hint}" if self.hint else self.message

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {'warning: ' if self.level == 'warning' else ''}{self.text}"


def likely(word: str, known: Iterable[str]) -> str:
    """The known word most like `word`, or nothing."""
    return next(iter(get_close_matches(word, sorted(known), n=1, cutoff=0.6)), "")


def nearest(word: str, known: Iterable[str]) -> str:
    """`did you mean 'source'?` for the known word most like `word`, or nothing."""
    near = likely(word, known)
    return f"did you mean '{near}'?" if near else ""


def misspelt(mark: Mark, word: str, known: Iterable[str], taken: Collection[str] = ()) -> tuple[Fix, ...]:
    """The fix for a word that is nearly a known one, where only one is near, and it is not taken."""
    near = get_close_matches(word, list(known), n=2, cutoff=NEAR)
    return (Fix.at(mark, word, near[0]),) if len(near) == 1 and near[0] not in taken else ()


def spaced(mark: Mark, word: str, meant: str) -> tuple[Fix, ...]:
    """The fix for a word in quotation marks that has spaces around it."""
    return (Fix.at(mark, word, meant, quotes="keep"),) if word != meant == word.strip() else ()


def choices(known: Iterable[str], limit: int = 12) -> str:
    """The allowed words in a row; long lists are cut and say so."""
    words = list(known)
    shown = ", ".join(words[:limit])
    return shown if len(words) <= limit else f"{shown} and {len(words) - limit} more"


def natural(word: str) -> list[str | int]:
    """What ids are sorted by: numbers in them by size, so that `thing-2` comes before `thing-10`."""
    return [int(part) if at % 2 else part for at, part in enumerate(re.split(r"([0-9]{1,18})", word))]


def joined(*parts: str) -> str:
    """The parts of a hint that are there, one after the other."""
    return "; ".join(part for part in parts if part)


def counted(number: int, word: str) -> str:
    """`1 problem`, `2 problems`."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def refusal(error: OSError) -> str:
    """What the system refuses, and where."""
    places = [str(name) for name in (error.filename, error.filename2) if name]
    return ": ".join([error.strerror or str(error), *([" -> ".join(places)] if places else [])])


def summary(problems: Sequence[Problem]) -> str:
    """How many errors and warnings there are, in words."""
    errors = sum(problem.level == "error" for problem in problems)
    warnings = len(problems) - errors
    parts = [counted(errors, "problem")] if errors or not warnings else []
    return ", ".join(parts + ([counted(warnings, "warning")] if warnings else []))


Lines = Callable[[str], Sequence[str]]
"""Gives the lines of the file at a path under the project's root; none where it cannot be read."""

WIDEST = 100
"""How much of a long line is shown."""


def text_report(problems: Iterable[Problem], lines: Lines | None = None) -> str:
    """One line a problem, sorted by file and line, with `lines` the place below it; then their number."""
    found = sorted(set(problems))
    told = [
        part for problem in found for part in (str(problem), *(_excerpt(problem, lines(problem.path)) if lines else ()))
    ]
    return "\n".join([*told, summary(found)]) + "\n"


def _excerpt(problem: Problem, lines: Sequence[str]) -> Iterable[str]:
    """The line of a problem and a caret under its place; nothing where the file has no such line."""
    if not 0 < problem.line <= len(lines) or not lines[problem.line - 1].strip():
        return
    line = lines[problem.line - 1].expandtabs(1)
    at = min(problem.column - 1, len(line))
    start = max(0, min(at - WIDEST // 2, len(line) - WIDEST))
    shown = "".join(letter if letter.isprintable() else "·" for letter in line[start : start + WIDEST])
    shown = f"{'…' if start else ''}{shown}{'…' if start + WIDEST < len(line) else ''}"
    before = shown[: at - start + (start > 0)]
    wide = sum(
        2 if unicodedata.east_asian_width(letter) in "WF" else 0 if unicodedata.combining(letter) else 1
        for letter in before
    )
    number = f"{problem.line:>6}"
    yield f"{number} | {shown}"
    yield f"{' ' * len(number)} | {' ' * wide}^"


def github_report(problems: Iterable[Problem], lines: Lines | None = None) -> str:
    """The same as workflow commands, which the pull request shows at the line, above the plain list.

    https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    found = sorted(set(problems))
    commands = [
        f"::{problem.level} file={_property(problem.path)},line={problem.line},col={problem.column}::{_data(problem.text)}"
        for problem in found
    ]
    return "\n".join(commands) + "\n" + text_report(found, lines)


def json_report(problems: Iterable[Problem], lines: Lines | None = None) -> str:
    """A list of objects, for editors and other tools."""
    return json.dumps([asdict(problem) for problem in sorted(set(problems))], ensure_ascii=False, indent=2) + "\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
