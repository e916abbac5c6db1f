"""Slides that can be edited: a template's placeholders are filled, and native parts stand in its content area.

What a placeholder gives (fonts, colours, places) is left to it, so that slides take on the theme they are pasted into.
Places are in px at 96 dpi.  Texts are measured for the widest of usual fonts before they are placed, so that they fit
whatever font the reader's office puts in.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from typing import Any

from pptx import Presentation

from storysite.core.archive import packed
from storysite.drawing.pptx_package import Parts, property_text, undated
from storysite.drawing.pptx_parts import (
    Area,
    Words,
    area_of,
    cut,
    fitted,
    template,
)
from storysite.drawing.pptx_slide import MESSAGES, SOURCES, SUBJECT, Slide
from storysite.drawing.pptx_sources import MOST_MESSAGES, described, pages_of
from storysite.source.items import Item
from storysite.source.record_store import Library
from storysite.wording.citations import evidence
from storysite.wording.text import by_source, plain

MOST_SLIDES = 60
"""Of one view: nobody shows more, and a deck of thousands of slides opens nowhere."""


@dataclass(frozen=True, slots=True)
class Told:
    """The message of a slide, the lines under it, and whose address it bears."""

    title: str
    text: str
    address: str
    behind: tuple[Item, ...] = ()
    """What it rests on beside what the slide shows."""


@dataclass
class Deck:
    """A deck that is being made."""

    library: Library
    title: str
    address: str
    behind: list[Item] = field(default_factory=list)
    """What the slides rest on, for the list of sources at the end."""
    messages: list[tuple[str, str]] = field(default_factory=list)
    """What its views show, each with its address: the first of them open the deck."""
    template: Path | None = None
    told: Told | None = None
    """What the next slide is told with, in place of what it says of itself."""
    _file: Any = field(init=False)

    def __post_init__(self) -> None:
        self._file = Presentation(io.BytesIO(template(self.template)))
        slides = self._file.slides._sldIdLst
        for slide in list(slides):  # a template that was saved with slides in it
            self._file.part.drop_rel(slide.rId)
            slides.remove(slide)
        self._layouts = {layout._element.get("type"): layout for layout in reversed(list(self._file.slide_layouts))}
        content = next(shape for shape in self._layouts["obj"].placeholders if shape.placeholder_format.idx == 1)
        self.page = Area(0, 0, self._file.slide_width / 9525, self._file.slide_height / 9525)
        self.content = area_of(content)
        """Where the body of a slide stands."""
        publisher = self.library.publisher
        about = self._file.core_properties
        about.title, about.author, about.last_modified_by = (
            property_text(self.title),
            property_text(publisher.name),
            property_text(publisher.name),
        )
        about.subject, about.identifier = (
            property_text(plain(self.library, publisher.stance)),
            property_text(self.address),
        )
        about.comments = property_text(
            self.library.messages(
                "citations.records-as-of-in-brackets", address=self.address, day=publisher.reviewed.words
            )
        )
        about.language = self.library.messages.language
        day = publisher.reviewed.start
        about.created = about.modified = datetime.combine(day, time()) if day else datetime(1980, 1, 1)
        about.revision = 1

    @property
    def table_style(self) -> str:
        """The id of the style that the template gives to tables."""
        for relation in self._file.part.rels.values():
            if relation.reltype.endswith("/tableStyles"):
                found = re.search(rb'\bdef="({[^}"]+})"', relation.target_part.blob)
                return found[1].decode() if found else ""
        return ""

    def table_area(self, has_subject: bool) -> Area:
        """Where the body of a slide of a table stands, known before there is one."""
        names = {shape.name for shape in self._layouts["obj"].placeholders}
        left, top, width, height = self.content
        above, below = 48.0 * (has_subject and SUBJECT not in names), 58.0 * (SOURCES not in names)
        return Area(left, top + above, width, height - above - below)

    def slide(
        self, title: str, text: str, address: str, behind: Iterable[Item], layout: str = "titleOnly", more: str = ""
    ) -> Slide:
        """A new slide: its message as title, a line on its subject, its sources and foot; its notes hold all sources."""
        behind, told = list(behind), self.told
        if told:
            more = "\n".join(words for words in (told.text, title, text, more) if words)
            title, text, address, behind, self.told = told.title, told.text, told.address, [*told.behind, *behind], None
        self.behind += behind
        made = self._made(layout)
        made.frame(title, text, address, behind)
        made.notes(address, behind, more)
        return made

    def _made(self, layout: str) -> Slide:
        return Slide(
            self.library, self._file.slides.add_slide(self._layouts[layout]), self.page, self.content, self.table_style
        )

    def rest(self, title: str, count: int, message: str, address: str) -> None:
        """A slide that says how much of a view is left out, and where it stands."""
        made, say = self.slide(title, "", address, []), self.library.messages
        left, top, width, _ = made.area
        made.box(
            say(message, count=count, number=say.number(count), address=address), left, top, width, 60, 20, link=address
        )

    def opening(self, title: str, text: str, messages: Sequence[tuple[str, str]]) -> None:
        """The first slide of a deck, made last: its title and its first three messages; their addresses stand in its notes."""
        made = self._made("title")
        made.put(made.title, title, (32 / 0.75, 36, 30, 24, 20), bold=True)
        if subtitle := made.placeholder(index=1):
            made.put(subtitle, text, (16 / 0.75, 18, 16, 14))
        if (place := made.placeholder(MESSAGES)) is None:
            place = made.box("", *self.content, 20)
        shown, room = messages[:MOST_MESSAGES], area_of(place)
        size, _ = fitted("\n".join(words for words, _ in shown), room.width, room.height * 0.8, (26, 24, 20, 18, 16))
        each = room.height / max(1, len(shown)) - 16
        made.fill(place.text_frame, [[Words(cut(words, size, room.width, each))] for words, _ in shown], size)
        made.foot(self.address)
        made.notes(self.address, [], "\n".join(f"{words} {address}" for words, address in shown))
        ids = self._file.slides._sldIdLst
        ids.insert(0, ids[-1])

    def sources(self) -> None:
        """The last slides: every source with the places in it, and the terms of use."""
        publisher, say = self.library.publisher, self.library.messages
        references = dict.fromkeys(reference for item in self.behind for reference in evidence(self.library, item))
        entries = [described(self.library, id, places) for id, places in by_source(references).items()]
        entries.append([Words(plain(self.library, publisher.rights))])
        for at, page in enumerate(pages_of(entries, self.content)):
            title = say("slides.sources") if at == 0 else say("flow.continued", title=say("slides.sources"))
            made = self.slide(title, plain(self.library, publisher.stance), self.address, [], layout="obj")
            place = made.placeholder(index=1)
            made.fill(place.text_frame, page, 15)

    def bytes(self) -> bytes:
        """The file; the same slides give the same bytes."""
        parts = Parts(self._file.part.package).found
        return packed(
            {name: undated(content) if name.endswith(".xlsx") else content for name, content in parts.items()}
        )
