"""The sentences of pages and records, each with its place and the words that it will have."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from storysite.components.component import Macro
from storysite.core.diagnostics import Mark
from storysite.core.inline_markup import pieces
from storysite.core.sentences import LETTER, split
from storysite.records import InlineText
from storysite.source.page import Call, Page
from storysite.source.record_reader import Entry
from storysite.source.record_store import Library
from storysite.source.record_texts import walk

BEGINS = re.compile(r"\s*([-*+]|\d+[.)])\s+|\s*[#|>]")
"""Where a paragraph ends although no empty line stands before: a list's entry, a heading, a table, a quotation."""
STAND_IN = "X"
"""One word in the place of what a macro prints."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and where it begins."""

    text: str
    mark: Mark

    @property
    def words(self) -> int:
        return sum(1 for word in self.text.split() if LETTER.search(word))


def of_page(page: Page, macros: Mapping[str, Macro]) -> Iterator[Sentence]:
    """The sentences that a reader sees on a page, but for those that come from records."""
    headings = {heading.mark.line for heading in page.headings}
    for paragraph in _paragraphs(_filled(page, macros), headings):
        text = "\n".join(line for _, line in paragraph)
        lines = [number for number, _ in paragraph]
        for start, sentence in split(text):
            line, before = text.count("\n", 0, start), text.rfind("\n", 0, start)
            yield Sentence(sentence, Mark(page.mark.path, lines[line], start - before))


def of_entry(library: Library, entry: Entry) -> Iterator[Sentence]:
    """The sentences of a record's texts; each is told at the place of its text."""
    for path, text, marked in walk(entry.record):
        if any(isinstance(mark, InlineText) for mark in marked):
            whole = "".join(piece.words or STAND_IN for piece in pieces(text))
            for _, sentence in split(whole):
                yield Sentence(sentence, entry.at(*path))


def _filled(page: Page, macros: Mapping[str, Macro]) -> Iterator[tuple[int, str]]:
    """The lines of a page, with words where its inline macros will print some."""
    calls: dict[int, list[Call]] = defaultdict(list)
    for call in page.calls:
        calls[call.mark.line].append(call)
    for number, line in page.prose:
        for call in calls.get(number, ()):
            macro = macros.get(call.name)
            if macro and macro.inline and not macro.is_mark:
                words = call.arguments[1] if len(call.arguments) > 1 else STAND_IN
                at = call.mark.column - 1
                line = line[:at].ljust(at) + words + line[at + len(words) :]
        yield number, line.replace("[", " ").replace("]", " ").replace("*", " ")


def _paragraphs(lines: Iterator[tuple[int, str]], headings: set[int]) -> Iterator[list[tuple[int, str]]]:
    paragraph: list[tuple[int, str]] = []
    for number, line in lines:
        begins = BEGINS.match(line)
        if paragraph and (begins or number != paragraph[-1][0] + 1):
            yield paragraph
            paragraph = []
        if number not in headings:
            sign = begins.end() if begins else 0
            paragraph.append((number, " " * sign + line[sign:]))
    if paragraph:
        yield paragraph
