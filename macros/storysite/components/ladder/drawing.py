"""A row of a ladder to its own scale: what came as a bar, and the line of what was promised."""

from __future__ import annotations

from markupsafe import Markup

from storysite.components.ladder.model import REACHED, WIDEST, RungView
from storysite.drawing.svg import element, percent

HIGH = 24.0
"""The height of a row's drawing."""


def rung_drawing(view: RungView, reach: float) -> Markup:
    """The drawing of a rung; the line of all goals stands at the same place, one part in `reach`."""
    line = percent(1 / reach)
    parts = [*_bars(view, reach)]
    if view.first is not None:
        at = percent(min(view.first, WIDEST) / reach)
        parts.append(element("line", class_="d-goal d-former", x1=at, x2=at, y1=2, y2=HIGH - 2))
    if view.state in REACHED and not view.ratios:  # how far it went is not told
        parts.append(element("rect", class_="d-hoped", x=0, y=6, width=line, height=12.0))
    elif not view.ratios:
        parts.append(element("line", class_="d-none", x1=0, x2=line, y1=HIGH / 2, y2=HIGH / 2))
    parts.append(element("line", class_="d-goal", x1=line, x2=line, y1=-1, y2=HIGH + 1))
    return element("svg", *parts, class_="d-rung", width="100%", height=HIGH, aria_hidden="true")


def _bars(view: RungView, reach: float) -> list[Markup]:
    """What came, the earliest above; a forecast hollow; what goes past the drawing is cut."""
    high = 12.0 if len(view.ratios) == 1 else 8.0
    top = (HIGH - high * len(view.ratios) - 2 * (len(view.ratios) - 1)) / 2
    out = []
    for at, ratio in enumerate(view.ratios):
        is_forecast = view.forecast is not None and at == len(view.ratios) - 1
        kind = "d-hoped" if is_forecast else "d-kept" if ratio >= 1 and view.state in REACHED else "d-came"
        y, wide = top + at * (high + 2), percent(min(ratio, WIDEST) / reach)
        out.append(element("rect", class_=kind, x=0, y=y, width=wide, height=high))
        if ratio > WIDEST:
            cut = element("path", class_="d-cut", d=f"M-8 {-1}l4 0 -4 {high + 2} -4 0Z")
            out.append(element("svg", cut, x=wide, y=y))
    return out
