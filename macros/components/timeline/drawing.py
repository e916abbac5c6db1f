"""A timeline as inline SVG, one for each layout; the list below it holds the same.

Nothing in it carries an id.  What comes from records is escaped by `element`.
"""

from __future__ import annotations

from markupsafe import Markup

from macros.components.ink import PAD, WIDTHS, TimeScale, element, key, percent, shape, short, stretched, time_ticks
from macros.components.place import Place
from macros.components.timeline.layout import LABEL_GAP, LINE, Band, Column, Layout, Pin, Span, is_bar, timeline_layout
from macros.components.timeline.view import TimelineView

MANY = 7
"""With more links than this a drawing begins with a way past it."""


def timeline_drawing(view: TimelineView, place: Place) -> Markup:
    """The drawing of a timeline at all widths, and how to read it; nothing where there are no events."""
    if not view.marks:
        return Markup("")
    drawings = [_svg(view, timeline_layout(view, width), name, place) for name, width in WIDTHS.items()]
    past = _past(view, place) if len(view.marks) > MANY else Markup("")
    return element("div", past, *drawings, _key(view), class_="d-drawing")


def _past(view: TimelineView, place: Place) -> Markup:
    return element("a", "Past the drawing, to the list", class_="d-past", href=place.anchor(view.marks[0].item.id))


def _svg(view: TimelineView, layout: Layout, name: str, place: Place) -> Markup:
    label = f"Drawing: {view.title}. {len(view.marks)} events, to scale in time. The list below holds the same."
    return element(
        "svg", _axis(layout), *(_band(band, layout, place) for band in layout.bands),
        class_=f"d-svg d-{name}", width="100%", height=layout.height, role="group", aria_label=label,
    )


def _axis(layout: Layout) -> Markup:
    lines = "".join(f"M{short(tick.at * 10000)} 0V{short(layout.bottom - layout.top)}" for tick in layout.ticks)
    rows = (15.0, layout.bottom + 15) if layout.is_tall else (15.0,)
    labels = (
        element("text", tick.label, class_="d-tick", x=percent(tick.at), dx=tick.shift or None, y=y)
        for y in rows for tick in layout.ticks if tick.label
    )
    return element("g", stretched(layout.bottom - layout.top, lines, "d-grid", layout.top), *labels, aria_hidden="true")


def _band(band: Band, layout: Layout, place: Place) -> Markup:
    return element(
        "g", _name(band), *(_span(band, span) for span in band.spans),
        element("line", class_="d-strip", x1=0 - PAD, x2="100%", y1=band.strip, y2=band.strip),
        _stems(band), *(_pin(band, pin, layout.cell, place) for pin in band.pins),
    )


def _name(band: Band) -> Markup:
    if not band.name:
        return Markup("")
    sign = element("path", class_=f"d-sign d-{band.lane.shape}", d=shape(band.lane.shape, 5), transform=f"translate({6 - PAD} {short(band.top + 13)})")
    lines = (
        element("text", line, class_="d-name", x=18 - PAD, y=band.top + 17.5 + 18 * at) for at, line in enumerate(band.name)
    )
    return element("g", sign, *lines)


def _span(band: Band, span: Span) -> Markup:
    y = band.bar_y(span)
    if span.row < 0:
        return element("line", class_="d-time", x1=percent(span.start), x2=percent(span.end), y1=y, y2=y)
    thick = min(5.0, band.bar_pitch - 1.5)
    bar = element(
        "line", class_=f"d-bar d-{span.style}", x1=percent(span.start), x2=percent(span.end), y1=y, y2=y,
        stroke_width=None if thick == 5 else thick,
    )
    ends = (
        element("svg", _tip(way), x=at, y=y, overflow="visible")
        for way, at, goes in ((-1, "0%", span.before), (1, "100%", span.beyond)) if goes
    )
    return Markup("").join((bar, *ends))


def _tip(way: int, x: float = 0, y: float = 0) -> Markup:
    """The point of an arrow."""
    return element("path", class_="d-arrow", d=f"M{short(x)} {short(y - 5)}l{9 * way} 5 {-9 * way} 5Z")


def _stems(band: Band) -> Markup:
    """The lines from each column up to its times."""
    foot = band.pins_top - band.strip
    path = "".join(_stem(column, foot, band.row_height) for column in band.columns)
    return stretched(max(1.0, band.bottom - band.strip), path, "d-stem", band.strip)


def _stem(column: Column, foot: float, row_height: float) -> str:
    x = short(column.x * 10000)
    down = foot + column.row * row_height + 4
    lines = (f"M{short(time * 10000)} 0L{x} {short(foot - 4)}" for time in column.times)
    return "".join(lines) + f"V{short(down)}"


def _pin(band: Band, pin: Pin, cell: float, place: Place) -> Markup:
    first, last = pin.marks[0], pin.marks[-1]
    words = (
        f"{first.number}: {first.item.title}, {first.when}" if first is last
        else f"{pin.number}: {len(pin.marks)} entries, from {first.when} to {last.when}"
    )
    is_planned = all(mark.event.kind == "planned" for mark in pin.marks)
    if len(pin.number) <= 3:
        seal = element("path", class_=f"d-seal d-{band.lane.shape}", d=shape(band.lane.shape, 10.5 if cell < 30 else 12.5))
    else:
        seal = element("rect", class_="d-seal", x=-cell / 2 + 2, y=-9, width=cell - 4, height=18, rx=9)
    at = (-1 if pin.left else 1) * (cell / 2 + LABEL_GAP)
    label = [
        element("text", line, class_="d-label", x=at, y=4.2 + LINE * (row - (len(pin.label) - 1) / 2), text_anchor="end" if pin.left else None)
        for row, line in enumerate(pin.label)
    ]
    inside = element(
        "svg", element("rect", class_="d-hit", x=-cell / 2 + 1, y=-12, width=cell - 2, height=24), seal,
        element("text", pin.number, class_="d-number", y=4), *label,
        x=percent(pin.x), y=band.pin_y(pin), overflow="visible",
    )
    return element(
        "a", element("title", words), inside, href=place.anchor(first.item.id), class_="d-pin d-planned" if is_planned else "d-pin"
    )


def _key(view: TimelineView) -> Markup:
    """How to read what occurs, in words."""
    spans = [span for found in timeline_layout(view, WIDTHS["n"]).bands for span in found.spans]
    bars = [span for span in spans if span.row >= 0]

    def line(kind: str, start: int = 0, end: int = 24) -> Markup:
        return element("line", class_=kind, x1=start, x2=end, y1=6, y2=6)

    signs: list[tuple[bool, Markup, str]] = [
        (len(bars) < len(spans), line("d-time", 11, 13), "a day or a month"),
        (any(bar.style == "sure" for bar in bars), line("d-bar"), "a longer time"),
        (any(bar.style == "about" for bar in bars), line("d-bar d-about"), "about or probably then"),
        (any(bar.style == "between" for bar in bars), line("d-bar d-between"), "some time between: no date is given"),
        (any(bar.beyond for bar in bars), line("d-bar", 0, 15) + _tip(1, 15, 6), "goes on"),
        (any(bar.before for bar in bars), line("d-bar", 9, 24) + _tip(-1, 9, 6), "began earlier"),
        (
            any(mark.event.kind == "planned" for mark in view.marks),
            element("g", element("path", class_="d-seal", d=shape("circle", 6), transform="translate(12 6)"), class_="d-planned"),
            "announced beforehand",
        ),
    ]
    return key("The numbers are those of the list below.", [(sign, words) for occurs, sign, words in signs if occurs])


def band(view: TimelineView) -> Markup:
    """The same timeline as a small band, for the head of a section: an ornament, with nothing to read or to follow."""
    if not view.marks:
        return Markup("")
    scale = TimeScale.over(view.start, view.end)
    newest = max(view.marks, key=lambda mark: (mark.start, mark.number))
    paths = {"d-dots": "", "d-times": "", "d-newest": ""}
    for row, lane in enumerate(view.lanes):
        y = short(5 + 28 * (row + 0.5) / len(view.lanes))
        for mark in (mark for mark in view.marks if lane in mark.lanes):
            start, end = (short(10000 * at) for at in (scale.at(mark.start), scale.after(mark.end)))
            name = "d-newest" if mark is newest else "d-times" if is_bar(mark) else "d-dots"
            paths[name] += f"M{start} {y}h.1" if name != "d-times" else f"M{start} {y}H{end}"
    ticks = "".join(f"M{short(10000 * tick.at)} 35v5" for tick in time_ticks(scale, WIDTHS["n"] - 2 * PAD))
    return element(
        "svg", stretched(40, f"M0 35H10000{ticks}", "d-grid"), *(stretched(40, path, name) for name, path in paths.items()),
        class_="d-svg d-head", width="100%", height=40, aria_hidden="true", focusable="false",
    )
