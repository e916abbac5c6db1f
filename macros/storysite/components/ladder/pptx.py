"""A ladder on slides: shapes that can be edited, as many rows on a slide as can be read from afar."""

from __future__ import annotations

from pptx.enum.shapes import MSO_SHAPE

from storysite.components.ladder.model import REACHED, WIDEST, LadderView, RungView, behind, sentence, told, until
from storysite.components.matrix.pptx import SIGNS
from storysite.drawing.pptx import Deck
from storysite.drawing.pptx_parts import BLUE, INK, PAPER, RULE, SOFT, fitted
from storysite.drawing.pptx_slide import Slide
from storysite.wording.citations import permanent
from storysite.wording.text import plain

MOST = 7
"""Rows on a slide."""
NAME, OUTCOME, AIR = 230.0, 200.0, 24.0
"""The widths of the columns on either side of the bars, and what is free between them."""


def slides(deck: Deck, view: LadderView) -> None:
    """The rows in order, on more slides where there are many."""
    named = [(group.title if group else "", rung) for group, rungs in view.groups for rung in rungs]
    most = -(-len(named) // -(-len(named) // MOST))
    text = deck.library.messages("ladder.text-and-line", text=plain(deck.library, view.ladder.text))
    address = permanent(deck.library, view.id)
    deck.messages.append((view.ladder.title, address))
    for at in range(0, len(named), most):
        shown = named[at : at + most]
        title = view.ladder.title if at == 0 else deck.library.messages("flow.continued", title=view.ladder.title)
        slide = deck.slide(title, text.strip(), address, behind(deck.library, *(rung for _, rung in shown)))
        high = slide.area.height / MOST
        words = "; ".join(f"{rung.rung.title}: {rung.words}" for _, rung in shown)
        with slide.group(deck.library.messages("ladder.name"), words):
            for place, (group, rung) in enumerate(shown):
                _row(slide, group, rung, view.reach, slide.area.top + place * high, high)


def _row(slide: Slide, group: str, rung: RungView, reach: float, y: float, high: float) -> None:
    library, area = slide.library, slide.area
    left = area.left + NAME + AIR
    scale = area.width - NAME - OUTCOME - 2 * AIR
    size, name = fitted(rung.rung.title, NAME, 42, (17, 16, 15, 14, 13), bold=True)
    slide.box(name, area.left, y, NAME, 42, size, bold=True)
    if group:
        size, words = fitted(group, NAME, 18, (13, 12, 11))
        slide.box(words, area.left, y + high - 24, NAME, 18, size, colour=SOFT)
    _bars(slide, rung, left, y, scale / reach)
    words = f"{sentence(told(library, rung))} {until(library, rung)}. {plain(library, rung.rung.text)}".replace(
        " .", "."
    ).strip()
    size, words = fitted(words, scale, high - 34, (14, 13, 12, 11, 10))
    slide.box(words, left, y + 28, scale, high - 34, size, colour=SOFT)
    size, words = fitted(f"{SIGNS[rung.shape]} {rung.words}", OUTCOME, 44, (17, 16, 15, 14, 13), bold=True)
    slide.box(words, left + scale + AIR, y, OUTCOME, 44, size, bold=True)
    slide.line(area.left, y + high - 4, area.left + area.width, y + high - 4, RULE)


def _bars(slide: Slide, rung: RungView, left: float, y: float, goal: float) -> None:
    """What came, and the upright line of what was promised, `goal` px from the left."""
    wide = [goal * min(ratio, WIDEST) for ratio in rung.ratios]
    thick = 20.0 / max(1, len(wide))
    for at, width in enumerate(wide):
        is_forecast = rung.forecast is not None and at == len(wide) - 1
        fill = PAPER if is_forecast else BLUE if rung.ratios[at] >= 1 and rung.state in REACHED else SOFT
        slide.shape(
            MSO_SHAPE.RECTANGLE,
            left,
            y + 2 + at * thick,
            max(width, 1),
            thick - 2,
            fill,
            SOFT if is_forecast else None,
        )
    if not wide and rung.state in REACHED:  # how far it went is not told
        slide.shape(MSO_SHAPE.RECTANGLE, left, y + 4, goal, thick - 4, PAPER, BLUE)
    elif not wide:
        slide.line(left, y + 12, left + goal, y + 12, SOFT)
    slide.line(left + goal, y - 2, left + goal, y + 26, INK, 2.5)
