"""Slides that can be edited: a template's placeholders are filled, and native parts stand in its content area.

What a placeholder gives (fonts, colours, places) is left to it, so that slides take on the theme they are pasted into.
Places are in px at 96 dpi.  Texts are measured for the widest of usual fonts before they are placed, so that they fit
whatever font the reader's office puts in.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from typing import Any

import segno
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR

from storysite.drawing.pptx_canvas import Canvas
from storysite.drawing.pptx_package import Parts, property_text, undated
from storysite.drawing.pptx_parts import (
    LINE,
    Area,
    Words,
    area_of,
    clean,
    cut,
    describe,
    emu,
    fitted,
    packed,
    template,
)
from storysite.drawing.pptx_sources import described, pages_of, said
from storysite.drawing.text_layout import wrap
from storysite.source.items import Item
from storysite.source.record_store import Library
from storysite.wording.citations import evidence
from storysite.wording.text import by_source, plain

SUBJECT, SOURCES, MESSAGES = "Subject", "Sources", "Messages"
"""Placeholders by their names; a template without them gets text boxes at the edges of its content area."""
MOST_SLIDES = 60
"""Of one view: nobody shows more, and a deck of thousands of slides opens nowhere."""
MOST_MESSAGES = 3
CODE, CODE_RIGHT, CODE_NAME = 46.0, 46.0, "QR code"
"""How large the code of the address is, and what stands to its right: the number of the slide."""
SOURCE_SIZE = 10 / 0.75
"""10 pt: what a reader in the last row need not read, and a reader of the handout can."""


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
        made = Slide(self, self._file.slides.add_slide(self._layouts[layout]))
        made.frame(title, text, address, behind)
        made.notes(address, behind, more)
        return made

    def rest(self, title: str, count: int, message: str, address: str) -> None:
        """A slide that says how much of a view is left out, and where it stands."""
        made, say = self.slide(title, "", address, []), self.library.messages
        left, top, width, _ = made.area
        made.box(
            say(message, count=count, number=say.number(count), address=address), left, top, width, 60, 20, link=address
        )

    def opening(self, title: str, text: str, messages: Sequence[tuple[str, str]]) -> None:
        """The first slide of a deck, made last: its title and its first three messages; their addresses stand in its notes."""
        made = Slide(self, self._file.slides.add_slide(self._layouts["title"]))
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


@dataclass
class Slide(Canvas):
    """A slide that is being made."""

    deck: Deck
    slide: Any
    area: Area = field(init=False)
    """What is free for its body."""

    def __post_init__(self) -> None:
        self.area, self._into = self.deck.content, self.slide.shapes
        self._language = self.deck.library.messages.language

    @property
    def title(self) -> Any:
        return self.slide.shapes.title

    def placeholder(self, name: str = "", index: int = -1) -> Any:
        """A placeholder by its name in the layout, or by its number."""
        names = {shape.placeholder_format.idx: shape.name for shape in self.slide.slide_layout.placeholders}
        return next(
            (
                shape
                for shape in self.slide.placeholders
                if (number := shape.placeholder_format.idx) == index or (name and names.get(number) == name)
            ),
            None,
        )

    def frame(self, title: str, text: str, address: str, behind: Sequence[Item]) -> None:
        """Title, subject, sources and foot."""
        self.put(self.title, title, (26 / 0.75, 30, 26, 22, 20), bold=True)
        left, top, width, height = self.area
        if (subject := self.placeholder(SUBJECT)) is None and text:
            subject, self.area = self.box("", left, top, width, 42, 16), Area(left, top + 48, width, height - 48)
        self._or_gone(subject, text, (12.5 / 0.75, 15, 14, 13))
        words = self._sources(behind)
        if (sources := self.placeholder(SOURCES)) is None and words:
            left, top, width, height = self.area
            sources, self.area = (
                self.box("", left, top + height - 52, width, 52, SOURCE_SIZE, anchor=MSO_ANCHOR.BOTTOM),
                Area(left, top, width, height - 58),
            )
        self._or_gone(sources, words, (SOURCE_SIZE,))
        self.foot(address)

    def _or_gone(self, place: Any, words: str, sizes: Sequence[float]) -> None:
        """Words in a placeholder; an empty one would ask the reader to click into it."""
        if place is not None and words:
            self.put(place, words, sizes)
        elif place is not None:
            place._element.getparent().remove(place._element)

    def _sources(self, behind: Sequence[Item]) -> str:
        """The sources of a slide in a line or three, and how many more there are."""
        library = self.deck.library
        references = dict.fromkeys(reference for item in behind for reference in evidence(library, item))
        found = [
            f"{library.sources[id].title} ({library.sources[id].publisher}, {', '.join(places)})"
            for id, places in by_source(references).items()
        ]
        for count in range(len(found), 0, -1):
            left, say = len(found) - count, library.messages
            more = f"; {say('slides.more-sources', count=left)}" if left else ""
            words = f"{say('citations.sources', count=len(found))} {'; '.join(found[:count])}{more}"
            if len(wrap(words, SOURCE_SIZE, self.area.width)) <= 3:
                return words
        return words if found else ""

    def foot(self, address: str) -> None:
        """Where the slide is from, who says so, and its number."""
        publisher, say = self.deck.library.publisher, self.deck.library.messages
        lines = [
            [Words(say("citations.records-as-of", address=address, day=publisher.reviewed.words), address)],
            [Words(f"{say('citations.site', title=publisher.title, name=publisher.name)} {publisher.short_stance}.")],
        ]
        sizes = (12, 11, 10, 9)
        wide = max((said(line) for line in lines), key=len)
        place, room = None, 0.0
        for shape in self.slide.slide_layout.placeholders:
            type_ = shape.placeholder_format.type
            if type_ == PP_PLACEHOLDER.SLIDE_NUMBER:
                self._copied(shape)
            elif type_ == PP_PLACEHOLDER.FOOTER and len(wrap(wide, sizes[-1], shape.width / 9525)) == 1:
                place, room = self._copied(shape), shape.width / 9525
        if place is None:  # no foot, or one that is made for a word or two
            left, _, width, _ = self.deck.content
            room = width * 0.8
            place = self.box("", left, self.deck.page.height - 44, room, 36, 12)
        size = next((size for size in sizes if len(wrap(wide, size, room)) == 1), sizes[-1])
        cuts = [[Words(cut(said(line), size, room, size * LINE), line[0].link)] for line in lines]
        self.fill(place.text_frame, cuts, size)
        self._code(address)

    def _code(self, address: str) -> None:
        """The address for a telephone's camera, beside the number of the slide."""
        picture, page, content = io.BytesIO(), self.deck.page, self.deck.content
        segno.make(address, error="m", micro=False).save(picture, kind="png", scale=4, border=2)
        left, top = content.left + content.width - CODE_RIGHT - CODE, page.height - CODE - 6
        made = self.slide.shapes.add_picture(picture, emu(left), emu(top), emu(CODE), emu(CODE))
        made.name = CODE_NAME
        describe(made, self.deck.library.messages("slides.qr-code", address=address))

    def _copied(self, shape: Any) -> Any:
        """A placeholder of the layout that python-pptx leaves to us, on the slide; its place is inherited."""
        element = deepcopy(shape._element)
        element.spPr.clear()
        element.nvSpPr.cNvPr.set("id", str(self.slide.shapes._next_shape_id))
        self.slide.shapes._spTree.append(element)
        return next(made for made in self.slide.placeholders if made._element is element)

    def notes(self, address: str, behind: Iterable[Item], more: str = "") -> None:
        """What a speaker is asked for: sources with their places, address, day, publisher."""
        library = self.deck.library
        references = dict.fromkeys(reference for item in behind for reference in evidence(library, item))
        sources = [said(described(library, id, places)) for id, places in by_source(references).items()]
        publisher, say = library.publisher, library.messages
        closing = (
            f"{say('citations.records-as-of-in-brackets', address=address, day=publisher.reviewed.words)}. "
            f"{say('citations.site', title=publisher.title, name=publisher.name)} "
            f"{plain(library, publisher.stance)}"
        )
        lines = [*([more] if more else []), *([say("slides.all-sources"), *sources] if sources else []), closing]
        self.slide.notes_slide.notes_text_frame.text = clean("\n".join(lines))
