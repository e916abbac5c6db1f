"""The record types: what an editor may write into a data file, and what each field means.

Every type is frozen and strict.  The docstring under a field is what an editor reads in the schema.
"""

from __future__ import annotations

from storysite.records.events import Event, Lane, Timeline
from storysite.records.evidence import Correction, Evidence, Named, Record, Reference
from storysite.records.facts import Cards, Fact, Finding, Kind, Value
from storysite.records.field_types import RECORD_ID, InlineText, Past, RefTo, Shape
from storysite.records.lifecycle import Former, Redirect, Seen, Withdrawal
from storysite.records.matrices import Cell, Column, Group, Level, Matrix, Row
from storysite.records.narrative import Cycle, Question, Step, Stop, Term, Trail
from storysite.records.sources import FORMAT, Publisher, Source

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

__all__ = [
    "FILES",
    "FORMAT",
    "KEPT",
    "KINDS",
    "RECORD_ID",
    "Cards",
    "Cell",
    "Column",
    "Correction",
    "Cycle",
    "Event",
    "Evidence",
    "Fact",
    "Finding",
    "Former",
    "Group",
    "InlineText",
    "Kind",
    "Lane",
    "Level",
    "Matrix",
    "Named",
    "Past",
    "Publisher",
    "Question",
    "Record",
    "Redirect",
    "RefTo",
    "Reference",
    "Row",
    "Seen",
    "Shape",
    "Source",
    "Step",
    "Stop",
    "Term",
    "Timeline",
    "Trail",
    "Value",
    "Withdrawal",
]
