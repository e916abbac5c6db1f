"""A text in YAML that is being read: its lines, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from storysite.core.diagnostics import Fix, Mark, Problem
from storysite.source.unseen import named, seen_fix

Path_ = tuple[str | int, ...]


@dataclass
class Block:
    """The keys of a record as plain values, and where each stands."""

    mark: Mark
    data: Any = None
    marks: dict[Path_, Mark] = field(default_factory=dict)
    key_marks: dict[Path_, Mark] = field(default_factory=dict)
    told: set[Path_] = field(default_factory=set)
    """Where something is wrong that has been told."""


def name_of(path: Path_) -> str:
    """The key an editor knows a place by: the last word of its path."""
    return next((str(step) for step in reversed(path) if isinstance(step, str)), "")


class YamlText:
    """One text of a file, and what is wrong with it so far."""

    def __init__(
        self,
        shown: str,
        text: str,
        problems: list[Problem],
        above: int = 0,
        switches: tuple[str, ...] = (),
        texts: Collection[str] = (),
    ):
        self.shown = shown
        self.text = text
        self.problems = problems
        self.above = above
        """The lines of the file above this text."""
        self.switches = switches
        """Keys below which `true` and `false` may stand without quotes."""
        self.texts = texts
        """Keys whose values are words for a person: a remark behind one is told, whatever the words are."""
        self.block = Block(Mark(shown))
        self.events: Iterator[yaml.Event] = iter(())
        self.lines = text.split("\n")

    def _mark(self, event: yaml.Event) -> Mark:
        return Mark(self.shown, event.start_mark.line + 1 + self.above, event.start_mark.column + 1)

    def _report(self, mark: Mark, code: str, message: str, hint: str, fixes: Iterable[Fix] = ()) -> None:
        self.problems.append(Problem.at(mark, code, message, hint, fixes=fixes))

    def _tell(self, path: Path_, mark: Mark, code: str, message: str, hint: str, fixes: Iterable[Fix] = ()) -> None:
        if code == "yaml-word" and path and path[0] in self.switches:
            return
        self.block.told.add(path)
        name = name_of(path)
        self._report(mark, code, f"{name}: {message}" if name else message, hint, fixes)

    def _invisible(self, found: re.Match[str]) -> None:
        at = found.end() - 1
        line, before = self.text.count("\n", 0, at) + 1, self.text.rfind("\n", 0, at)
        mark = Mark(self.shown, line + self.above, at - before)
        self._report(
            mark,
            "character",
            f"an invisible character stands here: {named(found[0][-1])}",
            "delete it; between words write a plain space",
            seen_fix(mark, found[0][-1]),
        )
