"""`/embed/<id>/`: a figure, chart, table, cycle or timeline by itself, made to stand in somebody else's page.

It holds what it shows, its state, its sources and the way to its page, and nothing around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from markupsafe import Markup

from storysite.bootstrap.installation import asset
from storysite.output.exportable_views import embeddable, taken
from storysite.output.files import FAVICON, ICON
from storysite.output.workers import WHOLE, Share
from storysite.pages.css_inline import sheet_files
from storysite.pages.finishing import Finisher
from storysite.pages.page_template import Borrowed, Head, framed, showing
from storysite.pages.record_pages import numbered
from storysite.project import Project
from storysite.records import Reference
from storysite.source.items import Item
from storysite.wording.citations import evidence, permanent
from storysite.wording.embedding import address
from storysite.wording.trust import states

LEADS_AWAY = re.compile(r'<a (?=[^>]*\bhref="(?!#))')
"""A link out of the frame, which would open the page inside of it."""


def write_embeds(site: Path, project: Project, share: Share = WHOLE) -> None:
    """Write the page of each."""
    finisher = Finisher(site, project)
    calls = {view.id: (view.kind, view.record) for view in taken(project).values()}
    for item in share.part(embeddable(project)):
        finisher.write_bare(address(item.id), embed(project, item, *calls.get(item.id, ())))


def embed_of(project: Project, id: str) -> str:
    """The page of an id; nothing where it cannot be embedded."""
    call = next(((view.kind, view.record) for view in taken(project).values() if view.id == id), ())
    item = next((item for item in embeddable(project) if item.id == id), None)
    return embed(project, item, *call) if item else ""


def embed(project: Project, item: Item, *call: str) -> str:
    """The page of a figure, or of what a macro call shows: small, and without a script."""
    library, publisher = project.library, project.library.publisher
    sources = _by_source(
        project.macros[call[0]].rests_on(library, call[1:]) if call else evidence(library, item),
    )
    show = replace(numbered(showing(project, address(item.id)), sources), embedded=True)
    figure = None if call else library.value(item.id)
    drawn = Markup("") if figure else Markup(project.macros[call[0]].html(show, *call[1:]))
    head = Head(item.title, f"{item.title}. {publisher.short_stance}.", permanent(library, item.id))
    html = framed(
        "embed.html",
        show,
        project,
        head,
        Borrowed(styles=sheet_files(project.root)),
        item=item,
        figure=figure,
        drawn=drawn,
        states=states(library, figure or item),
        sources=sources,
        address=head.canonical,
        icon=FAVICON if asset(project.root, ICON).is_file() else "",
    )
    html = html.replace('<details class="twin" open>', '<details class="twin">')  # the drawing comes first
    return LEADS_AWAY.sub('<a target="_blank" rel="noopener" ', html)


def _by_source(references: Iterable[Reference]) -> dict[str, list[Reference]]:
    """The places of each source, in order of first use."""
    found: dict[str, list[Reference]] = {}
    for reference in dict.fromkeys(references):
        found.setdefault(reference.source, []).append(reference)
    return found
