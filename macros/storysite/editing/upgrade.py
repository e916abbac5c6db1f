"""Older data, brought up to the format that this generator reads: step by step, comments and line ends kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from storysite.core.diagnostics import Problem
from storysite.editing.files import texts_of, write_like
from storysite.records import FORMAT

Texts = dict[str, str]
PUBLISHER = "docs/data/publisher.yml"
NUMBER = re.compile(r"""^format:[ \t]*(["']?)(.*?)\1[ \t]*(#.*)?$""", re.MULTILINE)
FIRST_KEY = re.compile(r"^[a-z_]+:", re.MULTILINE)
STEPS: dict[int, Callable[[Texts], Texts]] = {1: lambda texts: texts}
"""What each format asks of the data files and pages of the one before, by paths.  Format 1 is the first with a number."""


def upgrade(root: Path) -> tuple[list[str], list[Problem]]:
    """Bring a project's data up to `FORMAT`; the files that were written, or why nothing was."""
    before = texts_of(root)
    if PUBLISHER not in before or not FIRST_KEY.search(before[PUBLISHER]):
        return [], [Problem(PUBLISHER, 1, 1, "no-publisher", "the file cannot be read", "mend it first")]
    found = NUMBER.search(before[PUBLISHER])
    given = found[2] if found else "0"
    if not (given.isascii() and given.isdigit()) or int(given[:9]) > FORMAT:
        line = before[PUBLISHER].count("\n", 0, found.start()) + 1 if found else 1
        hint = f"this generator knows formats up to {FORMAT}; take a newer one, or write the number of your data"
        return [], [Problem(PUBLISHER, line, 1, "newer-format", f"'{given}' is no format that it can begin with", hint)]
    after = dict(before)
    for number in range(int(given) + 1, FORMAT + 1):
        after = _numbered(STEPS[number](after), number)
    changed = [path for path, text in after.items() if before.get(path) != text]
    for path in changed:
        write_like(root, path, after[path])
    return changed, []


def _numbered(texts: Texts, number: int) -> Texts:
    """The same with the number of its format in the publisher's record, as its first key where it has none."""
    text = texts[PUBLISHER]
    if NUMBER.search(text):
        text = NUMBER.sub(lambda found: found[0].replace(found[2], str(number), 1), text, count=1)
    else:
        first = FIRST_KEY.search(text)
        place = first.start() if first else len(text)
        text = f"{text[:place]}format: {number}\n{text[place:]}"
    return {**texts, PUBLISHER: text}
