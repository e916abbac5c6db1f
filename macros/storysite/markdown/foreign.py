"""Markup that pages do not have, or that is not written as it must be: what is wrong, and what does the same here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import NamedTuple

from storysite.markdown.callouts import BESIDE, KIND, KINDS
from storysite.markdown.icons import drawing, folder, names, set_of


class Foreign(NamedTuple):
    """Something in a text that would be printed as it stands."""

    start: int
    code: str
    message: str
    hint: str


CALLOUT = 'write !!! note "Title", and its text below it, indented by four blanks'
PICTURES = "show it with {{ timeline(…) }}, {{ cycle(…) }} or {{ chart(…) }}, or name a picture: ![words](picture.svg)"
FOREIGN = (
    (
        r"\$\$(?:[^$]*\$\$)?|\\\[(?=[^\n]*\\\])|\\\((?=[^\n]*\\\))|(?<![\w$\\])\$(?=[^\s\d$])[^$\n]*[\\^_=][^$\n]*\$(?![\w$])",
        "a formula",
        "write it in words, with x^2^ and H~2~O, or as code; put a backslash before a $ that is meant itself",
    ),
    (r"^ *;*-{2,}8<-{2,}", "a snippet of another file", "write the text here, or make a record of what several pages say"),
    (r"\{(?:\+\+|--|~~|==|>>)(?=[^\n]*(?:\+\+|--|~~|==|<<)\})", "a mark of a reviewer", "write the text as it shall be; ==words== marks, ~~words~~ strikes out"),
    (r"^ *> *\[![A-Za-z]+\]", "a callout as GitHub writes it", CALLOUT),
    (r"^ *:{3,} *[\w{]", "a block that begins with ':::'", CALLOUT),
    (r"\[\[(?=[^\[\]\n]+\]\])", "a link as wikis write it", "write [words](file.md)"),
    (r"(?<![{%\\])\{\s*[a-z]+\(\s*[\"'“][^\n{}]*\)\s*\}(?!\})", "a macro in single braces", 'write two: {{ name("id") }}'),
    (r"(?<!!)\[[^\[\]\n]*(?<!!)\[[^\[\]\n]*\]\([^()\n]*\)[^\[\]\n]*\]\(", "a link inside of a link", "write one of the two, or one behind the other"),
)  # fmt: skip
"""Patterns in a text without code, what they are, and what to write in their place."""
FENCE = re.compile(r"^ *(`{3,}|~{3,})([^\n`]*)$", re.MULTILINE)
DRAWN = re.compile(r"[ {.]*(mermaid|math|arithmatex)\b")
BLOCK = re.compile(r"^( *)(!!!|\?\?\?\+?|===[+!]*(?!=)|///+)([^\n]*)$", re.MULTILINE)
HEAD = re.compile(r'(?: ?([\w-]+)((?: +[\w-]+)*))?(?: +"[^"\n]*")? *')
TAB = re.compile(r' +(?:"[^"\n]+"|\'[^\'\n]+\') *')
ICON = re.compile(r"(?<![\w:]):((?:material|octicons|fontawesome|simple)-[a-z0-9-]+):")
TAG = re.compile(r"<(/?)(article|aside|blockquote|details|div|dl|figure|ol|section|table|ul)\b[^<>]*>")


def foreign(bare: str, source: str, start: int) -> Iterator[Foreign]:
    """All of it in a page: `bare` is its text without code and calls, `source` as it is written, from `start` on."""
    for pattern, message, hint in FOREIGN:
        for match in re.finditer(pattern, bare, re.MULTILINE):
            yield Foreign(match.start(), "markup", f"{message} would be printed as it stands", hint)
    yield from _fences(source, start)
    yield from _blocks(bare)
    yield from _tags(bare)
    for match in ICON.finditer(bare):
        if not drawing(match[1]):
            known = names(set_of(match[1])) if set_of(match[1]) else []
            near = get_close_matches(match[1], known, n=1)
            hint = f"did you mean ':{near[0]}:'?" if near else "take a name from Material's search of icons and emojis"
            hint = (
                hint if folder() else "icons come with the package mkdocs-material, which is not installed: take it out"
            )
            yield Foreign(match.start(), "icon", f"there is no icon '{match[0]}'", hint)


def _fences(source: str, start: int) -> Iterator[Foreign]:
    """Code that never ends, and pictures written as code."""
    opened: re.Match[str] | None = None
    for fence in FENCE.finditer(source, start):
        if opened is None:
            opened = fence
            if drawn := DRAWN.match(fence[2]):
                what = "a drawing of Mermaid" if drawn[1] == "mermaid" else "a formula"
                yield Foreign(fence.start(1), "markup", f"{what} would be printed as code", PICTURES)
        elif fence[1].startswith(opened[1]) and not fence[2].strip():
            opened = None
    if opened is not None:
        yield Foreign(
            opened.start(1),
            "unclosed",
            "the code that begins here never ends",
            f"write {opened[1]} on a line of its own where it ends",
        )


def _blocks(bare: str) -> Iterator[Foreign]:
    """Callouts, tabs and captions that are not written as they are read."""
    opened: re.Match[str] | None = None
    for match in BLOCK.finditer(bare):
        indent, sign, rest = match.groups()
        at = match.start(2)
        if sign.startswith("/"):
            if not rest.strip():
                opened = None
            elif rest.split()[0] in {"caption", "figure-caption", "table-caption"}:
                opened = match
            else:
                yield Foreign(at, "markup", f"the block '{sign}{rest}' would be printed as it stands", CALLOUT)
        elif sign.startswith("="):
            if not TAB.fullmatch(rest):
                yield Foreign(
                    at,
                    "markup",
                    "a tab without a name in quotes",
                    'write === "Name", and its text below it, indented by four blanks',
                )
            elif not _holds(bare, match.end(), indent):
                yield Foreign(
                    at, "empty-block", "the tab holds nothing", "indent its text by four blanks more than this line"
                )
        elif wrong := _callout(sign, rest):
            yield Foreign(at, "callout", *wrong)
        elif not _holds(bare, match.end(), indent):
            yield Foreign(
                at, "empty-block", "the callout holds nothing", "indent its text by four blanks more than this line"
            )
    if opened is not None:
        yield Foreign(
            opened.start(2),
            "unclosed",
            "the caption that begins here never ends",
            "write /// on a line of its own below it",
        )


def _callout(sign: str, rest: str) -> tuple[str, str] | None:
    """What is wrong with the first line of a callout."""
    head = HEAD.fullmatch(rest)
    if not head or (sign != "!!!" and rest[:1] not in {"", " "}):
        return f"the callout '{sign}{rest}' cannot be read", CALLOUT
    kind, others = (head[1] or "").lower(), (head[2] or "").split()
    if sign == "!!!" and not kind:
        return "the callout has no kind", CALLOUT
    if kind and kind not in KIND:
        near = get_close_matches(kind, KIND, n=1)
        told = f"did you mean '{near[0]}'?" if near else f"kinds are: {', '.join(KINDS)}"
        return f"there is no kind of callout '{kind}'", told
    if words := [word for word in others if word not in BESIDE]:
        return f"the title '{' '.join(words)}' is not in quotes", f'write {sign} {kind} "{" ".join(others)}"'
    return None


def _holds(bare: str, end: int, indent: str) -> bool:
    """Whether the next line that is not blank is indented as what belongs to a block; code and calls are blank here."""
    following = re.compile(r"\n([ \t]*)(?=\S)").search(bare, end)
    if following is None or following.end() >= len(bare):
        return True
    lines = bare.count("\n", end, following.end())
    depth = len(following[1].expandtabs(4))
    return depth >= len(indent) + 4 or lines > 2


def _tags(bare: str) -> Iterator[Foreign]:
    """HTML blocks that never end: all that follows would stand in them."""
    opened: list[re.Match[str]] = []
    for tag in TAG.finditer(bare):
        if not tag[1]:
            opened.append(tag)
        elif any(other[2] == tag[2] for other in opened):
            while opened.pop()[2] != tag[2]:
                pass
    for tag in opened:
        yield Foreign(
            tag.start(),
            "unclosed",
            f"<{tag[2]}> begins here and never ends",
            f"write </{tag[2]}> on a line of its own where it ends",
        )
