"""Timelines, charts and cycles to draw, made up from a seed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise, product
from random import Random
from typing import Any, get_args

from storysite.components.chart.model import KINDS, ChartView, Point
from storysite.components.cycle.model import CycleView
from storysite.components.matrix.model import CellView, MatrixView, RowView
from storysite.components.timeline.model import Mark, TimelineView
from storysite.core.date_parts import DateProblem
from storysite.core.dates import parse
from storysite.core.diagnostics import Mark as Where
from storysite.core.messages import english
from storysite.records import Cell, Column, Cycle, Era, Event, Fact, Lane, Level, Matrix, Row, Shape, Step, Value
from storysite.source.items import Item
from storysite.source.record_reader import Entry
from storysite.wording.page_links import Place

WORDS = (
    "a the of NEC office change Wwwwww illi first customer transformation Personalentwicklungsgrundsatz "
    "顧客起点の変革 & <b> \"quoted\" 'single' satellites programme trust 12,500 people"
).split()
HOSTILE = "</title><script>alert(1)</script>&amp; \"' style="


class Anywhere(dict[str, str]):
    """Homes for whatever id is asked for."""

    def __missing__(self, id: str) -> str:
        return "page.md"


PLACE = Place(page="page.md", homes=Anywhere())


def an_item(kind: str, id: str, record: Any, owner: Any = None) -> Item:
    """An item that stands in no file."""
    entry = Entry("event", owner or record, Where("made-up.yml"), {})
    return Item(id, kind, record, entry, heading=getattr(record, "title", ""))


def a_title(random: Random, most: int = 9) -> str:
    return " ".join(random.choice(WORDS) for _ in range(random.randint(1, most)))


def _eras(random: Random, first: date, last: date) -> tuple[Era, ...]:
    """Up to four spans of time, one after the other."""
    cuts = sorted(
        random.sample(range(first.year, last.year + 1), k=min(random.randint(0, 4), last.year - first.year + 1))
    )
    return tuple(
        Era(
            id=f"era-{at}",
            title=a_title(random, 6),
            span=parse(f"{start}/{end - 1}" if end > start + 1 else f"{start}"),
            source="here",
            locator="1",
        )
        for at, (start, end) in enumerate(pairwise(cuts))
    )


def a_timeline(dates: Iterable[str], lanes: int = 1, seed: int = 0, title: str = "Made up") -> TimelineView:
    """Events at these dates, sorted, each in one lane or in two; `?` is one without a date, after the first."""
    random = Random(seed)
    shapes = get_args(Shape)
    names = [a_title(random, 5) for _ in range(lanes)]
    strands = tuple(
        Lane(id=f"lane-{at}", title=one, order=at + 1, shape=shapes[at % len(shapes)]) for at, one in enumerate(names)
    )
    found = []
    for at, text in enumerate(dates):
        mine = random.sample(strands, k=min(lanes, random.choice((1, 1, 1, 2))))
        when = None if text == "?" else parse(text)
        event = Event(
            id=f"event-{at}",
            date=when,
            after="event-0" if when is None else None,
            title=a_title(random),
            text="Text.",
            kind=random.choice(("happened", "happened", "planned")),
            lanes=tuple(lane.id for lane in mine),
            turning_point=random.choice((None, None, 1, 2, 3)) if seed % 2 else None,
            source="here",
            locator="1",
        )
        found.append((when, event, mine))
    known = [day for when, _, _ in found if when for day in (when.start, when.end) if day]
    first, last = min(known, default=date(2020, 1, 1)), max(known, default=date(2020, 1, 1))
    found.sort(key=lambda one: ((one[0].start if one[0] else None) or first, one[1].id))
    return TimelineView(
        "made-up",
        title,
        None,
        strands,
        tuple(
            Mark(
                number=number,
                item=an_item("event", event.id, event),
                event=event,
                when=when.words if when else "after that",
                datetime="",
                start=(when.start if when else None) or first,
                end=(when.end if when else None) or last,
                is_open=bool(when and when.end is None),
                lanes=tuple(lane for lane in strands if lane in mine),
                head=(when.words if when else "after that").removeprefix("the ").capitalize(),
            )
            for number, (when, event, mine) in enumerate(found, start=1)
        ),
        _eras(random, first, last),
    )


def a_date(random: Random, first: int, days: int, is_plain: bool) -> str:
    """A date somewhere in so many days, as precise as it happens."""
    day = date.fromordinal(first + random.randrange(days))
    end = day + timedelta(days=random.randrange(1, max(2, days // 3)))
    forms = [f"{day}", f"{day:%Y-%m}"]
    if not is_plain:
        forms += [
            f"{day:%Y}",
            f"{day:%Y}~",
            f"{day:%Y-%m}?",
            f"{day.year // 10}X",
            f"{day}/{end}",
            f"{day:%Y-%m}/..",
            f"../{day:%Y}",
            f"FYE{day:%Y}-03",
            f"{day:%Y}-{random.randint(33, 36)}",
            "?",
        ]
    text = random.choice(forms)
    try:
        parse(text)
    except DateProblem:
        return str(day) if text != "?" else "?"
    return text


def a_random_timeline(seed: int) -> TimelineView:
    """From one event on one day to two hundred in three centuries."""
    random = Random(seed)
    days = random.choice((1, 2, 30, 400, 4000, 40000, 110000))
    first = date(random.randint(1700, 2000), random.randint(1, 12), 1).toordinal()
    count = random.choice((1, 2, 3, 5, 8, 13, 21, 34, 60, 200) if seed % 10 == 0 else (1, 2, 3, 5, 8, 13, 21, 34))
    if random.random() < 0.4:  # crowded at the end, as most stories are
        late = first + days * 19 // 20
        dates = [a_date(random, late, max(1, days // 20), False) for _ in range(count)]
    else:
        dates = [a_date(random, first, days, random.random() < 0.3) for _ in range(count)]
    return a_timeline([str(date.fromordinal(first)), *dates], random.randint(1, 6), seed)


NAMED = {
    "sixty in a month": lambda: a_timeline([f"2021-05-{day % 30 + 1:02}" for day in range(60)]),
    "sixty on a day": lambda: a_timeline(["2021-05-12"] * 60, lanes=3),
    "one event": lambda: a_timeline(["2021-05-12"]),
    "one decade": lambda: a_timeline(["196X"]),
    "two days": lambda: a_timeline(["2021-05-12", "2021-05-13"]),
    "only open": lambda: a_timeline(["1970/..", "../1990"]),
    "sixty decades": lambda: a_timeline([f"{year}X" for year in range(150, 200)] + ["19XX"] * 10),
    "a thousand": lambda: a_timeline([f"{1900 + at // 10}-{at % 10 + 1:02}" for at in range(1000)], lanes=4),
}
"""Timelines that are hard to draw."""


def a_cycle(titles: Iterable[str]) -> CycleView:
    steps = tuple(
        Step(id=f"s{at}", title=title, text="Text.", source="here", locator="1") for at, title in enumerate(titles)
    )
    cycle = Cycle(id="round", title=f"Round {HOSTILE}", steps=steps, back="And again.")
    return CycleView("round", cycle, tuple(an_item("step", f"round.{step.id}", step, cycle) for step in steps))


def a_matrix(rows: int, columns: int) -> MatrixView:
    """A matrix whose cells are filled, empty and rated by turns."""
    level = Level(id="high", title="High", shape="ring")
    heads = tuple(Column(id=f"c{at}", title=HOSTILE) for at in range(columns))
    lines = tuple(Row(id=f"r{at}", title=HOSTILE) for at in range(rows))
    cells = {
        (row.id, column.id): Cell(
            row=row.id,
            column=column.id,
            **(
                {"empty": "not-in-source"}
                if turn % 3 == 0
                else {"text": HOSTILE, "level": "high" if turn % 3 == 1 else None, "source": "here", "locator": "1"}
            ),
        )
        for turn, (row, column) in enumerate(product(lines, heads))
    }
    matrix = Matrix(
        id="grid", title=HOSTILE, corner="Row", columns=heads, rows=lines, levels=(level,), cells=tuple(cells.values())
    )
    views = tuple(
        RowView(
            an_item("row", f"grid.{row.id}", row, matrix),
            row,
            tuple(
                CellView(
                    an_item("cell", f"grid.{row.id}.{column.id}", cell, matrix),
                    cell,
                    level if cell.level else None,
                    (english()(f"empty.{cell.empty}"), english()(f"empty-reasons.{cell.empty}"))
                    if cell.empty
                    else None,
                )
                for column in heads
                for cell in (cells[row.id, column.id],)
            ),
        )
        for row in lines
    )
    return MatrixView(
        "grid", matrix, tuple(an_item("column", f"grid.{one.id}", one, matrix) for one in heads), ((None, views),), ()
    )


def a_chart(values: Iterable[dict[str, str]], unit: str = "people") -> ChartView:
    """A fact with these values; keys as in a data file."""
    made = [
        Value(**{"id": f"v{at}", "source": "here", "locator": "1", "stated": "2020-01-01", **value})
        for at, value in enumerate(values)
    ]
    fact = Fact(id="fact", name=f"People {HOSTILE}", unit=unit, values=tuple(made))
    points = [
        Point(
            an_item("value", f"fact.{value.id}", value, fact),
            value,
            value.value or Decimal(0),
            f"{value.value:,f}{'' if unit == '%' else ' '}{unit}",
            value.time,
            (value.time.words if value.period or value.as_of else "no year is named").removeprefix("the ").capitalize(),
            "" if value.kind == "result" else value.kind,
        )
        for value in made
    ]
    points.sort(key=lambda point: (point.when.sort_key, KINDS.index(point.value.kind), point.value.id))
    return ChartView("fact.chart", fact, tuple(points), f"{fact.name}, in {unit}" if unit else fact.name)


def a_random_chart(seed: int) -> ChartView:
    return a_chart(*random_values(seed))


def random_values(seed: int) -> tuple[list[dict[str, str]], str]:
    """The values of a fact as a data file gives them, and their unit."""
    random = Random(seed)
    size = random.choice((1, 10, 100, 12345, 10**9))
    base = random.choice((0, 0, size * 8))
    first, days = date(random.randint(1950, 2010), 1, 1).toordinal(), random.choice((1, 90, 800, 5000, 20000))
    values = []
    for _ in range(random.randint(1, 14)):
        day = date.fromordinal(first + random.randrange(days))
        time = random.choice(
            (
                {"as_of": f"{day}"},
                {"as_of": f"{day:%Y-%m}"},
                {"as_of": f"{day:%Y}~"},
                {"period": f"FYE{day:%Y}-03"},
                {"period": f"FYE{day:%Y}-03-Q{random.randint(1, 4)}"},
                {"period": f"FYE{day:%Y}-03-H1"},
                {"as_of": f"{str(day)[:3]}X"},
            )
        )
        number = base + size * random.choice(
            (random.random(), random.random(), -random.random() / 3 if not base else 0.1)
        )
        values.append(
            {
                "value": f"{number:.{random.choice((0, 1))}f}",
                "kind": random.choice(KINDS),
                **({"basis": f"basis {random.choice('xyz')}"} if seed % 2 else {}),
                **time,
            }
        )
    return values, random.choice(("people", "%", "billion yen"))
