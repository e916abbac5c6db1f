"""The parts of the navigation with their pages."""

from __future__ import annotations

from storysite.project import Project
from storysite.source.mkdocs_config import Section, sections
from storysite.wording.page_links import deck_of


def parts(project: Project) -> tuple[Section, ...]:
    """The navigation, and after it the pages that it leaves out."""
    found = [
        Section(section.title, tuple(path for path in section.pages if path in project.pages))
        for section in sections(project.root)
    ]
    listed = {path for section in found for path in section.pages}
    rest = tuple(path for path in project.pages if path not in listed)
    return (*found, *([Section(project.library.messages("navigation.further"), rest)] if rest else []))


def decks(project: Project) -> dict[str, Section]:
    """The pages of each deck in the order of the navigation, with the title of their section."""
    found: dict[str, Section] = {}
    for section in parts(project):
        for path in section.pages:
            earlier = found.get(deck_of(path), Section(section.title, ()))
            found[deck_of(path)] = Section(earlier.title, (*earlier.pages, path))
    return found
