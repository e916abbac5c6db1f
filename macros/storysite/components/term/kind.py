"""What a term is: a word of the glossary."""

from __future__ import annotations

from storysite.components.component import Component, Macro, own_evidence
from storysite.components.register.table import term_row
from storysite.components.term import html, markdown
from storysite.records import Term
from storysite.source.record_store import Kind, Library, Table
from storysite.wording.citations import claimed_text


def _says(library: Library, arguments: tuple[str, ...]) -> str:
    return arguments[1] if len(arguments) > 1 else library.items[arguments[0]].title


TERM = Kind(
    name="term",
    keeps=(
        "sources",
        "name",
        "text",
    ),
    rank=110,
    group="Words",
    file="glossary",
    model=Term,
    claim=claimed_text,
    name_weight=9,
    table=Table(name="terms", row=term_row, rank=50),
    shown_by="term",
)
COMPONENT = Component(
    name="term",
    kinds=(TERM,),
    macros=(
        Macro(
            name="term",
            html=html.render,
            markdown=markdown.twin,
            kinds=("term",),
            most=2,
            rests_on=own_evidence,
            inline=True,
            is_explained=True,
            says=_says,
        ),
    ),
)
