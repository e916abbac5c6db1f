"""When records last changed: the newest day on which something behind them was read or mended, never the build's."""

from __future__ import annotations

from collections.abc import Iterable

from storysite.project import Project
from storysite.records import Reference
from storysite.source.items import Item
from storysite.source.record_store import Library


def of_page(project: Project, path: str) -> str:
    """The day of the newest reading or correction behind a page; for a page without evidence, of the last review."""
    shown = (project.library.items[id] for ids in project.carried[path].values() for id in ids)
    days = [day for item in shown for day in _corrections(item)]
    days += _readings(project.library, project.evidence(project.pages[path]))
    return max(days, default=of_review(project.library))


def of_item(library: Library, item: Item) -> str:
    """The day of the newest reading or correction behind an item; without either, of the last review."""
    days = [day for part in library.parts(item) for day in _corrections(part)]
    days += _readings(library, library.evidence(item))
    return max(days, default=of_review(library))


def of_review(library: Library) -> str:
    """The day on which all records were last looked through."""
    return library.publisher.reviewed.text


def _corrections(item: Item) -> list[str]:
    return [correction.when.text for correction in item.corrections]


def _readings(library: Library, references: Iterable[Reference]) -> list[str]:
    return [library.sources[reference.source].accessed.text for reference in references]
