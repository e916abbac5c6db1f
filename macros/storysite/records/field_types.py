"""What may stand in a field of a record: how each kind of text is read, what is refused, and its JSON Schema.

A scalar comes in as the text that stands in the file, so each field says by its type how it is read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, ValidationInfo, WithJsonSchema

from storysite.core import web_address
from storysite.core.date_parts import DateProblem
from storysite.core.dates import When, parse
from storysite.core.numbers import MOST_DIGITS, NUMBER, meant_number, readings, too_long
from storysite.records.field_marks import ForReaders, InlineText, Past, RefTo, ToPage, fault, text_pattern
from storysite.records.ids import DEVICE_NAMES, RESERVED_PARTS, item_id, part_id, record_id

PAGE_PATH = re.compile(r"([a-z0-9][a-z0-9-]*/)*[a-z0-9][a-z0-9-]*\.md\Z")
FILE_ADDRESS = r"/(?:[A-Za-z0-9_%+(),@~'!.-]+/)*[A-Za-z0-9_%+(),@~'!.-]+\.[A-Za-z0-9]{2,12}"
"""A file of the site, as it stands in a link."""
SITE_ADDRESS = re.compile(rf"(?:/(?:[a-z0-9][a-z0-9-]*/)*(?:#[a-z][a-z0-9-]*)?|/id/[a-z0-9.-]+/|{FILE_ADDRESS})\Z")
LONGEST_WORDS = 250
"""How many signs a title, a name or a place in a source may have."""
LONGEST_PROSE = 2_000
"""How many signs a paragraph may have."""
BLANK_SIGNS = set("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs that Unicode counts as such, and that leave no mark on paper."""


def _words(text: str) -> str:
    if not any(unicodedata.category(sign)[0] in "LNPS" and sign not in BLANK_SIGNS for sign in text):
        raise fault("empty", "is empty", "write the words, or leave the key out")
    return " ".join(text.split())


def _at_most(most: int) -> Callable[[str], str]:
    """Refuses a text that has more signs than every form has room for."""

    def short_enough(text: str) -> str:
        if len(text) > most:
            raise fault(
                "too-long",
                f"has {len(text):,} signs",
                f"at most {most:,} fit everywhere that it is shown: say it in fewer words",
            )
        return text

    return short_enough


def _date(text: Any, info: ValidationInfo) -> When:
    """A date; its words are those of the messages in the context of the validation, English without one."""
    if isinstance(text, When):
        return text
    if not isinstance(text, str):
        raise fault("bad-date", "is not a date", "write one date in EDTF, such as 2021-04")
    try:
        return parse(text, (info.context or {}).get("messages"))
    except DateProblem as error:
        raise fault("bad-date", error.message, error.hint) from error


def _day(text: Any, info: ValidationInfo) -> When:
    when = _date(text, info)
    if when.precision != "day" or when.circa or when.uncertain:
        raise fault("bad-date", f"'{text}' is not a day", "write a day, such as 2026-11-20")
    return when


def _number(text: Any) -> Decimal:
    if isinstance(text, Decimal):
        return text
    if not isinstance(text, str) or not NUMBER.match(text):
        shown = str(text) if isinstance(text, str | int) else "a list" if isinstance(text, list) else "keys"
        near = " or ".join(readings(shown)[:2])
        raise fault(
            "bad-number",
            f"'{shown[:60]}' is not a number",
            (f"write {near}{', whichever the source means' if ' or ' in near else ''}; " if near else "")
            + "a number has digits and a point, with no comma, space or underscore between them, and its unit stands in unit:",
            shown,
            meant_number(shown),
        )
    number = Decimal(text)
    if too_long(number):
        raise fault(
            "number-too-long",
            f"a number of {len(re.sub(r'[^0-9]', '', text))} digits",
            f"at most {MOST_DIGITS} can be kept exactly: choose another unit, or round it as the source does",
        )
    return number if number else abs(number)


def _web_address(text: str) -> str:
    try:
        return web_address.read(text).text
    except web_address.AddressProblem as problem:
        raise fault("bad-address", problem.message, problem.hint) from problem


def _address_of_site(text: str) -> str:
    try:
        return web_address.read_site(text).text
    except web_address.AddressProblem as problem:
        raise fault("bad-address", problem.message, problem.hint) from problem


def _page_path(text: str) -> str:
    if not PAGE_PATH.match(text):
        raise fault(
            "bad-path", f"'{text}' is not the path of a page", "write it from docs/ on, such as company/history.md"
        )
    return text


def _site_address(text: str) -> str:
    if not SITE_ADDRESS.match(text):
        raise fault(
            "bad-address",
            f"'{text}' is not an address on this site",
            "write it from the site's root on, with slashes at both ends, such as /company/history/, and a heading's id after '#'",
        )
    return text


_RECORD_ID = text_pattern(
    r"[a-z][a-z0-9-]{1,47}",
    "an id is 2 to 48 signs of a to z, 0 to 9 and hyphens, and begins with one of a to z",
    **{"not": {"enum": sorted(DEVICE_NAMES)}},
)
_PART_ID = text_pattern(
    r"[a-z0-9][a-z0-9-]{0,47}",
    "a part's id is 1 to 48 signs of a to z, 0 to 9 and hyphens",
    **{"not": {"enum": sorted(DEVICE_NAMES | RESERVED_PARTS)}},
)
_DAY = r"[12]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_ONE_DATE = (
    rf"({_DAY}|[12]\d{{3}}(-(0[1-9]|1[0-2]|3[3-6]|4[01]))?|[12]\d(\dX|XX)|FYE[12]\d{{3}}-\d{{2}}(-[HQ][1-4])?)[~?%]?"
)
_DATE = rf"{_ONE_DATE}|{_ONE_DATE}/({_ONE_DATE}|\.\.)|\.\./{_ONE_DATE}"

Words = Annotated[str, AfterValidator(_words), AfterValidator(_at_most(LONGEST_WORDS)), ForReaders()]
"""Plain words in one line."""
Prose = Annotated[str, AfterValidator(_words), AfterValidator(_at_most(LONGEST_PROSE)), InlineText()]
"""A paragraph: may hold *emphasis*, [words](id:some-record) and [words](https://…), nothing else."""
RecordId = Annotated[str, AfterValidator(record_id), WithJsonSchema(_RECORD_ID)]
PartId = Annotated[
    str, AfterValidator(part_id), WithJsonSchema({"anyOf": [_PART_ID, {"type": "integer", "minimum": 0}]})
]
ItemId = Annotated[
    str,
    AfterValidator(item_id),
    WithJsonSchema(
        text_pattern(
            r"[a-z][a-z0-9-]{1,47}(\.[a-z0-9][a-z0-9-]{0,47}){0,2}", "write the id of a record or of a part of one"
        )
    ),
]
SiteAddress = Annotated[
    str,
    AfterValidator(_site_address),
    WithJsonSchema(
        text_pattern(
            SITE_ADDRESS.pattern.removesuffix(r"\Z"),
            "write an address from the site's root on, such as /company/history/",
        )
    ),
]
WebAddress = Annotated[
    str, AfterValidator(_web_address), WithJsonSchema(text_pattern(r"https?://[^\s<>\"'`\\{}|^]+", web_address.BEGINS))
]
AddressOfSite = Annotated[
    str,
    AfterValidator(_address_of_site),
    WithJsonSchema(
        text_pattern(
            r"https?://[^\s<>\"'`\\?#{};]+", "an address begins with https:// or http:// and has no ? or # in it"
        )
    ),
]
"""The address that a site is published at: servers' files are made from it."""
PagePath = Annotated[
    str,
    AfterValidator(_page_path),
    WithJsonSchema(
        text_pattern(
            r"([a-z0-9][a-z0-9-]*/)*[a-z0-9][a-z0-9-]*\.md",
            "write the path of a page from docs/ on, such as company/history.md",
        )
    ),
    ToPage(),
]
Number = Annotated[
    Decimal,
    BeforeValidator(_number),
    PlainSerializer(lambda number: f"{number:f}"),
    WithJsonSchema(
        {"anyOf": [{"type": "number"}, text_pattern(r"-?\d+(\.\d+)?", "write digits and a point, without commas")]}
    ),
]
Date = Annotated[
    When,
    BeforeValidator(_date),
    PlainSerializer(lambda when: when.text),
    WithJsonSchema(
        {
            "anyOf": [
                text_pattern(_DATE, "write a date such as 2021-04-01, 2021-04, 1970, 1970/1980 or FYE2026-03"),
                {"type": "integer", "minimum": 1000, "maximum": 2999},
            ]
        }
    ),
]
Day = Annotated[
    When,
    BeforeValidator(_day),
    PlainSerializer(lambda when: when.text),
    WithJsonSchema(text_pattern(_DAY, "write a day, such as 2026-11-20")),
]

PastDate = Annotated[Date, Past()]
PastDay = Annotated[Day, Past()]

SourceId = Annotated[str, RefTo("source")]
EventId = Annotated[str, RefTo("event")]
LaneId = Annotated[str, RefTo("lane")]

Shape = Literal["circle", "square", "diamond", "triangle", "cross", "ring", "bar", "star"]
