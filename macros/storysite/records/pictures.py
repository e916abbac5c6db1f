"""Pictures that tell one thing: ladders, flows, scenes, and voices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from storysite.records.events import Event, Timeline
from storysite.records.evidence import Evidence, Fault, Named, Part, Record
from storysite.records.facts import Fact, Value, nothing_to_draw
from storysite.records.field_marks import RefTo, fault
from storysite.records.field_types import EventId, PartId, PastDate, Prose, Words
from storysite.records.matrices import Group

QUOTED = re.compile(r'[“”„«»]|(?<!\S)"(?=\w[^"]*\w[.,!?]?")')
"""Signs that quote: what a voice says is told in words of our own."""


class Rung(Record):
    """A promise on a ladder: a goal, and what is set against it."""

    id: PartId
    """Its address is the ladder's id, a dot and this."""
    title: Words
    """What was promised, in a few words."""
    goal: Annotated[str, RefTo("value")]
    """The value of kind goal, plan or forecast that was promised."""
    result: Annotated[str, RefTo("fact", "value")] | None = None
    """The fact whose results are set against it, or one of its values; without it, the goal's own fact."""
    better: Literal["higher", "lower"] = "higher"
    """Which way is better: `lower` where the promise is to have less of something."""
    group: str | None = None
    """The id of its group."""
    text: Prose | None = None
    """What a reader has to know to read it right."""

    @property
    def draws_on(self) -> tuple[str, ...]:
        return (self.goal, *((self.result,) if self.result and "." in self.result else ()))


class Ladder(Named):
    """Promises and what came of them, a row each, every row to its own scale."""

    title: Words
    """What it shows: a sentence that a reader could repeat."""
    text: Prose | None = None
    """How to read it, in a sentence or two."""
    groups: tuple[Group, ...] = ()
    """Heads over rungs."""
    rungs: Annotated[tuple[Rung, ...], Field(min_length=2)]
    """The promises, in order."""

    def parts(self) -> Iterator[Part]:
        """Its rungs."""
        for at, rung in enumerate(self.rungs):
            yield Part(rung.id, "rung", rung.title, rung, ("rungs", at))

    def faults(self, records: Mapping[str, Record]) -> Iterator[Fault]:
        """A rung promises something, names a group of this ladder, and its results are counted in the unit of its goal."""
        groups = [group.id for group in self.groups]
        for at, rung in enumerate(self.rungs):
            if rung.group is not None and rung.group not in groups:
                yield no_part(("rungs", at, "group"), "group", rung.group, groups)
            goal, fact = records.get(rung.goal), records.get(rung.goal.partition(".")[0])
            if isinstance(goal, Value) and goal.kind == "result":
                yield Fault(
                    ("rungs", at, "goal"),
                    "no-promise",
                    f"goal: '{rung.goal}' is a result, and nobody promised it",
                    "name a value of kind goal, plan or forecast",
                )
            other = records.get((rung.result or rung.goal).partition(".")[0])
            if isinstance(fact, Fact) and isinstance(other, Fact) and fact.unit != other.unit:
                yield Fault(
                    ("rungs", at, "result"),
                    "other-unit",
                    f"result: counted in {other.unit or 'no unit'}, where the goal is counted in {fact.unit or 'no unit'}",
                    "name a fact with the same unit: the two are drawn to one scale",
                )


class Lead(Evidence):
    """A link of a flow, from one item on to another: solid where a source says it, dashed where it is ours."""

    to: str
    """The id of the item that it leads to, in a later column."""
    text: Prose | None = None
    """What leads on, in a few words."""


class FlowItem(Evidence):
    """An item of a flow."""

    without_source: ClassVar[tuple[str, ...]] = ("event",)

    id: PartId
    """Its address is the flow's id, a dot and this."""
    column: str
    """The id of its column."""
    title: Words
    """A few words."""
    event: EventId | None = None
    """The event that it is: gives it its date and its evidence."""
    text: Prose | None = None
    """What happened, in a sentence."""
    leads: tuple[Lead, ...] = ()
    """The items of later columns that it led to."""
    open: Prose | None = None
    """Where nothing is told of what it led to: what is not known."""

    @property
    def needs_evidence(self) -> bool:
        return self.event is None

    @property
    def draws_on(self) -> tuple[str, ...]:
        return (self.event,) if self.event else ()

    @model_validator(mode="after")
    def _led_on_or_open(self) -> FlowItem:
        if self.leads and self.open:
            raise fault("open-and-led", "the item leads on and says open:", "keep one of the two")
        return self


class Flow(Named):
    """Items in columns with links between them: what led to what."""

    title: Words
    """What it shows: a sentence that a reader could repeat."""
    text: Prose | None = None
    """How to read it, in a sentence or two."""
    columns: Annotated[tuple[Group, ...], Field(min_length=2, max_length=4)]
    """The columns, two to four, in order."""
    items: Annotated[tuple[FlowItem, ...], Field(min_length=2)]
    """The items, in order."""

    def parts(self) -> Iterator[Part]:
        """Its items, each followed by its links."""
        titles = {item.id: item.title for item in self.items}
        for at, item in enumerate(self.items):
            yield Part(item.id, "flow-item", item.title, item, ("items", at))
            for place, lead in enumerate(item.leads):
                title = f"{item.title} → {titles.get(lead.to, lead.to)}"
                yield Part(f"{item.id}.{lead.to}", "flow-link", title, lead, ("items", at, "leads", place))

    def faults(self, records: Mapping[str, Record]) -> Iterator[Fault]:
        """An item stands in a column, leads to later ones only, and does not end without a word."""
        columns = [column.id for column in self.columns]
        places = {item.id: columns.index(item.column) for item in self.items if item.column in columns}
        for at, item in enumerate(self.items):
            if item.column not in columns:
                yield no_part(("items", at, "column"), "column", item.column, columns)
                continue
            for place, lead in enumerate(item.leads):
                path = ("items", at, "leads", place, "to")
                if lead.to not in [other.id for other in self.items]:
                    yield no_part(path, "item", lead.to, [other.id for other in self.items if other.id != item.id])
                elif places.get(lead.to, 9) <= places[item.id]:
                    yield Fault(
                        path, "leads-back", f"to: '{lead.to}' stands in no later column", "a flow leads on, never back"
                    )
            if not item.leads and not item.open and places[item.id] < len(columns) - 1:
                yield Fault(
                    ("items", at),
                    "ends-silently",
                    f"'{item.id}' leads to nothing and does not say so",
                    "add leads:, or open: with what is not known",
                )


class Voice(Named, Evidence):
    """What somebody said, reported in our own words."""

    text: Prose
    """What was said, in words of our own and without quotation marks."""
    person: Words
    """Who said it."""
    office: Words
    """Their office at that time."""
    date: PastDate
    """When it was said or published, as precise as the source: a day where it has one."""

    @property
    def heading(self) -> str:
        """Who spoke, and when."""
        return f"{self.person}, {self.date.words}"

    @model_validator(mode="after")
    def _reported(self) -> Voice:
        if quote := QUOTED.search(self.text):
            raise fault(
                "quoted",
                f"text: has the quotation mark {quote[0]}",
                "report what was said in words of our own, unquoted",
            )
        return self


class Beat(Evidence):
    """A step of a scene: what is told while its picture shows one state."""

    claims: ClassVar[bool] = False
    id: PartId
    """Its address is the scene's id, a dot and this."""
    title: Words
    """Its heading."""
    text: Prose
    """What is told, in one to four sentences."""
    shows: Annotated[tuple[Annotated[str, RefTo("any")], ...], Field(min_length=1)]
    """The parts of the picture that it is about, by their ids."""


class Scene(Named):
    """A picture that stays while steps of text pass."""

    title: Words
    """Its name, read out by screen readers."""
    text: Prose | None = None
    """What it tells, in a sentence, for the search."""
    picture: Annotated[str, RefTo("matrix", "timeline", "fact", "ladder", "flow", "cycle")]
    """The record that is drawn."""
    beats: Annotated[tuple[Beat, ...], Field(min_length=3, max_length=7)]
    """Three to seven steps, in order."""

    def parts(self) -> Iterator[Part]:
        """Its steps."""
        for at, beat in enumerate(self.beats):
            yield Part(beat.id, "beat", beat.title, beat, ("beats", at))

    def faults(self, records: Mapping[str, Record]) -> Iterator[Fault]:
        """Each step names parts that its picture has."""
        picture = records.get(self.picture)
        yield from nothing_to_draw(self.picture, picture, ("picture",), "name another record, or add a value")
        for at, beat in enumerate(self.beats):
            for place, name in enumerate(beat.shows):
                if name in records and picture is not None and not _is_part(self.picture, picture, name, records[name]):
                    yield Fault(
                        ("beats", at, "shows", place),
                        "not-in-the-picture",
                        f"shows: '{name}' is no part of '{self.picture}'",
                        "name rows, values, steps, items or events that the picture shows",
                    )


def _is_part(whole: str, picture: Any, name: str, part: Any) -> bool:
    if isinstance(picture, Timeline):
        return (
            isinstance(part, Event)
            and (not picture.lanes or bool(set(picture.lanes) & set(part.lanes)))
            and (picture.span is None or (part.date is not None and part.date.overlaps(picture.span)))
        )
    return name.startswith(f"{whole}.")


def no_part(path: tuple[str | int, ...], what: str, name: str, known: list[str]) -> Fault:
    """A name of a part that is not there."""
    hint = f"the {what}s are: {', '.join(known)}" if known else f"there are no {what}s"
    return Fault(path, "no-such-part", f"{path[-1]}: there is no {what} '{name}'", hint)
