"""Whether a published id still means what it meant: a link to it must not come to say something else unseen.

The rule, for what was published and is edited: it has to be explained where

- its date comes to lie in other years;
- none of its sources is a source of before;
- a name says something else: that of a figure or a source has fewer than half of its words in common with that of before;
- its text and name together have less than a quarter of their words in common with those of before;
- its text stays much the same but for a number, or for a word that turns it into its opposite;
- the level of a cell changes;
- it says what another id of its kind said, rather than what it said itself.

A mended typo, another order of words, a sentence more or a second source change no meaning.  Values have a stricter rule
of their own: they never change without a correction.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping

from storysite.source.releases import Statement

OPPOSITE = re.compile(
    r"\b(?:not|no|never|none|nothing|nobody|neither|nor|without|un\w{4,}able|fail(?:s|ed)?|miss(?:es|ed)?|met|reached"
    r"|rose|rises|fell|falls|more|fewer|less|before|after|above|below|cannot|\w+n't)\b",
    re.IGNORECASE,
)
"""Words that turn a sentence round where one is put in, taken out or exchanged."""
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
YEAR = re.compile(r"\b[12]\d{3}\b")
WORD = re.compile(r"\b(?!(?:the|and|for|its|has|was|are)\b)[^\W\d_]{3,}|\d+(?:[.,]\d+)*", re.IGNORECASE)
SENTENCE = re.compile(r"[.!?](?:\s|$)")
ALIKE, OTHER, SAME_NAME = 0.7, 0.25, 0.5
EMPTY_HEADS = 5
"""A level has at most as many words."""


def changed_meaning(
    rules: Collection[str], was: Statement, now: Statement, others: Mapping[str, Statement], shows_figures: bool = False
) -> str:
    """Why an id may mean something else than before, in words; nothing where it does not.

    `rules` are those that hold for its kind (`Kind.keeps`).  `others` are statements of before of other ids of the same
    kind, by id.  A text that shows figures of other records
    changes with them, and they have a rule of their own.
    """
    if not rules or was == now:
        return ""
    before, after = words(f"{was.title} {was.says}"), words(f"{now.title} {now.says}")
    if "date" in rules and (years := YEAR.findall(was.when)) and (later := YEAR.findall(now.when)):
        if not set(years) & set(later):
            return f"its date moves from {was.when} to {now.when}"
    if "sources" in rules and _sources(was) and _sources(now) and not _sources(was) & _sources(now):
        return "all its sources are exchanged"
    alike = likeness(before, after)
    if swapped := next((id for id, said in others.items() if _resembles(after, said, alike)), ""):
        return f"it says what '{swapped}' said"
    if "name" in rules and likeness(words(was.title), words(now.title)) < SAME_NAME:
        return f"its name changes from “{was.title}” to “{now.title}”"
    if "level" in rules and (level := _level(was.says)) and (other := _level(now.says)) and level != other:
        return f"its level changes from “{level}” to “{other}”"
    if "text" in rules and was.says and now.says:
        return _text(was.says, now.says, alike, shows_figures)
    return ""


def _text(was: str, now: str, alike: float, shows_figures: bool) -> str:
    if alike < OTHER:
        return "its text says something else"
    if likeness(words(was), words(now)) >= ALIKE:
        numbers, later = (Counter(NUMBER.findall(text)) for text in (was, now))
        if numbers - later and later - numbers and not shows_figures:
            return "a number in it changes"
        turning, turned = (Counter(map(str.lower, OPPOSITE.findall(text))) for text in (was, now))
        if turning != turned and len(SENTENCE.findall(was)) == len(SENTENCE.findall(now)):
            return "a word in it changes that can turn it into its opposite"
    return ""


def words(text: str) -> frozenset[str]:
    """The words of a text by their beginnings, so that an ending or a typo near the end makes no other word."""
    return frozenset(word.lower()[:5] for word in WORD.findall(text))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How much two sets of words have in common, from 0 to 1 (Dice)."""
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 1.0


def _resembles(after: frozenset[str], said: Statement, own: float) -> bool:
    """Whether words are much more those of another than those of before."""
    found = likeness(after, words(f"{said.title} {said.says}"))
    return found >= ALIKE and found > own + 0.3


def _sources(said: Statement) -> set[str]:
    return {evidence.partition(": ")[0] for evidence in said.evidence}


def _level(says: str) -> str:
    level, colon, _ = says.partition(": ")
    return level if colon and len(level.split()) <= EMPTY_HEADS else ""
