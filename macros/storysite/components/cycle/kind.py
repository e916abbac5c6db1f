"""What a cycle is: steps in a ring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storysite.components.component import Component, Macro, View, in_catalogue, own_evidence, own_parts
from storysite.components.cycle import html, markdown, table
from storysite.components.cycle.model import CycleView, cycle_view
from storysite.records import Cycle, Step
from storysite.source.items import Found, Item
from storysite.source.record_store import Kind, Library, Table
from storysite.wording.citations import permanent, with_text
from storysite.wording.text import plain, texts

if TYPE_CHECKING:
    from storysite.drawing.figure_svg import Format
    from storysite.drawing.pptx import Deck

GROUP = "Tables and cycles"


def _picture(library: Library, view: CycleView, css: str, *form: Format) -> str:
    from storysite.components.cycle import (
        svg,  # not above, like the next: they take long to load, and few commands draw
    )

    return svg.draw(library, view, css, *form)


def _slides(deck: Deck, view: CycleView) -> None:
    from storysite.components.cycle import pptx

    pptx.slides(deck, view)


def _says(library: Library, item: Item) -> tuple[str, str]:
    return texts(library, item.text, item.of(Cycle).back), ""


def _found(library: Library, item: Item) -> Found:
    cycle = item.of(Cycle)
    steps = ", ".join(step.title for step in cycle.steps)
    return Found(cycle.title, f"{plain(library, cycle.text)} {steps}. {plain(library, cycle.back)}")


def _json_ld(library: Library, item: Item) -> dict[str, object]:
    steps = [
        {"@type": "ListItem", "position": at, "name": step.title, "item": permanent(library, f"{item.id}.{step.id}")}
        for at, step in enumerate(item.of(Cycle).steps, start=1)
    ]
    return {"itemListElement": steps}


def _claim_step(library: Library, item: Item) -> str:
    cycle, step = item.entry.of(Cycle), item.of(Step)
    return with_text(
        library,
        library.messages("cycle.step-of", cycle=cycle.title, number=cycle.steps.index(step) + 1, step=step.title),
        step.text,
    )


CYCLE = Kind(
    name="cycle",
    keeps=(
        "sources",
        "text",
    ),
    rank=50,
    group=GROUP,
    file="cycles",
    model=Cycle,
    file_each=True,
    says=_says,
    gathers=True,
    full=True,
    card=True,
    drawn_by="cycle",
    schema_org="ItemList",
    json_ld=_json_ld,
    found=_found,
    name_weight=8,
    shown_by="cycle",
)
STEP = Kind(
    name="step",
    keeps=(
        "sources",
        "name",
        "text",
    ),
    claim=_claim_step,
    rank=100,
    group=GROUP,
    name_weight=7,
    table=Table(
        name="steps",
        row=table.step_row,
        rank=40,
    ),
)
COMPONENT = Component(
    name="cycle",
    kinds=(CYCLE, STEP),
    macros=(
        Macro(
            name="cycle",
            html=html.render,
            markdown=markdown.twin,
            kinds=("cycle",),
            shows=own_parts,
            rests_on=own_evidence,
            view=View(view=cycle_view, rows=table.rows, sheet=table.sheet, picture=_picture, slides=_slides),
        ),
    ),
    columns=in_catalogue("step", "next"),
    sheets={"charts.css": ' class="figure cycle'},
)
