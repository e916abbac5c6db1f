"""Withdrawals: a record or a part of one goes; its address says from now on when and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from textwrap import wrap

from storysite.checks.autofix import Edit
from storysite.checks.read_project import read_project
from storysite.core.diagnostics import Problem, joined, nearest
from storysite.core.inline_markup import record_links
from storysite.editing import files
from storysite.editing.entry_lines import appended, without
from storysite.editing.rename import Renamed, carry_out
from storysite.editing.renaming import FORMER, REDIRECTS, Change, published_as
from storysite.project import Project
from storysite.records import Cell, Matrix, RefTo
from storysite.source.items import Item
from storysite.source.json_schema import first_line
from storysite.source.record_texts import walk


def withdraw(root: Path, today: date, id: str, reason: str) -> Renamed:
    """Take a record or a part out, and say why at its address; nothing is written while something names it."""
    project, texts = read_project(root, today), files.texts_of(root)
    if project.errors:
        return Renamed(problems=(*project.errors, _no("mend these first: all that names it must be seen")))
    item = project.library.items.get(id)
    if item is None:
        pages = [*project.pages, *(address for address in project.addresses.present if address.startswith("/"))]
        if id.removeprefix("docs/") in pages:
            return Renamed(
                problems=(
                    _no(
                        f"a page is not withdrawn: its address must lead on; delete its file, and let it lead on in {REDIRECTS}"
                    ),
                )
            )
        return Renamed(problems=(_no(joined(f"there is no '{id}'", nearest(id, project.library.items))),))
    if item.kind in {"cell", "chart"}:
        hint = "say in its place why it is empty: empty: not-in-source"
        return Renamed(problems=(_no(f"a {item.kind} stays as long as what it belongs to; {hint}"),))
    gone = {part.id for part in project.library.parts(item)} | {id}
    gone |= {other for other in project.library.items if other.startswith(f"{id}.")} | _cells(project, item)
    change = Change()
    lists = list(_in_lists(project, texts, gone))
    change.edits += lists
    named = [one for one in _named(project, gone) if not any((one.path, one.line) == (e.path, e.line) for e in lists)]
    if named:
        todo = _no(f"'{id}' is named here still: take it out of these places, then say this again")
        return Renamed(problems=(*named, todo))
    mark = item.mark
    change.edits.append(without(texts[mark.path], mark.path, mark.line, f"{id} is out"))
    if item.kind in {"row", "column"}:
        change.edits += _cell_entries(texts, item)
    led = [entry for entry in project.library.past.former.values() if entry.record.moved_to in gone]
    change.edits += [without(texts[FORMER], FORMER, entry.mark.line, "it leads nowhere now") for entry in led]
    published = [*(entry.record.id for entry in led), *published_as(project, id)]
    if published:
        change.edits.append(_entry(texts.get(FORMER), published, today, reason))
        change.said.append(f"It was published: its address says when and why, by an entry in {FORMER}.")
    else:
        change.said.append("It was never published: no address has to go on answering.")
    return carry_out(root, project, texts, change, f"{id} is withdrawn.")


def _entry(text: str | None, ids: list[str], today: date, reason: str) -> Edit:
    """What old links are told."""
    lines: list[str] = []
    for id in ids:
        lines += ["", f"- id: {id}", "  withdrawn:", f"    date: {today}", "    reason: >-"]
        lines += [f"      {line}" for line in wrap(" ".join(reason.split()), 110, break_long_words=False)]
    if text is None:
        return Edit(FORMER, 0, 0, "\n".join([first_line(FORMER), *lines]) + "\n", 3, "a new entry")
    return appended(FORMER, text, lines[1:], "a new entry")


def _no(message: str) -> Problem:
    return Problem("", 0, 0, "withdraw", message)


def _cells(project: Project, item: Item) -> set[str]:
    """The cells of a column."""
    if item.kind != "column":
        return set()
    cells = project.library.of_kind("cell")
    return {cell.id for cell in cells if cell.parent == item.parent and cell.of(Cell).column == item.own_id}


def _cell_entries(texts: dict[str, str], item: Item) -> Iterator[Edit]:
    for at, cell in enumerate(item.entry.of(Matrix).cells):
        if getattr(cell, item.kind) == item.own_id:
            mark = item.entry.at("cells", at)
            yield without(texts[mark.path], mark.path, mark.line, "its cell is out")


def _in_lists(project: Project, texts: dict[str, str], gone: set[str]) -> Iterator[Edit]:
    """The lines of lists that name it, where the list has others: a list without it says no more and no less."""
    for entry in project.library.entries:
        if entry.record.id in gone:
            continue
        named = [
            (path, text)
            for path, text, marked in walk(entry.record)
            if isinstance(path[-1], int) and any(isinstance(mark, RefTo) for mark in marked)
        ]
        for path, text in named:
            others = [other for where, other in named if where[:-1] == path[:-1] and other not in gone]
            mark = entry.at(*path)
            if text in gone and others and texts[mark.path].split("\n")[mark.line - 1].strip() in {f"- {text}"}:
                yield without(texts[mark.path], mark.path, mark.line, f"the list does without '{text}'")


def _named(project: Project, gone: set[str]) -> Iterator[Problem]:
    """Each place in records and pages that names what goes."""
    for entry in project.library.entries:
        if entry.record.id in gone:
            continue
        for path, text, marked in walk(entry.record):
            is_reference = any(isinstance(mark, RefTo) for mark in marked)
            for name in {text} & gone if is_reference else gone.intersection(record_links(text)):
                yield Problem.at(entry.at(*path), "named", f"{path[0]}: names '{name}'")
    for page in project.pages.values():
        for call in page.calls:
            if project.valid(call) and gone.intersection(call.arguments[:1]):
                yield Problem.at(call.mark, "named", f"{call} names '{call.arguments[0]}'")
        for link in page.links:
            if link.target.partition("#")[2] in gone:
                yield Problem.at(link.mark, "named", f"a link to '{link.target}'")
