"""A voice as Markdown."""

from __future__ import annotations

from storysite.components.markdown_context import Writing, blocks, sentences
from storysite.records import Voice


def twin(to: Writing, id: str) -> str:
    """What was said, and by whom, when and where it stands."""
    item = to.library.items[id]
    voice = item.of(Voice)
    who = to.say("voice.said-by", person=to.to(id, voice.person), office=to.words(voice.office), day=voice.date.words)
    return blocks(to.prose(voice.text), sentences(who, to.known(item), to.sources(item)))
