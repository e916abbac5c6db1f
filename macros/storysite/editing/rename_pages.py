"""A new path for pages, a new id for a heading or a new title for a section, with all links that lead there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from posixpath import dirname, join, normpath, relpath

from storysite.checks.autofix import Edit
from storysite.core.diagnostics import Mark, joined, nearest
from storysite.editing.entry_lines import offset, replaced, without
from storysite.editing.new import page_fault
from storysite.editing.renaming import REDIRECTS, Change, Refused, Renaming, argument_edit, published_as
from storysite.ledger.snapshots import place_address
from storysite.records.field_marks import ToPage
from storysite.source.mkdocs_config import navigation_places
from storysite.source.mkdocs_nodes import FILE
from storysite.source.page import Page
from storysite.source.record_texts import walk
from storysite.wording.page_links import address_of

HEADING_ID = re.compile(r"[a-z][a-z0-9-]*\Z")


class PageRenaming(Renaming):
    """Gives pages, headings and sections other names."""

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
                change.edits += argument_edit(page.mark.path, text, call.mark, old, new)
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


def _moved(address: str, addresses: Mapping[str, str]) -> str:
    """Where an address, or the page of a heading, has moved to; nothing where it stays."""
    page, hash_, id = address.partition("#")
    return f"{addresses[page]}{hash_}{id}" if page in addresses else ""
