"""What a flow is: items in columns, and what led to what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storysite.components.component import Component, Macro, View, evidence_of, in_catalogue, own_parts
from storysite.components.flow import html, markdown, table
from storysite.components.flow.model import FlowView, behind, flow_view, when
from storysite.records import Flow, FlowItem
from storysite.source.items import Found, Item
from storysite.source.record_store import Kind, Library
from storysite.wording.text import plain, texts

if TYPE_CHECKING:
    from storysite.drawing.figure_svg import Format
    from storysite.drawing.pptx import Deck

GROUP = "Tables and cycles"


def _picture(library: Library, view: FlowView, css: str, *form: Format) -> str:
    from storysite.components.flow import svg

    return svg.draw(library, view, css, *form)


def _slides(deck: Deck, view: FlowView) -> None:
    from storysite.components.flow import pptx

    pptx.slides(deck, view)


def _found(library: Library, item: Item) -> Found:
    items = ", ".join(part.title for part in item.of(Flow).items)
    return Found(item.title, f"{plain(library, item.text)} {items}.".strip())


def _item_says(library: Library, item: Item) -> tuple[str, str]:
    return texts(library, item.text, item.of(FlowItem).open), when(library, item)


def _item_found(library: Library, item: Item) -> Found:
    return Found(item.title, texts(library, item.text, item.of(FlowItem).open), when(library, item))


FLOW = Kind(
    name="flow",
    rank=54,
    group=GROUP,
    file="flows",
    model=Flow,
    gathers=True,
    full=True,
    card=True,
    drawn_by="flow",
    found=_found,
    name_weight=8,
    shown_by="flow",
)
ITEM = Kind(name="flow-item", rank=102, group=GROUP, says=_item_says, found=_item_found, name_weight=5)
LINK = Kind(
    name="flow-link",
    rank=103,
    group=GROUP,
    found=lambda library, item: Found(item.title, plain(library, item.text)),
    name_weight=2,
)
COMPONENT = Component(
    name="flow",
    kinds=(FLOW, ITEM, LINK),
    macros=(
        Macro(
            name="flow",
            html=html.render,
            markdown=markdown.twin,
            kinds=("flow",),
            shows=own_parts,
            rests_on=evidence_of(lambda library, arguments: behind(library, arguments[0])),
            view=View(view=flow_view, rows=table.rows, sheet=table.sheet, picture=_picture, slides=_slides),
        ),
    ),
    columns=in_catalogue("open"),
    sheets={"pictures.css": ' class="figure flow"'},
)
