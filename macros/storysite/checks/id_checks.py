"""Ids on a page: those of headings and of other parts, which no two things may share."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import count

from storysite.core.diagnostics import Fix, Problem, joined
from storysite.records.ids import PAGE_IDS
from storysite.source.page import Heading, Page
from storysite.source.page_text import slug


def id_problems(page: Page, carried: set[str]) -> Iterator[Problem]:
    """Ids of headings are explicit and unique, and none is a record's: `carried` are those of the records on the page."""
    seen: dict[str, int] = {}
    yield from _given(page, carried, seen)
    yield from _missing(page, carried, seen)


def _given(page: Page, carried: set[str], seen: dict[str, int]) -> Iterator[Problem]:
    """What is wrong with the ids that are written; `seen` gets the line of each."""
    given = [*((heading.id, heading.mark) for heading in page.headings if heading.id), *page.ids]
    for id, mark in sorted(given, key=lambda pair: pair[1]):
        if not re.fullmatch(r"[a-z][a-z0-9-]*", id):
            near = slug(id).replace("_", "-")
            yield Problem.at(
                mark,
                "bad-id",
                f"'{id}' is no id for a part of a page",
                joined(
                    "use a to z, 0 to 9 and hyphens, one of a to z first",
                    f"write '{near}'" if re.fullmatch(r"[a-z][a-z0-9-]*", near) else "",
                ),
            )
        if id in seen:
            yield Problem.at(
                mark,
                "id-twice",
                f"the id '{id}' is used twice, first on line {seen[id]}",
                "give one of the two another",
            )
        elif id in carried:
            yield Problem.at(
                mark,
                "id-of-record",
                f"the id '{id}' belongs to a record that is shown on this page",
                "give the heading another",
            )
        elif id in PAGE_IDS:
            what = "the list of sources" if id == "ref" else "a part that every page has"
            yield Problem.at(mark, "id-of-record", f"the id '{id}' belongs to {what}", "give the heading another")
        seen.setdefault(id, mark.line)


def _missing(page: Page, carried: set[str], seen: dict[str, int]) -> Iterator[Problem]:
    """Headings that have no id."""
    for heading in page.headings:
        if heading.id is not None:
            continue
        near = slug(heading.words.partition("{")[0])
        if heading.level > 1:
            near = _free(near, {*seen, *carried, *PAGE_IDS})
            seen.setdefault(near, heading.mark.line)
            yield Problem.at(
                heading.mark,
                "no-heading-id",
                f"the heading '{heading.words}' has no id",
                f"write one at the line's end, after a space: {{: #{near or 'some-id'} }}",
                suggestions=(near,),
                fixes=_with_id(heading, near),
            )
        elif near in carried or near in seen:
            what = "a record that is shown on this page" if near in carried else f"line {seen[near]}"
            yield Problem.at(
                heading.mark,
                "title-is-id",
                f"the title would get the id '{near}' from its words, which belongs to {what}",
                "write at the line's end, after a space: {: #top }",
                fixes=_with_id(heading, "top"),
            )


def _with_id(heading: Heading, id: str) -> tuple[Fix, ...]:
    """The fix for a heading without an id: one at the end of its line."""
    written = f"{{: #{id} }}"
    return (Fix.at(heading.end, "", f" {written}", f"the heading has an id now: '{written}'"),) if id else ()


def _free(words: str, taken: Collection[str]) -> str:
    """An id for a heading of these words that nothing else on its page has; nothing where no letter can stand in one."""
    near = re.sub(r"[^a-z0-9]+", "-", words)[:40].strip("-")
    if not re.match("[a-z]", near):
        near = f"part-{near}" if near else ""
    numbers = count(2)
    free = near
    while free and free in taken:
        free = f"{near}-{next(numbers)}"
    return free
