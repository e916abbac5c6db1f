"""What Markdown makes of a page: only elements, attributes and addresses that are known to do no harm.

The source is not searched for what is bad, for there are too many spellings. The page is converted as the engines do
it, with a sign in the place of each macro call, and what comes out is held against lists of what is good.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import lru_cache
from html import unescape
from itertools import accumulate

from storysite.core.diagnostics import Problem
from storysite.markdown.macro_blocks import block
from storysite.source import unseen
from storysite.source.allowed_html import SIGN, SKIPPED, Fault, faults_of_tag
from storysite.source.macro_calls import CODE as FENCED
from storysite.source.macro_calls import PLAIN, parts

BLOCK = block(f'<div class="{SIGN}"></div>')


COMMENT = re.compile(r"<!--(?!-?>)(?:(?!--!?>|<!--).)*-->", re.DOTALL)
TAG = re.compile(
    r"</?([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[^\s\"'<>/=]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?)*)\s*/?>"
)
OPENING = re.compile(r"<(?=[a-zA-Z/!?])")
ENTITY = re.compile(r"&(?:#[xX]?[0-9a-fA-F]+|[A-Za-z]+);?")

HARMLESS = re.compile(
    PLAIN.pattern
    + r"|(?<!!)\[[^\[\]<>{}]*\]\((?:https?://[\w.-]+[\w./#-]*|[\w.][\w./-]*|[\w.][\w./-]*#[\w.-]+|#[\w.-]+)\)"
    + r"|\{: #[a-z0-9-]+ \}|<(?:div|section)(?: class=\"[\w -]*\")?(?: markdown(?:=\"1\")?)?>|</(?:div|section)>"
)
"""What nearly all pages are written with: one that holds nothing else need not be converted."""
TELLING = re.compile(r"[<{]|\]\s*[(\[:]|&#|&[A-Za-z]+;")
INDENTED = re.compile(r"^(?: {4}|\t)[^\n]*\S[^\n]*$", re.MULTILINE)
DOUBTFUL = re.compile(r"[\[<{#]")
"""What a line holds that means something where it is no code."""
CALL = re.compile(r"\{[{%][^\n]*?[}%]\}")
PRE = re.compile(r"<pre\b.*?</pre>", re.DOTALL)
LINE_SIGN = re.compile(f"{SIGN}(\\d+){SIGN}")
CODE = re.compile(r"<code\b.*?</code>", re.DOTALL)
PRINTED = re.compile(r"&lt;!(?:--|&ndash;|&mdash;)[^<&\n]{0,20}")
"""The beginning of a remark that was none: it never ends, or a blank line or code within a paragraph cuts it."""
SHOWN_CALL = re.compile(r"(\{\{\s*[a-z_]\w*\()")
"""What a built page is refused for, outside of code."""
ANY_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
LEFT_OVER = re.compile(
    r"(?P<attributes>\{:?\s*[.#][\w-][^{}\n]*\})|(?P<reference>\[[^\[\]\n]+\]\[[^\[\]\n]*\])|(?P<link>\]\([^()\s][^()\n]*\))"
)
"""What stands between tags only where Markdown could make nothing of it."""
LEFT_HINTS = {
    "attributes": "write it at once behind a link, a picture or a heading, or alone on the line below a paragraph",
    "reference": "write '[words]: file.md' on a line of its own, or the link as [words](file.md)",
    "link": "write [words](file.md), with no blank in the address",
}
OF_LINKS = {"bad-address", "bad-link"}
"""Codes of faults that a reader of links tells, too."""
MOST_FAULTS = 20


def unsafe(shown: str, text: str, start: int, inline: frozenset[str], seen: frozenset[str]) -> list[Problem]:
    """What would do harm in a page whose text begins at `start`; the links in `seen` are looked at elsewhere."""
    if not TELLING.search(HARMLESS.sub(" ", text[start:])):
        return []
    known = {SKIPPED.sub("", address) for address in seen}
    found = [
        (words, fault)
        for words, fault in _faults(text[start:], inline)
        if fault[0] not in OF_LINKS or SKIPPED.sub("", words) not in known
    ]
    lines = _Lines(text, start)
    return [Problem(shown, *lines.place(words), *fault) for words, fault in found[:MOST_FAULTS]]


@lru_cache(maxsize=1024)
def _faults(text: str, inline: frozenset[str]) -> tuple[tuple[str, Fault], ...]:
    return tuple(faults(_converter()(_with_signs(text, inline))))


def indented_code(bare: str, text: str, start: int) -> list[tuple[int, int]]:
    """Where the lines of indented code stand: whether a line is code or part of a list, Markdown itself says.

    `bare` is `text` with other things blanked out. A private sign goes behind each line that may be code and holds
    anything that means something elsewhere.
    """
    fenced = [match.span() for match in FENCED.finditer(text, start)]
    doubtful = [
        line
        for line in INDENTED.finditer(text, start)
        if DOUBTFUL.search(bare, *line.span())
        or ("{{" in line[0] and not any(one <= line.start() < other for one, other in fenced))
    ]
    if not doubtful:
        return []
    marked, at = [], start
    for number, line in enumerate(doubtful):
        marked += [text[at : line.end()], f"{SIGN}{number}{SIGN}"]
        at = line.end()
    html = _converter()(CALL.sub(SIGN, "".join([*marked, text[at:]])))
    code = {int(found[1]) for block in PRE.finditer(html) for found in LINE_SIGN.finditer(block[0])}
    return [doubtful[number].span() for number in sorted(code)]


def _with_signs(text: str, inline: frozenset[str]) -> str:
    """The page as it is after its macros, with a sign for what each of them makes."""
    made = []
    for part in parts(text):
        if part.kind == "call":
            made.append(SIGN if part.name in inline else BLOCK)
        else:
            made.append(text[slice(*part.inside)] if part.kind == "raw" else text[part.start : part.end])
    return "".join(made)


@lru_cache(maxsize=1)
def _converter() -> Callable[[str], str]:
    from markdown import Markdown  # not above: most checks convert nothing

    from storysite.markdown.extension import PageMarkdown

    markdown = Markdown(extensions=["toc", "smarty", PageMarkdown(icons=False)])

    def convert(text: str) -> str:
        try:
            return str(markdown.reset().convert(text))
        except (RecursionError, ValueError):
            return "<!not converted"

    return convert


def faults(html: str) -> Iterator[tuple[str, Fault]]:
    """What does harm in a page's HTML: the words to look for in the source, and code, message and hint."""
    for call in SHOWN_CALL.finditer(CODE.sub("", html)):
        hint = "show it as code, between two signs `, or write what is meant in words"
        yield call[1], ("macro-shown", f"'{call[1]}' would be printed as it stands, for nothing runs in raw text", hint)
    for printed in PRINTED.finditer(CODE.sub("", html)):
        words = unescape(printed[0]).replace("–", "--").replace("—", "---")
        hint = "close it with --> and put blank lines around it; where the sign itself is meant, write `<!--` as code"
        yield words, ("remark-shown", "a remark begins here that would be printed with all that it holds", hint)
    words = ANY_TAG.sub("", CODE.sub("", html)) if LEFT_OVER.search(html) else ""
    for left in LEFT_OVER.finditer(words):
        yield (
            left[0],
            ("markup", f"'{unescape(left[0])}' would be printed as it stands", LEFT_HINTS[left.lastgroup or ""]),
        )
    for entity in ENTITY.finditer(html):
        if hidden := _unseen(entity[0]):
            yield entity[0], hidden
    at = 0
    while opening := OPENING.search(html, at):
        at = opening.start()
        if comment := COMMENT.match(html, at):
            at = comment.end()
        elif tag := TAG.match(html, at):
            at = tag.end()
            yield from faults_of_tag(tag)
        else:
            words = html[at : at + 40].split("\n")[0]
            at += 1
            yield (
                words,
                (
                    "html",
                    f"the HTML at '{words}' cannot be read",
                    "write Markdown, or whole tags with their attributes in quotes",
                ),
            )


def _unseen(entity: str) -> Fault | None:
    """What is wrong with an entity that stands for a character that cannot be seen."""
    meant = unescape(entity)
    if meant not in {"", "\ufffd"} and not unseen.UNSEEN.search(meant):
        return None
    message = f"'{entity}' is an invisible character{f': {unseen.named(meant)}' if len(meant) == 1 else ''}"
    return "character", message, "delete it; between words write a plain space"


class _Lines:
    """Finds the line of words that came out of a page, however they are written in it."""

    def __init__(self, text: str, start: int):
        self.text = text
        self.start = start
        self.lines = text.split("\n")
        self.bare = [SKIPPED.sub("", unescape(line)).lower() for line in self.lines]
        self.ends = list(accumulate(map(len, self.bare)))
        self.first = text.count("\n", 0, start)
        self.begun = self.ends[self.first - 1] if self.first else 0
        self.found: dict[str, int] = {}

    def place(self, words: str) -> tuple[int, int]:
        """Line and column; words that were found before are looked for further on."""
        bare = SKIPPED.sub("", words).lower()
        if words.startswith("&"):
            at = self.text.find(words, self.found.get(bare, self.start))
            self.found[bare] = at + 1
            if at >= 0:
                return self.text.count("\n", 0, at) + 1, at - self.text.rfind("\n", 0, at)
        whole = "".join(self.bare)
        at = whole.find(bare, self.found.get(bare, self.begun))
        if at < 0:
            at = whole.find(bare, self.begun)
        if at < 0:
            at = max(whole.find("<", self.begun), self.begun)
        self.found[bare] = at + 1
        line = min(bisect_right(self.ends, at), len(self.lines) - 1)
        return line + 1, max(self.lines[line].lower().find(words.lower()), 0) + 1
