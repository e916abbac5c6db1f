"""A page's Markdown as any reader of Markdown understands it: what Material adds becomes quotes, bold words and plain HTML.

Macro calls stay where they are; code stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from storysite.core.messages import Messages
from storysite.markdown.callouts import KIND
from storysite.markdown.icons import ICON, drawing, set_of, sign

FENCE = re.compile(r"( *)(`{3,}|~{3,})(.*)")
TITLE = re.compile(r'title="([^"]*)"')
CALLOUT = re.compile(r'( *)(?:!!!|\?\?\?\+?) ?([\w-]*)(?: +[\w-]+)*?(?: +"([^"]*)")? *')
TAB = re.compile(r" *===[+!]* +[\"'](.+)[\"'] *")
CAPTION = re.compile(r" *///+ *(?:figure-|table-)?caption.*")
DEFINITION = re.compile(r":[ \t]{1,3}(\S.*)")
ITEM = re.compile(r" *(?:[-*+]|\d+[.)]) ")
ABBREVIATION = re.compile(r"\*\[([^\]]+)\]:\s*(.+)")
TAG_LINE = re.compile(r"[ \t]*</?[a-z][^<>]*>[ \t]*")
CALL = re.compile(r" *\{\{.*\}\} *")
KEPT = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)|\\.|<https?:[^<>]*>|<!--.*?-->")
HOLD = re.compile("\ue000(\\d+)\ue001")
ATTRIBUTES = re.compile(r"[ \t]*\{:?[ \t]*[.#][^{}\n]*\}|[ \t]*\{:[^{}\n]*\}")
LINK = re.compile(r"(\[(?:[^\[\]\\]|\\.)*\])\((?!\w+:)([^()\s]*)\)")
ELEMENTS = (
    (re.compile(r"==(?=\S)(.+?)(?<=\S)=="), r"<mark>\1</mark>"),
    (re.compile(r"\^\^(?=\S)(.+?)(?<=\S)\^\^"), r"<ins>\1</ins>"),
    (re.compile(r"(?<![\^\[])\^([^\s^\[\]]+)\^(?!\^)"), r"<sup>\1</sup>"),
    (re.compile(r"(?<!~)~([^\s~]+)~(?!~)"), r"<sub>\1</sub>"),
    (re.compile(r"</?details[^<>]*>"), ""),
    (re.compile(r"<summary[^<>]*>(.*?)</summary>"), r"**\1**"),
)
KEYS = re.compile(r"\+\+([\w-]+(?:\+[\w-]+)*)\+\+")
CELL_ICON = re.compile(rf"(?<=\|)(\s*){ICON}(\s*)(?=\|)")


def common_markdown(text: str, absolute: Callable[[str], str], say: Messages) -> str:
    """A page's text in common Markdown; `absolute` makes addresses of links that lead to other pages and files."""
    return _Writer(absolute, say).page(text)


class _Writer:
    """Writes one page."""

    def __init__(self, absolute: Callable[[str], str], say: Messages):
        self.absolute = absolute
        self.say = say
        self.meant: dict[str, str] = {}

    def page(self, text: str) -> str:
        lines = []
        for line in text.split("\n"):
            if found := ABBREVIATION.fullmatch(line):
                self.meant[found[1]] = found[2]
            else:
                lines.append(line)
        return "\n".join(self.blocks(lines))

    def blocks(self, lines: list[str]) -> list[str]:
        """Lines that belong together, block by block."""
        made: list[str] = []
        at, in_list = 0, False
        while at < len(lines):
            line = lines[at]
            in_list = in_list and (not line.strip() or line[:1] == " " or bool(ITEM.match(line)))
            if fence := FENCE.fullmatch(line):
                at = self.code(lines, at, fence, made)
            elif callout := CALLOUT.fullmatch(line):
                body, at = _body(lines, at, callout[1])
                made += [f"{callout[1]}{quoted}" for quoted in self.quote(callout, body)]
            elif tab := TAB.fullmatch(line):
                body, at = _body(lines, at, line[: len(line) - len(line.lstrip())])
                made += [f"**{self.words(tab[1])}**", "", *self.blocks(body), ""]
            elif CAPTION.fullmatch(line):
                end = next((n for n in range(at + 1, len(lines)) if not lines[n].strip(" /")), len(lines))
                made += [f"*{self.words(inner.strip())}*" for inner in lines[at + 1 : end] if inner.strip()]
                at = end + 1
            elif (meaning := DEFINITION.fullmatch(line)) and made:
                body, at = _body(lines, at, "")
                _embolden(made)
                made += ["", self.words(meaning[1]), *self.blocks(body)]
            elif CALL.fullmatch(line) and made and not made[-1].strip():
                made.append(line.strip())  # what a macro makes stands at the margin
                at += 1
            elif line.startswith(("    ", "\t")) and not in_list:
                made.append(line)  # code
                at += 1
            else:
                if line.strip():
                    in_list = in_list or bool(ITEM.match(line))
                if not TAG_LINE.fullmatch(line):
                    written = self.words(line)
                    made += [written] if written.strip() or not line.strip() else []
                at += 1
        return made

    def code(self, lines: list[str], at: int, fence: re.Match[str], made: list[str]) -> int:
        """Code as it is, its title above it; the line behind it."""
        language = re.split(r"[\s{]", fence[3].strip(" {."), maxsplit=1)[0]
        if title := TITLE.search(fence[3]):
            made += [f"{fence[1]}**{title[1]}**", ""]
        made.append(f"{fence[1]}{fence[2]}{language}")
        for end in range(at + 1, len(lines)):
            made.append(lines[end])
            if lines[end].strip().startswith(fence[2]) and not lines[end].strip(" `~"):
                return end + 1
        return len(lines)

    def quote(self, callout: re.Match[str], body: list[str]) -> list[str]:
        """A callout as a quotation that begins with its kind and its title."""
        name = callout[2].lower()
        plain = KIND.get(name, "note")
        kind = self.say(f"callouts.{plain}")
        title = callout[3] if (callout[3] or "").lower() not in {plain, name} else ""
        told = [] if callout[3] == "" else [f"**{kind}: {self.words(title)}**" if title else f"**{kind}**", ""]
        inner = [*told, *self.blocks(body)]
        while inner and not inner[-1].strip():
            inner.pop()
        return [line.strip() if CALL.fullmatch(line) else f"> {line}".rstrip() for line in inner] + [""]

    def words(self, line: str) -> str:
        """A line's words, without what only Material reads."""
        held: list[str] = []

        def hold(match: re.Match[str]) -> str:
            held.append(re.sub(r"\A(`+)#!\w+ ", r"\1", match[0]))
            return f"\ue000{len(held) - 1}\ue001"

        line = KEPT.sub(hold, line)
        line = LINK.sub(lambda link: f"{link[1]}({self.absolute(link[2])})", ATTRIBUTES.sub("", line))
        for pattern, written in ELEMENTS:
            line = pattern.sub(written, line)
        line = KEYS.sub(lambda keys: "+".join(f"<kbd>{key.title()}</kbd>" for key in keys[1].split("+")), line)
        if ":" in line:
            line = CELL_ICON.sub(lambda icon: f"{icon[1]}{_named(icon[2])}{icon[3]}", line)
            line = re.sub(rf"{ICON}(\s?)", _picture, line)
        for short, meaning in list(self.meant.items()):
            if found := re.search(rf"(?<!\w){re.escape(short)}(?!\w)", line):
                line = f"{line[: found.end()]} ({meaning}){line[found.end() :]}"
                del self.meant[short]
        return HOLD.sub(lambda one: held[int(one[1])], line)


def _body(lines: list[str], at: int, indent: str) -> tuple[list[str], int]:
    """The lines that belong to a block's first line, without their indentation, and where the next block begins."""
    end = at + 1
    while end < len(lines) and (not lines[end].strip() or lines[end].expandtabs(4).startswith(f"{indent}    ")):
        end += 1
    body = [line.expandtabs(4)[len(indent) + 4 :] for line in lines[at + 1 : end]]
    first = next((n for n, line in enumerate(body) if line.strip()), len(body))
    return body[first:], end


def _embolden(made: list[str]) -> None:
    """Make the line in front of a definition bold: it is what is defined."""
    at = next((n for n in range(len(made) - 1, -1, -1) if made[n].strip()), None)
    if at is not None and at == len(made) - 1 and not made[at].startswith("**"):
        made[at] = f"**{made[at]}**"


def _named(name: str) -> str:
    """An icon that stands alone, in words."""
    return name.removeprefix(f"{set_of(name)}-").replace("-", " ") if drawing(name) else sign(name) or f":{name}:"


def _picture(icon: re.Match[str]) -> str:
    """Nothing for an icon beside words; an emoji as the sign that it is."""
    if drawing(icon[1]):
        return ""
    return f"{sign(icon[1])}{icon[2]}" if sign(icon[1]) else icon[0]
