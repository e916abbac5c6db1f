"""A picture as Markdown."""

from __future__ import annotations

from storysite.components.markdown_context import Writing, blocks, sentences
from storysite.components.picture.model import picture_view


def twin(to: Writing, id: str) -> str:
    """The picture, its caption, and where it comes from."""
    view = picture_view(to.library, id)
    picture = view.picture
    made = f"{to.words(picture.made_by)}, {picture.date.words}. {to.words(picture.licence)}. {to.prose(picture.origin)}"
    shown = f"![{to.words(picture.alt)}]({to.library.publisher.address}{view.file})"
    return blocks(shown, sentences(to.prose(picture.text), made, to.known(view.item), f"({to.to(id)})"))
