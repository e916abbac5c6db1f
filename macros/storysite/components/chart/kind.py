"""What a chart is: a fact over time. It is a part of the fact, which stands in `components/fact/`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from storysite.components.chart import html, markdown, table
from storysite.components.chart.model import ChartView, chart_view
from storysite.components.component import Component, Fault, Macro, View, own_evidence, own_parts
from storysite.records import Fact, Value
from storysite.source.items import Found, Item
from storysite.source.page import Page
from storysite.source.record_store import Kind, Library
from storysite.wording.sentences import figure_sentence
from storysite.wording.times import time_words

if TYPE_CHECKING:
    from storysite.drawing.figure_svg import Format
    from storysite.drawing.pptx import Deck


def _picture(library: Library, view: ChartView, css: str, *form: Format) -> str:
    from storysite.components.chart import (
        svg,  # not above, like the next: they take long to load, and few commands draw
    )

    return svg.draw(library, view, css, *form)


def _slides(deck: Deck, view: ChartView) -> None:
    from storysite.components.chart import pptx

    pptx.slides(deck, view)


def _found(library: Library, item: Item) -> Found:
    values = (part for part in library.parts(library.items[item.parent]) if part.kind == "value")
    told = "; ".join(f"{library.printed(part)}, {time_words(library, part.of(Value))}" for part in values)
    return Found(item.title, told)


def _one_value(library: Library, page: Page, arguments: tuple[str, ...]) -> Iterator[Fault]:
    """A chart has something to draw."""
    if len(library.items[arguments[0]].of(Fact).values) < 2:
        hint = f'show it with {{{{ fact("{arguments[0]}") }}}}, or add a value'
        yield Fault("one-value", f"chart: '{arguments[0]}' has one value, and nothing to draw", hint)


CHART = Kind(
    name="chart",
    sentence=figure_sentence,
    rank=60,
    group="Figures",
    says=lambda library, item: ("", ""),
    is_told_with_whole=True,
    gathered=lambda library, item: [library.items[item.parent]],
    gathers=True,
    full=True,
    card=True,
    drawn_by="chart",
    body="chart/values.html",
    found=_found,
    name_weight=4.5,
    shown_by="chart",
)
COMPONENT = Component(
    name="chart",
    kinds=(CHART,),
    macros=(
        Macro(
            name="chart",
            html=html.render,
            markdown=markdown.twin,
            kinds=("fact",),
            shows=own_parts,
            rests_on=own_evidence,
            faults=_one_value,
            view=View(
                view=chart_view,
                rows=table.rows,
                sheet=table.sheet,
                picture=_picture,
                slides=_slides,
                suffix=".chart",
                counted="figure",
            ),
        ),
    ),
    sheets={"charts.css": ' class="figure chart'},
)
