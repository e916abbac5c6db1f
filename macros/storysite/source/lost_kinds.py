"""One cause for many faults: a data file that was emptied or deleted, while much names what it held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from storysite.core.diagnostics import Problem
from storysite.records import FILES, RefTo
from storysite.source.record_reader import Reading
from storysite.source.record_store import walk

FEW = 3
"""So many faults are told one by one."""


def tell_lost_kinds(reading: Reading, published: Mapping[str, str], data: str) -> None:
    """Tell of each kind that has no record any more, and count what it held as broken, so that nothing that follows is told.

    `published` holds the kind of each id that has to be there; `data` is the path of the folder of data.
    """
    told = {problem.path for problem in reading.problems if problem.level == "error"}
    for subject, kind in FILES.items():
        path = f"{data}/{subject}.yml"
        if any(entry.kind == kind for entry in reading.entries) or any(
            one == path or one.startswith(f"{data}/{subject}/") for one in told
        ):
            continue
        named = [name for name in _named(reading, kind) if name.split(".")[0] not in reading.broken]
        gone = {id for id, of in published.items() if of == kind}
        if len(named) + len(gone) <= FEW:
            continue
        article = "an" if kind[0] in "aeiou" else "a"
        message = f"the file holds no {kind} any more, and {len(named)} places in the records name {article} {kind}"
        hint = "restore it; what follows from it, here and on pages, is not told until then"
        reading.problems.append(Problem(path, 1, 1, "emptied", message, hint))
        reading.broken.update({*gone, *named, *(name.split(".")[0] for name in named)})


def _named(reading: Reading, kind: str) -> Iterator[str]:
    """The ids of a kind that records name, once for each place."""
    kinds = {kind, "value"} if kind == "fact" else {kind}
    for entry in reading.entries:
        for _, text, marked in walk(entry.record):
            if any(isinstance(mark, RefTo) and set(mark.kinds) <= kinds for mark in marked):
                yield text
