"""The drawings' geometry: to scale, complete, and free of overlaps from 320 px up; what is written is inert."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations, pairwise
from math import cos, hypot, pi, sin
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storysite.components.chart.model import Bar, ChartView
from storysite.components.cycle.drawing import NODE, cycle_drawing, ring_layout
from storysite.components.timeline.drawing import timeline_drawing
from storysite.components.timeline.layout import Layout, timeline_layout
from storysite.components.timeline.model import TimelineView
from storysite.components.timeline.pin_packing import spread
from storysite.drawing.scales import TimeScale, round_ticks, time_ticks
from storysite.drawing.svg import PAD, TEXT, WIDTHS, Box, element
from storysite.drawing.text_layout import text_width, wrap
from tests.drawn import HOSTILE, NAMED, PLACE, a_chart, a_cycle, a_random_chart, a_random_timeline, a_timeline

SEEDS = st.integers(min_value=0, max_value=10**6)
SHOWN_AT = {272: (272, 288, 400, 639), 640: (640, 705, 999), 1000: (1000, 1216, 2400)}
"""The widths that each layout is shown at."""


def overlapping(boxes: Iterable[tuple[str, Box]]) -> list[tuple[tuple[str, Box], tuple[str, Box]]]:
    """Pairs that overlap by more than a rounding error."""
    found = list(boxes)
    return [(a, b) for a, b in combinations(found, 2) if a[1].meets(b[1], -0.05) and (a[0], b[0]) != ("line", "line")]


def outside(boxes: Iterable[tuple[str, Box]], left: float, right: float) -> list[tuple[str, Box]]:
    return [(kind, box) for kind, box in boxes if box.left < left - 0.05 or box.right > right + 0.05]


def parsed(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(f"<body>{markup}</body>")


# --- timelines -------------------------------------------------------------------------------


TIMELINE_AT = {640: (640, 705, 736, 999, 1216, 2400), 1000: (1000,)}
"""The widths that a timeline is laid out for, and those that it is shown at: windows of 768 and 1280 px among them."""


def check_timeline(view: TimelineView) -> None:
    for width, shown in TIMELINE_AT.items():
        layout = timeline_layout(view, width)
        for at in shown:
            assert not overlapping(layout.boxes(at))
            assert not outside(layout.boxes(at), -PAD, at - PAD)
            assert not outside((("told", layout.told(one, at)) for one in layout.targets), -PAD, at - PAD)
        check_complete(view, layout)


def check_complete(view: TimelineView, layout: Layout) -> None:
    named = [one.mark.number for one in layout.named]
    assert named == [mark.number for mark in view.turning] and 1 <= len(named) <= 7
    ticks = sorted(mark.number for target in layout.targets for mark in target.marks)
    assert sorted([*named, *ticks]) == [mark.number for mark in view.marks]
    for one in layout.named:  # no name is cut short
        assert "".join(one.title).replace(" ", "") == one.mark.item.title.replace(" ", "")
    for above in (True, False):  # so lines from names to times never cross
        row = [one for one in layout.named if one.above is above]
        assert [one.x for one in row] == sorted(one.x for one in row)
    assert all(0 <= span.start < span.end <= 1 + 1e-9 for span in layout.spans)
    assert len(layout.spans) == len(view.marks)
    held = [mark for stretch in view.stretches for mark in (*([stretch.mark] if stretch.mark else ()), *stretch.others)]
    assert held == list(view.marks)


@given(SEEDS)
def test_timelines_never_overlap_at_any_width_and_hold_every_event(seed: int) -> None:
    check_timeline(a_random_timeline(seed))


@pytest.mark.parametrize("name", NAMED)
def test_hard_timelines_never_overlap(name: str) -> None:
    check_timeline(NAMED[name]())


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        ([0, 10, 20], [0, 10, 20]),  # room enough: nobody moves
        ([10, 10], [8, 12]),  # both give way alike
        ([10, 11, 30], [8.5, 12.5, 30]),
        ([0, 0], [0, 4]),  # not beyond the limits
        ([30, 30, 30], [22, 26, 30]),
    ],
)
def test_names_stand_as_near_as_can_be_to_their_times(wanted: list[float], places: list[float]) -> None:
    assert spread(wanted, 4, 0, 30) == pytest.approx(places)


def test_time_is_linear() -> None:
    layout = timeline_layout(a_timeline(["2000-01-01", "2000-06-15", "2001-01-01", "2003-12-31"]), 640)
    days = [date(2000, 1, 1), date(2000, 6, 15), date(2001, 1, 1), date(2003, 12, 31)]
    length = (days[-1] - days[0]).days + 1
    starts = [span.start for span in layout.spans]
    assert starts == pytest.approx([(day - days[0]).days / length for day in days], abs=2 / 600)


def test_an_imprecise_date_is_a_bar_as_wide_as_what_it_covers() -> None:
    layout = timeline_layout(a_timeline(["1960-01-01", "196X", "1965~", "1961/1963", "1968/..", "1969-12-31"]), 1000)
    spans = [span for span in layout.spans if span.row >= 0]
    assert sorted((round(span.start, 2), round(span.end, 2), span.style, span.beyond) for span in spans) == [
        (0.0, 1.0, "sure", False),
        (0.1, 0.4, "sure", False),
        (0.5, 0.6, "about", False),
        (0.8, 1.0, "sure", True),
    ]


def test_an_event_without_a_date_is_told_apart() -> None:
    spans = timeline_layout(a_timeline(["1960", "?", "1990"]), 640).spans
    assert [span.style for span in spans if span.row >= 0].count("between") == 1


def test_turning_points_are_those_of_most_weight_else_spread_over_the_list() -> None:
    view = a_timeline([f"20{at:02}" for at in range(20)])
    assert [mark.number for mark in view.turning] == [1, 4, 7, 11, 14, 17, 20]
    weights = {3: 2, 5: 1, 9: 2, 18: 7}
    marks = tuple(
        replace(mark, event=mark.event.model_copy(update={"turning_point": weights.get(mark.number)}))
        for mark in view.marks
    )
    assert [mark.number for mark in replace(view, marks=marks).turning] == [3, 5, 9, 18]


@pytest.mark.slow
def test_a_thousand_events_stay_within_bounds() -> None:
    view = NAMED["a thousand"]()
    assert timeline_layout(view, 640).height <= 700
    assert len(timeline_drawing(view, PLACE)) < 60_000


@pytest.mark.parametrize("name", NAMED)
def test_each_event_is_a_name_or_a_tick_that_can_be_followed(name: str) -> None:
    view = NAMED[name]()
    tree = parsed(timeline_drawing(view, PLACE))
    links = [link for link in tree.iter("a") if (link.get("class") or "").startswith("d-pin")]
    layout = timeline_layout(view, 640)
    assert len(links) == len(layout.named) + len(layout.targets)
    assert all(link.findtext("title") for link in links)


def test_no_events_no_drawing() -> None:
    view = a_timeline(["1960"])
    empty = TimelineView("x", "Empty", None, view.lanes, ())
    assert timeline_drawing(empty, PLACE) == ""


# --- cycles ----------------------------------------------------------------------------------

LONG = "Personalentwicklungsgrundsatzentscheidung and what came of it in the years that followed, told at length"


@pytest.mark.parametrize("count", range(3, 10))
@pytest.mark.parametrize("title", ["Go", "Continuous improvement", LONG, "顧客起点の変革と価値の提供"])
def test_cycles_never_overlap(count: int, title: str) -> None:
    view = a_cycle([title] * count)
    for width in (WIDTHS["n"], WIDTHS["m"]):
        layout = ring_layout(view, width)
        assert not overlapping(layout.boxes())
        assert not outside(layout.boxes(), -width / 2, width / 2)
        assert [node.number for node in layout.nodes] == list(range(1, count + 1))
    assert all(1 <= len(node.lines) <= 3 for node in ring_layout(view, WIDTHS["m"]).nodes)


@pytest.mark.parametrize("count", range(3, 10))
@pytest.mark.parametrize("title", ["Go", LONG, "顧客起点の変革と価値の提供"])
def test_no_arrow_runs_through_a_title(count: int, title: str) -> None:
    for width in (WIDTHS["m"], 1000):
        layout = ring_layout(a_cycle([title] * count), width)
        for half in range(720):
            x, y = layout.radius * sin(half * pi / 360), -layout.radius * cos(half * pi / 360)
            if all(hypot(x - node.x, y - node.y) > NODE + 5 for node in layout.nodes):
                point = Box(x - 5, y - 5, x + 5, y + 5)
                assert not [node.number for node in layout.nodes if node.lines and node.label.meets(point)], (
                    count,
                    width,
                )


# --- charts ----------------------------------------------------------------------------------


def bars(view: ChartView) -> list[Bar]:
    return [bar for line in view.lines for bar in line.bars]


@given(SEEDS)
def test_a_chart_draws_each_value_once_from_zero_to_scale(seed: int) -> None:
    view = a_random_chart(seed)
    drawn = bars(view)
    assert sorted(bar.point.item.id for bar in drawn) == sorted(point.item.id for point in view.points)
    span = max(0, *(bar.point.number for bar in drawn)) - min(0, *(bar.point.number for bar in drawn))
    zero = float(-min(0, *(bar.point.number for bar in drawn)) / span) if span else 0.0
    for bar in drawn:
        assert bar.length == pytest.approx(float(abs(bar.point.number) / span) if span else 0)
        end = bar.before + (bar.length if bar.point.number < 0 else 0)
        assert end == pytest.approx(zero) and bar.before >= -1e-9 and bar.before + bar.length <= 1 + 1e-9
    days = [bar.point.time.end for bar in drawn if bar.point.time and bar.point.time.end]
    assert days == sorted(days)


def test_a_value_without_a_time_of_its_own_stands_last_and_says_so() -> None:
    goal = {"value": "9", "kind": "goal", "stated": "2001-01-01"}
    view = a_chart([goal, {"value": "5", "as_of": "2020"}, {"value": "6", "as_of": "202X"}])
    assert [line.when for line in view.lines] == ["2020", "2020s", "No year is named"]


@pytest.mark.parametrize(
    ("bases", "lines"),
    [
        ("ab", ["basis a", "", "From here basis b", ""]),
        ("aab", ["basis a", "", "", "From here basis b", ""]),
        ("aa", ["basis a", "", ""]),
        ("aba", ["", "basis b", ""]),
    ],
)
def test_a_new_definition_is_told_in_words_where_it_begins(bases: str, lines: list[str]) -> None:
    """Where values go to and fro between definitions, those that stand on the rarer one say so."""
    values = [{"value": "5", "as_of": str(2000 + at), "basis": f"basis {name}"} for at, name in enumerate(bases)]
    told = [
        f"{'From here ' * line.is_break}{line.basis}" if line.basis else line.bars[0].basis
        for line in a_chart(values).lines
    ]
    assert told == lines


# --- what all share --------------------------------------------------------------------------

MIXED = ["1960", "1970~", "1980-05-01", "?", "1985/.."]
DRAWINGS: dict[str, Callable[[], str]] = {
    "timeline": lambda: timeline_drawing(a_timeline(MIXED, 3, title=HOSTILE), PLACE),
    "cycle": lambda: cycle_drawing(a_cycle([HOSTILE] * 4), PLACE),
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_drawings_are_well_formed_inert_and_the_same_each_time(name: str) -> None:
    drawing = DRAWINGS[name]()
    assert drawing == DRAWINGS[name]()
    assert "\n" not in drawing
    for found in parsed(drawing).iter():
        assert found.tag in {
            "body",
            "div",
            "svg",
            "g",
            "path",
            "line",
            "rect",
            "circle",
            "text",
            "tspan",
            "a",
            "title",
            "p",
            "span",
        }
        assert not {"style", "id", "onclick", "onload"} & set(found.keys())
        assert all(one.startswith("d-") for one in found.get("class", "").split())


@pytest.mark.parametrize("name", ["timeline", "cycle"])
def test_each_link_has_a_name_and_leads_to_its_record(name: str) -> None:
    tree = parsed(DRAWINGS[name]())
    links = [link for link in tree.iter("a") if link.get("class") == "d-pin"]
    assert links
    for link in links:
        assert re.match(r".+: .", link.findtext("title", ""))
        assert re.fullmatch(r"(\.\./page/)?#(event-\d+|round\.s\d)", link.get("href", ""))


@given(st.dates(date(1000, 1, 1), date(2999, 1, 1)), st.integers(0, 300_000), st.integers(150, 1500))
def test_ticks_of_time_never_overlap(start: date, days: int, width: int) -> None:
    end = date.fromordinal(min(start.toordinal() + days, date(2999, 12, 31).toordinal()))
    ticks = time_ticks(TimeScale.over(start, end), width)
    assert ticks
    edges = [(tick.at * width + tick.shift, text_width(tick.label, TEXT) / 2) for tick in ticks]
    assert all(b - half_b - a - half_a >= 9.9 for (a, half_a), (b, half_b) in pairwise(edges))
    assert all(x - half >= -PAD - 0.01 and x + half <= width + PAD + 0.01 for x, half in edges)


@given(st.decimals(-(10**9), 10**9, places=2), st.decimals(0, 10**9, places=2), st.integers(3, 8))
def test_round_ticks_enclose_what_they_measure(low: Decimal, more: Decimal, most: int) -> None:
    ticks = round_ticks(low, low + more, most)
    assert ticks[0] <= low and low + more <= ticks[-1]
    assert 2 <= len(ticks) <= most + 1
    assert len({b - a for a, b in pairwise(ticks)}) == 1


@given(st.text(max_size=80), st.integers(20, 300), st.one_of(st.none(), st.integers(1, 4)))
def test_wrapped_lines_fit(text: str, width: int, most: int | None) -> None:
    lines = wrap(text, TEXT, width, most)
    assert all(text_width(line, TEXT) <= width or len(line) <= 2 for line in lines)
    assert most is None or len(lines) <= most
    if most is None:
        assert "".join(lines).replace(" ", "") == "".join(text.split())


def test_all_text_and_attributes_are_escaped() -> None:
    assert element("text", "<b>&", x=1.5, class_='"') == '<text x="1.5" class="&#34;">&lt;b&gt;&amp;</text>'
