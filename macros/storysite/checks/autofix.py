"""Fixes: what has only one right answer is written in its place, and nothing else in the file is touched."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from textwrap import wrap

import yaml

from storysite.core.diagnostics import Problem
from storysite.core.numbers import readings
from storysite.records import RECORD_ID
from storysite.source.json_schema import first_line

KNOWN = re.compile(r"(?:known keys|use one of|macros are): (?P<words>[^;]*)(?:;|$)")
GIVEN = re.compile(r"'([^']*)'")
NEAR = 0.75
"""How like a known word a misspelt one must be."""


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
    """An edit for each problem that has only one right answer; none that overlap."""
    found: list[Edit] = []
    for problem in sorted(set(problems)):
        text, fixer = texts.get(problem.path), FIXERS.get(problem.code)
        if text is None or fixer is None:
            continue
        for edit in fixer(problem, text):
            if not any(
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


def _offset(problem: Problem, text: str) -> int:
    lines = text.split("\n")
    return sum(len(line) + 1 for line in lines[: problem.line - 1]) + problem.column - 1


def _replace(problem: Problem, text: str, old: str, new: str) -> Iterator[Edit]:
    """Put `new` for the first `old` at or after the place of the problem, in the same line."""
    start = _offset(problem, text)
    end = text.find("\n", start)
    at = text.find(old, start, end if end >= 0 else len(text))
    if old and at >= 0:
        yield Edit(
            problem.path, at, at + len(old), new, problem.line, f"'{old}' is now '{new}'" if new else f"'{old}' is gone"
        )


def _only_near(problem: Problem, text: str) -> Iterator[Edit]:
    """A misspelt key, word or macro with one near match, where its record does not have that key already."""
    given, known = GIVEN.findall(problem.message), KNOWN.search(problem.hint)
    if not given or not known:
        return
    near = get_close_matches(given[-1], known["words"].split(", "), n=2, cutoff=NEAR)
    if len(near) == 1 and not (problem.code == "unknown-key" and near[0] in _keys_beside(problem, text)):
        yield from _replace(problem, text, given[-1], near[0])


def _keys_beside(problem: Problem, text: str) -> set[str]:
    """The keys of the record that a key stands in."""
    lines = text.split("\n")
    indent = problem.column - 1
    found: set[str] = set()
    for step in (-1, 1):
        at = problem.line - 1 + (step if step > 0 else 0)
        while 0 <= at < len(lines):
            line = lines[at]
            begins = line[:indent].rstrip().endswith("-")
            if (step > 0 and begins) or (line.strip() and line[:indent].strip(" -") != ""):
                break
            if match := re.match(r"[\w-]+(?=:)", line[indent:]):
                found.add(match[0])
            if begins:
                break
            at += step
    return found


def _number(problem: Problem, text: str) -> Iterator[Edit]:
    """A number in groups of three or with underscores, where it can be read in one way only: `1,234` can be 1.234 too."""
    given = next(iter(GIVEN.findall(problem.message)), "") or next(
        iter(re.findall(r"reads (\S+) as a number", problem.message)), ""
    )
    found = readings(given)
    line = text.split("\n")[problem.line - 1][: problem.column - 1]
    if (
        len(found) == 1
        and not re.fullmatch(r"[^_]*%|.*[eE].*|-?\d+[^\d_]\d+", given)
        and re.search(r"\bvalue: *$", line)
    ):
        start = _offset(problem, text)
        quote = text[start] if text[start] in "\"'" else ""
        yield from _replace(problem, text, f"{quote}{given}{quote}", found[0])


def _spaced_id(problem: Problem, text: str) -> Iterator[Edit]:
    """An id in quotes with spaces around it."""
    given = next(iter(GIVEN.findall(problem.message)), "")
    bare = given.strip()
    meant = (problem.code == "bad-id" and RECORD_ID.match(bare)) or f"did you mean '{bare}'?" in problem.hint
    if given != bare and meant:
        for quote in "\"'":
            yield from _replace(problem, text, f"{quote}{given}{quote}", f"{quote}{bare}{quote}")


def _tabs(problem: Problem, text: str) -> Iterator[Edit]:
    """Two spaces for each tab before a text, in the whole file."""
    start = 0
    for number, line in enumerate(text.split("\n"), start=1):
        before = line[: len(line) - len(line.lstrip(" \t"))]
        if "\t" in before:
            yield Edit(
                problem.path,
                start,
                start + len(before),
                before.replace("\t", "  "),
                number,
                "tabs before the text are now spaces",
            )
        start += len(line) + 1


def _invisible(problem: Problem, text: str) -> Iterator[Edit]:
    """A sign that nobody sees: one that takes no room goes, one that looks like a space becomes one."""
    at = _offset(problem, text)
    sign = text[at : at + 1]
    if sign and re.match(r"[\u200b\u202a-\u202e\u2060-\u2069\ufeff]", sign):
        yield Edit(problem.path, at, at + 1, "", problem.line, f"the invisible U+{ord(sign):04X} is gone")
    elif sign and re.match(r"[\xa0\u2000-\u200a\u202f\u3000]", sign):
        yield Edit(problem.path, at, at + 1, " ", problem.line, f"U+{ord(sign):04X} is now a plain space")


def _space_missing(problem: Problem, text: str) -> Iterator[Edit]:
    if problem.message.startswith("a space is missing after"):
        at = _offset(problem, text)
        yield Edit(problem.path, at, at, " ", problem.line, f"{problem.message.replace('is missing', 'stands now')}")


def _sources(problem: Problem, text: str) -> Iterator[Edit]:
    end = len(text.rstrip())
    yield Edit(
        problem.path, end, len(text), "\n\n{{ sources() }}\n", problem.line, "'{{ sources() }}' is now its last line"
    )


def _heading_id(problem: Problem, text: str) -> Iterator[Edit]:
    """The id that a heading has not, at the end of its line."""
    wanted = re.search(r"\{: #[a-z][a-z0-9-]* \}$", problem.hint)
    lines = text.split("\n")
    if wanted and wanted[0] != "{: #some-id }" and problem.line <= len(lines):
        line = lines[problem.line - 1]
        start = sum(len(other) + 1 for other in lines[: problem.line - 1]) + len(line.rstrip())
        end = start + len(line) - len(line.rstrip())
        yield Edit(problem.path, start, end, f" {wanted[0]}", problem.line, f"the heading has an id now: '{wanted[0]}'")


def _curly(problem: Problem, text: str) -> Iterator[Edit]:
    """Curly quotation marks inside a macro call."""
    at = _offset(problem, text)
    call = re.match(r"\{\{.*?\}\}", text[at:])
    if call and re.search("[“”„‟]", call[0]):
        new = re.sub("[“”„‟]", '"', call[0])
        yield Edit(problem.path, at, at + len(call[0]), new, problem.line, f"'{call[0]}' is now '{new}'")


def _schema(problem: Problem, text: str) -> Iterator[Edit]:
    yield Edit(problem.path, 0, 0, f"{first_line(problem.path)}\n", 1, "it begins with the name of its schema now")


def _configuration(problem: Problem, text: str) -> Iterator[Edit]:
    """What mkdocs.yml repeats of the publisher's record follows the record."""
    wanted = re.search(r": write '(.*)'$", problem.hint, re.DOTALL)
    node = _node_at(yaml.compose(text, Loader=yaml.SafeLoader), problem)
    if wanted and node is not None:
        indent = " " * (len(line := text.split("\n")[problem.line - 1]) - len(line.lstrip()) + 2)
        if node.style in {">", "|"}:
            new = ">-\n" + "\n".join(f"{indent}{part}" for part in wrap(wanted[1], 116 - len(indent))) + "\n"
        else:
            new = yaml.safe_dump(wanted[1], allow_unicode=True, width=10_000).removesuffix("\n").removesuffix("\n...")
        key = line.strip().partition(":")[0]
        yield Edit(
            problem.path,
            node.start_mark.index,
            node.end_mark.index,
            new,
            problem.line,
            f"{key} says what docs/data/publisher.yml says now",
        )


def _node_at(node: yaml.Node | None, problem: Problem) -> yaml.ScalarNode | None:
    if isinstance(node, yaml.ScalarNode):
        return (
            node if (node.start_mark.line + 1, node.start_mark.column + 1) == (problem.line, problem.column) else None
        )
    if isinstance(node, yaml.MappingNode):
        return next((found for _, value in node.value if (found := _node_at(value, problem))), None)
    return None


FIXERS: dict[str, Callable[[Problem, str], Iterator[Edit]]] = {
    "unknown-key": _only_near,
    "not-allowed": _only_near,
    "no-such-macro": _only_near,
    "bad-number": _number,
    "underscore": _number,
    "bad-id": _spaced_id,
    "no-such-id": _spaced_id,
    "tab": _tabs,
    "character": _invisible,
    "yaml": _space_missing,
    "no-heading-id": _heading_id,
    "title-is-id": _heading_id,
    "no-sources": _sources,
    "macro-syntax": _curly,
    "no-schema": _schema,
    "configuration": _configuration,
}
"""By the code of a problem: what finds its one right answer, if it has one."""
