"""What a voice is: reported speech, with person, office, day and source."""

from __future__ import annotations

from storysite.components.component import Component, Macro, own_evidence, own_parts
from storysite.components.voice import html, markdown
from storysite.records import Voice
from storysite.source.items import Found, Item
from storysite.source.record_store import Kind, Library
from storysite.wording.text import plain


def _says(library: Library, item: Item) -> tuple[str, str]:
    return f"{item.of(Voice).office}: {plain(library, item.text)}", item.of(Voice).date.words


def _found(library: Library, item: Item) -> Found:
    return Found(
        f"{item.of(Voice).person}, {item.of(Voice).office}", plain(library, item.text), item.of(Voice).date.words
    )


VOICE = Kind(
    name="voice",
    rank=62,
    file="voices",
    model=Voice,
    says=_says,
    when=lambda library, item: (item.of(Voice).date.words, item.of(Voice).date.datetime),
    schema_org="Statement",
    found=_found,
    times=lambda item: [item.of(Voice).date],
    name_weight=6,
    shown_by="voice",
)
COMPONENT = Component(
    name="voice",
    kinds=(VOICE,),
    macros=(
        Macro(
            name="voice",
            html=html.render,
            markdown=markdown.twin,
            kinds=("voice",),
            shows=own_parts,
            rests_on=own_evidence,
            numbers_sources=True,
        ),
    ),
    sheets={"lists.css": ' class="figure voice"'},
)
