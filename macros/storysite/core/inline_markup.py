"""The little markup that a record's text may hold: *emphasis*, [words](id:record) and [words](https://…).

Whatever else stands in a text is plain text, and every form writes it so that it stays inert.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from storysite.core import web_address

LINK = re.compile(r"(?<!!)\[(?P<words>[^\[\]]*)\]\((?P<target>[^()\s]*)\)")
EMPHASIS = re.compile(r"(?<![\w*])\*(?P<words>[^\s*](?:[^*]*[^\s*])?)\*(?![\w*])")
MARKUP = re.compile(f"{LINK.pattern}|{EMPHASIS.pattern.replace('words', 'stressed')}")

WOULD_BE_LINK = re.compile(r"(?<!!)\[[^\[\]]*\]\s?\((?P<target>[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)")
MACRO = (
    re.compile(r"\{\{.*?(?:\}\}|$)|\{[%#]"),
    "a macro call",
    "macros work on pages alone: here write a link such as [words](id:some-record)",
)
FOREIGN = (
    MACRO,
    (
        re.compile(r"\*\*[^\s*][^*]*\*\*|(?<!\w)__\w[^_]*__(?!\w)"),
        "strong words",
        "write *words* with one star on each side",
    ),
    (re.compile(r"</?[a-zA-Z][^<>]*>"), "HTML", "write the words alone, or *words* for emphasis"),
    (re.compile(r"!\[[^\[\]]*\]\([^\s)]*\)?"), "a picture", "a text holds words; pictures are made from records"),
)
"""What an editor may take for markup, and would be printed as it stands."""


APOSTROPHE = re.compile(r"(?<=\w)'|'(?=(?:\d\ds|tis|twas|em|til|cause)\b)|'(?=n')", re.IGNORECASE)
"""Letters are left out here, also at the beginning of a word."""
OPENING = re.compile(r"""(^|[\s(\[“"])'(?=[\w“"])""")
CLOSING = re.compile(r"""(?<=[^\s(\[])'""")


def typographic(text: str) -> str:
    """The quotation marks and apostrophes that a printer would set."""
    text = CLOSING.sub("’", OPENING.sub(r"\1‘", APOSTROPHE.sub("’", text)))
    return re.sub(r'"', "”", re.sub(r'(^|[\s(\[“‘])"(?=\S)', r"\1“", text))


LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"})
"""Latin letters that Unicode does not take apart into a plain letter and a mark."""


def slug(words: str) -> str:
    """An id made of words: a to z, 0 to 9 and hyphens; empty where a letter has no plain one."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", words.lower()) if not unicodedata.combining(sign))
    bare = bare.translate(LETTERS)
    if any(sign.isalnum() and not sign.isascii() for sign in bare):
        return ""
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:48].rstrip("-")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a text: plain, emphasised, or a link to a record or to the web."""

    kind: Literal["text", "emphasis", "record", "web"]
    words: str
    target: str = ""
    """The id of the record, or the web address."""


@cache
def pieces(text: str) -> tuple[Piece, ...]:
    """The pieces of a text, in order; a link to anything but a record or the web stays plain text."""
    return tuple(_pieces(text))


def _pieces(text: str) -> Iterator[Piece]:
    at = 0
    for match in MARKUP.finditer(text):
        piece = _piece(match)
        if piece is None:
            continue
        if match.start() > at:
            yield Piece("text", text[at : match.start()])
        yield piece
        at = match.end()
    if at < len(text):
        yield Piece("text", text[at:])


def _piece(match: re.Match[str]) -> Piece | None:
    if match["stressed"]:
        return Piece("emphasis", match["stressed"])
    words, target = match["words"], match["target"]
    if target.startswith("id:"):
        return Piece("record", words, target[3:])
    if words and web_address.is_web_address(target):
        return Piece("web", words, target)
    return None


def faults(text: str, inline: bool) -> Iterator[tuple[str, str, str]]:
    """Code, message and hint of what looks like markup in a text and is none; `inline` if it may hold the little markup."""
    if not inline:
        if match := MACRO[0].search(text):
            yield "markup", f"{MACRO[1]} in a record: '{match[0][:60]}'", "write plain words"
        return
    plain = "\0".join(piece.words for piece in pieces(text) if piece.kind == "text")
    for match in WOULD_BE_LINK.finditer(plain):
        hint = "a link in a record is [words](id:some-record) or [words](https://…)"
        target = match["target"]
        if (
            fault := web_address.fault(target)
            if re.match(r"https?://", target) and not re.search(r"[()]", target)
            else None
        ):
            yield "bad-link", fault[0], fault[1]
            continue
        if target.startswith("http"):
            hint += ", with no space in it, and with ( and ) in the address as %28 and %29"
        yield "bad-link", f"a link to '{match['target']}'", hint
    for pattern, what, hint in FOREIGN:
        if match := pattern.search(plain):
            yield "markup", f"{what} in a record: '{match[0][:60]}'", hint


def record_links(text: str) -> list[str]:
    """The ids that a text links to, in order."""
    return [piece.target for piece in pieces(text) if piece.kind == "record"]


# --- other scripts ---------------------------------------------------------------------------

RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
KANA = "\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9f"
HAN = "\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"
OTHER = f"{RIGHT_TO_LEFT}{KANA}{HAN}{HANGUL}\u0400-\u058f\u0900-\u10ff\u1200-\u1cff"
"""Letters of scripts that are not Latin."""
ANOTHER = re.compile(f"[{OTHER}]")
TOLD_BY = ((re.compile(f"[{KANA}]"), "ja"), (re.compile(f"[{HANGUL}]"), "ko"))
"""Letters that one language alone is written in."""


def other_script(words: str) -> bool:
    """Whether some of the words are in a script that is not Latin."""
    return bool(ANOTHER.search(words))


def language_of(words: str, told: str = "") -> str:
    """The language of words in another script: what their letters tell, else what is told; nothing for Latin letters."""
    if not other_script(words):
        return ""
    return next((language for letters, language in TOLD_BY if letters.search(words)), told)
