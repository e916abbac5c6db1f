"""What a reader reads on a page: its paragraphs, with the words that its inline macros print."""

from __future__ import annotations

import html
import re
from collections import defaultdict

from storysite.checks.sentences import BEGINS
from storysite.core.sentences import split
from storysite.project import Project
from storysite.source.page import Call

TAG = re.compile(r"<sup\b.*?</sup>|<[^>]*>")


def sentences_of(project: Project, path: str) -> list[str]:
    """The sentences of a page in order, without marks of sources."""
    calls: dict[int, list[Call]] = defaultdict(list)
    for call in project.pages[path].calls:
        calls[call.mark.line].append(call)
    paragraphs: list[list[str]] = [[]]
    before = 0
    for number, line in project.pages[path].prose:
        for call in sorted(calls.get(number, ()), key=lambda call: -call.mark.column):
            at = call.mark.column - 1
            line = line[:at].ljust(at) + printed(project, path, call) + line[at:]
        if number != before + 1 or BEGINS.match(line):
            paragraphs.append([])
        before = number
        paragraphs[-1].append(
            re.sub(r"^\s*(#+|[-*+]|\d+[.)])\s+", "", line).replace("[", "").replace("]", "").replace("*", "")
        )
    return [_tidy(sentence) for paragraph in paragraphs for _, sentence in split(" ".join(paragraph))]


def printed(project: Project, path: str, call: Call) -> str:
    """The words of an inline macro; nothing for a mark of a source, or for a call that cannot be shown."""
    macro = project.macros.get(call.name)
    if macro is None or not macro.inline or macro.is_mark or not project.valid(call):
        return ""
    return html.unescape(TAG.sub("", project.render(path, call.name, *call.arguments)))


def _tidy(sentence: str) -> str:
    return re.sub(r"\s+([.,;:?!)])", r"\1", " ".join(sentence.split()))
