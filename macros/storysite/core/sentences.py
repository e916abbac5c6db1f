"""Where the sentences of a text begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator

END = re.compile(r"(?<=[.!?…])[\"”’')*]*\s+(?=[\"“‘'(*]*[A-Z0-9])")
LETTER = re.compile(r"\w")


def split(text: str) -> Iterator[tuple[int, str]]:
    """Each sentence of a text and where it begins; two are rather made of one than one of two."""
    start = 0
    for end in [*(match.end() for match in END.finditer(text)), len(text)]:
        sentence = text[start:end]
        if LETTER.search(sentence):
            yield start + len(sentence) - len(sentence.lstrip()), " ".join(sentence.split())
        start = end
