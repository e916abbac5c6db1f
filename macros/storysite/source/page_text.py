"""Texts of pages: without their code, and as ids of headings."""

from __future__ import annotations

import re
import unicodedata

from storysite.source.macro_calls import CODE

HIDDEN = re.compile(rf"{CODE.pattern}|<!--.*?(?P<end>-->|\Z)", re.DOTALL | re.MULTILINE)


def slug(words: str) -> str:
    """The id that the engine's table of contents makes of a heading's words."""
    text = re.sub(r"[^\w\- ]", "", unicodedata.normalize("NFC", re.sub(r"</?[^>]*>", "", words))).strip().lower()
    return text.replace(" ", "-")


def without_code(text: str) -> str:
    """A text without code and remarks, every letter in its place; a remark that never ends is none, for it is printed."""

    def blank(match: re.Match[str]) -> str:
        return match[0][:4] + CODE.sub(blanked, match[0][4:]) if match["end"] == "" else blanked(match)

    return HIDDEN.sub(blank, text)


def blanked(match: re.Match[str] | str) -> str:
    return re.sub(r"[^\n]", " ", match if isinstance(match, str) else match[0])
