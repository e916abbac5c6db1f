"""A new id for a record or a part of one, in all places that name it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from posixpath import dirname

from pydantic import TypeAdapter, ValidationError

from storysite.checks.autofix import Edit
from storysite.core.diagnostics import joined
from storysite.editing.entry_lines import offset, replaced, without
from storysite.editing.renaming import FORMER, Change, Refused, Renaming, argument_edit, published_as
from storysite.records import Matrix, RefTo
from storysite.records.field_types import PartId, RecordId
from storysite.source.items import Item
from storysite.source.page import Page
from storysite.source.record_texts import walk

OWN_WORDS = ("docs/data/releases/", "docs/data/schema/", "docs/data/published.txt")
"""What tells of the past stays as it is."""


class IdRenaming(Renaming):
    """Gives a record or a part another id."""

    def _id(self, item: Item, new: str) -> Change:
        if item.kind in {"cell", "chart"}:
            raise Refused(f"a {item.kind} is named by what it belongs to: rename its row or column, or its record")
        top, _, last = new.rpartition(".")
        if item.path and top and top != item.parent:
            raise Refused(f"a part stays in its record: write '{item.parent}.{last}'")
        if not item.path and top:
            raise Refused("the id of a record has no dot in it")
        try:
            TypeAdapter(PartId if item.path else RecordId).validate_python(last)
        except ValidationError as error:
            context = error.errors()[0].get("ctx", {})
            raise Refused(joined(context.get("message", "this is no id"), context.get("hint", ""))) from error
        target = f"{item.parent}.{last}" if item.path else last
        past = self.project.library.past
        if target in self.project.library.items:
            raise Refused(f"'{target}' is the id of another record: choose another")
        back = past.former.get(target)
        if back and back.record.moved_to == item.id and not past.lives[target].ended:
            return self._ids(item, target, last, without(self.texts[FORMER], FORMER, back.mark.line, "the id is back"))
        if back or target in past.lives:
            raise Refused(f"'{target}' was published and has ended: an id is never used again, choose another")
        return self._ids(item, target, last)

    def _ids(self, item: Item, target: str, last: str, back: Edit | None = None) -> Change:
        """The change of an id in all places; `back` is the edit that takes an entry out, where the id had it before."""
        names = _names(item, target)
        change = Change([back] if back else [])
        own = item.entry.at(*item.path, "id")
        change.edits += replaced(self.texts[own.path], own, item.id.rpartition(".")[2], last)
        if item.kind in {"row", "column"}:
            change.edits += self._cells(item, last)
        change.edits += self._references(names)
        for path, text in self.texts.items():
            if path.startswith("docs/data/") and not path.startswith(OWN_WORDS):
                change.edits += _links(path, text, names)
        for page in self.project.pages.values():
            change.edits += self._on_page(page, names)
        for id in published_as(self.project, item.id):
            change.edits.append(self._entry(FORMER, [f"- id: {id}", f"  moved_to: {target}"]))
            change.said.append(f"{id} was published: its address leads on, by an entry in {FORMER}.")
        if not item.path and own.path.endswith(f"/{item.id}.yml"):
            change.moves[own.path] = f"{dirname(own.path)}/{target}.yml"
        return change

    def _cells(self, item: Item, last: str) -> Iterator[Edit]:
        """The cells of a row or a column name it by its own id."""
        for at, cell in enumerate(item.entry.of(Matrix).cells):
            if getattr(cell, item.kind) == item.own_id:
                mark = item.entry.at("cells", at, item.kind)
                yield from replaced(self.texts[mark.path], mark, item.own_id, last)

    def _references(self, names: Callable[[str], str]) -> Iterator[Edit]:
        """Each field of a record that names it, and each entry that leads to it."""
        for entry in self.project.library.entries:
            for path, text, marked in walk(entry.record):
                if any(isinstance(mark, RefTo) for mark in marked) and (new := names(text)):
                    yield from replaced(self.texts[entry.mark.path], entry.at(*path), text, new)
        for former in self.project.library.past.former.values():
            if former.record.moved_to and (new := names(former.record.moved_to)):
                yield from replaced(self.texts[FORMER], former.at("moved_to"), former.record.moved_to, new)

    def _on_page(self, page: Page, names: Callable[[str], str]) -> Iterator[Edit]:
        """The calls of a page that name it, and the links to where it stands on a page."""
        path, text = page.mark.path, self.texts[page.mark.path]
        for call in page.calls:
            if call.arguments and self.project.macros[call.name].kinds and (new := names(call.arguments[0])):
                yield from argument_edit(path, text, call.mark, call.arguments[0], new)
        for link in page.links:
            target, _, fragment = link.target.partition("#")
            if "//" not in target and (new := names(fragment)):
                at = text.find(f"#{fragment}", offset(text, link.mark)) + 1
                yield Edit(path, at, at + len(fragment), new, link.mark.line, f"'#{fragment}' is now '#{new}'")


def _names(item: Item, target: str) -> Callable[[str], str]:
    """What an id is called from now on; nothing where it keeps its name."""
    parent, _, last = target.rpartition(".")

    def names(id: str) -> str:
        if id == item.id:
            return target
        if id.startswith(f"{item.id}."):
            return target + id[len(item.id) :]
        parts = id.split(".")
        if item.kind == "column" and len(parts) == 3 and parts[0] == parent and parts[2] == item.own_id:
            return f"{parts[0]}.{parts[1]}.{last}"
        return ""

    return names


def _links(path: str, text: str, names: Callable[[str], str]) -> Iterator[Edit]:
    """The links `[words](id:…)` of a data file."""
    for match in re.finditer(r"\]\(id:([a-z0-9.-]+)\)", text):
        if new := names(match[1]):
            yield Edit(path, match.start(1), match.end(1), new, text.count("\n", 0, match.start()) + 1, f"'{new}' now")
