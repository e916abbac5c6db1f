"""Forms at the git host, one for a kind of record, and what comes in by them: read as words, never run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from storysite.core.diagnostics import joined, nearest
from storysite.core.edit_urls import PROPOSED
from storysite.editing.form_fields import PARTS, RECORDS, Field, fields_of
from storysite.editing.record_edit import Saved, save
from storysite.records import RECORD_ID
from storysite.records.ids import PART_ID
from storysite.source.record_checks import a_kind
from storysite.wording.text import marked_down

FOLDER = ".github/ISSUE_TEMPLATE"
OFFERED = PROPOSED
RARE = set(
    "corrections draft review_by not_to_claim replaced_by home after before newest as_written formula decimals aka rests_on archive".split()
)
"""Fields for those who know the files."""
OF_ISSUES = {"assignees", "body", "labels", "milestone", "projects", "template", "title", "type"}
"""What the host's own address of a new issue says by these names."""
LABEL = "proposal"
"""The label of an issue that the workflow takes."""
WHAT, WHOLE = "What is it?", "Belongs to"
WHOLES = {"value": "the id of the figure", "cell": "the id of the table"}
LONGEST = 20_000
NOTHING = {"_No response_", "None", ""}


@dataclass(frozen=True)
class Answer:
    """What is said in the issue, and what was written."""

    words: str
    saved: Saved


def forms() -> dict[str, str]:
    """The text of each form, by its path."""
    return {f"{FOLDER}/{kind}.yml": _form(kind) for kind in OFFERED}


def write_forms(root: Path) -> list[str]:
    """Write what has changed, where the project has such forms; the paths written."""
    if not (root / FOLDER).is_dir():
        return []
    written = [path for path, text in forms().items() if not _is(root / path, text)]
    for path in written:
        (root / path).write_text(forms()[path], encoding="utf-8", newline="\n")
    return written


def _is(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


def label_of(name: str) -> str:
    """A key of a record as the label of a field."""
    return name.replace("_", " ").capitalize()


def name_in_form(name: str) -> str:
    """A key of a record as the id of a field: some words mean the issue itself where they stand in an address."""
    return f"record-{name}" if name in OF_ISSUES else name.replace("_", "-")


def offered(kind: str) -> list[Field]:
    """The fields of a kind that the forms have."""
    fields = [one for one in fields_of(kind) if one.form not in {"entries", "other"} and one.name not in RARE]
    return sorted(fields, key=lambda one: (not one.required, one.name not in {"source", "locator", "date", "value"}))


def _form(kind: str) -> str:
    body: list[dict[str, Any]] = [_asked("dropdown", "what", WHAT, "", True, options=[kind], default=0)]
    if kind in WHOLES:
        body.append(_asked("input", "of", WHOLE, f"{WHOLES[kind]}.", True))
    for one in offered(kind):
        needed = one.required and one.name == "id"
        help_ = f"{one.help} One a line." if one.many else one.help
        help_ += f" Needed for a new {kind}." if one.required and not needed else ""
        if one.form == "choice" and not one.many:
            body.append(_asked("dropdown", one.name, label_of(one.name), help_, needed, options=list(one.choices)))
        else:
            form = "textarea" if one.many or one.form == "prose" else "input"
            body.append(_asked(form, one.name, label_of(one.name), help_, needed))
    about = f"A new {kind}, or what should stand in one that is there: what you leave out stays as it is."
    head = {
        "name": f"Add or change: {kind}",
        "description": about,
        "title": f"{kind.capitalize()}: ",
        "labels": [LABEL],
    }
    text = yaml.safe_dump({**head, "body": body}, sort_keys=False, allow_unicode=True, width=116)
    return f"# Written by `python3 -m macros schema` from the record types.\n{text}"


def _asked(form: str, name: str, label: str, help: str, needed: bool, **more: Any) -> dict[str, Any]:
    about = {"label": label, **({"description": help} if help else {}), **more}
    return {
        "type": form,
        "id": name_in_form(name),
        "attributes": about,
        **({"validations": {"required": True}} if needed else {}),
    }


def read(body: str) -> tuple[str, str, dict[str, Any]] | str:
    """The kind, the id and the values that an issue says; or what is amiss with it."""
    if len(body) > LONGEST:
        return f"The text has {len(body):,} signs; up to {LONGEST:,} are read."
    said: dict[str, str] = {}
    parts = re.split(r"^### (.+)$", body.replace("\r\n", "\n"), flags=re.MULTILINE)
    for label, text in zip(parts[1::2], parts[2::2], strict=True):
        if label.strip() in said:
            return f"The field “{marked_down(label.strip())}” is there twice."
        said[label.strip()] = "" if text.strip() in NOTHING else text.strip()
    kind = said.pop(WHAT, "")
    if kind not in OFFERED:
        return joined(f"“{marked_down(kind)}” is none of: {', '.join(OFFERED)}.", nearest(kind, OFFERED))
    whole = said.pop(WHOLE, "")
    fields = {label_of(one.name): one for one in offered(kind)}
    if unknown := [label for label in said if label not in fields]:
        return f"{a_kind((kind,)).capitalize()} has no field “{marked_down(unknown[0])}”."
    values: dict[str, Any] = {}
    for label, text in said.items():
        one = fields[label]
        if text:
            values[one.name] = [line.strip(" -") for line in text.split("\n") if line.strip(" -")] if one.many else text
    own = [values.get("row", ""), values.get("column", "")] if kind == "cell" else [values.get("id", "")]
    ids = [whole, *own] if kind in PARTS else own
    if not RECORD_ID.match(ids[0]) or not all(PART_ID.match(part) for part in ids[1:]):
        return "An id is made of small letters, digits and hyphens: look at “Id” and “Belongs to”."
    return kind, ".".join(ids), values


def answer(root: Path, today: date, body: str) -> Answer:
    """Write what an issue proposes, and say in plain words what came of it."""
    found = read(body)
    if isinstance(found, str):
        return Answer(f"This could not be taken. {found}\n", Saved({}))
    kind, id, values = found
    saved = save(root, today, kind, id, values)
    if saved.wrong:
        told = [f"- **{label_of(name) if name else 'The whole'}**: {marked_down(words)}" for name, words in saved.wrong]
        return Answer(
            "\n".join(["This could not be taken yet. Edit the text above, and it is tried again.", "", *told, ""]),
            saved,
        )
    if not saved.texts or kind not in {*RECORDS, *PARTS}:
        return Answer("There is nothing new in this.\n", saved)
    return Answer(f"The {kind} `{id}` is written into {', '.join(f'`{path}`' for path in saved.texts)}.\n", saved)
