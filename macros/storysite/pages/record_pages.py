"""`/id/<id>/`: a page for everything that has an address, so that a link to it goes on answering and shows just it.

Some kinds have a full page that is meant to be found; the others a light one that leads on to their place.  Ids that are gone keep a page that says what became of them.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from markupsafe import Markup

from storysite.components.exporters import Taken
from storysite.components.html_context import Showing
from storysite.components.table import as_markdown
from storysite.core.messages import first_large
from storysite.ledger.changelog import word
from storysite.output.edit_links import edit_address, proposal_page
from storysite.output.exportable_views import cite_texts, embeddable, proposal, taken
from storysite.output.workers import WHOLE, Share
from storysite.pages import record_jsonld, social_cards
from storysite.pages.finishing import Finisher
from storysite.pages.jsonld import CARDS, card_of, script
from storysite.pages.page_template import Borrowed, Head, borrowed, framed, shortened, showing
from storysite.project import Project
from storysite.records import Evidence, Fact, Reference, Value
from storysite.source.items import Item
from storysite.source.releases import Life
from storysite.wording.cautions import cautions
from storysite.wording.citations import claim, evidence, permanent, told_state
from storysite.wording.embedding import code
from storysite.wording.page_links import address_of
from storysite.wording.text import named, plain
from storysite.wording.trust import states

SHORTEST = 40
"""A text of fewer characters does not describe a page by itself."""


def addresses(project: Project) -> list[str]:
    """The addresses of the full pages, from the site's root on."""
    return [f"id/{id}/" for id, item in sorted(project.library.items.items()) if project.library.kinds[item.kind].full]


def write_ids(site: Path, project: Project, share: Share = WHOLE) -> None:
    """Write the page of every id that is there, and of every id that was ever published."""
    maker, finisher = _Maker(project, borrowed(project)), Finisher(site, project)
    gone = [id for id in project.library.past.lives if id not in project.library.items and not id.startswith("/")]
    for id in share.part([*project.library.items, *gone]):
        finisher.write(f"id/{id}/", maker.page(id))


def id_page(project: Project, look: Borrowed, id: str) -> str:
    """The page of one id; nothing where there never was such an id."""
    return _Maker(project, look).page(id)


def card(project: Project, item: Item) -> Generator[bytes]:
    """The picture of one item, drawn when it is asked for."""
    return social_cards.pictures(project.root, [card_words(project, item)], project.library.publisher)


def draw_cards(site: Path, project: Project, share: Share = WHOLE) -> None:
    """Draw the pictures that links to records show in mail and chat."""
    for item in share.part([item for _, item in sorted(project.library.items.items()) if has_card(project, item)]):
        path = site / picture(item)
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(card(project, item)) as images:
            path.write_bytes(next(images))


def has_card(project: Project, item: Item) -> bool:
    """Whether links to an item show a picture of its own."""
    return project.library.kinds[item.kind].card


def picture(item: Item) -> str:
    """The file of an item's own card."""
    return f"{CARDS}/id/{item.id}.png"


def shown_card(project: Project, item: Item) -> tuple[str, str]:
    """The card that a link to an item shows, and its title: its own, its figure's for the newest value, or its page's."""
    library = project.library
    if isinstance(item.record, Value) and library.newest(item.entry.of(Fact)) is item.record:
        item = library.items[item.parent]
    if has_card(project, item):
        return picture(item), title(project, item)
    if home := project.homes.get(item.id):
        return card_of(f"{address_of(home)}index.html"), project.pages[home].title
    return "", ""


def card_words(project: Project, item: Item) -> tuple[str, str, tuple[str, ...]]:
    """Title, kicker and lines of an item's card."""
    kind = project.library.kinds[item.kind]
    if kind.card_words:
        return kind.card_words(project.library, item)
    return item.title, first_large(kind.word), (description(project, item),)


def description(project: Project, item: Item) -> str:
    """What an item says, short enough to be shown beside a link."""
    library, kind = project.library, project.library.kinds[item.kind]
    if item.is_figure:
        told = told_state(library, item)
        return shortened(
            f"{claim(library, item)}.{f' {first_large(told)}.' if told else ''} {library.publisher.short_stance}."
        )
    texts = item.record.own_texts("text", "note")
    text = plain(library, texts[0] if texts else None)
    when = f"{kind.when(library, item)[0]}: " if kind.when else ""
    if len(text) >= SHORTEST:
        return shortened(f"{when}{text}")
    said = claim(library, item).rstrip(".")
    return shortened(f"{said}. {library.publisher.description}")


def title(project: Project, item: Item) -> str:
    """The title of an item's page: a figure's holds the figure."""
    if item.is_figure:
        return f"{item.title}: {named(project.library, item)}"
    return item.title


@dataclass
class _Maker:
    """Writes pages down as HTML."""

    project: Project
    look: Borrowed

    def page(self, id: str) -> str:
        """The page of an id; nothing where there never was such an id."""
        library = self.project.library
        if id in library.items:
            return self.item(library.items[id])
        return self.former(library.past.lives[id]) if id in library.past.lives else ""

    def item(self, item: Item) -> str:
        """The page of an item."""
        project, library = self.project, self.project.library
        sources = _by_source(_evidence(project, item))
        show = numbered(showing(project, f"id/{item.id}/"), sources)
        kind = library.kinds[item.kind]
        full, address = kind.full, permanent(library, item.id)
        home, found = project.homes.get(item.id), project.addresses
        head = Head(
            title(project, item),
            description(project, item),
            address if full or not home else f"{library.publisher.address}{address_of(home)}",
            full,
            *shown_card(project, item),
        )
        return framed(
            "item.html",
            show,
            project,
            head,
            self.look,
            data=script(record_jsonld.item(project, item, head)) if full else "",
            item=item,
            what=kind.word,
            body=kind.body,
            full=full,
            judged=full or _claims(item),
            address=address,
            whole=library.items[item.parent] if item.path else None,
            home=_Page(f"{address_of(home)}#{item.id}", project.pages[home].title) if home else None,
            drawn=self._drawn(show, item),
            when=kind.when(library, item) if kind.when else ("", ""),
            listed=list(kind.listed(library, item)) if kind.listed else [],
            states=states(library, item),
            cautions=cautions(library, item),
            sources=sources,
            cited=cite_texts(project, item),
            sentence=proposal(project, item),
            table=self._table(item),
            frame=code(library, item) if item.id in self._embeds else "",
            belongs_to=[(library.kinds[one.kind].word, one) for one in kind.belongs_to(library, item)]
            if kind.belongs_to
            else [],
            shown_on=[self._page(path) for path in project.showings.get(item.id, ())],
            quoted_on=[self._page(path) for path in found.quoting.get(item.id, ())],
            history=found.history(item.id),
            published=found.first_released(item.id),
            edit=edit_address(project, item),
            propose=proposal_page(project, item),
        )

    def former(self, life: Life) -> str:
        """The page of an id that is gone: what became of it, and what it said."""
        project, library = self.project, self.project.library
        show = showing(project, f"id/{life.id}/")
        fate = library.past.fate(life.id, library.items)
        target = library.items.get(fate.id) if fate.end == "alive" else None
        say, told = library.messages, "withdrawn" if fate.withdrawn else "moved"
        head = Head(
            f"{life.said.title} ({say(f'states.is-{told}')})",
            shortened(say(f"former.it-said-{told}", text=life.said.says or life.said.title)),
            permanent(library, target.id if target else life.id),
        )
        return framed(
            "former.html",
            show,
            project,
            head,
            self.look,
            life=life,
            what=word(library.kinds, life.kind),
            withdrawn=fate.withdrawn,
            target=target,
            history=project.addresses.history(life.id),
            published=life.first.date,
        )

    def _page(self, path: str) -> _Page:
        return _Page(address_of(path), self.project.pages[path].title)

    def _drawn(self, show: Showing, item: Item) -> Markup:
        """An item as a page shows it; what no page shows can have no drawing here, for that leads to its files."""
        macro = self.project.macros.get(self.project.library.kinds[item.kind].drawn_by)
        if macro and (item.id in self._views or macro.view is None):
            return Markup(macro.html(show, item.parent))
        return Markup("")

    def _table(self, item: Item) -> str:
        """A matrix or another view as a table in Markdown."""
        view = self._views.get(item.id)
        if view is None:
            return ""
        sheet = view.form.sheet(self.project.library, view.form.view(self.project.library, view.record))
        return as_markdown(sheet, cite_texts(self.project, item).markdown)

    @cached_property
    def _embeds(self) -> set[str]:
        return {item.id for item in embeddable(self.project)}

    @cached_property
    def _views(self) -> dict[str, Taken]:
        return taken(self.project)


@dataclass(frozen=True, slots=True)
class _Page:
    address: str
    title: str


def _claims(item: Item) -> bool:
    """Whether an item claims something by itself, so that it can be told how far to trust it."""
    return bool(item.references) or (isinstance(item.record, Evidence) and item.record.status != "attested")


def _evidence(project: Project, item: Item) -> list[Reference]:
    """What an item rests on; of what is shown with its parts, what they rest on too."""
    library = project.library
    own = evidence(library, item)
    gathers = library.kinds[item.kind].gathers
    return own + library.evidence(library.items[item.parent]) if gathers else own


def numbered(show: Showing, sources: Iterable[str]) -> Showing:
    """How a page is shown whose list of sources has them in this order."""
    return replace(show, place=replace(show.place, numbers={id: at for at, id in enumerate(sources, start=1)}))


def _by_source(references: list[Reference]) -> dict[str, list[Reference]]:
    found: dict[str, list[Reference]] = {}
    for reference in dict.fromkeys(references):
        found.setdefault(reference.source, []).append(reference)
    return found
