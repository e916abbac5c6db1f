"""A ladder on slides: shapes that can be edited, as many rows on a slide as can be read from afar."""

from __future__ import annotations

from pptx.enum.shapes import MSO_SHAPE

from storysite.components.ladder.model import REACHED, WIDEST, LadderView, RungView, behind, sentence, told, until
from storysite.components.matrix.pptx import SIGNS
from storysite.drawing.pptx import BLUE, BOTTOM, INK, LIGHT, MARGIN, RULE, SOFT, TOP, WIDTH, Deck, Slide, fitted
from storysite.wording.citations import permanent
from storysite.wording.text import plain

MOST = 7
"""Rows on a slide."""
NAME, OUTCOME, AIR = 230.0, 200.0, 24.0
LEFT = MARGIN + NAME + AIR
SCALE = WIDTH - MARGIN - OUTCOME - AIR - LEFT


def slides(deck: Deck, view: LadderView) -> None:
    """The rows of each group together, on more slides where there are many."""
    named = [(group.title if group else "", rung) for group, rungs in view.groups for rung in rungs]
    count = -(-len(named) // MOST)
    most = -(-len(named) // count)
    text = f"{plain(deck.library, view.ladder.text)} The upright line is what was promised, each row to its own scale."
    for at in range(0, len(named), most):
        shown = named[at : at + most]
        title = view.ladder.title if at == 0 else f"{view.ladder.title}, continued"
        rests = behind(deck.library, *(rung for _, rung in shown))
        slide = deck.slide(title, text.strip(), permanent(deck.library, view.id), rests)
        for place, (group, rung) in enumerate(shown):
            _row(slide, group, rung, view.reach, TOP + place * (BOTTOM - TOP) / MOST)


def _row(slide: Slide, group: str, rung: RungView, reach: float, y: float) -> None:
    library, high = slide.deck.library, (BOTTOM - TOP) / MOST
    size, name = fitted(rung.rung.title, NAME, 40, (17, 16, 15, 14, 13), bold=True)
    slide.box(name, MARGIN, y, NAME, 40, size, bold=True)
    if group:
        size, words = fitted(group, NAME, 18, (13, 12, 11))
        slide.box(words, MARGIN, y + 42, NAME, 18, size, colour=SOFT)
    wide, line = [SCALE * min(ratio, WIDEST) / reach for ratio in rung.ratios], LEFT + SCALE / reach
    thick = 20.0 / max(1, len(wide))
    for at, width in enumerate(wide):
        is_forecast = rung.forecast is not None and at == len(wide) - 1
        fill = LIGHT if is_forecast else BLUE if rung.ratios[at] >= 1 else SOFT
        slide.shape(
            MSO_SHAPE.RECTANGLE, LEFT, y + 2 + at * thick, max(width, 1), thick - 2, fill, INK if is_forecast else ""
        )
    if not wide and rung.state in REACHED:  # how far it went is not told
        slide.shape(MSO_SHAPE.RECTANGLE, LEFT, y + 4, line - LEFT, thick - 4, LIGHT, BLUE)
    elif not wide:
        slide.line(LEFT, y + 12, line, y + 12, SOFT, 1)
    slide.line(line, y - 2, line, y + 26, INK, 2.5)
    words = f"{sentence(told(library, rung))} {until(rung)}".strip()
    size, words = fitted(words, SCALE, high - 34, (14, 13, 12, 11, 10))
    slide.box(words, LEFT, y + 28, SCALE, high - 34, size, colour=SOFT)
    size, words = fitted(f"{SIGNS[rung.shape]} {rung.words}", OUTCOME, 44, (17, 16, 15, 14, 13), bold=True)
    slide.box(words, LEFT + SCALE + AIR, y, OUTCOME, 44, size, bold=True)
    slide.line(MARGIN, y + high - 4, WIDTH - MARGIN, y + high - 4, RULE)
