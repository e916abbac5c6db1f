"""Pages that are too tangled to be read in good time."""

from __future__ import annotations

import re

MOST_LINES, LONGEST_LINE = 5_000, 10_000


LONG_LINE = re.compile(rf"[^\n]{{{LONGEST_LINE},}}")


SIGNS = re.compile(r"\n[ \t]*\n|\\.|`+|[\[\]()<>]")


CLOSING = {"]": "[", ")": "(", ">": "<"}


DEEPEST = {"[": 20, "(": 20, "<": 50, "`": 400}
"""How many of a sign may be open in a paragraph: readers of Markdown look for the end of each of them."""


def tangled(text: str, start: int) -> tuple[int, str, str, str] | None:
    """Where a page is too tangled to be read in good time, with code, message and hint; nothing where it is not."""
    if text.count("\n") > MOST_LINES:
        return start, "too-long", f"the page has more than {MOST_LINES:,} lines", "make several pages of it"
    if long := LONG_LINE.search(text, start):
        return (
            long.start(),
            "too-long",
            f"the line has more than {LONGEST_LINE:,} characters",
            "make several paragraphs of it",
        )
    depths = dict.fromkeys("[(<`", 0)
    for match in SIGNS.finditer(text, start):
        sign = match[0][0]
        if sign == "\n":
            depths = dict.fromkeys(depths, 0)
        elif sign in depths:
            depths[sign] += 1
            if depths[sign] > DEEPEST[sign]:
                hint = "close each bracket in its paragraph, or write a backslash before one that is meant itself"
                return (
                    match.start(),
                    "tangled",
                    f"more than {DEEPEST[sign]} signs '{sign}' are open in one paragraph",
                    hint,
                )
        elif sign in CLOSING:
            depths[CLOSING[sign]] = max(depths[CLOSING[sign]] - 1, 0)
    return None
