"""Ways to walk as Markdown: lists of links."""

from __future__ import annotations

from collections.abc import Mapping

from storysite.components.component import Macro
from storysite.components.markdown_context import Writing, blocks, sentences
from storysite.records import Trail, TrailCard
from storysite.source.items import Item
from storysite.wording.page_links import cards_of


def twin(to: Writing, id: str) -> str:
    """The pages of a trail in order."""
    trail = to.library.items[id].of(Trail)
    steps = "\n".join(
        f"{number}. [{to.words(step.title)}]({to.page_address(step.page)})"
        for number, step in enumerate(trail.steps, start=1)
    )
    cards = (
        f"[{to.say('cards.same', count=len(trail.cards))}]({to.library.publisher.address}{cards_of(id)})"
        if trail.cards
        else ""
    )
    return blocks(f"**{to.words(trail.title)}**", to.prose(trail.text), steps, cards)


def cards(to: Writing, id: str, pictures: Mapping[str, Macro]) -> str:
    """The cards of a trail, one below the other."""
    library = to.library
    items = [part for part in library.parts(library.items[id]) if part.kind == "trail-card"]
    return blocks(*(_card(to, number, item, pictures) for number, item in enumerate(items, start=1)))


def _card(to: Writing, number: int, item: Item, pictures: Mapping[str, Macro]) -> str:
    card, library = item.of(TrailCard), to.library
    picture = pictures[library.items[card.picture].kind].markdown(to, card.picture) if card.picture else ""
    said = sentences(to.prose(card.text), to.known(item), to.numbered(card.references))
    return blocks(
        f"## {number}. {to.words(card.title)}",
        to.value(library.value(card.figure)) if card.figure else "",
        picture,
        said,
        f"[{to.say('cards.full')}]({to.page_address(card.page)}) · [{to.say('cards.this')}]({to.address(item.id)})",
    )


def twin_path(to: Writing, *ids: str) -> str:
    """The path through a page's own sections says nothing that its headings do not."""
    return ""
