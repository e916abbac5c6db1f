"""Renames: an id, a part, a heading, a page or a section gets another name, in all places in one go.

What was published goes on answering: an old id leads on by `former.yml`, an old address by `redirects.yml`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from posixpath import dirname, join, normpath, relpath

from pydantic import TypeAdapter, ValidationError

from storysite.checks.autofix import Edit, apply
from storysite.checks.read_project import read_project
from storysite.core.diagnostics import Mark, Problem, counted, joined, nearest
from storysite.editing import files
from storysite.editing.entry_lines import appended, offset, replaced, without
from storysite.editing.new import page_fault
from storysite.editing.proposal import Proposal, new_problems, tried
from storysite.ledger.snapshots import place_address
from storysite.project import Project
from storysite.records import Matrix, RefTo
from storysite.records.field_marks import ToPage
from storysite.records.field_types import PartId, RecordId
from storysite.source.items import Item
from storysite.source.json_schema import first_line
from storysite.source.mkdocs_config import navigation_places
from storysite.source.mkdocs_nodes import FILE
from storysite.source.page import Page
from storysite.source.record_texts import walk
from storysite.wording.page_links import address_of

FORMER, REDIRECTS = "docs/data/former.yml", "docs/data/redirects.yml"
OWN_WORDS = ("docs/data/releases/", "docs/data/schema/", "docs/data/published.txt")
"""What tells of the past stays as it is."""
HEADING_ID = re.compile(r"[a-z][a-z0-9-]*\Z")


class Refused(Exception):
    """What cannot be, and why."""


@dataclass
class Change:
    """The edits of a rename, and what is written where."""

    edits: list[Edit] = field(default_factory=list)
    moves: dict[str, str] = field(default_factory=dict)
    """Files that get another path, both counted from the project."""
    said: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Renamed:
    """What was done, or what is wrong; nothing is written then."""

    said: str = ""
    problems: tuple[Problem, ...] = ()


def rename(root: Path, today: date, old: str, new: str) -> Renamed:
    """Give something another name in all places, where the check finds nothing wrong with it."""
    project, texts = read_project(root, today), files.texts_of(root)
    texts[FILE] = "\n".join(files.lines_of(root, FILE))
    if project.errors:
        return Renamed(problems=(*project.errors, _no("mend these first: a rename must see all that names it")))
    try:
        change = _Renaming(root, project, texts).change(old.strip(), new.strip())
    except Refused as refused:
        return Renamed(problems=(_no(str(refused)),))
    return carry_out(root, project, texts, change, f"{old} is now {new}.")


def _no(message: str) -> Problem:
    return Problem("", 0, 0, "rename", message)


def carry_out(root: Path, project: Project, texts: Mapping[str, str], change: Change, said: str) -> Renamed:
    """Try a change on a copy; write it and tell of it where nothing is wrong with it."""
    paths = {edit.path for edit in change.edits} | change.moves.keys()
    after = {
        change.moves.get(path, path): apply(texts.get(path, ""), {edit for edit in change.edits if edit.path == path})
        for path in sorted(paths)
    }
    gone = {path for path, text in after.items() if path.startswith("docs/data/") and not _has_records(text)}
    kept = {path: text for path, text in after.items() if path not in gone or path in (FORMER, REDIRECTS)}
    removed = frozenset((change.moves.keys() - kept.keys()) | (gone & texts.keys() - kept.keys()))
    proposal = Proposal(kept, removed, {new: old for old, new in change.moves.items()})
    trial = tried(root, project, proposal)
    if wrong := new_problems(project, trial):
        return Renamed(problems=wrong)
    proposal.write(root)
    return Renamed(_report(root, project, texts, change, proposal, trial, said))


def _has_records(text: str) -> bool:
    return any(line.strip() and not line.startswith("#") for line in text.split("\n"))


def _report(
    root: Path,
    project: Project,
    texts: Mapping[str, str],
    change: Change,
    proposal: Proposal,
    after: Project,
    said: str,
) -> str:
    lines = [said, *change.said]
    places = Counter(edit.path for edit in set(change.edits))
    for path in proposal.texts:
        old = proposal.moved.get(path, path)
        what = f"moved from {old}" if path in proposal.moved else "new file" if path not in texts else ""
        count = counted(places[old], "place") if places[old] else ""
        lines.append(f"  {path}: {', '.join(part for part in (what, count) if part)}")
    lines += [f"  {path}: deleted, it held nothing else" for path in sorted(proposal.removed - change.moves.keys())]
    lines.append(
        f"{counted(len(after.library.entries), 'record')} and {counted(len(after.pages), 'page')} are in order. "
        "Nothing is staged: look at it with git diff."
    )
    return "\n".join(lines) + "\n"


@dataclass
class _Renaming:
    root: Path
    project: Project
    texts: Mapping[str, str]

    def change(self, old: str, new: str) -> Change:
        """The change for whatever the old name is: a page, a folder of pages, a heading, a section or an id."""
        pages = {place_address(path): path for path in self.project.pages}
        page, hash_, heading = old.removeprefix("docs/").partition("#")
        path = page if page in self.project.pages else pages.get(page, "")
        if hash_:
            if not path:
                raise Refused(joined(f"there is no page '{page}'", nearest(page, [*self.project.pages, *pages])))
            return self._heading(path, heading, new.partition("#")[2] or new)
        if path:
            return self._pages({path: self._page_path(new, path)})
        folder = page.strip("/")
        inside = [path for path in self.project.pages if path.startswith(f"{folder}/")]
        if inside and "/" in page:
            target = new.removeprefix("docs/").strip("/")
            return self._pages({path: f"{target}{path.removeprefix(folder)}" for path in inside})
        if old in self.project.library.items:
            return self._id(self.project.library.items[old], new)
        _, titles = navigation_places(self.root)
        found = [node for node in titles if node.value == old]
        if len(found) == 1:
            return self._title(found[0].start_mark.index, found[0].end_mark.index, new)
        known = [*self.project.library.items, *self.project.pages, *(node.value for node in titles)]
        raise Refused(joined(f"there is no '{old}'", nearest(old, known)))

    def _page_path(self, new: str, old: str) -> str:
        """The path that a new name of a page means: a file, or an address."""
        if not new.startswith("/"):
            return new.removeprefix("docs/")
        stem = new.strip("/")
        return f"{stem}/index.md" if old.endswith("/index.md") else f"{stem}.md"

    # --- ids ------------------------------------------------------------------------------------

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
                yield from _argument(path, text, call.mark, call.arguments[0], new)
        for link in page.links:
            target, _, fragment = link.target.partition("#")
            if "//" not in target and (new := names(fragment)):
                at = text.find(f"#{fragment}", offset(text, link.mark)) + 1
                yield Edit(path, at, at + len(fragment), new, link.mark.line, f"'#{fragment}' is now '#{new}'")

    # --- pages, headings, sections ----------------------------------------------------------------

    def _pages(self, moves: dict[str, str]) -> Change:
        past, change = self.project.library.past, Change()
        for old, new in moves.items():
            if wrong := page_fault(self.root, new):
                raise Refused(wrong)
            if new in self.project.pages and new not in moves:
                raise Refused(f"there is a page '{new}' already")
            change.moves[f"docs/{old}"] = f"docs/{new}"
        change.edits += self._named_pages(moves)
        for page in self.project.pages.values():
            change.edits += self._links_on(page, moves)
        addresses = {place_address(old): place_address(new) for old, new in moves.items()}
        back = {address for address in past.redirects if self._is_back(address, addresses)}
        change.edits += self._redirects_follow(lambda to: _moved(to, addresses), back)
        published = [
            (old, new) for old, new in addresses.items() if old in past.lives and old not in addresses.values()
        ]
        change.edits += self._redirect(dict(published), change)
        change.said += [f"  /{address_of(old)} is now at /{address_of(new)}" for old, new in moves.items()]
        return change

    def _is_back(self, address: str, addresses: Mapping[str, str]) -> bool:
        """Whether a redirected page or heading stands at its old address again."""
        page, hash_, id = address.partition("#")
        old = next((old for old, new in addresses.items() if new == page), None)
        return old is not None and f"{old}{hash_}{id}" in self.project.addresses.present

    def _named_pages(self, moves: Mapping[str, str]) -> Iterator[Edit]:
        """Where records and the navigation name a page."""
        for entry in self.project.library.entries:
            for path, text, marked in walk(entry.record):
                if text in moves and any(isinstance(mark, ToPage) for mark in marked):
                    yield from replaced(self.texts[entry.mark.path], entry.at(*path), text, moves[text])
        for node in navigation_places(self.root)[0]:
            if node.value in moves:
                mark = Mark(FILE, node.start_mark.line + 1, node.start_mark.column + 1)
                yield from replaced(self.texts[FILE], mark, node.value, moves[node.value])

    def _links_on(self, page: Page, moves: Mapping[str, str]) -> Iterator[Edit]:
        """The links of a page that lead to another file now, seen from where it stands now."""
        here, there = dirname(page.path), dirname(moves.get(page.path, page.path))
        text = self.texts[page.mark.path]
        for link in page.links:
            path, hash_, fragment = link.target.partition("#")
            if not path or "//" in path or re.match(r"[a-z]+:", path):
                continue
            target = normpath(join(here, path))
            new = relpath(moves.get(target, target), there or ".")
            at = text.find(link.target, offset(text, link.mark))
            if at >= 0 and new != normpath(path):
                edit = f"{new}{hash_}{fragment}"
                yield Edit(page.mark.path, at, at + len(link.target), edit, link.mark.line, f"a link to '{new}' now")

    def _heading(self, path: str, old: str, new: str) -> Change:
        page = self.project.pages[path]
        heading = next((one for one in page.headings if one.id == old), None)
        if heading is None:
            known = [one.id for one in page.headings if one.id]
            raise Refused(joined(f"{path} has no heading with the id '{old}'", nearest(old, known)))
        if not HEADING_ID.match(new):
            raise Refused(f"'{new}' is no id of a heading: write a to z, 0 to 9 and hyphens, one of a to z first")
        if new in {one.id for one in page.headings} | self.project.addresses._anchors(path):
            raise Refused(f"'{new}' stands on {path} already: choose another")
        change, text = Change(), self.texts[page.mark.path]
        at = text.find(f"#{old}", text.find("{:", offset(text, heading.mark)))
        change.edits.append(
            Edit(page.mark.path, at + 1, at + 1 + len(old), new, heading.mark.line, f"'#{old}' is now '#{new}'")
        )
        for other in self.project.pages.values():
            for link in other.links:
                target, hash_, fragment = link.target.partition("#")
                leads = path if not target and other is page else normpath(join(dirname(other.path), target))
                if hash_ and fragment == old and leads == path and "//" not in target:
                    words = self.texts[other.mark.path]
                    at = words.find(f"#{old}", offset(words, link.mark)) + 1
                    edit = Edit(other.mark.path, at, at + len(old), new, link.mark.line, f"a link to '#{new}' now")
                    change.edits.append(edit)
        for call in page.calls:
            if call.name == "path" and old in call.arguments:
                change.edits += _argument(page.mark.path, text, call.mark, old, new)
        before, after = (f"{place_address(path)}#{id}" for id in (old, new))
        past = self.project.library.past
        change.edits += self._redirects_follow(
            lambda to: after if to == before else "", {after} & past.redirects.keys()
        )
        change.edits += self._redirect(dict.fromkeys(published_as(self.project, before), after), change)
        return change

    def _title(self, start: int, end: int, new: str) -> Change:
        text = self.texts[FILE]
        quoted = '"' + new.replace("\\", "\\\\").replace('"', '\\"') + '"'
        words = new if re.fullmatch(r"[A-Za-z][\w ,.’()-]*", new) else quoted
        return Change([Edit(FILE, start, end, words, text.count("\n", 0, start) + 1, f"the section is now '{new}'")])

    def _redirects_follow(self, names: Callable[[str], str], back: set[str]) -> Iterator[Edit]:
        """Entries lead to the new address; those of addresses that are `back` go."""
        for address, entry in self.project.library.past.redirects.items():
            if address in back:
                yield without(self.texts[REDIRECTS], REDIRECTS, entry.mark.line, f"{address} is back")
            elif new := names(entry.record.to):
                yield from replaced(self.texts[REDIRECTS], entry.at("to"), entry.record.to, new)

    def _redirect(self, addresses: Mapping[str, str], change: Change) -> list[Edit]:
        """An entry for each published address that leads on."""
        if not addresses:
            return []
        lines: list[str] = []
        for old, new in addresses.items():
            day = self.project.library.today
            lines += ["", f"- from: {old}", f"  to: {new}", f"  date: {day}"]
            change.said.append(f"{old} was published: it leads on to {new}, by an entry in {REDIRECTS}.")
        return [self._entry(REDIRECTS, lines[1:])]

    def _entry(self, path: str, lines: list[str]) -> Edit:
        text = self.texts.get(path)
        if text is None:
            return Edit(path, 0, 0, "\n".join([first_line(path), "", *lines]) + "\n", 3, "a new entry")
        return appended(path, text, lines, "a new entry")


def published_as(project: Project, id: str) -> list[str]:
    """The published ids, or addresses of headings, that lead to this one and have no entry of their own yet."""
    past, present = project.library.past, project.addresses.present
    if id.startswith("/"):
        return [old for old in past.lives if old not in past.redirects and past.leads_to(old, present) == id]
    lives = (old for old, life in past.lives.items() if not life.ended and not old.startswith("/"))
    found = (old for old in lives if old not in past.former)
    return [old for old in found if past.fate(old, present)[:2] == ("alive", id)]


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


def _moved(address: str, addresses: Mapping[str, str]) -> str:
    """Where an address, or the page of a heading, has moved to; nothing where it stays."""
    page, hash_, id = address.partition("#")
    return f"{addresses[page]}{hash_}{id}" if page in addresses else ""


def _links(path: str, text: str, names: Callable[[str], str]) -> Iterator[Edit]:
    """The links `[words](id:…)` of a data file."""
    for match in re.finditer(r"\]\(id:([a-z0-9.-]+)\)", text):
        if new := names(match[1]):
            yield Edit(path, match.start(1), match.end(1), new, text.count("\n", 0, match.start()) + 1, f"'{new}' now")


def _argument(path: str, text: str, mark: Mark, old: str, new: str) -> Iterator[Edit]:
    """An argument of the call at a place."""
    start = offset(text, mark)
    call = text[start : text.find("}}", start)]
    for match in re.finditer(rf"([\"']){re.escape(old)}\1", call):
        at = start + match.start() + 1
        yield Edit(path, at, at + len(old), new, mark.line, f"'{old}' is now '{new}'")
        return


__all__ = ["Change", "Refused", "Renamed", "carry_out", "rename"]
