"""What a trail is: a way through several pages; and the path and the opening of one page."""

from __future__ import annotations

from collections.abc import Iterator

from storysite.components.component import Component, Fault, Macro
from storysite.components.trail import html, markdown
from storysite.core.diagnostics import joined, nearest
from storysite.records import Trail
from storysite.source.page_reader import Page
from storysite.source.record_store import Found, Item, Kind, Library
from storysite.wording.page_links import address_of
from storysite.wording.text import plain, texts


def _says(library: Library, item: Item) -> tuple[str, str]:
    return f"{texts(library, item.text)} {'; '.join(step.title for step in item.of(Trail).steps)}", ""


def _found(library: Library, item: Item) -> Found:
    steps = ", ".join(step.title for step in item.of(Trail).steps)
    return Found(item.title, f"{plain(library, item.text)} {steps}.")


def _listed(library: Library, item: Item) -> Iterator[tuple[str, str]]:
    for stop in item.of(Trail).steps:
        yield address_of(stop.page), stop.title


def _no_headings(library: Library, page: Page, arguments: tuple[str, ...]) -> Iterator[Fault]:
    """A path names headings of its page."""
    known = [heading.id for heading in page.headings if heading.id]
    for name in arguments:
        if name not in known:
            hint = joined("name the ids of headings of this page", nearest(name, known))
            yield Fault("no-such-heading", f"path: this page has no heading '{name}'", hint)


TRAIL = Kind(
    name="trail",
    word="trail",
    rank=160,
    group="Selections and ways",
    file="trails",
    model=Trail,
    says=_says,
    found=_found,
    listed=_listed,
    name_weight=6,
    shown_by="trail",
)
COMPONENT = Component(
    name="trail",
    kinds=(TRAIL,),
    macros=(
        Macro(
            name="trail",
            html=html.render,
            markdown=markdown.twin,
            kinds=("trail",),
            shows=lambda library, arguments: arguments,
        ),
        Macro(name="path", html=html.render_path, markdown=markdown.twin_path, least=2, most=9, faults=_no_headings),
        Macro(name="opening", html=html.render_opening, markdown=lambda show: "", least=0, most=0),
    ),
    sheets={"lists.css": ' class="(?:figure cards|steps|trail)'},
)
