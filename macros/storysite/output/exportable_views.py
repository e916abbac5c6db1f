"""What can be taken away from a project: how its items and pages are cited, and which views stand on its pages."""

from __future__ import annotations

from collections.abc import Iterator

from storysite.components.exporters import Taken
from storysite.project import Project
from storysite.source.items import Item
from storysite.wording import citations, sentences
from storysite.wording.citations import Texts


def cite_texts(project: Project, item: Item) -> Texts:
    """How an item is cited: a plain sentence, Markdown and HTML."""
    return citations.item_texts(project.library, item)


def proposal(project: Project, item: Item) -> Texts:
    """One sentence for a proposal: value with qualifier, as-of, state where it is not current, source and address."""
    return sentences.proposal(project.library, item)


def cite_page(project: Project, path: str) -> Texts:
    """How a page is cited, for reference managers too."""
    return citations.page_texts(project.library, path, project.pages[path].title)


def taken(project: Project) -> dict[str, Taken]:
    """Every view that a page shows, by the name of its files, in the order of pages."""
    found: dict[str, Taken] = {}
    for view in _shown(project):
        first = found.setdefault(view.id, view)
        if first.page != project.homes.get(view.id) == view.page:
            found[view.id] = view
    return found


def embeddable(project: Project) -> list[Item]:
    """What can stand in somebody else's page: each figure, and each view that a page shows and that has an id."""
    library = project.library
    views = [library.items[view.id] for view in taken(project).values() if view.record]
    return [*(item for item in library.items.values() if library.kinds[item.kind].embeds), *views]


def _shown(project: Project) -> Iterator[Taken]:
    for path, page in project.pages.items():
        for call in page.calls:
            if not project.valid(call):
                continue
            record = call.arguments[0] if call.arguments else ""
            macro = project.macros[call.name]
            if macro.view:
                yield Taken(macro.view.name(record), call.name, record, path, macro.view)
            elif (whole := macro.views.get(record)) and (view := project.components.views.get(whole)):
                yield Taken(view.name(""), whole, "", path, view)
            elif inner := macro.draws(project.library, call.arguments):
                name, record = inner
                view = project.components.views[name]
                yield Taken(view.name(record), name, record, path, view)
