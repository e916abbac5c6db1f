"""What a register is: a list of all records of a kind, and the open questions, which stand nowhere else."""

from __future__ import annotations

from collections.abc import Iterator

from storysite.components.component import Component, Macro, in_catalogue
from storysite.components.register import html, markdown, table
from storysite.components.register.model import FACT_SHEET, current_values
from storysite.records import Question
from storysite.source.items import Found, Item
from storysite.source.record_store import Kind, Library, Table
from storysite.wording.citations import claimed_text
from storysite.wording.text import texts


def _says(library: Library, item: Item) -> tuple[str, str]:
    return texts(library, item.text, item.of(Question).lead), ""


def _found(library: Library, item: Item) -> Found:
    return Found(item.title, _says(library, item)[0])


def _about(library: Library, item: Item) -> Iterator[tuple[str, str]]:
    for id in item.of(Question).about:
        yield f"id/{id}/", library.items[id].title


def _links(library: Library, arguments: tuple[str, ...]) -> list[str]:
    """The figures of the fact sheet have their homes elsewhere."""
    return [item.id for item in current_values(library)] if arguments == ("fact-sheet",) else []


def _chosen(library: Library, arguments: tuple[str, ...]) -> set[str]:
    """What the fact sheet rests on: the set that chooses, and the figures that it shows."""
    if arguments != ("fact-sheet",):
        return set()
    figures = (id for one in current_values(library) for id in (one.id, one.parent))
    return {*({FACT_SHEET} & library.items.keys()), *figures}


QUESTION = Kind(
    name="question",
    stays_in_register=True,
    keeps=(
        "sources",
        "name",
    ),
    rank=170,
    group="Open questions",
    file="questions",
    model=Question,
    says=_says,
    claim=claimed_text,
    listed=_about,
    found=_found,
    name_weight=7,
    table=Table(
        name="questions",
        row=table.question_row,
        rank=60,
    ),
)
COMPONENT = Component(
    name="register",
    kinds=(QUESTION,),
    macros=(
        Macro(
            name="register",
            html=html.render,
            markdown=markdown.twin,
            words=html.REGISTERS,
            shows=html.shows,
            rests_on=html.rests_on,
            register_of=html.KINDS,
            links=_links,
            chooses=_chosen,
            views={"events": "timeline"},
        ),
    ),
    columns=in_catalogue("lead", "about"),
    sheets={"records.css": ' class="register '},
)
