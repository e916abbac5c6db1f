"""Ids: what one may look like, and which are taken."""

from __future__ import annotations

import re

from storysite.core.inline_markup import slug
from storysite.records.field_marks import fault

RECORD_ID = re.compile(r"[a-z][a-z0-9-]{1,47}\Z")
PART_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,47}\Z")
DEVICE_NAMES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
"""Names that Windows keeps for devices: no folder can be called so there."""
RESERVED_IDS = {
    "all",
    "events",
    "figures",
    "sources",
    "cells",
    "steps",
    "terms",
    "questions",
    "datapackage",
    "schema",
    "decks",
}
"""Names of files under `/data/` that hold all records of a kind: a view of that name would overwrite them."""
PAGE_IDS = {
    "content",
    "find",
    "finder-words",
    "index",
    "moved-to",
    "not-yet-released",
    "ref",
    "sure",
    "scheme",
    "sections",
    "tools",
}
"""Ids that every page has itself, and the name of a folder's own file."""
RESERVED_PARTS = {"chart"}
"""Part ids that the generator makes itself: `<fact>.chart` is the address of a fact's chart."""


def record_id(text: str) -> str:
    if not RECORD_ID.match(text):
        near = slug(text)
        raise fault(
            "bad-id",
            f"'{text}' is not an id",
            "an id is 2 to 48 signs of a to z, 0 to 9 and hyphens, and begins with one of a to z"
            + (f"; write '{near}'" if RECORD_ID.match(near) else ""),
            text,
            bare if RECORD_ID.match(bare := text.strip()) else "",
        )
    if text in DEVICE_NAMES:
        raise fault("device-name", f"'{text}' is the name of a device on Windows", "choose another id")
    if text in PAGE_IDS:
        raise fault(
            "reserved-id",
            f"'{text}' is the id of a part that every page has, or of a folder's own page",
            "choose another id",
        )
    if text in RESERVED_IDS:
        raise fault(
            "reserved-id", f"'{text}' is the name of a file that holds all records of a kind", "choose another id"
        )
    return text


def part_id(text: str) -> str:
    if not PART_ID.match(text):
        bare = text.strip()
        raise fault(
            "bad-id",
            f"'{text}' is not an id",
            "a part's id is 1 to 48 signs of a to z, 0 to 9 and hyphens",
            text,
            bare if PART_ID.match(bare) else "",
        )
    if text in RESERVED_PARTS or text in DEVICE_NAMES:
        raise fault("reserved-id", f"'{text}' is kept for the generator or for Windows", "choose another id")
    return text


def item_id(text: str) -> str:
    """The id of a record, or of a part of one."""
    top, *parts = text.split(".")
    record_id(top if re.fullmatch(r"[a-z0-9.-]+", text) and ".." not in text else text)
    for part in parts:
        if part not in RESERVED_PARTS:
            part_id(part)
    return text
