"""A ladder as a picture that stands alone: its rows one below the other, with their bars and outcomes."""

from __future__ import annotations

from markupsafe import Markup

from storysite.components.ladder.drawing import HIGH, rung_drawing
from storysite.components.ladder.model import (
    LadderView,
    RungView,
    behind,
    notes,
    sentence,
    told,
    until,
)
from storysite.drawing.figure_svg import SCREEN, Format, Part, lines, marked, picture
from storysite.drawing.svg import PAD, element, short
from storysite.drawing.svg_standalone import colours, flattened
from storysite.source.record_store import Library
from storysite.wording.text import plain

NAME, OUTCOME, AIR = 190.0, 170.0, 24.0
"""The widths of the columns on either side of the bars, and what is free between them."""
LINE = 18.0


def draw(library: Library, view: LadderView, css: str, form: Format = SCREEN) -> str:
    """The picture."""
    ink, parts = colours(css), []
    for group, rungs in view.groups:
        if group:
            svg, height = lines(group.title, form.room, ink["ink-soft"], bold=True)
            rule = element("line", x1=0, x2=form.room, y1=height + 12, y2=height + 12, stroke=ink["line-strong"])
            parts.append(Part(height + 12, Markup('<g transform="translate(0 8)">{}</g>').format(svg) + rule))
        parts += [_row(library, rung, view.reach, ink, css, form.room) for rung in rungs]
    text = library.messages("ladder.text-and-line", text=plain(library, view.ladder.text))
    text = library.messages("ladder.text-and-outcomes", text=text, outcomes=notes(library, view))
    return picture(
        library, view.id, view.ladder.title, text.strip(), parts, [], behind(library, *view.rungs), css, form
    )


def _row(library: Library, rung: RungView, reach: float, ink: dict[str, str], css: str, room: float) -> Part:
    scale = room - NAME - OUTCOME - 2 * AIR
    words = f"{sentence(told(library, rung))} {until(library, rung)}".strip()
    note = plain(library, rung.rung.text)
    drawn = element("svg", rung_drawing(rung, reach), class_="d-svg d-left-0", height=HIGH)
    bar = Markup(flattened(drawn, scale + PAD, css).parts)
    cells = [
        (0.0, 10.0, lines(rung.rung.title, NAME, ink["ink"], bold=True)),
        (NAME + AIR, 14 + HIGH, lines(f"{words}. {note}".rstrip(". ") + ".", scale, ink["ink"])),
        (NAME + scale + 2 * AIR, 10.0, marked(rung.shape, rung.words, OUTCOME, ink)),
    ]
    height = max(y + high for _, y, (_, high) in cells) + 10
    out = [Markup('<g transform="translate({} {})">{}</g>').format(short(x), short(y), svg) for x, y, (svg, _) in cells]
    out.append(Markup('<g transform="translate({} 10)">{}</g>').format(short(NAME + AIR), bar))
    out.append(element("line", x1=0, x2=room, y1=height, y2=height, stroke=ink["line"]))
    return Part(height, Markup("").join(out))
