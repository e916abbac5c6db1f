"""A site's own components, tried before anything is built: what fails in one is told at its line."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from storysite.components.component import Macro
from storysite.components.site_components import failure
from storysite.core.diagnostics import Problem
from storysite.project import Project
from storysite.source.page import Call
from storysite.source.record_store import Kind


def trial(project: Project) -> Iterator[Problem]:
    """The first thing that fails of each kind and of each call, for kinds and macros that the site brings itself."""
    kinds = [project.library.kinds[kind.name] for own in project.components.own for kind in own.kinds]
    macros = {macro.name for own in project.components.own for macro in own.macros}
    found = [*_kinds(project, kinds), *_calls(project, macros, _shown)]
    # How a page shows a call depends on what all records say: it is tried when they do.
    yield from found or _calls(project, macros, _forms)


def _kinds(project: Project, kinds: list[Kind]) -> Iterator[Problem]:
    for kind in kinds:
        for item in project.library.of_kind(kind.name):
            try:
                for function in _functions(kind):
                    made = function(project.library, item)
                    list(made) if isinstance(made, Iterator) else made
                list(kind.times(item) or ()) if kind.times else None
            except Exception as error:  # whatever an editor's code does
                yield failure(project.root, f"{kind.name} '{item.id}'", error)
                break


def _functions(kind: Kind) -> list[Callable[..., object]]:
    """All that a kind says of an item."""
    row = kind.table.row if kind.table else None
    found = (kind.says, kind.when, kind.belongs_to, kind.card_words, kind.listed, kind.json_ld, kind.found, kind.also)
    return [function for function in (*found, kind.weight, row) if function]


def _calls(project: Project, macros: set[str], run: Callable[[Project, str, Call, Macro], object]) -> Iterator[Problem]:
    for path, page in project.pages.items():
        for call in page.calls:
            if call.name not in macros or not project.valid(call):
                continue
            try:
                run(project, path, call, project.macros[call.name])
            except Exception as error:  # whatever an editor's code does
                yield failure(project.root, f"{call} on {path}", error)


def _shown(project: Project, path: str, call: Call, macro: Macro) -> None:
    """What the call shows, each with an id that is there, and what it rests on."""
    library = project.library
    for item in [library.items[id] for id in macro.shows(library, call.arguments)]:
        library.evidence(item)
    list(macro.rests_on(library, call.arguments))


def _forms(project: Project, path: str, call: Call, macro: Macro) -> None:
    """Every form but slides, which take long to load."""
    library = project.library
    project.render(path, call.name, *call.arguments)
    macro.markdown(project.writing(path), *call.arguments)
    if macro.says:
        macro.says(library, call.arguments)
    if macro.view:
        view = macro.view.view(library, call.arguments[0] if call.arguments else "")
        macro.view.rows(library, view)
        macro.view.sheet(library, view)
        if macro.view.picture:
            macro.view.picture(library, view, "")
