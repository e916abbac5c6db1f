"""One cause for many faults: a data file that was emptied or deleted, while records and pages name what it held."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from storysite.components.component import Macro
from storysite.core.diagnostics import Problem, counted
from storysite.core.inline_markup import record_links
from storysite.records import RefTo
from storysite.source.page import Call
from storysite.source.record_checks import FEW, a_kind, is_inline
from storysite.source.record_reader import Reading
from storysite.source.record_texts import walk


def tell_lost_kinds(
    reading: Reading,
    published: Mapping[str, str],
    root: Path,
    data: Path,
    calls: Iterable[Call],
    macros: Mapping[str, Macro],
) -> None:
    """Tell of each kind that has no record any more, and count what it held as broken, so that nothing that follows is told.

    `published` holds the kind of each id that has to be there; `data` is the folder of data, and `calls` are those of pages.
    """
    told = {problem.path for problem in reading.problems if problem.level == "error"}
    pages = [(call.arguments[0], macros[call.name].kinds) for call in calls if call.arguments and call.name in macros]
    lost = False
    for subject, (kind, _) in reading.types.items():
        if any(entry.kind == kind for entry in reading.entries):
            continue
        path = (data / f"{subject}.yml").relative_to(root).as_posix()
        kinds = {kind, "value"} if kind == "fact" else {kind}
        named = [*_named(reading, kinds), *(id for id, of in pages if of and kinds.issuperset(of))]
        there = {name.split(".")[0] for name in named} - reading.broken
        gone = {id for id, of in published.items() if of == kind}
        few = FEW if not (data / f"{subject}.yml").exists() and not (data / subject).exists() else 0
        unread = any(one == path or one.startswith(f"{path.removesuffix('.yml')}/") for one in told)
        if len(named) + len(gone) <= few or (unread and len(there) < len({name.split(".")[0] for name in named})):
            continue
        lost = True
        reading.broken.update(gone, there)
        if not unread:
            what = a_kind((kind,)).partition(" ")[2]
            state = (
                f"holds no {what} any more"
                if (data / f"{subject}.yml").exists()
                else f"is missing, so that there is no {what}"
            )
            needed = f"records and pages name one in {counted(len(named), 'place')}"
            if not named:
                needed = "ids of that kind are promised"
            message = f"the file {state}, but {needed}"
            hint = "restore it; what follows from this is not told until then"
            reading.problems.append(Problem(path, 1, 1, "emptied", message, hint))
    if lost:
        reading.broken.update(name.split(".")[0] for name in _loose(reading, pages))


def _named(reading: Reading, kinds: set[str]) -> Iterator[str]:
    """The ids of a kind that records name, once for each place."""
    for entry in reading.entries:
        for _, text, marked in walk(entry.record):
            if any(isinstance(mark, RefTo) and kinds.issuperset(mark.kinds) for mark in marked):
                yield text


def _loose(reading: Reading, pages: Iterable[tuple[str, tuple[str, ...]]]) -> Iterator[str]:
    """Ids that are nowhere, and may have been of any kind."""
    held = {entry.record.id for entry in reading.entries}
    named = [id for id, kinds in pages if "any" in kinds]
    for entry in reading.entries:
        for _, text, marked in walk(entry.record):
            if any(isinstance(mark, RefTo) and "any" in mark.kinds for mark in marked):
                named.append(text)
            elif is_inline(marked):
                named.extend(record_links(text))
    return (name for name in named if name.split(".")[0] not in held)
