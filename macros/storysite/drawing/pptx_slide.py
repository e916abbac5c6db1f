"""A slide that is being made: its title, subject, sources, foot and notes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import segno
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR

from storysite.drawing.pptx_canvas import Canvas
from storysite.drawing.pptx_parts import (
    LINE,
    Area,
    Words,
    clean,
    cut,
    describe,
    emu,
)
from storysite.drawing.pptx_sources import described, said
from storysite.drawing.text_layout import wrap
from storysite.source.items import Item
from storysite.source.record_store import Library
from storysite.wording.citations import evidence
from storysite.wording.text import by_source, plain

SUBJECT, SOURCES, MESSAGES = "Subject", "Sources", "Messages"
"""Placeholders by their names; a template without them gets text boxes at the edges of its content area."""
CODE, CODE_RIGHT, CODE_NAME = 46.0, 46.0, "QR code"
"""How large the code of the address is, and what stands to its right: the number of the slide."""
SOURCE_SIZE = 10 / 0.75
"""10 pt: what a reader in the last row need not read, and a reader of the handout can."""


@dataclass
class Slide(Canvas):
    """A slide that is being made."""

    library: Library
    slide: Any
    page: Area
    content: Area
    """Where its body stands."""
    table_style: str = ""
    """The id of the style that its template gives to tables."""
    area: Area = field(init=False)
    """What is free for its body."""

    def __post_init__(self) -> None:
        self.area, self._into = self.content, self.slide.shapes
        self._language = self.library.messages.language

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
        library = self.library
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
        publisher, say = self.library.publisher, self.library.messages
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
            left, _, width, _ = self.content
            room = width * 0.8
            place = self.box("", left, self.page.height - 44, room, 36, 12)
        size = next((size for size in sizes if len(wrap(wide, size, room)) == 1), sizes[-1])
        cuts = [[Words(cut(said(line), size, room, size * LINE), line[0].link)] for line in lines]
        self.fill(place.text_frame, cuts, size)
        self._code(address)

    def _code(self, address: str) -> None:
        """The address for a telephone's camera, beside the number of the slide."""
        picture, page, content = io.BytesIO(), self.page, self.content
        segno.make(address, error="m", micro=False).save(picture, kind="png", scale=4, border=2)
        left, top = content.left + content.width - CODE_RIGHT - CODE, page.height - CODE - 6
        made = self.slide.shapes.add_picture(picture, emu(left), emu(top), emu(CODE), emu(CODE))
        made.name = CODE_NAME
        describe(made, self.library.messages("slides.qr-code", address=address))

    def _copied(self, shape: Any) -> Any:
        """A placeholder of the layout that python-pptx leaves to us, on the slide; its place is inherited."""
        element = deepcopy(shape._element)
        element.spPr.clear()
        element.nvSpPr.cNvPr.set("id", str(self.slide.shapes._next_shape_id))
        self.slide.shapes._spTree.append(element)
        return next(made for made in self.slide.placeholders if made._element is element)

    def notes(self, address: str, behind: Iterable[Item], more: str = "") -> None:
        """What a speaker is asked for: sources with their places, address, day, publisher."""
        library = self.library
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
