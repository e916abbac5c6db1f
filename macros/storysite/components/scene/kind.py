"""What a scene is: a picture that stays while steps of text pass."""

from __future__ import annotations

from storysite.components.component import Arguments, Component, Macro, own_evidence, own_parts
from storysite.components.scene import html, markdown
from storysite.components.scene.pictures import PICTURES
from storysite.records import Reference, Scene
from storysite.source.items import Found, Item
from storysite.source.record_store import Kind, Library
from storysite.wording.text import plain


def _picture(library: Library, arguments: Arguments) -> tuple[Macro, Arguments]:
    picture = library.items[library.items[arguments[0]].of(Scene).picture]
    return PICTURES[picture.kind], (picture.id,)


def _draws(library: Library, arguments: Arguments) -> tuple[str, str]:
    macro, given = _picture(library, arguments)
    return macro.name, given[0]


def _shows(library: Library, arguments: Arguments) -> list[str]:
    macro, given = _picture(library, arguments)
    return [*own_parts(library, arguments), *macro.shows(library, given)]


def _rests_on(library: Library, arguments: Arguments) -> list[Reference]:
    macro, given = _picture(library, arguments)
    behind, told = macro.rests_on(library, given), own_evidence(library, arguments)
    return [*behind, *told] if macro.numbers_sources else [*told, *behind]


def _found(library: Library, item: Item) -> Found:
    beats = ", ".join(beat.title for beat in item.of(Scene).beats)
    return Found(item.title, f"{plain(library, item.text)} {beats}.".strip())


SCENE = Kind(
    name="scene",
    rank=64,
    file="scenes",
    model=Scene,
    gathers=True,
    schema_org="CreativeWork",
    found=_found,
    name_weight=5,
    shown_by="scene",
)
BEAT = Kind(name="beat", rank=104, schema_org="CreativeWork", name_weight=5)
COMPONENT = Component(
    name="scene",
    kinds=(SCENE, BEAT),
    macros=(
        Macro(
            name="scene",
            html=html.render,
            markdown=markdown.twin,
            kinds=("scene",),
            shows=_shows,
            rests_on=_rests_on,
            numbers_sources=True,
            draws=_draws,
        ),
    ),
    sheets={"pictures.css": ' class="scene"'},
)
