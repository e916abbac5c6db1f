"""Promises and what came of them: each outcome is worked out from facts, and none is typed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from storysite.records import Event, Fact, Group, Ladder, Rung, Value
from storysite.source.items import Item
from storysite.source.record_store import Library
from storysite.wording.times import on

REACHED = frozenset({"met", "met-early"})
"""The outcomes of a promise that was kept."""
SHAPES = {
    "met": "circle",
    "met-early": "star",
    "missed": "cross",
    "withdrawn": "bar",
    "changed": "diamond",
    "due": "ring",
    "running": "triangle",
}
"""The shape of each outcome."""
SHORT_OF = ("almost", "nearly", "less than", "up to")
"""Qualifiers that leave a number short of itself."""
WIDEST = 2.0
"""How far past its goal a bar is drawn, in goals; what goes further is cut."""


@dataclass(frozen=True, slots=True)
class RungView:
    """A promise as every form shows it."""

    item: Item
    rung: Rung
    goals: tuple[Item, ...]
    """What was promised, the newest last; several where the goal was changed."""
    came: tuple[Item, ...]
    """What is set against it, in time order: the result that met it early, that of its time, or the newest so far."""
    forecast: Item | None
    """The newest forecast, where no result of its time is held."""
    event: str | None
    """The event that withdrew it, or with which it was met where no figure is held."""
    states: tuple[str, ...]
    """Its outcome; `changed` before it where the goal was changed on the way."""
    ratios: tuple[float, ...]
    """What came, and the forecast after it, in parts of the goal that is drawn; none where the two cannot be compared."""
    first: float | None
    """The goal of before in parts of the one that is drawn, where it was changed."""
    words: str
    """The outcome in words: `Goal changed, then met early`."""

    @property
    def state(self) -> str:
        """The outcome in the end."""
        return self.states[-1]

    @property
    def shape(self) -> str:
        return SHAPES[self.state]


@dataclass(frozen=True, slots=True)
class LadderView:
    """A ladder as every form shows it."""

    id: str
    ladder: Ladder
    groups: tuple[tuple[Group | None, tuple[RungView, ...]], ...]
    """The rungs in order, those next to each other that share a group together."""

    @property
    def rungs(self) -> tuple[RungView, ...]:
        return tuple(rung for _, rungs in self.groups for rung in rungs)

    @property
    def reach(self) -> float:
        """How far the widest row is drawn, in goals: the line of all goals stands at one part of it."""
        widest = max((ratio for rung in self.rungs for ratio in (*rung.ratios, rung.first or 0)), default=1)
        return max(1.2, min(WIDEST, widest) * 1.02)

    @property
    def counts(self) -> list[tuple[str, int]]:
        """Each outcome that occurs, and how often."""
        found = Counter(rung.state for rung in self.rungs)
        return [(state, found[state]) for state in SHAPES if found[state]]


def ladder_view(library: Library, id: str) -> LadderView:
    """The view of a ladder."""
    ladder = library.items[id].of(Ladder)
    groups = {group.id: group for group in ladder.groups}
    rungs = [rung_view(library, library.items[f"{id}.{rung.id}"]) for rung in ladder.rungs]
    return LadderView(
        id,
        ladder,
        tuple((groups.get(name or ""), tuple(part)) for name, part in groupby(rungs, key=lambda rung: rung.rung.group)),
    )


def rung_view(library: Library, item: Item) -> RungView:
    rung = item.of(Rung)
    goals = [library.items[rung.goal]]
    while (newer := goals[-1].of(Value).replaced_by) and library.items[newer] not in goals:
        goals.append(library.items[newer])
    goal, last = goals[0], goals[-1]
    changed = ("changed",) if len(goals) > 1 else ()
    if changed and last.parent != goal.parent:  # counted in another way: nothing can be set against the first
        return RungView(item, rung, tuple(goals), (), None, None, changed, (), None, _outcome(library, changed))
    value = last.of(Value)
    results, forecast = _results(library, rung, last)
    event = value.withdrawn or value.reached
    sign = 1 if rung.better == "higher" else -1
    aim = sign * library.numbers[last.id]

    def meets(one: Item) -> bool:
        number = sign * library.numbers[one.id]
        return number > aim or (number == aim and one.of(Value).qualifier not in SHORT_OF)

    end = value.period.end if value.period else None
    early = next((one for one in results if end and _end(one) < end and meets(one)), None)
    final = next((one for one in reversed(results) if end is None or _end(one) == end), None)
    due = bool(end and end < library.today)
    came = tuple(one for one in (early, final if final is not early else None) if one)
    if value.withdrawn:
        state, came = "withdrawn", ()
    elif value.reached:
        reached = library.items[value.reached].of(Event).date
        state = "met-early" if end and reached and reached.end and reached.end < end else "met"
    elif early:
        state = "met-early"
    elif final and (end or meets(final)):
        state = "met" if meets(final) else "missed"
    else:
        state = "due" if due else "running"
        came = came or tuple(results[-1:])
    shown = (*came, forecast) if forecast and state in {"due", "running"} else came
    return RungView(
        item,
        rung,
        tuple(goals),
        came,
        forecast if shown != came else None,
        event,
        (*changed, state),
        tuple(_ratio(library, one, last) for one in shown if one),
        _ratio(library, goal, last) if changed else None,
        _outcome(library, (*changed, state)),
    )


def _outcome(library: Library, states: tuple[str, ...]) -> str:
    """An outcome in words."""
    say = library.messages
    first, *rest = states
    words = say(f"outcomes.{first}")
    for state in rest:
        words = say("ladder.then", before=words, outcome=say(f"outcomes-inside.{state}"))
    return words


def _results(library: Library, rung: Rung, goal: Item) -> tuple[list[Item], Item | None]:
    """The results that can be set against a goal, in time order, and the newest forecast.

    Of a fact these are results of the goal's length of time that came after it was stated; a value that the rung names
    is taken as it is.
    """
    named = library.items[rung.result or goal.parent]
    if named.kind == "value":
        return [named], None
    fact = named.of(Fact)
    wanted = goal.of(Value)
    length = wanted.period.precision if wanted.period else None
    stated = wanted.stated.start if wanted.stated else None
    found: dict[str, list[Item]] = {"result": [], "forecast": []}
    for value in sorted(fact.values, key=lambda value: value.time.sort_key):
        item = library.items[f"{fact.id}.{value.id}"]
        fits = (not value.period or length in {None, value.period.precision}) and not value.replaced_by
        until = wanted.period is None or wanted.period.end is None or _end(item) <= wanted.period.end
        if fits and until and value.kind in found and (stated is None or _end(item) >= stated):
            found[value.kind].append(item)
    return found["result"], next(reversed(found["forecast"]), None)


def _end(item: Item) -> date:
    return item.of(Value).time.end or date.max


def _ratio(library: Library, item: Item, goal: Item) -> float:
    of = float(library.numbers[goal.id])
    return max(0.0, float(library.numbers[item.id]) / of) if of else 0.0


@dataclass(frozen=True, slots=True)
class Said:
    """A part of what is told of a promise: words, then a figure or an event, then words."""

    before: str
    item: Item
    words: str
    after: str = ""


def promised(library: Library, view: RungView) -> tuple[Said, ...]:
    """What was promised, and what it was changed to."""
    same = [goal for goal in view.goals if goal.parent == view.goals[0].parent]
    return tuple(
        Said(library.messages("ladder.then-word") if at else "", goal, library.printed(goal))
        for at, goal in enumerate(same)
    )


def came(library: Library, view: RungView) -> tuple[Said, ...]:
    """What came of it, as far as it is held: the time is left out where it is that of the goal."""
    if view.event:
        event = library.items[view.event]
        if view.state == "withdrawn":
            return (Said("", event, library.messages("ladder.taken-back"), _on(library, event)),)
        return (Said("", event, event.title),)
    if view.state == "changed":
        newer = view.goals[-1]
        return (Said(library.messages("ladder.counted-anew"), newer, library.printed(newer)),)
    say = library.messages
    leads = (say("ladder.so-far") if view.state in {"due", "running"} else "", say("ladder.then-word"))
    goal = view.goals[-1].of(Value)
    said = [
        Said(
            leads[at],
            one,
            library.number_and_unit(one)[0],
            "" if one.of(Value).period == goal.period else _when(library, one.of(Value)),
        )
        for at, one in enumerate(view.came)
    ]
    if view.forecast:
        said.append(Said(say("value-kinds.forecast"), view.forecast, library.number_and_unit(view.forecast)[0]))
    return tuple(said)


def told(library: Library, view: RungView) -> tuple[Said, ...]:
    """What came and what was promised, in one sentence."""
    first, *rest = promised(library, view)
    return (*came(library, view), replace(first, before=library.messages("ladder.promised")), *rest)


def behind(library: Library, *views: RungView) -> list[Item]:
    """The figures and events that promises and their outcomes rest on, each once."""
    found = (
        one
        for view in views
        for one in (*view.goals, *view.came, view.forecast, library.items[view.event] if view.event else None)
        if one
    )
    return list({one.id: one for one in found}.values())


def until(library: Library, *views: RungView) -> str:
    """The time that promises are for, in words; nothing where none was named, or where they differ."""
    periods = {view.goals[0].of(Value).period for view in views}
    period = periods.pop()
    return library.messages("ladder.for", time=period.words) if period and not periods else ""


def _when(library: Library, value: Value) -> str:
    when = value.period or value.as_of
    return library.messages("times.in", date=when.words) if when else ""


def _on(library: Library, event: Item) -> str:
    day = event.of(Event).date
    return on(library, day) if day else ""


def sentence(said: tuple[Said, ...]) -> str:
    """What is told, as plain words."""
    return ", ".join(" ".join(part for part in (one.before, one.words, one.after) if part) for one in said)


def notes(library: Library, view: LadderView) -> str:
    """How often each outcome occurs, in words: `3 met; 2 missed`."""
    return "; ".join(f"{count} {library.messages(f'outcomes-inside.{state}')}" for state, count in view.counts)


def rests_on(library: Library, arguments: tuple[str, ...]) -> list[Item]:
    """The figures and events that the ladder of a call rests on."""
    return behind(library, *ladder_view(library, arguments[0]).rungs)


def rung_words(library: Library, item: Item) -> str:
    """A promise and its outcome in words."""
    view = rung_view(library, item)
    first = view.states[0]
    outcome = library.messages(f"outcomes-inside.{first}") + view.words.removeprefix(
        library.messages(f"outcomes.{first}")
    )
    return f"{sentence(told(library, view))}: {outcome}"
