"""A timeline as inline SVG, for windows that are wide enough; narrow ones show its turning points down the page.

Nothing in it carries an id.  What comes from records is escaped by `element`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from storysite.components.timeline.layout import LINE, TARGET, TOP, Layout, Named, Target, timeline_layout
from storysite.components.timeline.model import NAMED, TimelineView
from storysite.core.messages import Messages
from storysite.drawing.svg import PAD, WIDTHS, along, drawn, element, key, percent, shape, short, stretched
from storysite.wording.page_links import Place


def timeline_drawing(view: TimelineView, place: Place, width: float = WIDTHS["m"], is_alone: bool = False) -> Markup:
    """The drawing of a timeline, and how to read it; nothing where there are no events."""
    if not view.marks:
        return Markup("")
    layout = timeline_layout(view, width)
    first = place.anchor(view.marks[0].item.id)
    past = (
        [element("a", view.messages("timeline.past"), class_="d-past", href=first)] if len(view.marks) > NAMED else []
    )
    words = view.messages("timeline.drawing", title=view.title, count=len(view.marks), named=len(layout.named))
    parts = (
        *past,
        element(
            "svg",
            *_drawn(layout, place, is_alone, view.messages),
            class_="d-svg d-line",
            width="100%",
            height=layout.told_top if is_alone else layout.height,
        ),
        _key(layout, view.messages),
    )
    return element("div", *parts, class_="d-drawing d-wide", role="group", aria_label=words)


def _drawn(layout: Layout, place: Place, is_alone: bool, say: Messages) -> Iterator[Markup]:
    yield from _eras(layout)
    yield _axis(layout)
    yield _spans(layout)
    yield element("line", class_="d-strip", x1=0 - PAD, x2="100%", y1=layout.strip, y2=layout.strip)
    yield _stems(layout)
    for target in layout.targets:
        yield _target(layout, target, place, is_alone)
    for named in layout.named:
        yield _named(layout, named, place)
    if layout.targets and not is_alone:
        hint = say("timeline.hint")
        yield element("text", hint, class_="d-hint", x=0 - PAD, y=layout.told_top + 11, aria_hidden="true")


def _eras(layout: Layout) -> Iterator[Markup]:
    """Bands as high as the drawing, light and dark by turns, with their names on top."""
    for at, band in enumerate(layout.bands):
        yield element(
            "rect",
            class_=f"d-grid d-era d-era-{at % 2}",
            x=percent(band.start),
            width=percent(band.end - band.start),
            y=TOP,
            height=layout.bottom - TOP,
        )
        yield element(
            "rect",
            class_=f"d-edge d-edge-{at % 2}",
            x=percent(band.start),
            width=percent(band.end - band.start),
            y=TOP,
            height=3,
        )
    for band in layout.bands:
        top = TOP + 6 + band.row * (LINE + 6)
        for at, line in enumerate(band.words):
            yield element("text", line, class_="d-era-name", x=percent(band.x), y=top + 11 + LINE * at)


def _axis(layout: Layout) -> Markup:
    lines = "".join(f"M{along(tick.at)} 0V{short(layout.bottom - TOP)}" for tick in layout.ticks)
    labels = (
        element("text", tick.label, class_="d-tick", x=percent(tick.at), dx=tick.shift or None, y=15)
        for tick in layout.ticks
        if tick.label
    )
    grid = stretched(layout.bottom - TOP, drawn(lines, "d-grid"), y=TOP)
    return element("g", grid, *labels, aria_hidden="true")


def _spans(layout: Layout) -> Markup:
    """All times: one path for each way of drawing them, the points of open ones, and lines down to the strip."""
    top = layout.strip - 80
    foot = 80.0
    thick = min(5.0, layout.bar_pitch * 0.7)
    thickness = {"d-time": 8.0, "d-bar d-sure": thick, "d-bar d-about": thick, "d-bar d-between": thick * 0.6}
    paths = dict.fromkeys(thickness, "")
    bars = [span for span in layout.spans if span.row >= 0]
    for span in bars:
        paths[f"d-bar d-{span.style}"] += f"M{along(span.start)} {short(layout.bar_y(span) - top)}H{along(span.end)}"
    for start, end in _joined((span.start, span.end) for span in layout.spans if span.row < 0):
        paths["d-time"] += f"M{along(start)} {short(foot)}H{along(end)}"
    starts = (span for span in bars if not span.before)
    falls = "".join(f"M{along(span.start)} {short(layout.bar_y(span) - top)}V{short(foot)}" for span in starts)
    lines = [drawn(falls, "d-stem"), *(drawn(path, name, thickness[name]) for name, path in paths.items())]
    ends = (
        element("svg", _tip(way), x=at, y=layout.bar_y(span))
        for span in layout.spans
        for way, at, goes in ((-1, "0%", span.before), (1, "100%", span.beyond))
        if goes
    )
    return Markup("").join((stretched(foot + 8, *lines, y=top), *ends))


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


def _stems(layout: Layout) -> Markup:
    """The lines from each name to its time."""
    path = ""
    for named in layout.named:
        time, x = along(named.time), along(named.x)
        if named.above:
            path += f"M{x} {short(layout.names_bottom + 2)}V{short(layout.names_bottom + 8)}"
            path += f"L{time} {short(layout.names_bottom + 24)}V{short(layout.strip)}"
        else:
            path += f"M{x} {short(layout.below_top - 2)}V{short(layout.below_top - 8)}L{time} {short(layout.strip + 8)}V{short(layout.strip)}"
    return stretched(layout.bottom, drawn(path, "d-stem"))


def _named(layout: Layout, named: Named, place: Place) -> Markup:
    """A turning point: its sign on the strip, and its name as a link to its entry."""
    top = layout.name_top(named) + 11
    planned = " d-dashed" if named.mark.event.kind == "planned" else ""
    lines = [
        *(
            element("text", line, class_="d-when", x=percent(named.x), y=top + LINE * at)
            for at, line in enumerate(named.when)
        ),
        *(
            element("text", line, class_="d-label", x=percent(named.x), y=top + LINE * (len(named.when) + at))
            for at, line in enumerate(named.title)
        ),
    ]
    sign = element("path", class_=f"d-turn{planned}", d=shape("diamond", 6))
    name = element("title", f"{named.mark.when}: {named.mark.item.title}")
    mark = element("svg", sign, x=percent(named.time), y=layout.strip)
    return element("a", name, mark, *lines, class_="d-pin", href=place.anchor(named.mark.item.id))


def _target(layout: Layout, target: Target, place: Place, is_alone: bool) -> Markup:
    """Ticks, and what they are, told while a reader points at them."""
    path = "".join(f"M{along(time)} 0V14" for time in target.times)
    ticks = stretched(14, drawn(path, "d-mark"), y=layout.strip - 7)
    if is_alone:
        return ticks
    hit = element("rect", class_="d-hit", x=-TARGET / 2, y=-12, width=TARGET, height=24)
    end = "end" if target.x > 0.5 else None
    told = (
        element("text", name, class_="d-told", x=percent(target.x), y=layout.told_top + 11 + LINE * at, text_anchor=end)
        for at, name in enumerate(target.names)
    )
    name = element("title", "; ".join(target.names))
    area = element("svg", hit, x=percent(target.x), y=layout.strip)
    return element("a", name, ticks, area, *told, class_="d-pin d-ticks", href=place.anchor(target.marks[0].item.id))


def _key(layout: Layout, say: Messages) -> Markup:
    """How to read what occurs, in words."""
    spans = list(layout.spans)
    bars = [span for span in spans if span.row >= 0]

    def line(kind: str, start: int = 0, end: int = 24) -> Markup:
        return element("line", class_=kind, x1=start, x2=end, y1=6, y2=6)

    signs: list[tuple[bool, Markup, str]] = [
        (len(bars) < len(spans), line("d-time", 11, 13), "point"),
        (any(bar.style == "sure" for bar in bars), line("d-bar"), "long"),
        (any(bar.style == "about" for bar in bars), line("d-bar d-about"), "about"),
        (any(bar.style == "between" for bar in bars), line("d-bar d-between"), "between"),
        (any(bar.beyond for bar in bars), line("d-bar", 0, 15) + _tip(1, 15, 6), "beyond"),
        (any(bar.before for bar in bars), line("d-bar", 9, 24) + _tip(-1, 9, 6), "before"),
    ]
    return key("", [(sign, say(f"timeline-key.{message}")) for occurs, sign, message in signs if occurs])
