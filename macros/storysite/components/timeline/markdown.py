"""A timeline as Markdown: a numbered list in order of time."""

from __future__ import annotations

from storysite.components.markdown_context import Writing, blocks, sentences
from storysite.components.timeline.model import Mark, TimelineView, timeline_view
from storysite.records import Event
from storysite.wording.times import date_words


def twin(to: Writing, id: str = "") -> str:
    """The events of a lane, of a timeline record, or all."""
    return written(to, timeline_view(to.library, id))


def written(to: Writing, view: TimelineView) -> str:
    """Title, text and events."""
    title = to.to(view.id, view.title) if view.id else to.words(view.title)
    events = "\n".join(_event(to, mark) for mark in view.marks)
    return blocks(f"**{title}**", to.prose(view.text), events or to.say("timeline.none"))


def _event(to: Writing, mark: Mark) -> str:
    lanes = ", ".join(to.words(to.library.items[lane].title) for lane in mark.event.lanes)
    return sentences(
        f"{mark.number}. **{to.words(mark.when)}: {to.to(mark.item.id, mark.event.title)}.**",
        to.prose(mark.event.text),
        to.prose(mark.event.note),
        to.known(mark.item),
        to.say("timeline.strands-of", strands=lanes),
        to.sources(mark.item),
    )


def twin_when(to: Writing, id: str) -> str:
    """The date of an event inside a sentence, with its source."""
    item = to.library.items[id]
    words, _ = date_words(to.library, item.of(Event))
    return f"{to.to(id, words)} {to.numbered(to.library.main_evidence(item))}"
