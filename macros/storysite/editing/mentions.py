"""Where else a record is spoken of: the lines of pages that name it, and the notes and questions that lead to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from storysite.core.diagnostics import Mark
from storysite.core.inline_markup import record_links
from storysite.editing.rendered_text import printed
from storysite.project import Project
from storysite.records import RefTo
from storysite.source.page import Page
from storysite.source.record_texts import walk

CALL = re.compile(r"\{\{.*?\}\}")
LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
SPEAKING = {"about", "rests_on"}
"""Fields of a record that say what it speaks of; others set records in order, or say what replaces what."""


def mentions(project: Project, id: str) -> Iterator[tuple[str, Mark]]:
    """What speaks of an item, in words, and where; for a value also what names its figure and means the newest."""
    item = project.library.items.get(id)
    if item is None:
        return
    library = project.library
    names = {id, library.value(id).id} | ({item.parent} if library.value(item.parent).id == id else set())
    for page in project.pages.values():
        yield from _on_page(project, page, names)
    for entry in project.library.entries:
        if entry.record.id == item.parent:
            continue
        for path, text, marked in walk(entry.record):
            leads = text in names and path[0] in SPEAKING and any(isinstance(one, RefTo) for one in marked)
            if leads or names.intersection(record_links(text)):
                title = project.library.items[entry.record.id].title
                yield f"{path[0]} of the {entry.kind} “{title}”", entry.at(*path)


def _on_page(project: Project, page: Page, names: set[str]) -> Iterator[tuple[str, Mark]]:
    """Each line of a page that names one of these in its text, with the words that it prints."""
    named = [call for call in page.calls if names.intersection(call.arguments[:1]) and project.macros[call.name].inline]
    lines = (project.root / page.mark.path).read_text(encoding="utf-8-sig").split("\n") if named else []
    for number in sorted({call.mark.line for call in named}):
        calls = [call for call in page.calls if call.mark.line == number]
        words = lines[number - 1]
        for call, place in zip(calls[::-1], list(CALL.finditer(words))[::-1], strict=False):
            words = words[: place.start()] + printed(project, page.path, call) + words[place.end() :]
        words = LINK.sub(r"\1", words).lstrip("#-*+>| ")
        yield f"“{' '.join(words.split())}”", Mark(page.mark.path, number)
