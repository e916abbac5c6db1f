"""Sentences of story pages that tell of records, sources and gaps: these recede, at most one in twelve."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import yaml

from storysite.checks.sentences import Sentence, of_page
from storysite.core.diagnostics import Mark, Problem
from storysite.project import Project
from storysite.source.mkdocs_nodes import compose, scalar_at
from storysite.source.page import Page

PHRASES = Path(__file__).with_name("evidence_phrases.yml")
SHARE = 12
"""One sentence in so many may be about the evidence."""
FEWEST = 12
"""A page of fewer sentences may have one, too."""
REVIEWED = re.compile(r"<!--\s*reviewed:\s*(.+?)\s*-->", re.DOTALL)
"""A remark in a page that names the beginning of a sentence that somebody has read and wants to keep."""
WORDS = re.compile(r"\s+")


@cache
def telling_phrases(language: str) -> re.Pattern[str] | None:
    """What a sentence about the evidence holds, in a language; None where there is no list for it."""
    phrases = yaml.safe_load(PHRASES.read_text(encoding="utf-8")).get(language.partition("-")[0])
    if not phrases:
        return None
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, phrases))})(?![\w-])", re.IGNORECASE)


def evidence_sentences(project: Project, page: Page, text: str, telling: re.Pattern[str]) -> tuple[list[Sentence], int]:
    """The sentences of a page that tell of its evidence, but for those reviewed, and how many sentences it has."""
    sentences = list(of_page(page, project.macros))
    kept = tuple(WORDS.sub(" ", begin) for begin in REVIEWED.findall(text))
    found = [one for one in sentences if telling.search(one.text) and not one.text.startswith(kept or ("\0",))]
    return found, len(sentences)


def too_many(project: Project, texts: Mapping[str, str]) -> Iterator[Problem]:
    """Story pages with more than one such sentence in twelve, told at the first; sections of registers are exempt."""
    language = scalar_at(compose(project.root), ("theme", "language"))
    telling = telling_phrases(language.value if language else "en")
    if telling is None:
        return
    registers = set(project.registers.values())
    folders = {path.rpartition("/")[0] for path in registers} - {""}
    for page in project.pages.values():
        if page.path in registers or page.path.rpartition("/")[0] in folders:
            continue
        found, whole = evidence_sentences(project, page, texts.get(page.mark.path, ""), telling)
        if len(found) <= max(whole, FEWEST) / SHARE:
            continue
        lines = ", ".join(str(one.mark.line) for one in found)
        yield Problem.at(
            Mark(page.mark.path, found[0].mark.line, found[0].mark.column),
            "evidence-sentences",
            f"{len(found)} of the page's {whole} sentences tell of sources, gaps or editing (lines {lines}); one in {SHARE} is allowed",
            "say it in the record, by 'status: ours' with its reason:, by note:, or in a question: \"How sure is this?\" at the foot of the page "
            "shows it; or write <!-- reviewed: … --> with the beginning of a sentence that has to stay",
            level="warning",
        )
