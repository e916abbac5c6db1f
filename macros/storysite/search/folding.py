"""How words are compared in search: on both sides alike, here for what is found and in `search.js` for what is typed.

`tests/cases/folding.yml` holds both to the same answers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
ACCENTS = re.compile("[\u0300-\u036f]")
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]{2,}"
)
"""A run in a script that sets no blanks between words: any part of it may be a word."""


def fold(text: str) -> str:
    """A text without what readers may type otherwise: width, case, accents and ligatures, signs that nobody sees."""
    bare = ACCENTS.sub("", unicodedata.normalize("NFKD", INVISIBLE.sub("", text)))
    # Twice: some capitals come apart only when they are small.
    return (
        unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", bare).lower())
        .replace("ß", "ss")
        .replace("ς", "σ")
        .replace("’", "'")
    )


def words(text: str) -> list[str]:
    """The words of a text, folded; a sign between two letters parts them."""
    return WORD.findall(fold(text))


def forms(texts: Iterable[str]) -> Iterator[str]:
    """What has to be found beside the words as they stand: folded words, and the ends of runs without blanks."""
    for text in texts:
        for word in INVISIBLE.sub("", text).split():
            if (folded := fold(word)) not in {word.lower(), word.lower().replace("’", "'")}:
                yield folded
        for run in UNSPACED.findall(fold(text)):
            yield from (run[at:] for at in range(1, len(run) - 1))
