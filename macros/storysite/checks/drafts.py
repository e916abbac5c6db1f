"""Drafts: records and pages that say `draft: true`. No build and no file to take away has one; the preview shows those
that are whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from storysite.core.diagnostics import Mark, Problem, counted
from storysite.source.page import Page
from storysite.source.record_reader import Draft, Reading


def without_drafts(reading: Reading) -> Reading:
    """What was read, without records that are drafts."""
    if not reading.drafts:
        return reading
    return replace(reading, entries=[entry for entry in reading.entries if not entry.record.draft])


def left_out(pages: Iterable[Page], problems: Iterable[Problem], shown: bool) -> set[str]:
    """The pages that are not there: drafts, and where whole ones are `shown`, those in which something is wrong."""
    wrong = {problem.path for problem in problems if problem.level == "error"}
    return {page.path for page in pages if page.draft and (not shown or page.mark.path in wrong)}


class Drafts:
    """Where the drafts of a project stand, and what is wrong in each of them: it stops nothing."""

    def __init__(self, records: Iterable[Draft], pages: Iterable[Page]):
        self.records = list(records)
        self.pages = {page.mark.path: page for page in pages if page.draft}
        self.wrong: dict[Mark, list[Problem]] = {}

    def sorted_out(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """The problems that are none of a draft's."""
        for problem in problems:
            mark = self._draft_at(problem)
            if mark is None:
                yield problem
            elif problem.level == "error":
                self.wrong.setdefault(mark, []).append(problem)

    def _draft_at(self, problem: Problem) -> Mark | None:
        if page := self.pages.get(problem.path):
            return page.mark
        for draft in self.records:
            if draft.mark.path == problem.path and draft.mark.line <= problem.line <= draft.last:
                return draft.mark
        return None

    def told(self) -> Iterator[Problem]:
        """Each draft, with how much in it is still amiss."""
        names: Mapping[Mark, str] = {
            **{draft.mark: f"'{draft.id}'" if draft.id else "the record" for draft in self.records},
            **{page.mark: "the page" for page in self.pages.values()},
        }
        for mark, name in names.items():
            wrong = sorted({*self.wrong.get(mark, ())})
            amiss = (
                f": {counted(len(wrong), 'thing')} to mend, the first on line {wrong[0].line}: {wrong[0].message}"
                if wrong
                else ""
            )
            yield Problem.at(
                mark,
                "draft",
                f"{name} is a draft{amiss}",
                "the preview alone shows it; take 'draft: true' out when it is finished, and nothing else may name it before",
                level="warning",
            )
