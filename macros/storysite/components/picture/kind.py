"""What a picture is: a photograph, a drawing or a picture of a screen, with who made it and under what terms."""

from __future__ import annotations

from storysite.components.component import Component, Macro, own_parts
from storysite.components.picture import html, markdown
from storysite.components.picture.model import picture_view
from storysite.records import Picture
from storysite.source.items import Found, Item
from storysite.source.record_store import Kind, Library
from storysite.wording.text import plain


def _says(library: Library, item: Item) -> tuple[str, str]:
    picture = item.of(Picture)
    made = f"{picture.made_by}. {picture.licence}. {plain(library, picture.origin)}"
    return library.messages(
        "picture.says", text=plain(library, picture.text), shown=picture.alt, made=made
    ), picture.date.words


def _found(library: Library, item: Item) -> Found:
    picture = item.of(Picture)
    return Found(picture.title, f"{plain(library, picture.text)} {picture.alt}", picture.date.words)


def _json_ld(library: Library, item: Item) -> dict[str, object]:
    picture, view = item.of(Picture), picture_view(library, item.id)
    return {
        "description": picture.alt,
        "caption": plain(library, picture.text),
        "contentUrl": f"{library.publisher.address}{view.file}",
        "width": view.width,
        "height": view.height,
        "creator": {"@type": "Thing", "name": picture.made_by},
        "creditText": picture.made_by,
        "copyrightNotice": picture.licence,
        "dateCreated": picture.date.datetime or picture.date.text,
    }


PICTURE = Kind(
    name="picture",
    rank=66,
    file="pictures",
    model=Picture,
    says=_says,
    when=lambda library, item: (item.of(Picture).date.words, item.of(Picture).date.datetime),
    full=True,
    drawn_by="picture",
    schema_org="ImageObject",
    json_ld=_json_ld,
    found=_found,
    times=lambda item: [item.of(Picture).date],
    name_weight=7,
    files=lambda library, item: [picture_view(library, item.id).file],
    shown_by="picture",
)
COMPONENT = Component(
    name="picture",
    kinds=(PICTURE,),
    macros=(Macro(name="picture", html=html.render, markdown=markdown.twin, kinds=("picture",), shows=own_parts),),
    sheets={"lists.css": ' class="figure image"'},
)
