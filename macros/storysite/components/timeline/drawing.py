"""A timeline as inline SVG, one for each layout; the list below it holds the same.

Nothing in it carries an id.  What comes from records is escaped by `element`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from markupsafe import Markup

from storysite.components.timeline.layout import LINE, Band, Column, Layout, Pin, is_bar, timeline_layout
from storysite.components.timeline.model import TimelineView
from storysite.components.timeline.pin_packing import LABEL_GAP
from storysite.drawing.svg import (
    PAD,
    WIDTHS,
    TimeScale,
    along,
    drawn,
    element,
    hollow,
    key,
    percent,
    shape,
    short,
    stretched,
    time_ticks,
)
from storysite.wording.page_links import Place

MANY = 7
"""With more links than this a drawing begins with a way past it."""
SHEET = 900
"""What a sheet of paper has room for, in px. A browser cannot part a drawing: it would leave sheets empty before one that is higher."""


def timeline_drawing(view: TimelineView, place: Place, widths: Mapping[str, float] = WIDTHS) -> Markup:
    """The drawing of a timeline at each width, and how to read it; nothing where there are no events."""
    if not view.marks:
        return Markup("")
    layouts = {name: timeline_layout(view, width) for name, width in widths.items()}
    first = place.anchor(view.marks[0].item.id)
    past = (
        [element("a", "Past the drawing, to the list", class_="d-past", href=first)] if len(view.marks) > MANY else []
    )
    words = f"Drawing: {view.title}. Events to scale in time, {len(view.marks)} in all. The list below holds the same."
    parts = (*past, _stack(layouts, place), _key(view, next(iter(layouts.values()))))
    *_, widest = layouts.values()
    name = "d-drawing d-on-screen" if widest.height > SHEET else "d-drawing"
    return element("div", *parts, class_=name, role="group", aria_label=words)


def _stack(layouts: Mapping[str, Layout], place: Place) -> Markup:
    """An empty SVG as high as each layout, and over it all layouts in one, lane by lane: what they share stands once."""
    rooms = (
        element("svg", class_=f"d-svg d-{name}", width="100%", height=layout.height, aria_hidden="true")
        for name, layout in layouts.items()
    )
    axes = (_axis(layout, name) for name, layout in layouts.items())
    lanes = (
        part
        for bands in zip(*(layout.bands for layout in layouts.values()), strict=True)
        for part in _lane(dict(zip(layouts, bands, strict=True)), place)
    )
    height = max(layout.height for layout in layouts.values())
    drawing = element("svg", *axes, *lanes, class_="d-svg d-all", width="100%", height=height)
    return element("div", *rooms, drawing, class_="d-stack")


def _axis(layout: Layout, name: str) -> Markup:
    lines = "".join(f"M{along(tick.at)} 0V{short(layout.bottom - layout.top)}" for tick in layout.ticks)
    rows = (15.0, layout.bottom + 15) if layout.is_tall else (15.0,)
    labels = (
        element("text", tick.label, class_="d-tick", x=percent(tick.at), dx=tick.shift or None, y=y)
        for y in rows
        for tick in layout.ticks
        if tick.label
    )
    grid = stretched(layout.bottom - layout.top, drawn(lines, "d-grid"), y=layout.top)
    return element("g", grid, *labels, class_=f"d-{name}", aria_hidden="true")


def _lane(bands: Mapping[str, Band], place: Place) -> Iterator[Markup]:
    """A lane in each layout, and its links: one for both, which hang in the same order."""
    for name, band in bands.items():
        strip = element("line", class_="d-strip", x1=0 - PAD, x2="100%", y1=band.strip, y2=band.strip)
        yield element("g", _name(band), _spans(band), strip, _stems(band), class_=f"d-{name}")
    for pins in zip(*(band.pins for band in bands.values()), strict=True):
        first, last = pins[0].marks[0], pins[0].marks[-1]
        words = (
            f"{first.number}: {first.item.title}, {first.when}"
            if first is last
            else f"{pins[0].number}: {len(pins[0].marks)} entries, from {first.when} to {last.when}"
        )
        drawings = (_pin(band, pin, name) for (name, band), pin in zip(bands.items(), pins, strict=True))
        yield element("a", element("title", words), *drawings, class_="d-pin", href=place.anchor(first.item.id))


def _name(band: Band) -> Markup:
    if not band.name:
        return Markup("")
    sign = element(
        "path",
        class_=f"d-sign{hollow(band.lane.shape)}",
        d=shape(band.lane.shape, 5),
        transform=f"translate({6 - PAD} {short(band.top + 13)})",
    )
    lines = (
        element("text", line, class_="d-name", x=18 - PAD, y=band.top + 17.5 + 18 * at)
        for at, line in enumerate(band.name)
    )
    return element("g", sign, *lines)


def _spans(band: Band) -> Markup:
    """All times of a lane: one path for each way of drawing them, the points of open ones, and lines down to the strip."""
    foot = band.strip - band.top
    thick = min(5.0, band.bar_pitch * 0.7)
    thickness = {"d-time": 8.0, "d-bar d-sure": thick, "d-bar d-about": thick, "d-bar d-between": thick * 0.6}
    paths = dict.fromkeys(thickness, "")
    bars = [span for span in band.spans if span.row >= 0]
    for span in bars:
        paths[f"d-bar d-{span.style}"] += f"M{along(span.start)} {short(band.bar_y(span) - band.top)}H{along(span.end)}"
    for start, end in _joined((span.start, span.end) for span in band.spans if span.row < 0):
        paths["d-time"] += f"M{along(start)} {short(foot)}H{along(end)}"
    starts = (span for span in bars if not span.before)
    falls = "".join(f"M{along(span.start)} {short(band.bar_y(span) - band.top)}V{short(foot)}" for span in starts)
    lines = [drawn(falls, "d-stem"), *(drawn(path, name, thickness[name]) for name, path in paths.items())]
    ends = (
        element("svg", _tip(way), x=at, y=band.bar_y(span))
        for span in band.spans
        for way, at, goes in ((-1, "0%", span.before), (1, "100%", span.beyond))
        if goes
    )
    return Markup("").join((stretched(foot + 8, *lines, y=band.top), *ends))


def _joined(times: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Times that overlap as one: they look the same so, and a thousand weigh no more than fifty."""
    found: list[tuple[float, float]] = []
    for start, end in sorted(times):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def _tip(way: int, x: float = 0, y: float = 0) -> Markup:
    """The point of an arrow."""
    return element("path", class_="d-arrow", d=f"M{short(x)} {short(y - 5)}l{9 * way} 5 {-9 * way} 5Z")


def _stems(band: Band) -> Markup:
    """The lines from each column up to its times."""
    foot = band.pins_top - band.strip
    path = "".join(_stem(column, foot, band.row_height) for column in band.columns)
    return stretched(band.bottom - band.strip, drawn(path, "d-stem"), y=band.strip)


def _stem(column: Column, foot: float, row_height: float) -> str:
    x = along(column.x)
    down = foot + column.row * row_height + 4
    lines = (f"M{along(time)} 0L{x} {short(foot - 4)}" for time in column.times)
    return "".join(lines) + f"V{short(down)}"


def _pin(band: Band, pin: Pin, name: str) -> Markup:
    cell = band.cell
    is_planned = all(mark.event.kind == "planned" for mark in pin.marks)
    if len(pin.number) <= 3:
        outline = shape(band.lane.shape, 10.5 if cell < 30 else 12.5)
        target = element("rect", class_="d-hit", width=25, height=24)  # about its middle: the style sheet's business
        seal = element("path", class_=f"d-seal{hollow(band.lane.shape)}{' d-dashed' * is_planned}", d=outline)
    else:
        target = element("rect", class_="d-hit", x=-cell / 2 + 1, y=-12, width=cell - 2, height=24)
        seal = element("rect", class_="d-seal", x=-cell / 2 + 2, y=-9, width=cell - 4, height=18, rx=9)
    parts = (
        target,
        seal,
        element("text", pin.number, class_="d-number", y=6 if band.lane.shape == "triangle" else 4),
        *_label(pin, cell / 2 + LABEL_GAP),
    )
    return element("svg", *parts, class_=f"d-{name}", x=percent(pin.x), y=band.pin_y(pin))


def _label(pin: Pin, away: float) -> Iterator[Markup]:
    for row, line in enumerate(pin.label):
        y = 4.2 + LINE * (row - (len(pin.label) - 1) / 2)
        yield element(
            "text", line, class_="d-label", x=-away if pin.left else away, y=y, text_anchor="end" if pin.left else None
        )


def _key(view: TimelineView, layout: Layout) -> Markup:
    """How to read what occurs, in words."""
    spans = [span for found in layout.bands for span in found.spans]
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
            element("path", class_="d-seal d-dashed", d=shape("circle", 6), transform="translate(12 6)"),
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
            start, end = (along(at) for at in (scale.at(mark.start), scale.after(mark.end)))
            name = "d-newest" if mark is newest else "d-times" if is_bar(mark) else "d-dots"
            paths[name] += f"M{start} {y}h.1" if name != "d-times" else f"M{start} {y}H{end}"
    ticks = "".join(f"M{along(tick.at)} 35v5" for tick in time_ticks(scale, WIDTHS["n"] - 2 * PAD))
    return element(
        "svg",
        stretched(40, drawn(f"M0 35H10000{ticks}", "d-grid"), *(drawn(path, name) for name, path in paths.items())),
        class_="d-svg d-head",
        width="100%",
        height=40,
        aria_hidden="true",
    )
