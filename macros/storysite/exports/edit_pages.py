"""`/edit/<kind>/`: a form for a new record, or for one that is there, which opens a proposal at the git host.

It is a plain form that sends its fields to the host's own form for an issue; a script only fills in what a record says
already. Who only reads loads none of it. There are such pages where the publisher names a repository at a host that
takes fields in an address.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from storysite.core.edit_urls import PROPOSED, proposal_address
from storysite.editing.form_fields import PARTS, Field
from storysite.editing.issue_forms import WHOLE, WHOLES, label_of, name_in_form, offered
from storysite.output.files import write
from storysite.pages.finishing import Finisher
from storysite.pages.page_template import Borrowed, Head, borrowed, framed, showing
from storysite.project import Project
from storysite.records.field_types import LONGEST_PROSE, LONGEST_WORDS
from storysite.source.items import Item

FOLDER = "edit"
PATTERNS = {"id": r"[a-z][a-z0-9\-]{1,47}", "number": r"-?\d+(\.\d+)?"}
"""What a field takes, where that can be said in an expression: browsers want a hyphen in brackets with a backslash."""
OWN = {"row", "column"}
"""Fields that name a part of the record that another field names."""


@dataclass(frozen=True)
class Asked:
    """One field of a form."""

    name: str
    label: str
    help: str
    form: str
    required: bool = False
    choices: tuple[str, ...] = ()
    listed: tuple[tuple[str, str], ...] = ()
    """What it may name: ids and titles."""
    pattern: str = ""
    most: int = LONGEST_WORDS


def write_edit_pages(site: Path, project: Project) -> None:
    """Write a page for each kind that a reader can propose, and beside it what its records say."""
    finisher = Finisher(site, project)
    for address, html in edit_pages(project, borrowed(project)).items():
        finisher.write(address, html)
    for file, text in edit_records(project).items():
        write(site / file, text)


def edit_pages(project: Project, look: Borrowed) -> dict[str, str]:
    """The pages by their addresses; none where no host would take what they send."""
    target = proposal_address(project.library.publisher.repository)
    return {f"{FOLDER}/{kind}/": _page(project, look, kind, target) for kind in PROPOSED} if target else {}


def edit_records(project: Project) -> dict[str, str]:
    """What the records of each kind say, field by field, as the form shows it: loaded when a form asks for it."""
    if not proposal_address(project.library.publisher.repository):
        return {}
    library = project.library
    return {
        f"{FOLDER}/{kind}.json": json.dumps(
            {item.id: _said(item, kind) for item in library.of_kind(kind)}, ensure_ascii=False, separators=(",", ":")
        )
        + "\n"
        for kind in PROPOSED
    }


def _page(project: Project, look: Borrowed, kind: str, target: str) -> str:
    address = f"{FOLDER}/{kind}/"
    word = project.library.kinds[kind].word
    messages = project.library.messages
    publisher = project.library.publisher
    title, about = messages("edit.title", word=word), messages("edit.description", word=word)
    head = Head(title, about, f"{publisher.address}{address}")
    return framed(
        "edit.html",
        showing(project, address),
        project,
        head,
        look,
        kind=kind,
        word=word,
        target=target,
        fields=list(_asked(project, kind)),
        kinds=[(one, project.library.kinds[one].word) for one in PROPOSED],
    )


def _asked(project: Project, kind: str) -> Iterator[Asked]:
    """The fields of a form: those of the host's form, in its order."""
    if kind in WHOLES:
        listed = _listed(project, (PARTS[kind][0],))
        yield Asked("of", WHOLE, f"{WHOLES[kind].capitalize()}.", "words", True, listed=listed, pattern=PATTERNS["id"])
    for one in offered(kind):
        needed = one.required and (one.name == "id" or one.name in OWN)
        help_ = f"{one.help}{' One a line.' if one.many else ''}{f' Needed for a new {kind}.' if one.required and not needed else ''}"
        yield Asked(
            name_in_form(one.name),
            label_of(one.name),
            re.sub(r"`([^`]+)`", r"“\1”", help_),
            "choice"
            if one.form == "choice" and not one.many
            else "prose"
            if one.many or one.form == "prose"
            else "words",
            needed,
            one.choices,
            _listed(project, one.refers_to),
            _pattern(one, kind),
            LONGEST_PROSE if one.form == "prose" or one.many else LONGEST_WORDS,
        )


def _pattern(field: Field, kind: str) -> str:
    if field.name == "id":
        return PATTERNS["id"] if kind not in PARTS else r"[a-z0-9][a-z0-9\-]{0,47}"
    return PATTERNS.get(field.form, "")


def _listed(project: Project, kinds: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The records that a field may name; not all of them, where it may name any."""
    return tuple((item.id, item.title) for kind in kinds for item in project.library.of_kind(kind))


def _said(item: Item, kind: str) -> dict[str, str]:
    """What a record says in each field of the form."""
    record: BaseModel = item.record
    values = record.model_dump(mode="json", by_alias=True)
    found = {name_in_form(one.name): _text(values.get(one.name)) for one in offered(kind)}
    if kind in PARTS:
        found["of"] = item.parent
    return {name: text for name, text in found.items() if text}


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "\n".join(map(str, value))
    return "" if value is None else str(value)
