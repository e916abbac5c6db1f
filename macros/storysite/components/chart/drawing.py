"""A fact over time as inline SVG, one for each layout; the table below it holds the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from markupsafe import Markup

from storysite.components.chart.layout import HEIGHT, SYMBOL, TOP, ChartLayout, Spot, chart_layout, letters
from storysite.components.chart.model import ChartView
from storysite.drawing.svg import TEXT, WIDTHS, along, drawn, element, key, percent, shape, short, stretched, wrap
from storysite.wording.page_links import Place

SHAPES = {"result": "circle", "plan": "square", "forecast": "diamond", "goal": "triangle"}
"""The shape of each kind; results are full, what is only expected is hollow."""
STYLES = {
    "sure": "the time that it covers",
    "about": "about or probably this time",
    "within": "on some day in this time",
}
"""What the bars say."""
FOOT = TOP + HEIGHT


def chart_drawing(view: ChartView, place: Place, widths: Mapping[str, float] = WIDTHS) -> Markup:
    """The drawing of a fact over time at each width, and how to read it."""
    layouts = {name: chart_layout(view, width) for name, width in widths.items()}
    drawings = (_svg(view, layout, name, place) for name, layout in layouts.items())
    words = f"Chart: {view.fact.name}. Values over time, {len(view.points)} in all, to scale. The table below holds the same."
    return element(
        "div", *drawings, _key(view, next(iter(layouts.values()))), class_="d-drawing", role="group", aria_label=words
    )


def _svg(view: ChartView, layout: ChartLayout, name: str, place: Place) -> Markup:
    has_links = layout.has_links
    parts = (
        _grid(layout, view.fact.unit or ""),
        *(_stretch(spot, layout) for spot in layout.spots),
        _lines(layout),
        *(_spot(spot, place if has_links else None) for spot in layout.spots),
    )
    return element(
        "svg",
        *parts,
        class_=f"d-svg d-chart d-left-{layout.gutter} d-{name}",
        width="100%",
        height=layout.height,
        aria_hidden=None if has_links else "true",
    )


def _grid(layout: ChartLayout, unit: str) -> Markup:
    ticks = "".join(f"M{along(tick.at)} {FOOT}v6" for tick in layout.ticks)
    parts = [
        *(
            element("text", line, class_="d-unit", x=2 - layout.gutter, y=14)
            for line in wrap(unit, TEXT, layout.width - 16, 1)
        ),
        *(element("line", class_="d-grid", x1=0, x2="100%", y1=y, y2=y) for y, _ in layout.numbers),
        *(element("text", number, class_="d-tick d-end", x=-8, y=y + 4) for y, number in layout.numbers),
        stretched(layout.height, drawn(ticks, "d-strip")),
        *(
            element("text", tick.label, class_="d-tick", x=percent(tick.at), dx=tick.shift or None, y=FOOT + 20.0)
            for tick in layout.ticks
        ),
        element("line", class_="d-strip", x1=0, x2="100%", y1=layout.zero or FOOT, y2=layout.zero or FOOT),
    ]
    if layout.zero is None:
        parts.append(element("path", class_="d-cut", d=f"M0 {FOOT - 14}l5 3-10 4 10 4-5 3"))
    return element("g", *parts, aria_hidden="true")


def _stretch(spot: Spot, layout: ChartLayout) -> Markup:
    """The time that a value is about, as wide as it is; under the result of a period the area down to zero."""
    if not spot.is_span:
        return Markup("")
    kind = spot.point.value.kind
    area = Markup("")
    if kind == "result" and spot.style != "within" and layout.zero is not None:
        top, bottom = sorted((spot.y, layout.zero))
        area = element(
            "rect",
            class_="d-area",
            x=percent(spot.start),
            width=percent(spot.end - spot.start),
            y=top,
            height=bottom - top,
        )
    return area + element(
        "line",
        class_=f"d-reach d-{kind} d-{spot.style}",
        x1=percent(spot.start),
        x2=percent(spot.end),
        y1=spot.y,
        y2=spot.y,
    )


def _lines(layout: ChartLayout) -> Markup:
    joined = "".join("M" + "L".join(f"{along(x)} {short(y)}" for x, y in run) for run in layout.runs)
    broken = "".join(f"M{along(x)} {TOP - 16}V{FOOT}" for x in layout.breaks)
    return (
        stretched(layout.height, drawn(joined, "d-run"), drawn(broken, "d-break")) if joined or broken else Markup("")
    )


def _spot(spot: Spot, place: Place | None) -> Markup:
    point = spot.point
    parts = [
        element("rect", class_="d-hit", x=-12, y=-12, width=24, height=24),
        _symbol(point.value.kind),
        *_label(spot),
    ]
    inside = element("svg", *parts, x=percent(spot.x), y=spot.y)
    if place is None:
        return inside
    words = f"{point.words}, {point.when.words}, {point.value.kind}"
    return element("a", element("title", words), inside, class_="d-pin", href=place.anchor(point.item.id))


def _symbol(kind: str, transform: str | None = None) -> Markup:
    return element("path", class_=f"d-symbol d-{kind}", d=shape(SHAPES[kind], SYMBOL - 0.5), transform=transform)


def _label(spot: Spot) -> Iterator[Markup]:
    if spot.rise is None:
        return
    parts = [
        spot.label,
        element("tspan", f" {spot.letter}" if spot.label else spot.letter, class_="d-letter") if spot.letter else "",
    ]
    # What hangs from the end of a bar is placed from there, not from the symbol.
    text = element("text", *parts, class_="d-value", x=spot.shift, y=4 - spot.rise)
    yield text if spot.anchor == spot.x else element("svg", text, x=percent(spot.anchor - spot.x))


def _key(view: ChartView, layout: ChartLayout) -> Markup:
    """How to read what occurs, in words."""
    styles = {spot.style for spot in layout.spots if spot.is_span}

    def line(style: str) -> Markup:
        return element("line", class_=f"d-reach d-result d-{style}", x1=0, x2=24, y1=6, y2=6)

    signs = [(_symbol(kind, "translate(12 6)"), kind) for kind in view.kinds]
    signs += [(line(style), words) for style, words in STYLES.items() if style in styles]
    if layout.breaks:
        signs.append((element("line", class_="d-break", x1=12, x2=12, y1=-2, y2=14), "from here on another definition"))
    signs += [
        (element("text", letter, class_="d-letter", x=12, y=10), basis) for basis, letter in letters(view).items()
    ]
    opening = f"The scale begins at {layout.numbers[0][1]}, not at zero." if layout.zero is None else ""
    return key(opening, signs)
