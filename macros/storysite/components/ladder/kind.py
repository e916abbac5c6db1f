"""What a ladder is: promises, and what came of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storysite.components.component import Component, Macro, View, evidence_of, in_catalogue, own_parts
from storysite.components.ladder import html, markdown, table
from storysite.components.ladder.model import LadderView, ladder_view, rests_on, rung_words
from storysite.records import Ladder, Rung
from storysite.source.items import Found, Item
from storysite.source.record_store import Kind, Library
from storysite.wording.text import plain, texts

if TYPE_CHECKING:
    from storysite.drawing.figure_svg import Format
    from storysite.drawing.pptx import Deck

GROUP = "Tables and cycles"


def _picture(library: Library, view: LadderView, css: str, *form: Format) -> str:
    from storysite.components.ladder import svg

    return svg.draw(library, view, css, *form)


def _slides(deck: Deck, view: LadderView) -> None:
    from storysite.components.ladder import pptx

    pptx.slides(deck, view)


def _found(library: Library, item: Item) -> Found:
    rungs = ", ".join(dict.fromkeys(rung.title for rung in item.of(Ladder).rungs))
    return Found(item.title, f"{plain(library, item.text)} {rungs}.".strip())


def _rung_says(library: Library, item: Item) -> tuple[str, str]:
    return texts(library, item.text), rung_words(library, item)


def _rung_found(library: Library, item: Item) -> Found:
    group = next((group.title for group in item.entry.of(Ladder).groups if group.id == item.of(Rung).group), "")
    title = f"{group}: {item.title}" if group else item.title
    return Found(title, f"{rung_words(library, item)}. {plain(library, item.text)}".strip())


LADDER = Kind(
    name="ladder",
    rank=52,
    group=GROUP,
    file="ladders",
    model=Ladder,
    gathers=True,
    full=True,
    card=True,
    drawn_by="ladder",
    found=_found,
    name_weight=8,
    shown_by="ladder",
)
RUNG = Kind(
    name="rung",
    rank=101,
    group=GROUP,
    says=_rung_says,
    found=_rung_found,
    name_weight=6,
)
COMPONENT = Component(
    name="ladder",
    kinds=(LADDER, RUNG),
    macros=(
        Macro(
            name="ladder",
            html=html.render,
            markdown=markdown.twin,
            kinds=("ladder",),
            shows=own_parts,
            rests_on=evidence_of(rests_on),
            view=View(view=ladder_view, rows=table.rows, sheet=table.sheet, picture=_picture, slides=_slides),
        ),
    ),
    columns=in_catalogue("goal", "promised", "results", "came", "outcome"),
    sheets={"pictures.css": ' class="figure ladder"'},
)
