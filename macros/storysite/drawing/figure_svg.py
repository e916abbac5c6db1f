"""A view as an SVG that stands alone: title, drawing, how to read it, what it lists, sources, address and publisher.

It has the day's colours, and is shown at 1,600 px.  Its texts are measured for the widest of usual
fonts, so that nothing runs over whatever font there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from storysite.drawing.svg import PAD, element, shape, short
from storysite.drawing.svg_standalone import Drawn, colours
from storysite.drawing.text_layout import text_width, wrap
from storysite.source.items import Item
from storysite.source.record_store import Library
from storysite.wording.citations import evidence, permanent
from storysite.wording.page_links import Place
from storysite.wording.text import by_source, plain

MARGIN = 2.0 * PAD
"""What is left free on each side of a picture."""


@dataclass(frozen=True, slots=True)
class Format:
    """How wide a picture is laid out, and how wide it is shown."""

    drawn: float
    """The width that drawings are laid out at."""
    shown: float
    """The width in px that the picture asks for; a document has 96 of them to the inch."""
    dpi: int | None = None
    """How many px of its PNG are an inch on paper, where that is settled."""

    @property
    def width(self) -> float:
        """The width of the picture in its own units."""
        return self.drawn + 2 * PAD

    @property
    def room(self) -> float:
        """What its texts have."""
        return self.width - 2 * MARGIN


SCREEN = Format(1000.0, 1600)
DOCUMENT = Format(590.0, round(16 / 2.54 * 96, 2), 300)
"""The text of a document is 16 cm wide: there the smallest text, 11 units, is 8 pt."""
SANS = "'Source Sans Pro', 'Helvetica Neue', Arial, sans-serif"
SERIF = "'Source Serif Pro', Georgia, serif"


@dataclass(frozen=True)
class Outside(Place):
    """No page: links lead to permanent addresses."""

    root: str = ""
    """The permanent address of an id is this, the id and a slash."""

    def anchor(self, id: str) -> str:
        return f"{self.root}{id}/"


def outside(library: Library) -> Outside:
    """Where a picture of a library's records stands."""
    return Outside("index.md", {}, root=f"{library.publisher.address}id/")


@dataclass(frozen=True, slots=True)
class Part:
    """Something that takes up a height, to be put at 0, 0."""

    height: float
    svg: Markup


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the list under a drawing."""

    first: str
    """What is printed bold."""
    rest: str = ""
    number: str = ""
    """What the drawing calls it."""


def picture(
    library: Library,
    id: str,
    title: str,
    text: str,
    body: Sequence[Part],
    listed: Sequence[Entry],
    behind: Iterable[Item],
    css: str,
    form: Format = SCREEN,
) -> str:
    """The picture of a view, from its parts; `listed` are the entries of the list under it, `behind` what it rests on."""
    ink = colours(css)
    parts = [
        _words(title, 26, 34, ink["ink"], form.room, weight="600", family=SERIF),
        *([_words(text, 15, 22, ink["ink-soft"], form.room)] if text else []),
        Part(14, Markup("")),
        *body,
        *([_columns(listed, ink, form.room)] if listed else []),
        _foot(library, id, behind, ink, form.room),
    ]
    y, placed = MARGIN, []
    for part in parts:
        placed.append(Markup('<g transform="translate({} {})">{}</g>').format(short(MARGIN), short(y), part.svg))
        y += part.height
    height = y + MARGIN - 8
    description = " ".join(
        " ".join(part for part in (entry.number, f"{entry.first}:", entry.rest) if part) for entry in listed
    )
    opening = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="{}" viewBox="0 0 {} {}" font-family="{}" role="img">'
    ).format(short(form.shown), short(height * form.shown / form.width), short(form.width), short(height), SANS)
    return str(
        opening
        + element("title", title)
        + element("desc", f"{text} {description}".strip())
        + element("rect", width=form.width, height=height, fill=ink["paper"])
        + Markup("").join(placed)
        + Markup("</svg>\n")
    )


def drawn_part(drawn: Drawn) -> Part:
    """A flattened drawing, across the whole width."""
    return Part(
        drawn.height + 10,
        Markup('<g transform="translate({} 0)">{}</g>').format(short(PAD - MARGIN), Markup(drawn.parts)),
    )


def key_part(samples: Sequence[tuple[str, str]], css: str, form: Format = SCREEN) -> Part:
    """How to read a drawing: each sign with its words, as many in a line as fit."""
    ink, out, x, y = colours(css), [], 0.0, 0.0
    for sign, words in samples:
        wide = (30 if sign else 0) + text_width(words, 12) + 18
        if x and x + wide > form.room:
            x, y = 0.0, y + 20
        out.append(Markup('<g transform="translate({} {})">{}</g>').format(short(x), short(y + 2), Markup(sign)))
        out.append(_text(words, x + (30 if sign else 0), y + 12, 12, ink["ink-soft"]))
        x += wide
    return Part(y + 34 if samples else 0, Markup("").join(out))


def lines(words: str, width: float, fill: str, bold: bool = False, left: float = 0) -> tuple[Markup, float]:
    """Words in as many lines as they need from 0, 0 down, and the height that they take up."""
    wrapped = wrap(words, 13, width - left, bold=bold)
    weight = "600" if bold else None
    svg = Markup("").join(_text(line, left, 13 + 18 * at, 13, fill, weight) for at, line in enumerate(wrapped))
    return svg, 18.0 * len(wrapped)


def marked(name: str, words: str, width: float, ink: dict[str, str]) -> tuple[Markup, float]:
    """Words behind a shape, and the height that they take up."""
    paint = {"fill": "none", "stroke": ink["ink"], "stroke_width": "2"} if name == "ring" else {"fill": ink["ink"]}
    sign = element("path", d=shape(name, 5), transform="translate(6 8.5)", **paint)
    svg, height = lines(words, width, ink["ink"], bold=True, left=20)
    return sign + svg, height


def _text(
    words: str, x: float, y: float, size: float, fill: str, weight: str | None = None, family: str | None = None
) -> Markup:
    return element("text", words, x=x, y=y, font_size=float(size), fill=fill, font_weight=weight, font_family=family)


def _words(
    words: str, size: float, line: float, fill: str, width: float, weight: str | None = None, family: str | None = None
) -> Part:
    """A paragraph."""
    lines = wrap(words, size, width, bold=weight is not None)
    svg = Markup("").join(_text(text, 0, size + line * at, size, fill, weight, family) for at, text in enumerate(lines))
    return Part(line * len(lines) + 4, svg)


def _columns(listed: Sequence[Entry], ink: dict[str, str], room: float) -> Part:
    """Entries in two columns."""
    width = (room - 32) / 2
    entries = [_entry(entry, width, ink) for entry in listed]
    total, split, height = sum(entry.height for entry in entries), 0, 0.0
    while split < len(entries) and height < total / 2:
        height += entries[split].height
        split += 1
    columns = (entries[:split], entries[split:])
    out = []
    for at, column in enumerate(columns):
        y = 8.0
        for entry in column:
            out.append(
                Markup('<g transform="translate({} {})">{}</g>').format(short(at * (width + 32)), short(y), entry.svg)
            )
            y += entry.height
    return Part(max(sum(entry.height for entry in column) for column in columns) + 16, Markup("").join(out))


def _entry(entry: Entry, width: float, ink: dict[str, str]) -> Part:
    """Its number, apart from the rest so that nobody takes it for a part of a date, and its words."""
    left = 34.0 if entry.number else 0.0
    head = wrap(entry.first, 13, width - left, bold=True)
    body = wrap(entry.rest, 13, width - left) if entry.rest else ()
    lines = [_text(text, left, 13 + 18 * at, 13, ink["ink"], "600") for at, text in enumerate(head)]
    lines += [_text(text, left, 13 + 18 * (len(head) + at), 13, ink["ink"]) for at, text in enumerate(body)]
    number = [_text(entry.number, 0, 13, 13, ink["blue"])] if entry.number else []
    return Part(18 * len(lines) + 6, Markup("").join((*number, *lines)))


def _foot(library: Library, id: str, behind: Iterable[Item], ink: dict[str, str], room: float) -> Part:
    """Sources with their places, the permanent address, how old it is, and who publishes it."""
    publisher = library.publisher
    references = dict.fromkeys(reference for item in behind for reference in evidence(library, item))
    sources = "; ".join(
        f"{library.sources[source].title} ({', '.join(places)})" for source, places in by_source(references).items()
    )
    say = library.messages
    said = f"{say('citations.site', title=publisher.title, name=publisher.name)} {plain(library, publisher.stance)}"
    parts = [_words(say("citations.all-sources", sources=sources), 11, 15, ink["ink-soft"], room)] if sources else []
    parts += [
        _words(
            say(
                "citations.records-as-of",
                address=permanent(library, id) if id else publisher.address,
                day=publisher.reviewed.words,
            ),
            12,
            17,
            ink["blue"],
            room,
        ),
        _words(said, 11, 15, ink["ink-soft"], room),
    ]
    y, out = 12.0, [element("line", x1=0, x2=room, y1=4, y2=4, stroke=ink["line"])]
    for part in parts:
        out.append(Markup('<g transform="translate(0 {})">{}</g>').format(short(y), part.svg))
        y += part.height
    return Part(y, Markup("").join(out))
