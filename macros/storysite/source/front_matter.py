"""The head of a page: its keys and values, each known, and read by the engines as we read it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

import yaml

from storysite.core.diagnostics import Mark, Problem, choices, joined, likely, misspelt, nearest
from storysite.source.yaml_reader import Loader, Tree
from storysite.source.yaml_text import Block

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*$\n?", re.DOTALL | re.MULTILINE)
AS_MKDOCS = re.compile(r"^-{3}[ \t]*\n(.*?\n)(?:\.{3}|-{3})[ \t]*\n", re.DOTALL)
"""Where MkDocs sees the head of a page."""
KEYS = ("title", "description", "draft", "search")
SEARCH = {
    "exclude": (re.compile("true|false"), "true or false"),
    "boost": (re.compile(r"\d+(\.\d+)?"), "a number, such as 2"),
}
"""What may stand below `search`, for the engines' own search."""
WHOLE_HINT = "write 'key: value' a line between two lines ---, the first of them on line 1"


@dataclass(frozen=True, slots=True)
class Front:
    """What the head of a page says, and where its text begins."""

    title: str = ""
    description: str = ""
    end: int = 0
    draft: bool = False


def read_front(text: str, shown: str, problems: list[Problem]) -> Front:
    """The head of a page; what is wrong with it is added to `problems`."""
    match = FRONT_MATTER.match(text)
    head, end = (match[1], match.end()) if match else ("", 0)
    before = len(problems)
    block = Tree(shown, head, problems, above=1, switches=("search", "draft"), texts=("title", "description")).keys()
    if block is None:
        if len(problems) > before:
            return Front(end=end)
        if head.strip() or text.startswith("---\n"):
            message = "the head of the page holds no keys" if head.strip() else "the head of the page is never closed"
            problems.append(Problem(shown, 1, 1, "front-matter", message, WHOLE_HINT))
            return Front(end=end)
        block = Block(Mark(shown))
    found = {key: str(value).strip() for key, value in (block.data or {}).items() if isinstance(value, str)}
    _Faults(shown, block, problems).tell(found)
    if len(problems) == before and match:
        _as_the_engine(text, head, end, block, problems)
    return Front(found.get("title", ""), found.get("description", ""), end, found.get("draft") == "true")


@dataclass
class _Faults:
    """What is wrong with the keys and values of a head."""

    shown: str
    block: Block
    problems: list[Problem]

    def tell(self, found: dict[str, str]) -> None:
        meant = {str(path[0]) for path in self.block.told if path}
        for key, value in (self.block.data or {}).items():
            if key not in KEYS:
                meant.add(likely(key, KEYS))
                self.unknown((key,), KEYS, "in the head of the page", self.block.data)
            elif key == "search":
                if (key,) not in self.block.told:
                    self.search(value)
            elif not isinstance(value, str):
                meant.add(key)
                if (key,) not in self.block.told:
                    self.at(
                        (key,),
                        "not-words",
                        f"{key}: {'a list' if isinstance(value, list) else 'keys'} where words are meant",
                        f"write the words after '{key}:'",
                    )
            elif key == "draft" and value not in {"true", "false"}:
                self.at((key,), "not-allowed", f"draft: '{value}' is not allowed", "write true, or leave the key out")
            elif "\n" in value.strip():
                self.at(
                    (key,),
                    "front-lines",
                    f"{key}: has several lines",
                    "write it on one line, or on the next ones after '>-'",
                )
            elif sign := re.search(r"\{\{|\{%|\{#", value):
                self.at(
                    (key,),
                    "front-macro",
                    f"{key}: '{sign[0]}' begins a macro call or a template",
                    "write plain words: macros work in the text of a page alone",
                )
        for key, code in (("title", "no-title"), ("description", "no-description")):
            if not found.get(key) and key not in meant:
                hint = f"add '{key}: …' between two lines --- at the head of the page"
                self.problems.append(Problem(self.shown, 1, 1, code, f"the page has no {key}", hint))

    def search(self, value: object) -> None:
        """The settings of the engines' search."""
        if not isinstance(value, dict):
            self.at(
                ("search",),
                "not-keys",
                "search: a value where keys are meant",
                "write 'exclude: true' or 'boost: 2' on a line of its own below it",
            )
            return
        for key, given in value.items():
            if key not in SEARCH:
                self.unknown(("search", key), SEARCH, "below search", value)
            elif not isinstance(given, str) or not SEARCH[key][0].fullmatch(given):
                self.at(("search", key), "not-allowed", f"{key}: '{given}' is not allowed", f"write {SEARCH[key][1]}")

    def at(self, path: tuple[str, ...], code: str, message: str, hint: str) -> None:
        self.problems.append(Problem.at(self.block.marks.get(path, self.block.mark), code, message, hint))

    def unknown(self, path: tuple[str, ...], known: Collection[str], where: str, beside: Collection[str]) -> None:
        """A key that may not stand there."""
        key, mark = path[-1], self.block.key_marks.get(path, self.block.mark)
        message, hint = f"unknown key '{key}' {where}", joined(f"known keys: {choices(known)}", nearest(key, known))
        near, fixes = likely(key, known), misspelt(mark, key, known, beside)
        self.problems.append(Problem.at(mark, "unknown-key", message, hint, suggestions=(near,), fixes=fixes))


def _as_the_engine(text: str, head: str, end: int, block: Block, problems: list[Problem]) -> None:
    """Tell where MkDocs would find another head, or other values in it."""
    seen = AS_MKDOCS.match(text)
    if seen is None or (seen[1], seen.end()) != (head, end):
        line = text.count("\n", 0, seen.end() if seen else end)
        hint = "begin and end it with a line '---', write no line '...' in it, and the page below it"
        problems.append(
            Problem(
                block.mark.path,
                max(line, 1),
                1,
                "front-matter",
                "engines do not agree where the head of the page ends",
                hint,
            )
        )
        return
    for key, value in yaml.load(head, Loader).items():
        if key not in {"search", "draft"} and not isinstance(value, str):
            mark = block.marks[(key,)]
            problems.append(
                Problem.at(
                    mark,
                    "not-words",
                    f"{key}: YAML reads '{block.data[key]}' as a number or a day, not as words",
                    f'write "{block.data[key]}" in quotes',
                )
            )


__all__ = ["FRONT_MATTER", "Front", "read_front"]
