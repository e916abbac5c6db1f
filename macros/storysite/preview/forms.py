"""Forms in the preview: one for each kind of record, made from the record types, and one for a stretch of a page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, Template

from storysite.components.register.html import KINDS as REGISTERS
from storysite.editing import files
from storysite.editing.form_fields import PARTS, RECORDS, Field, fields_of
from storysite.editing.record_edit import HEAD, Saved, blocks_of, faults, save, save_block, save_head, values_of
from storysite.editing.value_scaffold import value_id
from storysite.engines import adapters
from storysite.preview.overlay import OWN
from storysite.project import Project
from storysite.source.items import Item
from storysite.wording.page_links import address_of

Given = Mapping[str, str]
"""What a form sends: the names of its fields and what stands in them."""
FIRST = "first-"
OF_FIRST = ("value", "qualifier", "as_of", "period", "kind", "stated", "basis", "source", "locator")
"""What the form of a new figure asks of its first value, and what these fields' names begin with."""
OF_HEAD = (
    Field("title", "Its name, in navigation, search and links.", "words", required=True),
    Field(
        "description", "What it tells, in a sentence: shown by search engines and beside links.", "prose", required=True
    ),
)
"""The fields of the head of a page."""
MORE = 2
"""How many empty places a list has for what is added."""
ADDED = {"timeline": "event", "facts": "cards", "chart": "value"}
"""What is added beside a list that a macro shows."""


@cache
def _template() -> Template:
    loader = FileSystemLoader(Path(__file__).parent)
    return Environment(autoescape=True, loader=loader, keep_trailing_newline=True).get_template("form.html")


@dataclass
class Forms:
    """The forms of a project, and what can be undone."""

    root: Path
    done: list[tuple[str, dict[str, tuple[bytes | None, bytes]]]] = field(default_factory=list)
    """What was saved: its name, and of each file the bytes before and after."""

    # --- showing --------------------------------------------------------------------------------

    def marks(self, project: Project, address: str) -> dict[str, Any]:
        """What can be changed on the page at an address: ids with their names, and what can be added below which heading."""
        path = next((path for path in project.pages if address_of(path) == address), "")
        if not path:
            return {}
        page, items = project.pages[path], project.library.items
        shown = {id for ids in project.carried[path].values() for id in ids}
        adds = []
        for call in page.calls:
            kind = REGISTERS.get(call.arguments[0]) if call.name == "register" else ADDED.get(call.name)
            above = [heading.id for heading in page.headings if heading.id and heading.mark < call.mark]
            of = call.arguments[0] if kind == "value" else ""
            if kind and above:
                adds.append({"kind": kind, "below": above[-1], "of": of})
        wholes = {kind: name for name, (kind, _, _) in PARTS.items() if name not in {"cell", "column"}}
        return {
            "page": path,
            "edit": {id: items[id].title for id in shown if id in items and items[id].kind != "chart"},
            "parts": {id: wholes[items[id].kind] for id in shown if id in items and items[id].kind in wholes},
            "adds": adds,
            "kinds": sorted(RECORDS),
        }

    def show(self, project: Project, given: Given, token: str, wrong: tuple[tuple[str, str], ...] = ()) -> bytes | None:
        """The form for a record, a new one, or a stretch of a page; nothing where there is no such thing."""
        if page := given.get("page"):
            return self._block(project, page, given, token, wrong)
        item = project.library.items.get(given.get("id", ""))
        kind = given.get("kind") or (item.kind if item else "")
        if kind not in {*RECORDS, *PARTS} or (item is None and not given.get("kind")):
            return None
        fields = [one for one in fields_of(kind) if one.form != "other"]
        said = _read(kind, given)
        values: dict[str, Any] = {}
        if item and not (kind == "cell" and item.path[0] != "cells"):
            values = values_of(item, files.texts_of(self.root)[item.mark.path])
        of = given.get("of", "")
        own = item.id.split(".") if item else [*of.split(".")]
        if kind == "cell" and len(own) == 3:
            values |= {"row": own[1], "column": own[2]}
        if not item and kind == "source":
            values["accessed"] = project.library.today.isoformat()
        values |= said
        fixed = {"row", "column"} if kind == "cell" else {"id"} if item else set()
        evidence = ["status", "source", "locator", "also", "reason", "rests_on", "lead"]
        first = [one for one in fields if one.required or one.name in {"date", "value", "as_of", "url", "text", "unit"}]
        groups = [
            ("", [one for one in first if one.name not in evidence]),
            ("", [one for one in fields if one.name in {"source", "locator"}]),
            ("More", [one for one in fields if one not in first and one.name not in {"source", "locator"}]),
        ]
        if kind == "fact" and not item:
            fields = [*fields, *_first_value()]
            groups.insert(2, ("Its first value", _first_value()))
            values |= {name: given.get(f"f.{name}", "") for name in (one.name for one in _first_value())}
        return self._page(
            given,
            token,
            wrong,
            title=f"{item.title}" if item else f"A new {kind}" + (f" of {of}" if of else ""),
            hidden={"kind": kind, "id": item.id if item else "", "of": of},
            groups=[(name, members) for name, members in groups if members],
            opened=any(name in {one.name for one in groups[-1][1]} for name, _ in wrong),
            values={one.name: _shown(one, values.get(one.name)) for one in fields},
            fixed=fixed,
            lists=_lists(project, fields),
            parts=_parts(project, item),
            adds=[name for name, (whole, _, _) in PARTS.items() if item and item.kind == whole and name != "cell"],
            id=item.id if item else "",
        )

    def _block(
        self, project: Project, page: str, given: Given, token: str, wrong: tuple[tuple[str, str], ...]
    ) -> bytes | None:
        if page not in project.pages:
            return None
        if "words" in given and not given["words"] and not given.get("old"):
            written = project.pages[page]
            values = {"title": written.title, "description": written.description}
            said = {name: given[f"f.{name}"] for name in HEAD if f"f.{name}" in given}
            return self._page(
                given,
                token,
                wrong,
                title=f"The head of {page}",
                hidden={"page": page, "words": ""},
                groups=[("", list(OF_HEAD))],
                values={**values, **said},
            )
        text = files.texts_of(self.root)[f"docs/{page}"]
        lines = text.split("\n")
        stretches = ["\n".join(lines[a:b]) for a, b in blocks_of(text, project.pages[page].start)]
        old = given.get("old") or max(stretches, key=lambda one: _likeness(one, given.get("words", "")), default="")
        return self._page(
            given,
            token,
            wrong,
            title=f"A part of {page}",
            hidden={"page": page, "old": old},
            block=given.get("text", old),
        )

    def _page(self, given: Given, token: str, wrong: tuple[tuple[str, str], ...], **more: Any) -> bytes:
        told: dict[str, str] = {}
        for name, message in wrong:
            told[name] = f"{told[name]}\n{message}" if name in told else message
        known = {one.name for _, fields in more.get("groups", ()) for one in fields} | (
            {"text"} if "block" in more else set()
        )
        whole = [f"{name}: {message}" if name else message for name, message in told.items() if name not in known]
        settings = {"groups": [], "lists": {}, "parts": [], "adds": [], "saved": given.get("saved", ""), "fixed": set()}
        back = given.get("back", "/")
        shown = {**settings, **more, "own": OWN, "back": back, "token": token, "wrong": told, "whole": whole}
        shown["hidden"] = {**more["hidden"], "back": back}
        return _template().render(shown, undo=self.done[-1][0] if self.done else "").encode()

    # --- saving ---------------------------------------------------------------------------------

    def check(self, given: Given) -> dict[str, str]:
        """What is wrong with a form by itself: message by field."""
        kind = given.get("kind", "")
        return dict(faults(kind, _read(kind, given))) if kind in {*RECORDS, *PARTS} else {}

    def save(self, given: Given) -> Saved:
        """Write what a form says."""
        today = adapters.reading_date()
        if (page := given.get("page")) and any(f"f.{name}" in given for name in HEAD):
            said = {name: given.get(f"f.{name}", "") for name in HEAD}
            return self._keep(f"the head of {page}", lambda: save_head(self.root, today, page, said))
        if page := given.get("page"):
            return self._keep(
                f"a part of {page}", lambda: save_block(self.root, today, page, given["old"], given["text"])
            )
        kind = given.get("kind", "")
        if kind not in {*RECORDS, *PARTS}:
            return Saved({}, (("", "there is no such kind of record"),))
        values = _read(kind, given)
        id = given.get("id") or ".".join(filter(None, (given.get("of", ""), str(values.get("id", "")))))
        if kind == "cell" and not given.get("id"):
            id = f"{given.get('of', '').split('.')[0]}.{values.get('row', '')}.{values.get('column', '')}"
        return self._keep(id, lambda: save(self.root, today, kind, id, values))

    def _keep(self, name: str, write: Any) -> Saved:
        """Save, and remember what stood there."""
        before = {path: (self.root / path).read_bytes() for path in files.texts_of(self.root)}
        saved: Saved = write()
        if saved.texts:
            now = {path: (before.get(path), (self.root / path).read_bytes()) for path in saved.texts}
            self.done.append((name, now))
        return saved

    def undo(self) -> str:
        """Take back what was saved last, where nobody has written since; what was done, in words."""
        if not self.done:
            return "There is nothing to undo."
        name, texts = self.done[-1]
        if any((self.root / path).read_bytes() != after for path, (_, after) in texts.items()):
            return f"{name} was changed since by somebody else: undo it there."
        self.done.pop()
        for path, (before, _) in texts.items():
            if before is None:
                (self.root / path).unlink()
            else:
                (self.root / path).write_bytes(before)
        return f"{name} is as it was."


def _likeness(block: str, words: str) -> float:
    """How like a stretch of Markdown is to what a reader sees of it."""
    plain = re.sub(r"\{\{.*?\}\}|[#*_`]|\]\([^)]*\)|\{:[^}]*\}", " ", block).split()
    return SequenceMatcher(None, plain, words.split(), autojunk=False).ratio()


def _read(kind: str, given: Given) -> dict[str, Any]:
    """The values that a form says, by field; a field that it does not show is not among them."""
    found: dict[str, Any] = {}
    for one in fields_of(kind) if kind in {*RECORDS, *PARTS} else ():
        names = [name for name in given if name == f"f.{one.name}" or name.startswith(f"f.{one.name}.")]
        if not names:
            continue
        if one.form == "entries":
            rows: dict[str, dict[str, str]] = {}
            for name in names:
                _, _, number, part = name.split(".", 3)
                if given[name].strip():
                    rows.setdefault(number, {})[part] = given[name].strip()
            found[one.name] = list(rows.values())
        elif one.many:
            found[one.name] = [given[name].strip() for name in names if given[name].strip()]
        else:
            found[one.name] = given[names[0]].strip()
    if kind == "fact" and (first := _first(given)):
        found["values"] = [first]
    return found


def _first_value() -> list[Field]:
    """The fields of the value that a new figure begins with."""
    fields = {one.name: one for one in fields_of("value")}
    return [replace(fields[name], name=f"{FIRST}{name}", required=name == "value") for name in OF_FIRST]


def _first(given: Given) -> dict[str, str]:
    """That value, with an id made of its time; nothing where nothing is said of it."""
    said = {name: text for name in OF_FIRST if (text := given.get(f"f.{FIRST}{name}", "").strip())}
    times: dict[str, str] = {name: said[name] for name in ("period", "as_of", "stated") if name in said}
    return {"id": value_id(times, said.get("kind", "result")), **said} if said else {}


def _shown(one: Field, value: Any) -> Any:
    """What stands in the places of a field: lists have empty ones for more."""
    if one.form == "entries":
        return [*(value or []), {}]
    return [*(value or []), *[""] * MORE] if one.many else value or ""


def _lists(project: Project, fields: list[Field]) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen by typing a part of its name: ids and titles."""
    found: dict[str, list[tuple[str, str]]] = {}
    every = [*fields, *(part for one in fields for part in one.fields)]
    for one in every:
        if one.form == "reference":
            items = project.library.items.values()
            some = [item for item in items if "any" in one.refers_to or item.kind in one.refers_to]
            found["-".join(one.refers_to)] = [(item.id, item.title) for item in some]
        elif one.form == "page":
            found["pages"] = [(path, page.title) for path, page in project.pages.items()]
    return found


def _parts(project: Project, item: Item | None) -> list[tuple[str, str]]:
    if item is None or item.path:
        return []
    parts = project.library.parts(item)
    return [(part.id, part.title) for part in parts if part.path and part.kind != "chart"]
