"""Characters that nobody sees: which they are, what they are called, and what mends them."""

from __future__ import annotations

import re
import unicodedata

from storysite.core.diagnostics import Fix, Mark

UNSEEN = re.compile(
    r"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"  # what YAML refuses or takes for a line's end
    r"|[\u200b\u2028\u2029\u202a-\u202e\u2060-\u2069\ufdd0-\ufdef\ufeff\U0001fffe\U0001ffff\U0010fffe\U0010ffff]"
    r"|(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e007f]"  # tags, but for those that make a flag of Wales
)
"""A character that cannot be seen, or turns the text around it: no text may hold one."""
INVISIBLE = re.compile(rf"{UNSEEN.pattern}|^[ \-]*[\xa0\u2000-\u200a\u202f\u3000]", re.MULTILINE)


def named(character: str) -> str:
    """A character by its number and name."""
    return f"U+{ord(character):04X}, {unicodedata.name(character, 'a control character').lower()}"


def seen_fix(mark: Mark, sign: str) -> tuple[Fix, ...]:
    """The fix for a sign that nobody sees: one that takes no room goes, one that looks like a space becomes one."""
    if re.match(r"[\u200b\u202a-\u202e\u2060-\u2069\ufeff]", sign):
        return (Fix.at(mark, sign, "", f"the invisible U+{ord(sign):04X} is gone"),)
    if re.match(r"[\xa0\u2000-\u200a\u202f\u3000]", sign):
        return (Fix.at(mark, sign, " ", f"U+{ord(sign):04X} is now a plain space"),)
    return ()
