"""What a trail is: a way through several pages; and the path and the opening of one page."""

from __future__ import annotations

from collections.abc import Iterator

from storysite.components.component import Component, Fault, Macro
from storysite.components.trail import html, markdown
from storysite.core.diagnostics import joined, nearest
from storysite.records import Trail, TrailCard
from storysite.source.items import Found, Item
from storysite.source.page import Page
from storysite.source.record_store import Kind, Library
from storysite.wording.page_links import address_of, cards_of
from storysite.wording.text import plain, texts


def _says(library: Library, item: Item) -> tuple[str, str]:
    return f"{texts(library, item.text)} {'; '.join(step.title for step in item.of(Trail).steps)}", ""


def _found(library: Library, item: Item) -> Found:
    steps = ", ".join(step.title for step in item.of(Trail).steps)
    return Found(item.title, f"{plain(library, item.text)} {steps}.")


def _listed(library: Library, item: Item) -> Iterator[tuple[str, str]]:
    trail = item.of(Trail)
    if trail.cards:
        yield cards_of(item.id), library.messages("cards.as-cards", count=len(trail.cards))
    for stop in trail.steps:
        yield address_of(stop.page), stop.title


def _files(library: Library, item: Item) -> Iterator[str]:
    if item.of(Trail).cards:
        yield from (f"{cards_of(item.id)}index.html", f"{cards_of(item.id)}index.md", f"data/{item.id}.pptx")


def _card(library: Library, item: Item) -> Iterator[tuple[str, str]]:
    yield f"{cards_of(item.parent)}#{item.id}", library.messages("cards.the-card")
    yield address_of(item.of(TrailCard).page), library.messages("cards.told-in-full")


def _no_headings(library: Library, page: Page, arguments: tuple[str, ...]) -> Iterator[Fault]:
    """A path names headings of its page."""
    known = [heading.id for heading in page.headings if heading.id]
    for name in arguments:
        if name not in known:
            hint = joined("name the ids of headings of this page", nearest(name, known))
            yield Fault("no-such-heading", f"path: this page has no heading '{name}'", hint)


TRAIL = Kind(
    name="trail",
    rank=160,
    group="Selections and ways",
    file="trails",
    model=Trail,
    says=_says,
    found=_found,
    listed=_listed,
    name_weight=6,
    shown_by="trail",
    files=_files,
)
CARD = Kind(
    name="trail-card",
    rank=165,
    group="Selections and ways",
    listed=_card,
    schema_org="CreativeWork",
    name_weight=5,
)
COMPONENT = Component(
    name="trail",
    kinds=(TRAIL, CARD),
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
