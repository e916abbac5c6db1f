"""Slides, 16:9, that can be edited: titles, texts that fit their boxes, tables, lists of sources, and a foot on each.

Everything is placed in px at 96 dpi, 1,280 by 720.  Texts are measured for the widest of usual fonts before they are
placed, so that they fit whatever font the reader's office puts in.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any, cast

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.opc.serialized import PackageWriter
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from storysite.drawing.svg import wrap
from storysite.source.record_store import Item, Library
from storysite.wording.citations import evidence
from storysite.wording.text import by_source, plain

WIDTH, HEIGHT = 1280.0, 720.0
MARGIN = 60.0
ROOM = WIDTH - 2 * MARGIN
TOP, BOTTOM = 150.0, 640.0
"""Between these stands the body of a slide."""
LINE = 1.25
"""From one line to the next, in sizes of the text."""
MOST_SLIDES = 60
"""Of one view: nobody shows more, and a deck of thousands of slides opens nowhere."""
SANS, SERIF = "Arial", "Georgia"
INK, SOFT, RULE, BLUE, PAPER, HEAD, LIGHT = "1A1C30", "4B4E68", "D6D2C4", "1B4DB3", "FBFAF6", "1D2258", "F2F0E8"
"""The day colours of the site's style sheet, which a slide cannot read."""
STAMP = (1980, 1, 1, 0, 0, 0)
"""The time of every file inside a deck: the same content gives the same bytes."""
CLOCK = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(<)")
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def emu(px: float) -> Emu:
    return Emu(round(px * 9525))


def points(px: float) -> float:
    return px * 0.75


def fitted(words: str, width: float, height: float, sizes: Sequence[float], bold: bool = False) -> tuple[float, str]:
    """The largest of these sizes (px) at which words stay within a box; at the last, what is too much is cut."""
    for size in sizes:
        if len(wrap(words, size, width, bold=bold)) * size * LINE <= height:
            return size, words
    return sizes[-1], cut(words, sizes[-1], width, height, bold)


def cut(words: str, size: float, width: float, height: float, bold: bool = False) -> str:
    """Words as they are where they stay within a box, else as many as do, and `…`."""
    most = max(1, int(height / (size * LINE) + 0.01))
    lines = wrap(words, size, width, most, bold=bold)
    return words if len(wrap(words, size, width, bold=bold)) <= most else " ".join(lines)


@dataclass
class Deck:
    """A deck that is being made."""

    library: Library
    title: str
    address: str
    behind: list[Item] = field(default_factory=list)
    """What the slides rest on, for the list of sources at the end."""
    _file: Any = field(init=False)

    def __post_init__(self) -> None:
        self._file = Presentation()
        self._file.slide_width, self._file.slide_height = emu(WIDTH), emu(HEIGHT)
        publisher = self.library.publisher
        about = self._file.core_properties
        about.title, about.author, about.last_modified_by = (
            _property(self.title),
            _property(publisher.name),
            _property(publisher.name),
        )
        about.subject, about.identifier = _property(plain(self.library, publisher.stance)), _property(self.address)
        about.comments = _property(f"{self.address} (records as of {publisher.reviewed.words})")
        day = publisher.reviewed.start
        about.created = about.modified = datetime.combine(day, time()) if day else datetime(1980, 1, 1)
        about.revision = 1

    def slide(self, title: str, text: str, address: str, behind: Iterable[Item]) -> Slide:
        """A new slide with its title, a line under it and its foot; its notes hold its sources."""
        behind = list(behind)
        self.behind += behind
        made = Slide(self, self._file.slides.add_slide(self._file.slide_layouts[5]))
        made.frame(title, text, address)
        made.notes(address, behind)
        return made

    def rest(self, title: str, count: int, what: str, address: str) -> None:
        """A slide that says how much of a view is left out, and where it stands."""
        made = self.slide(title, "", address, [])
        made.box(f"{count:,} more {what} stand at {address}", MARGIN, TOP, ROOM, 60, 20, link=address)

    def opening(self, title: str, text: str, pages: Sequence[tuple[str, str]]) -> None:
        """The first slide of a section: its pages, each with its address."""
        made = self.slide(title, text, self.address, [])
        size = next((size for size in (20.0, 18.0, 16.0, 14.0, 12.0) if len(pages) * size * 2.7 <= BOTTOM - TOP), 10.0)
        for at, (name, address) in enumerate(pages):
            y = TOP + at * size * 2.7
            made.box(cut(name, size, ROOM, size * LINE, bold=True), MARGIN, y, ROOM, size * LINE, size, bold=True)
            made.box(
                cut(address, size * 0.8, ROOM, size),
                MARGIN,
                y + size * LINE,
                ROOM,
                size,
                size * 0.8,
                colour=BLUE,
                link=address,
            )

    def sources(self) -> None:
        """The last slides: every source with the places in it, and the terms of use."""
        publisher = self.library.publisher
        references = dict.fromkeys(reference for item in self.behind for reference in evidence(self.library, item))
        entries = [described(self.library, id, places) for id, places in by_source(references).items()]
        entries.append(plain(self.library, publisher.rights))
        for at, page in enumerate(_pages(entries)):
            made = self.slide(
                "Sources" if at == 0 else "Sources, continued", plain(self.library, publisher.stance), self.address, []
            )
            y = TOP
            for words in page:
                words = cut(words, 15, ROOM, BOTTOM - TOP)
                height = len(wrap(words, 15, ROOM)) * 15 * LINE
                made.box(words, MARGIN, y, ROOM, height + 2, 15)
                y += height + 8

    def bytes(self) -> bytes:
        """The file; the same slides give the same bytes."""
        parts = _Parts(self._file.part.package).found
        return packed(
            {name: _undated(content) if name.endswith(".xlsx") else content for name, content in parts.items()}
        )


class _Parts(PackageWriter):
    """The parts of a deck by name, as python-pptx would write them into a ZIP; there it asks the clock."""

    def __init__(self, package: Any):
        super().__init__("", package._rels, tuple(package.iter_parts()))
        self.found: dict[str, bytes] = {}
        for write in (self._write_content_types_stream, self._write_pkg_rels, self._write_parts):
            write(cast(Any, self))  # python-pptx writes into whatever has a method `write`

    def write(self, name: Any, content: bytes) -> None:  # type: ignore[override]
        self.found[name.membername] = content


def described(library: Library, id: str, places: Iterable[str]) -> str:
    source = library.sources[id]
    published = f", {source.published.words}" if source.published else ""
    address = source.url or plain(library, source.missing_url)
    return f"{source.title}. {source.publisher}{published} ({', '.join(places)}). {address}"


def _pages(entries: Sequence[str]) -> list[list[str]]:
    pages: list[list[str]] = [[]]
    y = TOP
    for words in entries:
        height = len(wrap(words, 15, ROOM)) * 15 * LINE + 8
        if y + height > BOTTOM and pages[-1]:
            pages.append([])
            y = TOP
        pages[-1].append(words)
        y += height
    return pages


def packed(files: dict[str, bytes]) -> bytes:
    """A ZIP with one fixed time on all its files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as new:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, STAMP)
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
            new.writestr(info, content)
    return out.getvalue()


def _undated(workbook: bytes) -> bytes:
    """A workbook inside a deck, with no clock in its properties."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as old:
        return packed({name: CLOCK.sub(rb"\g<1>1980-01-01T00:00:00Z\g<3>", old.read(name)) for name in old.namelist()})


def _flat(shape: Any) -> None:
    """Take the theme's shadow off a shape."""
    for effect in shape._element.iter(qn("a:effectRef")):
        effect.set("idx", "0")


def _property(text: str) -> str:
    """A text as a property of a file: no longer than 255 characters."""
    text = _clean(text)
    return text if len(text) <= 255 else f"{text[:254]}…"


def _clean(words: str) -> str:
    """Words without what no XML may hold."""
    return UNPRINTABLE.sub(" ", words)


@dataclass
class Slide:
    """A slide that is being made."""

    deck: Deck
    slide: Any

    def frame(self, title: str, text: str, address: str) -> None:
        """Paper, title, what it shows in a line or two, and the foot."""
        fill = self.slide.background.fill
        fill.solid()
        fill.fore_color.rgb = RGBColor.from_string(PAPER)
        size, shown = fitted(title, ROOM, 72, (36, 32, 28, 24, 20), bold=True)
        shape = self.slide.shapes.title
        shape.left, shape.top, shape.width, shape.height = emu(MARGIN), emu(30), emu(ROOM), emu(72)
        self.fill(shape.text_frame, shown, size, bold=True, font=SERIF, align=PP_ALIGN.LEFT, anchor=MSO_ANCHOR.BOTTOM)
        if text:
            size, shown = fitted(text, ROOM, 42, (17, 16, 15, 14))
            self.box(shown, MARGIN, 104, ROOM, 42, size, colour=SOFT)
        publisher = self.deck.library.publisher
        said = f"{publisher.title}, published by {publisher.name}. {publisher.short_stance}."
        self.line(MARGIN, 664, WIDTH - MARGIN, 664, RULE)
        foot = f"{address} – records as of {publisher.reviewed.words}"
        size, shown = fitted(foot, ROOM, 20, (13, 12, 11, 10))
        self.box(shown, MARGIN, 670, ROOM, 20, size, colour=BLUE, link=address)
        size, shown = fitted(said, ROOM, 18, (12, 11, 10, 9))
        self.box(shown, MARGIN, 690, ROOM, 18, size, colour=SOFT)

    def notes(self, address: str, behind: Iterable[Item]) -> None:
        """What a speaker is asked for: sources with their places, address, day, publisher."""
        library = self.deck.library
        references = dict.fromkeys(reference for item in behind for reference in evidence(library, item))
        sources = [described(library, id, places) for id, places in by_source(references).items()]
        publisher = library.publisher
        closing = (
            f"{address} (records as of {publisher.reviewed.words}). {publisher.title}, published by {publisher.name}. "
            f"{plain(library, publisher.stance)}"
        )
        self.slide.notes_slide.notes_text_frame.text = _clean(
            "\n".join([*(["Sources:", *sources] if sources else []), closing])
        )

    def box(
        self,
        words: str,
        x: float,
        y: float,
        width: float,
        height: float,
        size: float,
        bold: bool = False,
        colour: str = INK,
        align: Any = None,
        anchor: Any = MSO_ANCHOR.TOP,
        link: str = "",
    ) -> Any:
        """A box of text, which has been measured."""
        shape = self.slide.shapes.add_textbox(emu(x), emu(y), emu(width), emu(height))
        self.fill(shape.text_frame, words, size, bold=bold, colour=colour, align=align, anchor=anchor, link=link)
        return shape

    def fill(
        self,
        frame: Any,
        words: str,
        size: float,
        bold: bool = False,
        colour: str = INK,
        font: str = SANS,
        align: Any = None,
        anchor: Any = MSO_ANCHOR.TOP,
        link: str = "",
        italic: bool = False,
    ) -> None:
        """Put words into a frame without margins; a line break makes a new paragraph."""
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.word_wrap, frame.auto_size, frame.vertical_anchor = True, MSO_AUTO_SIZE.NONE, anchor
        for at, line in enumerate(_clean(words).split("\n")):
            paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
            if align is not None:
                paragraph.alignment = align
            run = paragraph.add_run()
            run.text = line
            run.font.size, run.font.bold, run.font.italic, run.font.name = Pt(points(size)), bold, italic, font
            run.font.color.rgb = RGBColor.from_string(colour)
            if link:
                run.hyperlink.address = link

    def shape(
        self,
        kind: Any,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str = PAPER,
        line: str = BLUE,
        weight: float = 1.5,
    ) -> Any:
        """An autoshape without shadow."""
        made = self.slide.shapes.add_shape(kind, emu(x), emu(y), emu(width), emu(height))
        _flat(made)
        made.fill.solid()
        made.fill.fore_color.rgb = RGBColor.from_string(fill)
        if line:
            made.line.color.rgb = RGBColor.from_string(line)
            made.line.width = Pt(weight)
        else:
            made.line.fill.background()
        return made

    def line(
        self, x1: float, y1: float, x2: float, y2: float, colour: str, weight: float = 1, arrow: bool = False
    ) -> Any:
        """A straight line, with a point at its end where asked."""
        made = self.slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, emu(x1), emu(y1), emu(x2), emu(y2))
        made.line.color.rgb, made.line.width = RGBColor.from_string(colour), Pt(weight)
        _flat(made)
        if arrow:
            line = made.line._get_or_add_ln()
            line.append(line.makeelement(qn("a:tailEnd"), {"type": "triangle", "w": "med", "len": "med"}))
        return made

    def numbered(self, number: str, x: float, y: float, radius: float, size: float) -> Any:
        """A circle with a number in it."""
        made = self.shape(MSO_SHAPE.OVAL, x - radius, y - radius, 2 * radius, 2 * radius)
        self.fill(made.text_frame, number, size, colour=BLUE, align=PP_ALIGN.CENTER, anchor=MSO_ANCHOR.MIDDLE)
        return made
