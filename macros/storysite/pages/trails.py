"""`/trail/<id>/`: a trail as cards, as large as the window each, with an address for every one of them.

Links lead from card to card, so that no script is needed; one adds keys.  On paper each card is a page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from markupsafe import Markup

from storysite.components.html_context import Showing
from storysite.components.markdown_context import blocks
from storysite.components.scene.pictures import PICTURES
from storysite.components.trail.markdown import cards as cards_in_markdown
from storysite.output.files import write
from storysite.pages.finishing import Finisher
from storysite.pages.jsonld import card_of
from storysite.pages.page_template import Borrowed, Head, borrowed, framed, shortened, showing
from storysite.pages.record_pages import numbered
from storysite.project import Project
from storysite.records import Reference, Trail, TrailCard
from storysite.source.items import Item
from storysite.wording.page_links import address_of, cards_of
from storysite.wording.text import marked_down, plain


@dataclass(frozen=True, slots=True)
class _Card:
    """A card as its template takes it."""

    item: Item
    named: str
    """What the page is called that tells it in full."""
    page: str
    figure: Item | None
    cited: list[Reference]
    """What the figure rests on."""
    drawn: Markup

    @property
    def record(self) -> TrailCard:
        return self.item.of(TrailCard)


def write_trails(site: Path, project: Project) -> None:
    """Write the cards of every trail that has some, and the same as Markdown."""
    finisher, look = Finisher(site, project), borrowed(project)
    for item in told_in_cards(project):
        finisher.write(cards_of(item.id), trail_page(project, look, item), beside=False)
        write(site / cards_of(item.id) / "index.md", trail_markdown(project, item))


def told_in_cards(project: Project) -> list[Item]:
    """The trails that have cards."""
    return [item for item in project.library.of_kind("trail") if item.of(Trail).cards]


def trail_page(project: Project, look: Borrowed, item: Item) -> str:
    """The page with all cards of a trail."""
    library, trail = project.library, item.of(Trail)
    sources = by_source_of(project, item)
    show = replace(numbered(showing(project, cards_of(item.id)), sources), embedded=True)
    home = project.homes.get(item.id, "index.md")
    first = _parts(project, item)[0]
    head = Head(
        first.title,
        shortened(plain(library, first.text)),
        f"{library.publisher.address}{cards_of(item.id)}",
        True,
        card_of(f"{address_of(home)}index.html"),
        project.pages[home].title if home in project.pages else "",
    )
    return framed(
        "trail.html",
        show,
        project,
        head,
        look,
        trail=trail,
        cards=[_card(project, show, part) for part in _parts(project, item)],
        sources=sources,
        leave=show.place.link(item.id) if item.id in project.homes else show.place.to(f"id/{item.id}/"),
    )


def trail_markdown(project: Project, item: Item) -> str:
    """All cards of a trail as Markdown."""
    publisher = project.library.publisher
    sources = by_source_of(project, item)
    to = replace(
        project.writing(_parts(project, item)[0].of(TrailCard).page),
        numbers={id: at for at, id in enumerate(sources, start=1)},
    )
    listed = "\n".join(
        f"{at}. {to.source(id, _places(references))}" for at, (id, references) in enumerate(sources.items(), start=1)
    )
    told = f"> {marked_down(publisher.title)}, {to.say('times.as-of', date=publisher.reviewed.words)}. {marked_down(publisher.short_stance)}."
    title = f"# {marked_down(item.title)}"
    return (
        blocks(title, told, cards_in_markdown(to, item.id, PICTURES), f"## {to.say('slides.sources')}", listed) + "\n"
    )


def by_source_of(project: Project, item: Item) -> dict[str, list[Reference]]:
    """The places that a trail's cards rest on by source, in the order in which they are marked."""
    found: dict[str, list[Reference]] = {}
    for part in _parts(project, item):
        for reference in dict.fromkeys(_evidence(project, part)):
            found.setdefault(reference.source, []).append(reference)
    return found


def _evidence(project: Project, part: Item) -> list[Reference]:
    library, card = project.library, part.of(TrailCard)
    found: list[Reference] = list(card.references)
    if card.figure:
        found += library.main_evidence(library.value(card.figure))
    if card.picture:
        found += PICTURES[library.items[card.picture].kind].rests_on(library, (card.picture,))
    return found


def _places(references: list[Reference]) -> list[str]:
    return list(dict.fromkeys(reference.locator for reference in references))


def _parts(project: Project, item: Item) -> list[Item]:
    return [part for part in project.library.parts(item) if part.path]


def _card(project: Project, show: Showing, part: Item) -> _Card:
    library, card = project.library, part.of(TrailCard)
    figure = library.value(card.figure) if card.figure else None
    drawn = PICTURES[library.items[card.picture].kind].html(show, card.picture) if card.picture else Markup("")
    page = project.pages[card.page]
    cited = library.main_evidence(figure) if figure else []
    return _Card(part, page.title, address_of(card.page), figure, cited, drawn)
