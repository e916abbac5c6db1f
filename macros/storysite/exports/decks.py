"""Slides to take away: a deck for each view, and under `data/decks/` one for each section."""

from __future__ import annotations

import gc
import json
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pptx

from storysite.components.exporters import Taken
from storysite.components.json_export import view_json
from storysite.components.register.pptx import slides as fact_sheet
from storysite.components.scene.pictures import PICTURES
from storysite.drawing.pptx import Deck, Told
from storysite.drawing.pptx_parts import BLUE, SOFT, fitted, template
from storysite.exports.tables import collections
from storysite.output.build_cache import generator_code, kept
from storysite.output.exportable_views import taken
from storysite.output.files import FOLDER
from storysite.output.navigation import decks
from storysite.output.workers import WHOLE, Share
from storysite.project import Project
from storysite.records import Trail, TrailCard, Value
from storysite.source.items import Item
from storysite.source.mkdocs_config import Section
from storysite.source.record_store import Library
from storysite.wording.citations import page_address, permanent
from storysite.wording.page_links import cards_of
from storysite.wording.text import plain
from storysite.wording.times import time_words

DECKS = f"{FOLDER}/decks"


def write_slides(site: Path, project: Project, share: Share = WHOLE) -> None:
    """Write every deck, those that are in the cache from there."""
    gc.freeze()  # what has been read stays: to look through it after each deck would take longer than the deck
    try:
        _write(site, project, taken(project), share)
    finally:
        gc.unfreeze()


def _write(site: Path, project: Project, views: dict[str, Taken], share: Share) -> None:
    (site / DECKS).mkdir(parents=True, exist_ok=True)
    for item in share.part(project.library.of_kind("trail")):
        if item.of(Trail).cards:
            parts = made_from(project, str(item.record), _behind_trail(project, item))
            content = kept(project.root, "slides", parts, partial(trail_deck, project, item))
            (site / FOLDER / f"{item.id}.pptx").write_bytes(content)

    @cache
    def data(id: str) -> Any:
        return view_json(project.library, views[id]) | {"read_on": ""}

    for id, view in share.part([(id, view) for id, view in views.items() if view.form.slides]):
        content = kept(project.root, "slides", made_from(project, data(id)), partial(view_deck, project, view))
        (site / FOLDER / f"{id}.pptx").write_bytes(content)
    for name, section in share.part(list(decks(project).items())):
        shown = shown_in(project, section, views)
        sheets = fact_sheets(project, section)
        pages = [(project.pages[path].title, project.pages[path].description) for path in section.pages]
        figures = dict(collections(project)).get("figures") if sheets else None
        parts = made_from(project, section.title, pages, [data(view.id) for view in shown], figures)
        content = kept(project.root, "slides", parts, partial(section_deck, project, section, shown, sheets))
        (site / DECKS / f"{name}.pptx").write_bytes(content)


def made_from(project: Project, *parts: Any) -> bytes:
    """All that a deck is made from, the template and the generator included."""
    used = sha256(template(project.slides_template)).hexdigest()
    return json.dumps(
        [pptx.__version__, generator_code(), project.components.code, project.library.messages.digest, used, parts],
        ensure_ascii=False,
    ).encode()


def shown_in(project: Project, section: Section, views: dict[str, Taken]) -> list[Taken]:
    """The views that the pages of a section show, in the order of the pages; each once."""
    found: dict[str, Taken] = {}
    for path in section.pages:
        keys = {call.key for call in project.pages[path].calls}
        for id, view in views.items():
            is_here = (view.kind, view.record) in keys if view.record else view.page == path
            if is_here:
                found.setdefault(id, view)
    return list(found.values())


def view_deck(project: Project, view: Taken) -> bytes:
    """A view, and its sources."""
    library = project.library
    shown = view.form.view(library, view.record)
    address = permanent(library, view.id) if view.record else page_address(library, view.page)
    deck = Deck(library, view.form.sheet(library, shown).title, address, template=project.slides_template)
    if view.form.slides:
        view.form.slides(deck, shown)
    return _finished(deck)


def section_deck(project: Project, section: Section, views: list[Taken], sheets: list[str]) -> bytes:
    """All views of a section, its fact sheet, and their sources."""
    library, first = project.library, project.pages[section.pages[0]]
    title = f"{library.publisher.title}: {first.title}"
    deck = Deck(library, title, page_address(library, first.path), template=project.slides_template)
    for view in views:
        if view.form.slides:
            view.form.slides(deck, view.form.view(library, view.record))
    for path in sheets:
        fact_sheet(deck, page_address(library, path))
    pages = [(project.pages[path].description, page_address(library, path)) for path in section.pages[1:]]
    deck.opening(first.title, first.description, [*deck.messages, *pages])
    return _finished(deck)


def trail_deck(project: Project, item: Item) -> bytes:
    """The cards of a trail: the first opens the deck, each of the others is a slide, and their sources come last."""
    library, trail = project.library, item.of(Trail)
    first, *others = [part for part in library.parts(item) if part.path]
    address = f"{library.publisher.address}{cards_of(item.id)}"
    deck = Deck(library, trail.title, address, template=project.slides_template)
    for part in others:
        card = part.of(TrailCard)
        told = Told(
            card.title, plain(library, card.text), permanent(library, part.id), (part,) if card.references else ()
        )
        if card.picture:
            deck.told = told
            view = _drawn(library, card.picture)
            if view.form.slides:
                view.form.slides(deck, view.form.view(library, view.record))
        else:
            _card(deck, told, library.value(card.figure) if card.figure else None)
    deck.behind.append(first)
    deck.opening(
        first.title, plain(library, first.text), [(part.title, permanent(library, part.id)) for part in others]
    )
    return _finished(deck)


def _drawn(library: Library, id: str) -> Taken:
    """The view that draws a record."""
    macro = PICTURES[library.items[id].kind]
    if macro.view is None:
        raise ValueError(f"'{macro.name}' cannot be taken away")
    return Taken(macro.view.name(id), macro.name, id, "", macro.view)


def _behind_trail(project: Project, item: Item) -> list[Any]:
    """What the cards of a trail show and rest on."""
    library = project.library
    sources = {reference.source for part in library.parts(item) for reference in library.evidence(part)}
    figures = [library.value(card.figure) for card in item.of(Trail).cards or () if card.figure]
    drawn = [view_json(library, _drawn(library, card.picture)) for card in item.of(Trail).cards or () if card.picture]
    return [
        [one | {"read_on": ""} for one in drawn],
        [f"{figure.entry.record} {library.printed(figure)}" for figure in figures],
        [str(library.sources[id]) for id in sorted(sources)],
    ]


def _card(deck: Deck, told: Told, figure: Item | None) -> None:
    """A slide with a figure, large, or with words alone."""
    library = deck.library
    made = deck.slide(told.title, "", told.address, [*told.behind, *([figure] if figure else [])], more=told.text)
    left, top, width, height = made.area
    if figure:
        number, unit = library.number_and_unit(figure)
        made.box(number, left, top + height * 0.08, width, 150, 120, bold=True, colour=BLUE)
        words = f"{unit} – {figure.entry.record.heading}, {time_words(library, figure.of(Value))}".removeprefix(" – ")
        size, words = fitted(words, width, 66, (24, 22, 20, 18))
        made.box(words, left, top + height * 0.08 + 158, width, 66, size, colour=SOFT)
    size, words = fitted(told.text, width * 0.85, height * 0.35, (28, 26, 24, 22, 20, 18))
    made.box(words, left, top + height * (0.6 if figure else 0.1), width * 0.85, height * 0.35, size)


def _finished(deck: Deck) -> bytes:
    """The file of a deck, and no trace of it in memory: its parts know each other, and would pile up."""
    deck.sources()
    content = deck.bytes()
    gc.collect()
    return content


def fact_sheets(project: Project, section: Section) -> list[str]:
    """The pages of a section that are a fact sheet."""
    return [
        path
        for path in section.pages
        if any(call.key == ("register", "fact-sheet") for call in project.pages[path].calls)
    ]
