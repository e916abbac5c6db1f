"""Macro calls in a page, read by Jinja's own lexer and parser: a page holds text, raw text and plain calls, no more.

The engines render a page as a template, and a template can do whatever Python can. So what is not known to be plain
is refused: nothing else than `{{ name("argument", …) }}` and `{% raw %}…{% endraw %}` is ever run.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from jinja2 import Environment, TemplateSyntaxError, nodes

from storysite.source.unseen import UNSEEN, named

PARSER = Environment(autoescape=False)
"""Lexer and parser with the settings that both engines have where nothing else is said."""
ENDS = {
    "raw_begin": "raw_end",
    "variable_begin": "variable_end",
    "block_begin": "block_end",
    "comment_begin": "comment_end",
}
LONGEST_CALL = 1000
MOST_FAULTS = 20
"""After so many faults the rest of a page is left for the time when these are mended."""
CALL_HINT = 'write {{ name("id") }}: a macro\'s name, and in brackets what it shows, each in straight quotes'
RAW_HINT = 'pages hold text and calls {{ name("id") }}; literal braces stand between {% raw %} and {% endraw %}'
PLAIN = re.compile(r'\{\{ ([a-z]+)\(((?:"[^"\\\n]*"(?:, "[^"\\\n]*")*)?)\) \}\}')
"""A call as nearly all are written; others are taken apart, which takes ten times as long."""
ARGUMENT = re.compile(r'"([^"]*)"')

CODE = re.compile(
    r"^ *(`{3,}|~{3,})[^\n]*\n.*?(?:^ *\1[`~]* *$|\Z)|(?<!`)(`+)(?!`)[^\n]*?(?<!`)\2(?!`)", re.DOTALL | re.MULTILINE
)
"""Code between fences, and within a line."""
BRACES = re.compile(r"\{[{%#]")
RAW = re.compile(r"\{%[-+]?\s*raw\s*[-+]?%\}.*?(?:\{%[-+]?\s*endraw\s*[-+]?%\}|\Z)", re.DOTALL)

Fault = tuple[str, str, str]
"""Code, message and hint."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a page's text."""

    kind: Literal["text", "raw", "call", "fault"]
    start: int
    end: int
    inside: tuple[int, int] = (0, 0)
    """Where the text of a raw part stands."""
    name: str = ""
    arguments: tuple[str, ...] = ()
    fault: Fault | None = None
    meant: str = ""
    """The call that is meant by one that cannot be read."""


Token = tuple[str, str, int]
"""Kind, text and place."""


def parts(text: str) -> Iterator[Part]:
    """A page's text as it is rendered, in order and without gaps; all that is no plain call is a fault."""
    at = faults = 0
    for start, end in [*code_with_braces(text), (len(text), len(text))]:
        while at < start:
            if faults == MOST_FAULTS:
                return
            for part in _until_fault(text[:start], at):
                yield part
                at = part.end
                faults += part.kind == "fault"
        if start < end:
            yield Part("raw", start, end, (start, end))
            at = end


def code_with_braces(text: str) -> list[tuple[int, int]]:
    """Where code stands that a template would read otherwise than it is written; what stands in raw text is kept anyway."""
    if not any(sign in text for sign in ("`", "~~~")):
        return []
    raw = [match.span() for match in RAW.finditer(text)]
    inside = [_inside(text, match) for match in CODE.finditer(text) if BRACES.search(match[0])]
    return [
        (start, end)
        for start, end in inside
        if start < end and not any(one < end and start < other for one, other in raw)
    ]


def _inside(text: str, code: re.Match[str]) -> tuple[int, int]:
    """Where the words of code begin and end, between its fences or its signs."""
    if code[2]:
        return code.start() + len(code[2]), code.end() - len(code[2])
    last = text.rfind("\n", code.start(), code.end())
    closed = not text[last : code.end()].strip(" \n`~")
    return text.index("\n", code.start()) + 1, last if closed else code.end()


def with_code_kept(text: str) -> str:
    """A page's text with its code in raw parts, so that nothing runs in it: code is code."""
    made, at = [], 0
    for start, end in code_with_braces(text):
        made += [text[at:start], "{% raw %}", text[start:end], "{% endraw %}"]
        at = end
    return "".join([*made, text[at:]])


def calls_alone(text: str, names: Collection[str]) -> bool:
    """Whether Jinja itself finds nothing in a text but words and calls of these macros with texts in quotes."""
    try:
        tree = PARSER.parse(text)
    except (TemplateSyntaxError, ValueError, RecursionError):
        return False
    written = [node for output in tree.body if isinstance(output, nodes.Output) for node in output.nodes]
    return all(isinstance(output, nodes.Output) for output in tree.body) and all(
        isinstance(node, nodes.TemplateData) or _is_plain(node, names) for node in written
    )


def _is_plain(node: nodes.Node, names: Collection[str]) -> bool:
    return (
        isinstance(node, nodes.Call)
        and isinstance(node.node, nodes.Name)
        and node.node.name in names
        and not (node.kwargs or node.dyn_args or node.dyn_kwargs)
        and all(isinstance(argument, nodes.Const) and isinstance(argument.value, str) for argument in node.args)
    )


def _until_fault(text: str, offset: int) -> Iterator[Part]:
    """The parts from `offset` on, up to the first fault with it."""
    at, opened = offset, None
    inner: list[Token] = []
    try:
        for token in _tokens(text, offset):
            kind, _words, start = token
            if opened is None and kind in ENDS:
                if start > at:
                    yield Part("text", at, start)
                opened, inner, at = kind, [token], start
            elif opened is not None:
                inner.append(token)
                if start - at > LONGEST_CALL and opened in {"variable_begin", "block_begin"}:
                    break
                if kind == ENDS[opened]:
                    part = _part(text, opened, inner)
                    yield part
                    if part.kind == "fault":
                        return
                    at, opened = part.end, None
    except (TemplateSyntaxError, ValueError):
        if opened is None:  # a raw part or a remark is looked for up to its end at once
            opening = min(place for sign in ("{{", "{%", "{#") if (place := text.find(sign, at)) >= 0)
            if opening > at:
                yield Part("text", at, opening)
            at = opening
            opened = "comment_begin" if text.startswith("{#", at) else "raw_begin"
        yield _unreadable(text, opened, at)
        return
    if opened is not None:
        yield _unreadable(text, opened, at)
    elif at < len(text):
        yield Part("text", at, len(text))


def _tokens(text: str, offset: int) -> Iterator[Token]:
    """What Jinja's lexer finds, with its places: it leaves out nothing but blanks before a sign that asks for it."""
    at = offset
    for _, kind, words in PARSER.lexer.tokeniter(text[offset:], None):
        start = text.index(words, at)
        at = start + len(words)
        yield kind, words, start


def _part(text: str, opened: str, tokens: list[Token]) -> Part:
    """What stands between two braces and their end."""
    start, end = tokens[0][2], tokens[-1][2] + len(tokens[-1][1])
    signs = "-" in tokens[0][1] + tokens[-1][1] or "+" in tokens[0][1] + tokens[-1][1]
    if opened == "raw_begin" and not signs:
        return Part("raw", start, end, (start + len(tokens[0][1]), tokens[-1][2]))
    if opened == "comment_begin":
        return _unreadable(text, opened, start, end)
    if opened in {"block_begin", "raw_begin"}:
        return fault("macro-statement", "a template statement in a page", RAW_HINT, start, end)
    if (nested := text.find("{{", start + 2, end)) >= 0 and not _in_string(tokens, nested):
        return _unreadable(text, opened, start, nested)
    call = None if signs else _call(text[start:end])
    if call is None:
        return fault("macro-call", f"{_short(text[start:end])} is not a plain macro call", CALL_HINT, start, end)
    if hidden := UNSEEN.search("".join(call[1])):
        message = f"{_short(text[start:end])} holds an invisible character: {named(hidden[0])}"
        return fault("macro-call", message, "delete its escape; between words write a plain space", start, end)
    if any("{{" in argument or "{%" in argument for argument in call[1]):
        message = f"{_short(text[start:end])} holds a call in a text, where nothing runs"
        return fault("macro-call", message, "write plain words between the quotes", start, end)
    return Part("call", start, end, name=call[0], arguments=call[1])


def fault(code: str, message: str, hint: str, start: int, end: int) -> Part:
    """What is no part of a page, and why."""
    return Part("fault", start, end, fault=(code, message, hint))


def _in_string(tokens: list[Token], place: int) -> bool:
    return any(kind == "string" and start <= place < start + len(words) for kind, words, start in tokens)


def _unreadable(text: str, opened: str, start: int, end: int = 0) -> Part:
    """A fault where the lexer gives up, or where what begins never ends."""
    if opened == "comment_begin":
        hint = "write the id of a heading as {: #id }, a remark as <!-- … -->"
        return fault("macro-remark", "'{#' begins a remark, which would be left out", hint, start, end or start + 2)
    if opened == "raw_begin":
        hint = "write {% endraw %} where the literal braces end"
        return fault("macro-statement", "'{% raw' begins here and never ends", hint, start, start + 2)
    if opened == "block_begin":
        return fault("macro-statement", "a template statement begins here and never ends", RAW_HINT, start, start + 2)
    closing = "}}"
    found, nested = text.find(closing, start), text.find("{{", start + 2)
    if found < 0 or 0 <= nested < found:
        hint = f"{CALL_HINT}; and }}}} after them"
        return fault(
            "macro-syntax", "a macro call begins here and never ends", hint, start, nested if nested >= 0 else len(text)
        )
    end = found + len(closing)
    whole = text[start:end]
    straight = re.sub("[“”„‟]", '"', whole)
    told = ("macro-syntax", f"the macro call {_short(whole)} cannot be read", CALL_HINT)
    return Part("fault", start, end, fault=told, meant=straight if straight != whole else "")


@lru_cache(maxsize=4096)
def _call(text: str) -> tuple[str, tuple[str, ...]] | None:
    """Name and arguments of a plain call, or nothing."""
    if plain := PLAIN.fullmatch(text):
        return plain[1], tuple(ARGUMENT.findall(plain[2]))
    tokens = list(PARSER.lexer.wrap(PARSER.lexer.tokeniter(text, None)))
    kinds = " ".join(token.type for token in tokens)
    if not re.fullmatch(r"variable_begin name lparen( string( comma string)*( comma)?)? rparen variable_end", kinds):
        return None
    return str(tokens[1].value), tuple(str(token.value) for token in tokens if token.type == "string")


def _short(text: str) -> str:
    text = " ".join(text[:200].split())
    return text if len(text) <= 60 else f"{text[:57]}…"
