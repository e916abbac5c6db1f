"""Pages read ahead: front matter, headings, links and macro calls, each with its line in the file.

So a wrong id in a call, a link to nowhere or a typed figure is known before anything is rendered.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

from storysite.core.diagnostics import Fix, Mark, Problem, joined, nearest
from storysite.markdown.foreign import foreign
from storysite.source.data_files import files_under, read_text
from storysite.source.front_matter import read_front
from storysite.source.macro_calls import Part, parts
from storysite.source.page import MOST_BYTES, Call, Heading, Link, Page, PageReader, TextReader
from storysite.source.page_html import indented_code, unsafe
from storysite.source.page_text import blanked, without_code
from storysite.source.tangled import tangled
from storysite.source.unseen import UNSEEN, named, seen_fix
from storysite.source.yaml_scalars import TO_FILL_IN, UNFILLED

HEADING = re.compile(r"^(#{1,6})([^\n]*)$|(?:\A|(?<=\n\n))(?=\S)([^\n|]+)\n(=+|-+) *$", re.MULTILINE)
ATTRIBUTES = re.compile(r"(?:(?<= )|^)\{: *([^{}\n]*)\} *$", re.MULTILINE)
ATTRIBUTE_ID = re.compile(r"(?:^|\s)#([^\s}]+)|\bid=[\"']?([^\s\"'}]+)")
LINK = re.compile(
    r"\]\(\s*(?P<md><[^<>\n]*>|[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)[^()]*\)|^ {0,3}\[(?!\^)[^\[\]\n]+\]:[ \t]*(?P<reference>\S+)",
    re.MULTILINE,
)
FOOTNOTE = re.compile(r"^ {0,3}\[\^(?P<explained>[^\[\]\n]+)\]:|\[\^(?P<named>[^\[\]\n]+)\]", re.MULTILINE)
TAG = re.compile(r"<[a-zA-Z/][^<>]*>")
TAG_LINK = re.compile(r"\b(?:href|src)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
TAG_ID = re.compile(r"\bid\s*=\s*[\"']?([^\s\"'>]+)")


CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def read_pages(
    root: Path,
    docs: Path,
    inline: frozenset[str],
    text_reader: TextReader = read_text,
    page_reader: PageReader | None = None,
) -> tuple[list[Page], list[Problem]]:
    """Every page under `docs`, by path, and what is wrong with them as texts; `inline` macros make no block of their own.

    The preview brings readers that remember.
    """
    read = page_reader or read_page
    problems: list[Problem] = []
    pages = []
    for path in files_under(docs, root, ("md",), problems):
        if "data" in path.relative_to(docs).parts[:1]:
            continue
        shown = path.relative_to(root).as_posix()
        text = text_reader(path, shown, docs, problems, MOST_BYTES)
        if text is not None:
            page = read(path.relative_to(docs).as_posix(), shown, text, problems)
            pages.append(page)
            if page.whole:
                seen = frozenset(unescape(link.target) for link in page.links)
                lines = cut_lines(text)
                found = unsafe(shown, text, page.start, inline, seen)
                problems.extend(
                    problem for problem in found if problem.line not in lines or problem.code == "character"
                )
    return pages, problems


def cut_lines(text: str) -> set[int]:
    """The lines of paragraphs with a control character: what it cuts in two is no call, link or tag any more, and it alone is told."""
    found: set[int] = set()
    for match in CONTROL.finditer(text):
        first = text.rfind("\n\n", 0, match.start()) + 1
        last = text.find("\n\n", match.start())
        found.update(range(text.count("\n", 0, first) + 1, text.count("\n", 0, last if last >= 0 else len(text)) + 2))
    return found


def read_page(path: str, shown: str, text: str, problems: list[Problem]) -> Page:
    """One page; what is wrong with its text is added to `problems`."""
    front = read_front(text, shown, problems)
    found: list[Problem] = []
    body = _Body(shown, text, front.end, found)
    calls = tuple(body.calls())
    body.unseen()
    body.unfilled()
    body.footnotes()
    body.foreign()
    headings, links, ids = tuple(body.headings()), tuple(body.links()), tuple(body.ids())
    body.one_title(headings)
    lines = cut_lines(text)
    problems += (problem for problem in found if problem.line not in lines or problem.code == "character")
    return Page(
        path,
        Mark(shown),
        front.title,
        front.description,
        headings,
        tuple(link for link in links if link.mark.line not in lines),
        calls,
        ids,
        tuple(body.prose()),
        front.end,
        body.whole,
        body.mark(len(text.rstrip())),
        front.draft,
    )


class _Body:
    """The text of a page below its head, with places counted over the whole file."""

    def __init__(self, shown: str, text: str, start: int, problems: list[Problem]):
        self.shown = shown
        self.problems = problems
        self.whole = True
        self.breaks = [at for at, character in enumerate(text) if character == "\n"]
        self.start = start
        self.source = text
        self.parts: tuple[Part, ...] = ()
        if tangle := tangled(text, start):
            at, code, message, hint = tangle
            self.tell(self.mark(at), code, message, hint)  # what takes too long to read is not read
        else:
            self.parts = tuple(_moved(part, start) for part in parts(text[start:]))
        bare = without_code(self._words())
        self.code = indented_code(bare, text, start) if self.whole else []
        """Where lines of indented code stand."""
        for begun, end in self.code:
            bare = bare[:begun] + " " * (end - begun) + bare[end:]
        self.bare = bare
        """The text without calls, code and remarks, every letter in its place."""

    def _words(self) -> str:
        kept = [
            self.source[part.start : part.end] if part.kind == "text" else blanked(self.source[part.start : part.end])
            for part in self.parts
        ]
        return blanked(self.source[: self.start]) + "".join(kept)

    def mark(self, at: int) -> Mark:
        line = bisect_right(self.breaks, at - 1)
        return Mark(self.shown, line + 1, at - (self.breaks[line - 1] if line else -1))

    def calls(self) -> Iterator[Call]:
        """The plain calls; whatever else a template may hold is told."""
        for part in self.parts:
            if part.kind == "call" and any(start <= part.start < end for start, end in self.code):
                hint = "put the code between two lines of ```, where nothing runs"
                self.tell(
                    self.mark(part.start), "macro-in-code", "a macro call in indented code would print markup", hint
                )
            elif part.kind == "call":
                yield Call(part.name, part.arguments, self.mark(part.start))
            elif part.fault:
                mark, meant = self.mark(part.start), part.meant
                fixes = (Fix.at(mark, self.source[part.start : part.end], meant),) if meant else ()
                self.tell(mark, *part.fault, fixes)

    def tell(self, mark: Mark, code: str, message: str, hint: str, fixes: tuple[Fix, ...] = ()) -> None:
        self.whole = False
        self.problems.append(Problem.at(mark, code, message, hint, fixes=fixes))

    def unseen(self) -> None:
        """Tell of characters that cannot be seen, or that turn the text around them."""
        for match in UNSEEN.finditer(self.source, self.start):
            message = f"an invisible character stands here: {named(match[0])}"
            hint = "delete it; between words write a plain space"
            mark = self.mark(match.start())
            self.problems.append(Problem.at(mark, "character", message, hint, fixes=seen_fix(mark, match[0])))

    def unfilled(self) -> None:
        """Tell where the editor has still to write something."""
        for match in re.finditer(rf"\b{TO_FILL_IN}\b", self.bare):
            self.problems.append(Problem.at(self.mark(match.start()), *UNFILLED))

    def headings(self) -> Iterator[Heading]:
        for match in HEADING.finditer(self.bare):
            mark = self.mark(match.start())
            line = match[2] if match[1] else match[3]
            if match[1] and not line.startswith((" ", "\t")):
                hint = "write a space after the #, or \\# where the sign itself is meant"
                self.problems.append(
                    Problem.at(mark, "heading-space", f"'{match[0][:30]}' would be printed as a heading", hint)
                )
                continue
            if "{#" in self.source[match.start() : match.end()]:
                continue  # told as a remark
            attributes = ATTRIBUTES.search(line)
            words = (line[: attributes.start()] if attributes else line).strip().rstrip("#").strip()
            level = len(match[1]) if match[1] else 1 if match[4].startswith("=") else 2
            end = self.mark(match.start(2 if match[1] else 3) + len(line.rstrip()))
            yield Heading(level, words, _attribute_id(attributes[1]) if attributes else None, mark, end)

    def footnotes(self) -> None:
        """Tell of footnotes that nothing explains, and of explanations that nothing leads to."""
        notes = list(FOOTNOTE.finditer(self.bare))
        explained = {match["explained"] for match in notes} - {None}
        named = {match["named"] for match in notes} - {None}
        for match in notes:
            name = match["named"] or match["explained"]
            if name not in explained:
                message = f"nothing explains the footnote '[^{name}]'"
                hint = joined(f"write '[^{name}]: …' on a line of its own, with its words", nearest(name, explained))
            elif name not in named:
                message = f"nothing leads to the footnote '[^{name}]'"
                hint = joined(f"write '[^{name}]' in the text, or delete this line", nearest(name, named))
            else:
                continue
            self.problems.append(Problem.at(self.mark(match.start()), "footnote", message, hint))

    def one_title(self, headings: Iterable[Heading]) -> None:
        """Tell of a second heading of the first level: a page has one title."""
        titles = [heading.mark for heading in headings if heading.level == 1]
        for mark in titles[1:]:
            message = f"a second title of the page; the first stands on line {titles[0].line}"
            self.problems.append(Problem.at(mark, "second-title", message, "write ## in place of #"))

    def foreign(self) -> None:
        """Tell of markup that would be printed as it stands."""
        for found in foreign(self.bare, self.source, self.start) if self.whole else ():
            self.problems.append(Problem.at(self.mark(found.start), found.code, found.message, found.hint))

    def links(self) -> Iterator[Link]:
        for match in LINK.finditer(self.bare):
            opening = self.bare.rfind("[", 0, match.start() + 1)
            start = opening if match["md"] is not None and opening >= 0 else match.start()
            yield Link((match["md"] or match["reference"] or "").strip("<>"), self.mark(start))
        for tag in TAG.finditer(self.bare):
            for match in TAG_LINK.finditer(tag[0]):
                target = next(group for group in match.groups() if group is not None)
                yield Link(target, self.mark(tag.start() + match.start()), in_html=True)

    def ids(self) -> Iterator[tuple[str, Mark]]:
        """Ids of other things than headings."""
        for tag in TAG.finditer(self.bare):
            for match in TAG_ID.finditer(tag[0]):
                yield match[1], self.mark(tag.start() + match.start())
        for match in ATTRIBUTES.finditer(self.bare):
            if (id := _attribute_id(match[1])) and not self.bare.startswith(
                "#", self.bare.rfind("\n", 0, match.start()) + 1
            ):
                yield id, self.mark(match.start())

    def prose(self) -> Iterator[tuple[int, str]]:
        """The words that a reader sees, line by line."""
        text = ATTRIBUTES.sub(blanked, TAG.sub(blanked, LINK.sub(blanked, self.bare)))
        for number, line in enumerate(text.split("\n"), start=1):
            if line.strip():
                yield number, line


def _attribute_id(attributes: str) -> str | None:
    match = ATTRIBUTE_ID.search(attributes)
    return (match[1] or match[2]) if match else None


def _moved(part: Part, by: int) -> Part:
    return replace(part, start=part.start + by, end=part.end + by, inside=(part.inside[0] + by, part.inside[1] + by))
