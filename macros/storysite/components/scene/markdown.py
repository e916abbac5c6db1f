"""A scene as Markdown: its picture, then its steps in order."""

from __future__ import annotations

from storysite.components.markdown_context import Writing, blocks, sentences
from storysite.components.scene.pictures import PICTURES
from storysite.records import Scene


def twin(to: Writing, id: str) -> str:
    """The picture in words, and what each step tells."""
    item = to.library.items[id]
    picture = to.library.items[item.of(Scene).picture]
    beats = [part for part in to.library.parts(item) if part.kind == "beat"]
    steps = [
        sentences(
            f"{number}. **{to.to(beat.id, beat.title)}.**",
            to.prose(beat.text),
            to.known(beat),
            to.sources(beat),
        )
        for number, beat in enumerate(beats, start=1)
    ]
    return blocks(PICTURES[picture.kind].markdown(to, picture.id), "\n".join(steps))
