"""What a citation is: sources, the marks that lead to them, and links to records."""

from __future__ import annotations

from collections.abc import Iterator

from storysite.components.citation import html, markdown
from storysite.components.component import Component, Fault, Macro, in_catalogue
from storysite.components.register.table import source_row
from storysite.records import Source
from storysite.source.items import Found, Item
from storysite.source.page import Page
from storysite.source.record_store import Kind, Library, Table
from storysite.wording.text import plain


def _says(library: Library, item: Item) -> tuple[str, str]:
    source = item.of(Source)
    about = [source.publisher, source.url or plain(library, source.missing_url), source.archive or ""]
    return "; ".join(part for part in about if part), source.published.words if source.published else ""


def _found(library: Library, item: Item) -> Found:
    return Found(item.title, f"{item.of(Source).publisher}. {plain(library, item.of(Source).note)}")


def _link_says(library: Library, arguments: tuple[str, ...]) -> str:
    return arguments[1] if len(arguments) > 1 else library.items[arguments[0]].title


def _guessed_locator(library: Library, page: Page, arguments: tuple[str, ...]) -> Iterator[Fault]:
    """A source of which only the opening was read has no guessed place."""
    source, locator = library.sources[arguments[0]], arguments[1]
    if source.read == "opening" and locator != "opening":
        message = f"cite: '{locator}', but of {source.id} only the opening was read"
        hint = "write \"opening\"; or read the source to its end, and write 'read: whole' in its record"
        yield Fault("guessed-locator", message, hint)


SOURCE = Kind(
    name="source",
    is_evidence=True,
    keeps=(
        "name",
        "text",
    ),
    rank=130,
    group="Sources",
    file="sources",
    model=Source,
    says=_says,
    claim=lambda library, item: f"{item.title}, {item.of(Source).publisher}",
    body="citation/item.html",
    found=_found,
    times=lambda item: [item.of(Source).published],
    name_weight=3,
    table=Table(name="sources", row=source_row, rank=70),
    use=lambda id: (
        f'rest a record on it with source: {id}, or cite it on a page with {{{{ cite("{id}", "opening") }}}}'
    ),
)
COMPONENT = Component(
    name="citation",
    kinds=(SOURCE,),
    macros=(
        Macro(name="sources", html=html.render_sources, markdown=markdown.twin_sources, least=0, most=0),
        Macro(name="about", html=html.render_about, markdown=markdown.twin_about, words=html.ABOUT, inline=True),
        Macro(
            name="cite",
            html=html.render,
            markdown=markdown.twin,
            kinds=("source",),
            least=2,
            most=2,
            rests_on=html.rests_on,
            numbers_sources=True,
            inline=True,
            is_mark=True,
            faults=_guessed_locator,
        ),
        Macro(
            name="link",
            html=html.render_link,
            markdown=markdown.twin_link,
            kinds=("any",),
            most=2,
            links=lambda library, arguments: arguments[:1],
            is_link=True,
            inline=True,
            says=_link_says,
        ),
    ),
    columns=in_catalogue(
        "publisher_of_source", "url", "archive", "missing_url", "language", "published", "accessed", "read"
    ),
)
