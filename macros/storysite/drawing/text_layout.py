"""How wide a text is, and where it is broken into lines: estimated from the widths of letters, the same everywhere."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=65536)
def _em(character: str) -> float:
    if character in _EM:
        return _EM[character]
    if unicodedata.category(character) in {"Mn", "Me", "Cf", "Cc"}:
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.1
    parts = unicodedata.normalize("NFKD", character)
    if parts != character:
        return sum(map(_em, parts))
    return 1.2


def text_width(text: str, size: float, bold: bool = False) -> float:
    """How wide a text can get in px, whatever the reader's sans serif: an estimate on the safe side."""
    return sum(map(_em, text)) * size * (1.13 if bold else 1)


def wrap(text: str, size: float, width: float, most: int | None = None, bold: bool = False) -> tuple[str, ...]:
    """The lines of a text that stay within a width; a word that is too long is broken, what is too much ends in `…`."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size, bold) <= width:
            lines[-1] = joined
        else:
            lines += _broken(word, size, width, bold)
    if most is None or len(lines) <= most:
        return tuple(lines)
    last = lines[most - 1]
    while last and text_width(f"{last}…", size, bold) > width:
        last = last[:-1].rstrip()
    return (*lines[: most - 1], f"{last}…")


def _broken(word: str, size: float, width: float, bold: bool) -> list[str]:
    pieces = [""]
    for character in word:
        if pieces[-1] and text_width(pieces[-1] + character, size, bold) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces


# Em widths of the widest system fonts there are, Verdana and DejaVu Sans, rounded up.
_EM = {
    character: width
    for width, characters in {
        0.36: " ijl,.'’‘f·",
        0.47: 'rtIJ!:;|/\\()[]-"',
        0.56: "cszL?“”–",
        0.65: "0123456789abdeghnopqkuvxyFPT$£¥€{}_`*",
        0.71: "ABCEKRSVXYZ",
        0.8: "DGHNOQU",
        0.88: "wM#+<>=~^×→&",
        1.09: "mW@%—…",
    }.items()
    for character in characters
}
