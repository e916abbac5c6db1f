"""Annotations: `(1)` in a text or in a comment of code, explained by the list that follows.

Material's script makes balloons of them. Here the list stays where it is, and the marks lead to its items.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.postprocessors import Postprocessor
from markdown.treeprocessors import Treeprocessor

from storysite.core.messages import Messages

MARK = re.compile(r"\((\d{1,2})\)(?![\w)])")
IN_CODE = re.compile(r'(<span class="c[a-z0-9]*">)([^<>]*?)\((\d{1,2})\)!?')
BLOCK = re.compile(
    r'(?P<code><div class="[^"]*\bhighlight\b[^"]*">(?:(?!<div\b).)*?</code></pre></div>)(?=\s*<ol>\s*<li)', re.DOTALL
)
ITEM = re.compile(r"<(/?)(ol|ul|li)\b")
SIGN = re.compile(r"(?:#|//|--|;|%|/\*|&lt;!--)\s*\Z")
"""What begins a comment, before a mark that is all of it."""


class Annotations(Treeprocessor):
    """Makes links of the marks in what is marked `{ .annotate }`."""

    def __init__(self, md: Markdown, say: Messages):
        super().__init__(md)
        self.say = say

    def run(self, root: Element) -> None:
        """Called by Python-Markdown."""
        sets = 0
        for parent in root.iter():
            children = list(parent)
            for at, child in enumerate(children):
                if "annotate" not in child.get("class", "").split():
                    continue
                listed = _list_of(child, children[at + 1 :])
                if listed is None:
                    continue
                sets += 1
                _explain(listed, sets)
                _link(child, sets, len(listed), listed, self.say)


def _list_of(marked: Element, following: list[Element]) -> Element | None:
    """The list that explains the marks: behind a paragraph, or at the end of a block."""
    if following and following[0].tag == "ol":
        return following[0]
    return next((child for child in reversed(marked) if child.tag == "ol"), None)


def _explain(listed: Element, number: int) -> None:
    listed.set("class", f"{listed.get('class', '')} annotations".strip())
    for at, item in enumerate(listed, start=1):
        item.set("id", f"_note-{number}-{at}")


def _link(element: Element, number: int, most: int, listed: Element, say: Messages) -> None:
    """Links for the marks in an element's words, and in those of its parts."""
    if element is listed or element.tag in {"a", "code", "pre"}:
        return
    texts: list[tuple[Element | None, str]] = [
        (None, element.text or ""),
        *((child, child.tail or "") for child in element),
    ]
    for part in list(element):
        _link(part, number, most, listed, say)
    for child, text in reversed(texts):
        at = 0 if child is None else list(element).index(child) + 1
        words = MARK.split(text)
        made: list[Element] = []
        kept = words[0]
        for mark, after in zip(words[1::2], words[2::2], strict=True):
            if 1 <= int(mark) <= most:
                made.append(link := _mark(number, int(mark), say))
                link.tail = after
            elif made:
                made[-1].tail = f"{made[-1].tail}({mark}){after}"
            else:
                kept += f"({mark}){after}"
        if child is None:
            element.text = kept
        else:
            child.tail = kept
        for offset, link in enumerate(made):
            element.insert(at + offset, link)


def _mark(number: int, at: int, say: Messages) -> Element:
    said = say("annotations.explanation", number=at)
    link = Element("a", {"class": "annotation", "href": f"#_note-{number}-{at}", "aria-label": said})
    link.text = str(at)
    return link


class CodeAnnotations(Postprocessor):
    """The same in comments of code, where the list follows the code at once."""

    def __init__(self, md: Markdown, say: Messages):
        super().__init__(md)
        self.say = say

    def run(self, text: str) -> str:
        """Called by Python-Markdown with the page as HTML."""
        made, at, sets = [], 0, 0
        for block in BLOCK.finditer(text) if "highlight" in text else ():
            items, end = _items(text, block.end("code"))
            code, marked = _marked(block["code"], f"code-{sets + 1}", len(items), self.say)
            if not marked:
                continue
            sets += 1
            made += [text[at : block.start()], code]
            at = block.end("code")
            for number, item in enumerate(items, start=1):
                made += [text[at:item].replace("<ol>", '<ol class="annotations">', number == 1)]
                made += [f'<li id="_note-code-{sets}-{number}"']
                at = item + len("<li")
            made.append(text[at:end])
            at = end
        return "".join([*made, text[at:]])


def _marked(code: str, name: str, most: int, say: Messages) -> tuple[str, bool]:
    """Code with links for the marks in its comments, and whether there are any."""

    def mark(comment: re.Match[str]) -> str:
        at = int(comment[3])
        if not 1 <= at <= most:
            return comment[0]
        said = say.markup("annotations.explanation", number=at)
        link = f'<a class="annotation" href="#_note-{name}-{at}" aria-label="{said}">{at}</a>'
        return f"{comment[1]}{SIGN.sub('', comment[2])}{link}"

    made = IN_CODE.sub(mark, code)
    return made, made != code


def _items(text: str, start: int) -> tuple[list[int], int]:
    """Where the items begin of the list that begins there, and where it ends."""
    depth = 0
    items = []
    for tag in ITEM.finditer(text, start):
        if tag[2] == "li":
            if depth == 1 and not tag[1]:
                items.append(tag.start())
            continue
        depth += -1 if tag[1] else 1
        if depth == 0:
            return items, tag.end()
    return [], start
