"""Figures: facts with their values, and sets of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from storysite.core.dates import When
from storysite.records.evidence import Correction, Evidence, Fault, Named, Part, Record
from storysite.records.field_marks import RefTo, fault
from storysite.records.field_types import Date, Day, EventId, Number, PartId, PastDate, Prose, Words

Kind = Literal["result", "plan", "forecast", "goal"]


class Value(Evidence):
    """One figure: a number with its kind, its time and its source."""

    without_source: ClassVar[tuple[str, ...]] = ("formula",)

    id: PartId
    """Its address is the fact's id, a dot and this."""
    value: Number | None = None
    """The number as the source gives it."""
    qualifier: Literal["about", "almost", "nearly", "over", "more than", "at least", "up to", "less than"] | None = None
    """The source's own reserve: part of the value, always printed."""
    formula: Words | None = None
    """Instead of a value: how it is worked out, with the names of `inputs` and + - * / ( )."""
    inputs: dict[str, Annotated[str, RefTo("value")]] = Field(default_factory=dict)
    """The names in the formula and the values that they stand for."""
    decimals: Annotated[int, Field(ge=0, le=6)] | None = None
    """With a formula: how many decimals are printed."""
    kind: Kind = "result"
    """`result`, `plan`, `forecast` or `goal`."""
    period: Date | None = None
    """The time that the figure is about; a fiscal year by its end (FYE2026-03)."""
    as_of: Date | None = None
    """The day or time at which it held."""
    stated: PastDate | None = None
    """When a plan, forecast or goal was stated."""
    as_written: Words | None = None
    """The source's own label for the period, such as FY2025."""
    basis: Words | None = None
    """On what definition; a chart says so where it changes."""
    parts: tuple[Annotated[str, RefTo("value")], ...] = ()
    """The values that it is the sum of: a chart stacks them into it, and draws none of them beside it."""
    note: Prose | None = None
    """What a reader has to know to read it right."""
    disputed: Prose | None = None
    """Why sources differ about it; needed where two do at the same time."""
    replaced_by: Annotated[str, RefTo("value")] | None = None
    """The newer value that stands in its place."""
    withdrawn: EventId | None = None
    """Of a plan, forecast or goal: the event with which it was taken back."""
    reached: EventId | None = None
    """Of a plan, forecast or goal: the event with which it was met, where no figure of the result is held."""
    not_to_claim: Prose | None = None
    """What must not be claimed with it, and why, where its record does not say so: `No double of it as a year.`"""
    corrections: tuple[Correction, ...] = ()
    """Mistakes of ours in it that were published and mended."""
    review_by: Day | None = None
    """The day by which somebody should look at it again."""

    @property
    def needs_evidence(self) -> bool:
        return self.formula is None

    @property
    def draws_on(self) -> tuple[str, ...]:
        return tuple(self.inputs.values())

    @property
    def successor(self) -> str | None:
        return self.replaced_by

    @property
    def dispute(self) -> str | None:
        return self.disputed

    @model_validator(mode="after")
    def _number_and_time(self) -> Value:
        if (self.value is None) == (self.formula is None):
            raise fault(
                "value-or-formula",
                "the figure needs a value: or a formula:, one of the two",
                "add value: with the number, or keep the one that holds",
            )
        if self.formula is not None and (not self.inputs or self.decimals is None):
            raise fault(
                "formula-inputs", "a formula needs inputs: and decimals:", "name each input and the value it stands for"
            )
        if self.formula is None and self.inputs:
            raise fault("formula-inputs", "inputs: without a formula", "add formula:, or take inputs: out")
        if self.status == "unattested":
            raise fault("unattested-figure", "a figure cannot be unattested", "find its source, or leave it out")
        if self.period is None and self.as_of is None and self.stated is None:
            raise fault("no-time", "the figure has no time", "add as_of:, period: or, for a goal, stated:")
        if self.kind == "result" and self.period is None and self.as_of is None:
            raise fault("no-time", "a result needs as_of: or period:", "say when it held")
        if self.kind != "result" and self.stated is None and self.formula is None:
            raise fault("no-time", f"a {self.kind} needs stated:", "say when it was stated")
        if self.kind == "result" and (self.withdrawn or self.reached):
            key = "withdrawn" if self.withdrawn else "reached"
            raise fault("no-promise", f"{key}: of a result", f"only a plan, forecast or goal has {key}:, or add kind:")
        if self.withdrawn and self.reached:
            raise fault("withdrawn-and-reached", "withdrawn: and reached: of one value", "keep the one that happened")
        day, held = self.review_by and self.review_by.start, self.as_of and self.as_of.start
        if day and held and day < held:
            raise fault("review-before-as-of", "the review date lies before the as-of date", "write a later review_by:")
        return self

    @property
    def time(self) -> When:
        """What the figure is sorted and drawn by: its period, else its as-of date, else when it was stated."""
        when = self.period or self.as_of or self.stated
        assert when is not None
        return when


class Finding(Record):
    """What a chart shows, in a sentence that its data keep true."""

    text: Words
    """The title of the chart: a change, a contrast or an outcome; `{name}` prints the value of that input."""
    holds: Words
    """The condition under which that is true, with the names of `inputs`: `result > plan`."""
    inputs: dict[str, Annotated[str, RefTo("value")]] = Field(min_length=1)
    """The names in the condition and the values that they stand for: the chart sets off those that it draws."""


class Fact(Named):
    """A figure that is followed over time; its values are kept for ever."""

    name: Words
    """What is counted or measured."""
    unit: Words | None = None
    """The unit, as printed after the number: `billion yen`, `people`, `%`."""
    sentence: Words | None = None
    """How a value is said inside a sentence, as in `the line had {value}`: what a reader copies begins with the time."""
    values: Annotated[tuple[Value, ...], Field(min_length=1)]
    """The values, each with its own id."""
    newest: Annotated[str, RefTo("value")] | None = None
    """Which value the bare id means, where it is not the latest in time."""
    note: Prose | None = None
    """What a reader has to know about all its values."""
    not_to_claim: Prose | None = None
    """What must not be claimed with any of its values, and why: `Not a cut of jobs: a company left the accounts.`"""
    ended: Prose | None = None
    """Why no newer value is to come, in a sentence: then none is awaited when others of its kind are published."""
    finding: Finding | None = None
    """What its chart shows: the chart's title."""
    events: tuple[EventId, ...] = ()
    """Events that its chart marks between the values."""

    @property
    def heading(self) -> str:
        """What is counted or measured."""
        return self.name

    def parts(self) -> Iterator[Part]:
        """Its values; where there are several, the chart of them too."""
        for at, value in enumerate(self.values):
            yield Part(value.id, "value", f"{self.name}, {value.time.words}", value, ("values", at))
        if len(self.values) > 1:
            yield Part("chart", "chart", self.name, self, ("values",), "chart.over-time")

    @model_validator(mode="after")
    def _sentence_has_its_value(self) -> Fact:
        if self.sentence is not None and self.sentence.count("{value}") != 1:
            raise fault(
                "sentence-value",
                "the sentence has no place for the value, or more than one",
                "write {value} once, where the value belongs: 'the line had {value}'",
            )
        return self

    @model_validator(mode="after")
    def _review_after_its_values(self) -> Fact:
        days = [value.as_of.start for value in self.values if value.as_of and value.as_of.start]
        if self.review_by and self.review_by.start and self.review_by.start < max(days, default=self.review_by.start):
            raise fault(
                "review-before-as-of",
                "the review date lies before the as-of date of a value",
                "write a later review_by:",
            )
        return self


class Cards(Named):
    """A set of figures that are shown together."""

    title: Words
    """The name of the set."""
    facts: Annotated[tuple[Annotated[str, RefTo("fact", "value")], ...], Field(min_length=1)]
    """The facts, or single values, in order."""


def nothing_to_draw(name: str, record: object, path: tuple[str | int, ...], hint: str) -> Iterator[Fault]:
    """What is wrong where a picture is drawn of a fact that has one value."""
    if isinstance(record, Fact) and len(record.values) < 2:
        yield Fault(path, "one-value", f"picture: '{name}' has one value, and nothing to draw", hint)
