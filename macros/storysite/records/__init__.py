"""The record types: what an editor may write into a data file, and what each field means.

Every type is frozen and strict.  The docstring under a field is what an editor reads in the schema.
"""

from __future__ import annotations

from collections.abc import Mapping

from storysite.records.events import Era, Event, Lane, Timeline
from storysite.records.evidence import Correction, Evidence, Fault, Named, Part, Record, Reference
from storysite.records.facts import Cards, Fact, Finding, Kind, Value
from storysite.records.field_marks import InlineText, Past, RefTo
from storysite.records.field_types import Shape
from storysite.records.ids import RECORD_ID
from storysite.records.images import IMAGE_ENDINGS, IMAGE_FOLDER, Picture
from storysite.records.lifecycle import Copy, Former, Redirect, Seen, Withdrawal
from storysite.records.matrices import Cell, Column, Group, Level, Matrix, Row
from storysite.records.narrative import Cycle, Question, Step, Stop, Term, Trail, TrailCard
from storysite.records.pictures import Beat, Flow, FlowItem, Ladder, Lead, Rung, Scene, Voice
from storysite.records.sources import FORMAT, Publisher, Source

KEPT: dict[str, type[Record]] = {"former": Former, "redirects": Redirect, "seen": Seen, "copies": Copy}
"""What `docs/data/NAME.yml` holds about addresses: what became of published ids and pages, what sources answer, and where
copies of releases are kept."""

RecordTypes = Mapping[str, tuple[str, type[Named]]]
"""What may stand in `docs/data/NAME.yml`, or in any file in `docs/data/NAME/`, a list of records: by NAME the kind of
record and its type."""

__all__ = [
    "FORMAT",
    "IMAGE_ENDINGS",
    "IMAGE_FOLDER",
    "KEPT",
    "RECORD_ID",
    "Beat",
    "Cards",
    "Cell",
    "Column",
    "Copy",
    "Correction",
    "Cycle",
    "Era",
    "Event",
    "Evidence",
    "Fact",
    "Fault",
    "Finding",
    "Flow",
    "FlowItem",
    "Former",
    "Group",
    "InlineText",
    "Kind",
    "Ladder",
    "Lane",
    "Lead",
    "Level",
    "Matrix",
    "Named",
    "Part",
    "Past",
    "Picture",
    "Publisher",
    "Question",
    "Record",
    "RecordTypes",
    "Redirect",
    "RefTo",
    "Reference",
    "Row",
    "Rung",
    "Scene",
    "Seen",
    "Shape",
    "Source",
    "Step",
    "Stop",
    "Term",
    "Timeline",
    "Trail",
    "TrailCard",
    "Value",
    "Voice",
    "Withdrawal",
]
