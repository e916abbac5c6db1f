"""Published ids that may come to say something else, and figures that change without a correction."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from storysite.core.diagnostics import Problem
from storysite.core.inline_markup import record_links
from storysite.ledger.files import Files
from storysite.ledger.left_behind import Present
from storysite.ledger.meaning import changed_meaning
from storysite.source.items import Item
from storysite.source.record_checks import a_kind
from storysite.source.record_store import Kind
from storysite.source.releases import Life, Past, Statement

CORE = ("title", "says", "when", "figure")
"""The fields that tell one thing from another."""


@dataclass
class MeaningChecks:
    """What was published, and what stands under the same ids now."""

    past: Past
    present: Present
    files: Files
    items: Mapping[str, Item]
    kinds: Mapping[str, Kind]
    broken: set[str]
    today: date
    data: str

    def reused(self) -> Iterator[Problem]:
        """No published id is given to something else."""
        for id, life in self.past.lives.items():
            if id not in self.items:
                continue
            item = self.items[id]
            if life.ended and id not in self.past.former:
                message = f"the id '{id}' has ended, as the releases tell, and is used again"
                yield Problem.at(
                    item.mark, "used-again", message, "an id is never used again: give this record another id"
                )
            elif item.kind != life.kind:
                hint = f"give this record another id, and say in {self.data}/former.yml what became of '{id}'"
                message = (
                    f"the id '{id}' was published as {a_kind((life.kind,))}, and is that of {a_kind((item.kind,))} now"
                )
                yield Problem.at(item.mark, "other-kind", message, hint)
            elif other := self._other(id):
                hint = (
                    "an id is never given to something else: give it back, "
                    f"and say in {self.data}/former.yml what became of what is gone"
                )
                yield Problem.at(item.mark, "another-thing", f"'{id}' says now what '{other}' said", hint)

    def _other(self, id: str) -> str:
        """Another id that said what this one says now, and says it no more."""
        life, now = self.past.lives[id], self.present[id][1]
        if _core(life.said) == _core(now):
            return ""
        parent = id.rpartition(".")[0]
        for other in self._by_core.get((life.kind, parent, _core(now)), ()):
            if other == id or self.past.fate(other, self.present).id == id:
                continue
            if other not in self.present or _core(self.present[other][1]) != _core(now):
                return other
        return ""

    def _under_new_names(self, figure: str) -> str:
        """A published figure whose inputs are called as they are now: another name is no other number."""
        return re.sub(
            r"(?<= is )[a-z][a-z0-9-]*\.[a-z0-9-]+",
            lambda match: self.past.fate(match[0], self.present).id or match[0],
            figure,
        )

    @cached_property
    def _by_core(self) -> dict[tuple[str, str, tuple[str, ...]], list[str]]:
        found: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
        for id, life in self.past.lives.items():
            found.setdefault((life.kind, id.rpartition(".")[0], _core(life.said)), []).append(id)
        return found

    def figures(self) -> Iterator[Problem]:
        """A published value does not change in place without a word, and what was said of a mistake stays."""
        for id, life in self.past.lives.items():
            if id not in self.items or life.kind != self.items[id].kind:
                continue
            item, now = self.items[id], self.present[id][1]
            if len(now.corrected) < len(life.said.corrected):
                hint = "take it back: what was said of a mistake stays"
                yield Problem.at(item.mark, "correction-gone", f"a published correction of '{id}' is gone", hint)
            swapped = self._other(id) or self._other(item.parent)
            if (
                now.figure == self._under_new_names(life.said.figure)
                or swapped
                or len(now.corrected) > len(life.said.corrected)
            ):
                continue
            message = f"the published value '{id}' is changed in place: from {life.said.figure} to {now.figure}"
            hint = (
                "a new figure is a new entry with an id of its own, and replaced_by: here; "
                "if it was a mistake of ours, add to this value\n"
                "corrections:\n  - what: >-\n      WHAT WAS WRONG AND WHAT STANDS NOW.\n"
                f"    why: >-\n      WHY IT WAS WRONG.\n    when: {self.today}"
            )
            yield Problem.at(item.entry.at(*item.path, "value"), "changed-in-place", message, hint)

    def meaning(self) -> Iterator[Problem]:
        """No published id comes to say something else unseen: the rule stands in `ledger/meaning.py`."""
        for id, life in self.past.lives.items():
            item = self.items.get(id)
            if item is None or item.kind != life.kind or life.ended or self._other(id) or self._explained(item):
                continue
            if why := changed_meaning(
                self.kinds[life.kind].keeps,
                life.said,
                self.present[id][1],
                self._siblings(life),
                self._shows_figures(item),
            ):
                hint = (
                    "if it means something else now, give it another id and lead the old one on with moved_to: or withdrawn: "
                    f"in {self.data}/former.yml; if it was a mistake of ours, add corrections:, with what, why and when; "
                    f"if it means the same, add to the record\nreworded:\n  - why: >-\n      WHY IT MEANS THE SAME.\n    when: {self.today}"
                )
                yield Problem.at(
                    item.mark,
                    "another-meaning",
                    f"the published {life.kind} '{id}' may mean something else: {why}",
                    hint,
                )

    def _explained(self, item: Item) -> bool:
        """Whether the record says what its change is: by one more correction, or as words alone since the last release."""
        top = self.past.lives.get(item.entry.record.id)
        corrections = len(item.entry.record.corrections)
        last = str(self.past.releases[-1].date) if self.past.releases else ""
        reworded = any(one.when.text >= last for one in item.entry.record.reworded)
        return reworded or corrections > (len(top.said.corrected) if top else 0)

    def _shows_figures(self, item: Item) -> bool:
        named = record_links(item.text)
        return any(self.kinds[self.items[name].kind].is_figure for name in named if name in self.items)

    def _siblings(self, life: Life) -> dict[str, Statement]:
        place = life.id.rpartition(".")[0]
        return {id: said for id, said in self._by_place.get((life.kind, place), {}).items() if id != life.id}

    @cached_property
    def _by_place(self) -> dict[tuple[str, str], dict[str, Statement]]:
        found: dict[tuple[str, str], dict[str, Statement]] = {}
        for id, life in self.past.lives.items():
            found.setdefault((life.kind, id.rpartition(".")[0]), {})[id] = life.said
        return found


def _core(said: Statement) -> tuple[str, ...]:
    return tuple(getattr(said, name) for name in CORE)
