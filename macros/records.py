"""The record types: what an editor may write into a data file, and what each field means.

Every type is frozen and strict.  The docstring under a field is what an editor reads in the schema.  A scalar comes
in as the text that stands in the file, so each field says by its type how it is read.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, GetJsonSchemaHandler, PlainSerializer
from pydantic import WithJsonSchema, model_validator
from pydantic_core import CoreSchema, PydanticCustomError

from macros.dates import DateProblem, When, parse

RECORD_ID = re.compile(r"[a-z][a-z0-9-]{1,47}\Z")
PART_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,47}\Z")
SITE_ADDRESS = re.compile(r"/(?:[a-z0-9][a-z0-9-]*/)*(?:#[a-z][a-z0-9-]*)?\Z")
NUMBER = re.compile(r"-?\d+(\.\d+)?\Z", re.ASCII)
DEVICE_NAMES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
"""Names that Windows keeps for devices: no folder can be called so there."""
RESERVED_IDS = {"all", "events", "figures", "sources", "cells", "steps", "terms", "questions", "datapackage", "schema", "decks"}
"""Names of files under `/data/` that hold all records of a kind: a view of that name would overwrite them."""
RESERVED_PARTS = {"chart"}
"""Part ids that the generator makes itself: `<fact>.chart` is the address of a fact's chart."""


class RefTo:
    """Marks a field that names another record; the library checks that it is there and of one of these kinds."""

    def __init__(self, *kinds: str):
        self.kinds = kinds

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """The shape of such an id; whether there is such a record only the library can say."""
        parts = {("value",): 1, ("fact", "value"): "0,1", ("any",): "0,2"}.get(self.kinds, 0)
        pattern = r"[a-z][a-z0-9-]{1,47}" + (rf"(\.[a-z0-9][a-z0-9-]{{0,47}}){{{parts}}}" if parts else "")
        return _pattern(pattern, f"write the id of a {' or '.join(self.kinds).replace('any', 'record')}")


class InlineText:
    """Marks a field whose text may hold the little markup of `macros.prose`."""


def _pattern(pattern: str, hint: str, **others: Any) -> dict[str, Any]:
    """The JSON Schema of a text, with the words that an editor's program shows where it does not fit."""
    return {"type": "string", "pattern": f"^({pattern})$", "patternErrorMessage": hint, **others}


def fault(code: str, message: str, hint: str = "") -> PydanticCustomError:
    """An error of a field's value, with what is allowed kept apart from what is wrong."""
    return PydanticCustomError(code, "{message}", {"message": message, "hint": hint})


def _record_id(text: str) -> str:
    if not RECORD_ID.match(text):
        near = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:48]
        raise fault(
            "bad-id",
            f"'{text}' is not an id",
            "an id is 2 to 48 small letters, digits and hyphens, and begins with a letter"
            + (f"; write '{near}'" if RECORD_ID.match(near) else ""),
        )
    if text in DEVICE_NAMES:
        raise fault("device-name", f"'{text}' is the name of a device on Windows", "choose another id")
    if text in RESERVED_IDS:
        raise fault("reserved-id", f"'{text}' is the name of a file that holds all records of a kind", "choose another id")
    return text


def _part_id(text: str) -> str:
    if not PART_ID.match(text):
        raise fault("bad-id", f"'{text}' is not an id", "a part's id is 1 to 48 small letters, digits and hyphens")
    if text in RESERVED_PARTS or text in DEVICE_NAMES:
        raise fault("reserved-id", f"'{text}' is kept for the generator or for Windows", "choose another id")
    return text


def _words(text: str) -> str:
    if not text.strip():
        raise fault("empty", "is empty", "write the words, or leave the key out")
    return " ".join(text.split())


def _date(text: Any) -> When:
    if isinstance(text, When):
        return text
    if not isinstance(text, str):
        raise fault("bad-date", "is not a date", "write one date in EDTF, such as 2021-04")
    try:
        return parse(text)
    except DateProblem as error:
        raise fault("bad-date", error.message, error.hint) from error


def _day(text: Any) -> When:
    when = _date(text)
    if when.precision != "day" or when.circa or when.uncertain:
        raise fault("bad-date", f"'{text}' is not a day", "write a day, such as 2026-11-20")
    return when


def _number(text: Any) -> Decimal:
    if isinstance(text, Decimal):
        return text
    if not isinstance(text, str) or not NUMBER.match(text):
        bare = re.sub(r"[_, ]", "", str(text))
        near = bare if NUMBER.match(bare) else ""
        raise fault(
            "bad-number",
            f"'{text}' is not a number",
            "write digits and a point, with no comma, space or underscore between them, and the unit in unit:"
            + (f"; write {near}" if near else ""),
        )
    return Decimal(text)


def _web_address(text: str) -> str:
    if not re.match(r"https?://[^\s<>\"'`\\]+\Z", text):
        raise fault("bad-address", f"'{text}' is not a web address", "an address begins with https:// or http://")
    return text


def _page_path(text: str) -> str:
    if not re.match(r"([a-z0-9][a-z0-9-]*/)*[a-z0-9][a-z0-9-]*\.md\Z", text):
        raise fault("bad-path", f"'{text}' is not the path of a page", "write it from docs/ on, such as company/history.md")
    return text


def _item_id(text: str) -> str:
    """The id of a record, or of a part of one."""
    top, *parts = text.split(".")
    _record_id(top if re.fullmatch(r"[a-z0-9.-]+", text) and ".." not in text else text)
    for part in parts:
        if part not in RESERVED_PARTS:
            _part_id(part)
    return text


def _site_address(text: str) -> str:
    if not SITE_ADDRESS.match(text):
        raise fault(
            "bad-address", f"'{text}' is not an address on this site",
            "write it from the site's root on, with slashes at both ends, such as /company/history/, and a heading's id after '#'",
        )
    return text


_RECORD_ID = _pattern(
    r"[a-z][a-z0-9-]{1,47}", "an id is 2 to 48 small letters, digits and hyphens, and begins with a letter",
    **{"not": {"enum": sorted(DEVICE_NAMES)}},
)
_PART_ID = _pattern(
    r"[a-z0-9][a-z0-9-]{0,47}", "a part's id is 1 to 48 small letters, digits and hyphens",
    **{"not": {"enum": sorted(DEVICE_NAMES | RESERVED_PARTS)}},
)
_DAY = r"[12]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_ONE_DATE = rf"({_DAY}|[12]\d{{3}}(-(0[1-9]|1[0-2]|3[3-6]|4[01]))?|[12]\d(\dX|XX)|FYE[12]\d{{3}}-\d{{2}}(-[HQ][1-4])?)[~?%]?"
_DATE = rf"{_ONE_DATE}|{_ONE_DATE}/({_ONE_DATE}|\.\.)|\.\./{_ONE_DATE}"

Words = Annotated[str, AfterValidator(_words)]
"""Plain words in one line."""
Prose = Annotated[str, AfterValidator(_words), InlineText()]
"""A paragraph: may hold *emphasis*, [words](id:some-record) and [words](https://…), nothing else."""
RecordId = Annotated[str, AfterValidator(_record_id), WithJsonSchema(_RECORD_ID)]
PartId = Annotated[str, AfterValidator(_part_id), WithJsonSchema({"anyOf": [_PART_ID, {"type": "integer", "minimum": 0}]})]
AnyId = Annotated[str, AfterValidator(_words)]
ItemId = Annotated[str, AfterValidator(_item_id), WithJsonSchema(_pattern(r"[a-z][a-z0-9-]{1,47}(\.[a-z0-9][a-z0-9-]{0,47}){0,2}", "write the id of a record or of a part of one"))]
SiteAddress = Annotated[str, AfterValidator(_site_address), WithJsonSchema(_pattern(SITE_ADDRESS.pattern.removesuffix(r"\Z"), "write an address from the site's root on, such as /company/history/"))]
WebAddress = Annotated[str, AfterValidator(_web_address), WithJsonSchema(_pattern(r"https?://[^\s<>\"'`\\]+", "an address begins with https:// or http://"))]
PagePath = Annotated[str, AfterValidator(_page_path), WithJsonSchema(_pattern(r"([a-z0-9][a-z0-9-]*/)*[a-z0-9][a-z0-9-]*\.md", "write the path of a page from docs/ on, such as company/history.md"))]
Number = Annotated[
    Decimal,
    BeforeValidator(_number),
    PlainSerializer(str),
    WithJsonSchema({"anyOf": [{"type": "number"}, _pattern(r"-?\d+(\.\d+)?", "write digits and a point, without commas")]}),
]
Date = Annotated[
    When,
    BeforeValidator(_date),
    PlainSerializer(lambda when: when.text),
    WithJsonSchema({"anyOf": [_pattern(_DATE, "write a date such as 2021-04-01, 2021-04, 1970, 1970/1980 or FYE2026-03"), {"type": "integer", "minimum": 1000, "maximum": 2999}]}),
]
Day = Annotated[
    When,
    BeforeValidator(_day),
    PlainSerializer(lambda when: when.text),
    WithJsonSchema(_pattern(_DAY, "write a day, such as 2026-11-20")),
]

SourceId = Annotated[str, RefTo("source")]
EventId = Annotated[str, RefTo("event")]
LaneId = Annotated[str, RefTo("lane")]

Kind = Literal["result", "plan", "forecast", "goal"]
Status = Literal["attested", "ours", "unattested"]
Empty = Literal["not-in-source", "in-the-source-figure", "not-applicable", "not-reviewed"]
Shape = Literal["circle", "square", "diamond", "triangle", "cross", "ring", "bar", "star"]


class Record(BaseModel):
    """What all records share: frozen, and no key that is not known."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, arbitrary_types_allowed=True, populate_by_name=True
    )


class Reference(Record):
    """One more source that says the same, or the other side of a dispute."""

    source: SourceId
    """The id of the source."""
    locator: Words
    """The place in the source: a section, a heading, a table; `opening` where only the opening was read."""
    says: Prose | None = None
    """What this source says, where it differs."""


class Correction(Record):
    """A mistake of ours that was published and mended."""

    what: Prose
    """What was wrong and what stands now."""
    why: Prose
    """Why it was wrong."""
    when: Day
    """The day it was mended."""


class Evidence(Record):
    """How something is known: by a source and the place in it, by our reading of other records, or not yet."""

    status: Status = "attested"
    """`attested` by a source; `ours`, our reading or grouping; `unattested`, well known but unsourced."""
    source: SourceId | None = None
    """The id of the source that says it."""
    locator: Words | None = None
    """The place in the source: a section, a heading, a table; `opening` where only the opening was read."""
    also: tuple[Reference, ...] = ()
    """Further sources: each with `source:`, `locator:` and, where it differs, `says:`."""
    reason: Prose | None = None
    """With `status: ours`: why we read it so."""
    rests_on: tuple[Annotated[str, RefTo("any")], ...] = ()
    """With `status: ours`: the records that the reading rests on."""
    lead: Prose | None = None
    """With `status: unattested`: where to look for a proof."""
    claims: ClassVar[bool] = True
    """Whether a record of this type must have evidence."""

    @model_validator(mode="after")
    def _evidence_fits_status(self) -> Evidence:
        if not self.needs_evidence:
            return self
        if self.status == "attested":
            if self.source is None:
                raise fault("no-source", "a source is missing", "add source: and locator:, or say status: ours with a reason:")
            if self.locator is None:
                raise fault("no-locator", "the place in the source is missing", "add locator:, such as a section, or opening")
        if self.status == "ours" and self.reason is None:
            raise fault("no-reason", "status: ours has no reason", "add reason: why we read it so")
        if self.status == "unattested":
            if self.lead is None:
                raise fault("no-lead", "status: unattested has no lead", "add lead: where to look for a proof")
            if self.source is not None:
                raise fault("lead-and-source", "status: unattested has a source", "with a source it is attested: leave status: out")
        if self.source is None and self.locator is not None:
            raise fault("no-source", "there is a locator but no source", "add source:")
        return self

    @property
    def needs_evidence(self) -> bool:
        return self.claims

    @property
    def references(self) -> tuple[Reference, ...]:
        """The main source and the further ones, in order."""
        main = (Reference(source=self.source, locator=self.locator),) if self.source and self.locator else ()
        return main + self.also


class Named(Record):
    """What has an address of its own."""

    id: RecordId
    """The address of this record for ever: small letters, digits and hyphens; never changed, never used again."""
    aka: tuple[Words, ...] = ()
    """Other names and spellings that people search for."""
    home: PagePath | None = None
    """The page that its links lead to; without it, its page in the reference."""
    review_by: Day | None = None
    """The day by which somebody should look at it again."""
    corrections: tuple[Correction, ...] = ()
    """Mistakes of ours in it that were published and mended."""


class Publisher(Record):
    """Who publishes the site, and how they stand to whom it tells of."""

    title: Words
    """The name of the site."""
    name: Words
    """Who publishes it."""
    subject: Words
    """Whom or what the site tells of."""
    stance: Prose
    """How the publisher stands to the subject, in a sentence: printed in header, footer and files to take away."""
    short_stance: Words
    """The same in a few words, for the header."""
    description: Prose
    """What the site is, in one or two sentences."""
    address: WebAddress
    """The address that the site is published at, with its path."""
    repository: WebAddress | None = None
    """The address of the git repository; without it no edit links are shown."""
    contact: Prose
    """How a reader can report a mistake without an account."""
    rights: Prose
    """The licence of the text and the data, and what it leaves out."""
    reviewed: Day
    """The day on which all records were last looked through."""


class Source(Named):
    """A document that facts rest on."""

    title: Words
    """Its title as printed, or a fair translation."""
    publisher: Words
    """Who published it, with the volume or the column."""
    url: WebAddress | None = None
    """Its address, as it was read."""
    missing_url: Prose | None = None
    """Why there is no address."""
    archive: WebAddress | None = None
    """An archived copy."""
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] = "en"
    """Its language (BCP 47): printed beside each link where it is not English."""
    published: Date | None = None
    """When it was published; left out where no date is shown."""
    accessed: Day
    """The day we read it."""
    kind: Literal["primary", "press", "secondary"]
    """`primary` from whom it tells of; `press`; `secondary`, a mirror, a copy, a compilation or a headline."""
    read: Literal["whole", "opening"]
    """How much of it we read; where only the opening, its locators say `opening`."""
    note: Prose | None = None
    """What a reader should know of it."""

    @model_validator(mode="after")
    def _address_or_reason(self) -> Source:
        if self.url is None and self.missing_url is None:
            raise fault("no-address", "the source has no address", "add url:, or missing_url: with the reason")
        return self


class Lane(Named, Evidence):
    """A strand of the story that events belong to, drawn in timelines with a shape of its own."""

    claims: ClassVar[bool] = False
    title: Words
    """Its name."""
    order: int
    """Its place among the lanes, from 1."""
    shape: Shape
    """The shape of its marks."""
    text: Prose | None = None
    """What it gathers."""


class Value(Evidence):
    """One figure: a number with its kind, its time and its source."""

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
    stated: Date | None = None
    """When a plan, forecast or goal was stated."""
    as_written: Words | None = None
    """The source's own label for the period, such as FY2025."""
    basis: Words | None = None
    """On what definition; a chart breaks where it changes."""
    note: Prose | None = None
    """What a reader has to know to read it right."""
    disputed: Prose | None = None
    """Why sources differ about it; needed where two do at the same time."""
    replaced_by: Annotated[str, RefTo("value")] | None = None
    """The newer value that stands in its place."""
    corrections: tuple[Correction, ...] = ()
    """Mistakes of ours in it that were published and mended."""
    review_by: Day | None = None
    """The day by which somebody should look at it again."""

    @property
    def needs_evidence(self) -> bool:
        return self.formula is None

    @model_validator(mode="after")
    def _number_and_time(self) -> Value:
        if (self.value is None) == (self.formula is None):
            raise fault("value-or-formula", "the figure needs a value: or a formula:, one of the two", "add value: with the number, or keep the one that holds")
        if self.formula is not None and (not self.inputs or self.decimals is None):
            raise fault("formula-inputs", "a formula needs inputs: and decimals:", "name each input and the value it stands for")
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
        if self.review_by and self.as_of and self.as_of.start and self.review_by.start < self.as_of.start:
            raise fault("review-before-as-of", "the review date lies before the as-of date", "write a later review_by:")
        return self

    @property
    def time(self) -> When:
        """What the figure is sorted and drawn by: its period, else its as-of date, else when it was stated."""
        when = self.period or self.as_of or self.stated
        assert when is not None
        return when


class Fact(Named):
    """A figure that is followed over time; its values are kept for ever."""

    name: Words
    """What is counted or measured."""
    unit: Words | None = None
    """The unit, as printed after the number: `billion yen`, `people`, `%`."""
    values: Annotated[tuple[Value, ...], Field(min_length=1)]
    """The values, each with its own id."""
    newest: Annotated[str, RefTo("value")] | None = None
    """Which value the bare id means, where it is not the latest in time."""
    note: Prose | None = None
    """What a reader has to know about all its values."""

    @model_validator(mode="after")
    def _review_after_its_values(self) -> Fact:
        days = [value.as_of.start for value in self.values if value.as_of and value.as_of.start]
        if self.review_by and self.review_by.start and self.review_by.start < max(days, default=self.review_by.start):
            raise fault("review-before-as-of", "the review date lies before the as-of date of a value", "write a later review_by:")
        return self


class Cards(Named):
    """A set of figures that are shown together."""

    title: Words
    """The name of the set."""
    facts: Annotated[tuple[Annotated[str, RefTo("fact", "value")], ...], Field(min_length=1)]
    """The facts, or single values, in order."""


class Event(Named, Evidence):
    """Something that happened, or was planned to, at a time."""

    date: Date | None = None
    """When, as precise as the source: 1970, 2021-04, 2021-04-01, FYE2026-03, 196X, 1952~, 1970/.."""
    after: EventId | None = None
    """Instead of a date: the event that it came after."""
    before: EventId | None = None
    """Instead of a date: the event that it came before."""
    kind: Literal["happened", "planned"] = "happened"
    """`planned` where the source only announces it."""
    title: Words
    """A heading of a few words."""
    text: Prose
    """What happened, in one to three sentences."""
    lanes: Annotated[tuple[LaneId, ...], Field(min_length=1)]
    """The strands of the story that it belongs to."""
    disputed: Prose | None = None
    """What sources differ about; the other side stands in `also:` with `says:`."""
    note: Prose | None = None
    """What a reader has to know to read it right."""
    replaced_by: EventId | None = None
    """The event that tells it better."""

    @model_validator(mode="after")
    def _when(self) -> Event:
        if self.date is None and self.after is None and self.before is None:
            raise fault("no-date", "the event has no date", "add date:, or after: or before: with another event's id")
        if self.date is not None and (self.after or self.before):
            raise fault("date-and-order", "the event has a date and after: or before:", "keep one of the two")
        if self.disputed and not self.also:
            raise fault("one-sided", "disputed: without the other side", "add also: with the source that differs and what it says:")
        if self.status == "unattested":
            raise fault("unattested-event", "an event cannot be unattested", "find its source, or leave it out")
        return self


class Timeline(Named):
    """A selection of events, by lane and by span."""

    title: Words
    """Its caption."""
    text: Prose | None = None
    """What it shows, in a sentence."""
    lanes: tuple[LaneId, ...] = ()
    """The lanes drawn, all where none is named; an event shows if it is in one of them."""
    span: Date | None = None
    """Only events that touch this span, such as 2008/2019."""


class Level(Record):
    """A step of a scale that cells are rated on, said in words and shape."""

    id: PartId
    """Its name in cells."""
    title: Words
    """Its words."""
    shape: Shape
    """Its shape."""


class Group(Record):
    """A head over several rows or columns."""

    id: PartId
    """Its name in rows or columns."""
    title: Words
    """Its words."""


class Column(Evidence):
    """A column of a matrix."""

    claims: ClassVar[bool] = False
    id: PartId
    """Rows and columns of a matrix share one set of names."""
    title: Words
    """Its head."""
    group: str | None = None
    """The id of its column group."""
    text: Prose | None = None
    """What it holds, where the head does not say it."""


class Row(Column):
    """A row of a matrix."""

    empty: Empty | None = None
    """Why all cells of this row that are not given are empty."""


class Cell(Evidence):
    """What stands where a row meets a column."""

    row: str
    """The id of the row."""
    column: str
    """The id of the column."""
    text: Prose | None = None
    """What is claimed."""
    level: str | None = None
    """The id of a level."""
    empty: Empty | None = None
    """Why nothing is claimed: not-in-source, in-the-source-figure, not-applicable or not-reviewed."""
    event: EventId | None = None
    """The event that it rests on."""

    @property
    def needs_evidence(self) -> bool:
        return self.empty is None and bool(self.text or self.level)

    @model_validator(mode="after")
    def _filled_or_empty(self) -> Cell:
        if self.empty and (self.text or self.level):
            raise fault("filled-and-empty", "the cell is filled and says empty:", "keep one of the two")
        if not self.empty and not (self.text or self.level):
            raise fault("blank-cell", "the cell is blank", "add text: or level:, or empty: with the reason")
        return self


class Matrix(Named):
    """A table that sets rows against columns, one claim a cell."""

    title: Words
    """Its caption."""
    text: Prose | None = None
    """How to read it, in a sentence or two."""
    corner: Words
    """What the rows are: the head of the first column."""
    column_groups: tuple[Group, ...] = ()
    """Heads over columns."""
    columns: Annotated[tuple[Column, ...], Field(min_length=1)]
    """The columns, in order."""
    row_groups: tuple[Group, ...] = ()
    """Heads over rows."""
    rows: Annotated[tuple[Row, ...], Field(min_length=1)]
    """The rows, in order."""
    levels: tuple[Level, ...] = ()
    """The scale, if cells have levels."""
    cells: tuple[Cell, ...] = ()
    """A cell for each pair of row and column."""


class Step(Evidence):
    """A step of a cycle."""

    id: PartId
    """Its address is the cycle's id, a dot and this."""
    title: Words
    """Its name."""
    text: Prose
    """What is done."""


class Cycle(Named):
    """Steps that lead back to the first."""

    title: Words
    """Its caption."""
    text: Prose | None = None
    """What goes round, in a sentence."""
    steps: Annotated[tuple[Step, ...], Field(min_length=3, max_length=9)]
    """Three to nine steps, in order."""
    back: Prose
    """How the last leads back to the first."""


class Stop(Record):
    """A page on a trail."""

    page: PagePath
    """The page, from docs/ on."""
    title: Words
    """What it is on this trail."""


class Trail(Named):
    """A way through several pages."""

    title: Words
    """Its name."""
    text: Prose
    """For whom it is and where it leads."""
    steps: Annotated[tuple[Stop, ...], Field(min_length=2)]
    """The pages, in order."""


class Term(Named, Evidence):
    """A word that is explained once."""

    title: Words
    """The word."""
    text: Prose
    """What it means, in one or two sentences."""


class Question(Named):
    """Something that the sources leave open."""

    title: Words
    """The question."""
    text: Prose
    """What is known, and what is not."""
    lead: Prose
    """Where to look."""
    about: tuple[Annotated[str, RefTo("any")], ...] = ()
    """The records that it is about."""


class Withdrawal(Record):
    """The end of a published id that nothing stands in for."""

    date: Day
    """The day on which it was withdrawn."""
    reason: Prose
    """Why, for readers who come with an old link."""


class Former(Record):
    """A published id that no record has any more: its addresses go on answering."""

    id: ItemId
    """The id as it was published. It covers the parts of the record too, where they have no entry of their own."""
    moved_to: ItemId | None = None
    """The id that stands in its place now."""
    withdrawn: Withdrawal | None = None
    """Instead, where nothing stands in its place: `date:` and `reason:`."""

    @model_validator(mode="after")
    def _moved_or_withdrawn(self) -> Former:
        if (self.moved_to is None) == (self.withdrawn is None):
            raise fault("moved-or-withdrawn", "needs moved_to: or withdrawn:, one of the two", "say where it went, or when and why it ended")
        return self


class Redirect(Record):
    """A published page or heading that stands at another address now."""

    from_: Annotated[SiteAddress, Field(alias="from")]
    """The old address from the site's root on: `/company/history/`, or `/company/history/#early-years` for a heading."""
    to: SiteAddress
    """The address that it leads to now, written in the same way."""
    date: Day
    """The day on which it moved."""


class Seen(Record):
    """What an outside address answered when it was last asked; written by `python -m macros sources --check`."""

    url: WebAddress
    """The address that was asked."""
    asked: Day
    """The day on which it was last asked."""
    answer: Literal["there", "moved", "gone", "refused", "silent"]
    """`there`; `moved`, it leads on; `gone`; `refused`, it answers but not to us; `silent`, no answer."""
    code: int | None = None
    """The status that it answered with, where it answered."""
    to: WebAddress | None = None
    """Where it leads on to."""
    seen: Day | None = None
    """The last day on which it was there."""


KEPT: dict[str, type[Record]] = {"former": Former, "redirects": Redirect, "seen": Seen}
"""What `docs/data/NAME.yml` holds about addresses: what became of published ids and pages, and what sources answer."""

KINDS: dict[str, type[Record]] = {
    "source": Source,
    "lane": Lane,
    "fact": Fact,
    "cards": Cards,
    "event": Event,
    "timeline": Timeline,
    "matrix": Matrix,
    "cycle": Cycle,
    "trail": Trail,
    "term": Term,
    "question": Question,
}
"""The kinds of record that have an id."""

FILES: dict[str, str] = {
    "sources": "source",
    "lanes": "lane",
    "facts": "fact",
    "cards": "cards",
    "events": "event",
    "timelines": "timeline",
    "matrices": "matrix",
    "cycles": "cycle",
    "trails": "trail",
    "glossary": "term",
    "questions": "question",
}
"""Which kind stands where: `docs/data/NAME.yml`, or any file in `docs/data/NAME/`, a list of records."""
