"""What lies between two states of a project, as a release would tell it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial

from storysite.editing.rendered_text import sentences_of
from storysite.ledger.changelog import Told, told
from storysite.ledger.changes_since import changes_since
from storysite.project import Project
from storysite.source.releases import Change, Past, Release
from storysite.wording.text import plain
from storysite.wording.trust import states


def diff(old: Project, new: Project) -> list[Change]:
    """Every id, page and heading that says something else now; what went without a word is not among them."""
    return list(changes_since(_published(old, new), new.addresses.present, partial(plain, new.library)))


def _published(old: Project, new: Project) -> Past:
    """The old state as if it had been published, with what the new one says of ids and pages that are gone."""
    first = tuple(
        Change(id=id, kind=kind, change="added", now=said.fields())
        for id, (kind, said) in old.addresses.present.items()
    )
    past = new.library.past
    return Past({}, (Release("before", old.library.today, first),), past.former, past.redirects)


@dataclass(frozen=True)
class Difference:
    """Two states of a project, and what lies between them."""

    old: Project
    new: Project

    @property
    def whole(self) -> bool:
        """Whether all of both states could be read: what is missing in one of them may else only not be readable."""
        there = self.old.library.items or self.old.pages
        return not (self.new.errors or (self.old.errors and there))

    @cached_property
    def changes(self) -> list[Change]:
        """What changed; of records that both states hold alone, and nothing of pages, where one of them has a problem."""
        found = diff(self.old, self.new)
        return found if self.whole else list(filter(None, map(self._sure, found)))

    def _sure(self, change: Change) -> Change | None:
        """As much of a change as is sure where something could not be read."""
        if (
            change.kind in {"page", "heading"}
            or (change.change == "added" and self.old.errors)
            or change.change in {"moved", "withdrawn"}
        ):
            return None
        fields = change.now.keys() - ({"at"} if change.change == "changed" else set())
        was, now = (
            {name: value for name, value in side.items() if name in fields} for side in (change.was, change.now)
        )
        return change.model_copy(update={"was": was, "now": now}) if fields else None

    @cached_property
    def told(self) -> list[Told]:
        """What is worth telling of it."""
        return told(
            self.changes, None, _published(self.old, self.new).lives, self.new.library.kinds, self.new.library.messages
        )

    @cached_property
    def gone(self) -> list[tuple[str, str, str]]:
        """Id, kind and title of what is no more and leads nowhere; parts go with their whole.

        None where a state has a problem: then a record may only not be readable.
        """
        if not self.whole:
            return []
        explained = {change.id for change in self.changes}
        lost = {
            id: (kind, said.title)
            for id, (kind, said) in self.old.addresses.present.items()
            if id not in self.new.addresses.present and id not in explained
        }
        return [(id, *lost[id]) for id in sorted(lost) if not _whole_of(id) & lost.keys() and lost[id][0] != "chart"]

    @cached_property
    def due(self) -> list[tuple[str, str]]:
        """Ids that are due for review or overtaken now and were not before, each with the reason."""
        if not self.whole:
            return []
        before = set(_aged(self.old))
        return [(id, reason) for id, reason in _aged(self.new) if (id, reason) not in before]

    @cached_property
    def uses(self) -> dict[str, frozenset[str]]:
        """For each page, but for those that list all of a kind, the ids that it shows, quotes or rests on now."""
        registers = set(self.new.registers.values())
        return {
            path: self.new.addresses.uses(page)
            for path, page in sorted(self.new.pages.items())
            if path not in registers
        }

    @cached_property
    def texts(self) -> dict[str, tuple[list[str], list[str]]]:
        """The sentences before and after, of each page that was edited or quotes something else now."""
        found: dict[str, tuple[list[str], list[str]]] = {}
        if not self.whole:
            return found
        for path in sorted(self.new.pages.keys() & self.old.pages.keys()):
            both = sentences_of(self.old, path), sentences_of(self.new, path)
            if both[0] != both[1] or _calls(self.old, path) != _calls(self.new, path):
                found[path] = both
        return found

    @cached_property
    def published(self) -> list[str]:
        """The published ids that say something else now, stand elsewhere, or are no more."""
        ids = [change.id for change in self.changes if not _only_shown_elsewhere(change)] + [
            id for id, _, _ in self.gone
        ]
        ledger = self.new.library.past.published
        return sorted({id for id in ids if id in ledger})


def _calls(project: Project, path: str) -> list[tuple[str, ...]]:
    macros = project.macros
    return [call.key for call in project.pages[path].calls if call.name in macros and not macros[call.name].inline]


def _only_shown_elsewhere(change: Change) -> bool:
    """Whether nothing changed but on which further pages an id is shown: its home is the same."""
    return change.change == "changed" and set(change.now) == {"at"} and change.now["at"][:1] == change.was["at"][:1]


def _whole_of(id: str) -> set[str]:
    """The record or the page that holds a part or a heading."""
    if id.startswith("/"):
        return {id.partition("#")[0]} - {id}
    steps = id.split(".")
    return {".".join(steps[:length]) for length in range(1, len(steps))}


def _aged(project: Project) -> Iterator[tuple[str, str]]:
    for id, item in sorted(project.library.items.items()):
        if item.kind in {"fact", "chart", "row", "column", "cell", "step"}:
            continue
        for state in states(project.library, item):
            if state.name in {"due for review", "overtaken"}:
                yield id, plain(project.library, state.reason)
