"""A record, a part of one or a paragraph of a page changed in its file: what is not said anew stays as it is, letter by letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from storysite.checks.read_project import read_project
from storysite.core.diagnostics import Mark, Problem, joined, nearest
from storysite.editing import files
from storysite.editing.entry_lines import span
from storysite.editing.form_fields import MODELS, PARTS, fields_of, place
from storysite.editing.insertion import Written, place_part, place_record, place_value, plain_scalar
from storysite.editing.making import Scaffold
from storysite.editing.proposal import Proposal, new_problems, tried
from storysite.editing.yaml_writer import lines_of_record
from storysite.project import Project
from storysite.source.items import Item
from storysite.source.validation_messages import explained

Values = Mapping[str, Any]
"""What is said of each field: a text, a list of texts, or a list of keys and texts; empty where nothing is said."""
KEY = re.compile(r"([a-z_]+):(?= |$)")


@dataclass(frozen=True)
class Saved:
    """What came of it: the texts that were written, or what is wrong, by the field that it is about."""

    texts: Mapping[str, str]
    wrong: tuple[tuple[str, str], ...] = ()
    """Field and message; no field where it is about none of them."""


HEAD = ("title", "description")
"""What the form of a page's head asks."""


def values_of(item: Item, text: str) -> dict[str, Any]:
    """What the file says of a record or a part, each value as the text that stands there."""
    found: Any = yaml.load(text, Loader=yaml.CBaseLoader)
    found = next(entry for entry in found if entry.get("id") == item.parent)
    for step in item.path:
        found = found[step]
    return dict(found)


def faults(kind: str, values: Values) -> list[tuple[str, str]]:
    """What one record can know of itself: field and message."""
    data = {name: value for name, value in values.items() if value not in (None, "", [])}
    if kind == "fact":
        data.setdefault("values", [{"id": "y", "value": "1", "as_of": "2000", "source": "a-source", "locator": "1"}])
    try:
        MODELS[kind].model_validate(data)
    except ValidationError as error:
        found = explained(MODELS[kind], error.errors(include_url=False))
        return [(_field_of(kind, path), joined(message, hint)) for path, _, message, hint, _ in found]
    return []


def _field_of(kind: str, path: tuple[str | int, ...]) -> str:
    """The field of a form at a path in a record: a new figure's form has fields of its first value, too."""
    if kind == "fact" and path[:1] == ("values",) and len(path) > 2:
        return f"first-{path[2]}"
    return str(path[0]) if path else ""


def save(root: Path, today: date, kind: str, id: str, values: Values) -> Saved:
    """Write a new record or part, or what is said anew of one that is there."""
    project, texts = read_project(root, today), files.texts_of(root)
    item = project.library.items.get(id)
    is_new = item is None or (kind == "cell" and item.path[0] != "cells")
    before = {} if is_new or item is None else values_of(item, texts[item.mark.path])
    given = {name: value for name, value in {**before, **values}.items() if value not in (None, "", [])}
    if wrong := faults(kind, given):
        return Saved({}, tuple(wrong))
    if is_new or item is None:
        return _add(root, project, texts, kind, id, given)
    if item.kind != kind:
        return Saved({}, (("id", f"'{id}' is the id of another record: choose another"),))
    text = texts[item.mark.path]
    changed = {
        field.name: values[field.name]
        for field in fields_of(kind)
        if field.name in values and not _same(values[field.name], before.get(field.name))
    }
    try:
        after = with_values(text, item.mark, changed, kind)
    except ValueError as error:
        return Saved({}, (("", str(error)),))
    return _try(root, project, kind, Written(item.mark.path, after, item.mark.line, item.mark.line))


def _add(root: Path, project: Project, texts: dict[str, str], kind: str, id: str, given: Values) -> Saved:
    own = id.split(".")
    named = {"row": own[1], "column": own[2]} if kind == "cell" else {"id": own[-1]}
    ordered = {
        name: given[name]
        for name in sorted(given, key=lambda name: place(name, kind))
        if name not in {"id", "row", "column"}
    }
    made = Scaffold(kind, {**named, **ordered})
    if kind in PARTS:
        whole = project.library.items.get(own[0])
        if whole is None or whole.kind != PARTS[kind][0]:
            there = [one.id for one in project.library.of_kind(PARTS[kind][0])]
            return Saved({}, (("id", joined(f"there is no '{own[0]}'", nearest(own[0], there))),))
        written = place_value(project, whole, made, texts) if kind == "value" else place_part(whole, kind, made, texts)
    else:
        written = place_record(project, made, texts)
    return _try(root, project, kind, written)


def _try(root: Path, project: Project, kind: str, written: Written) -> Saved:
    proposal = Proposal({written.path: written.text})
    wrong = new_problems(project, tried(root, project, proposal))
    if wrong:
        return Saved({}, tuple((_field_at(written, problem, kind), problem.text) for problem in wrong))
    proposal.write(root)
    return Saved(proposal.texts)


def _field_at(written: Written, problem: Problem, kind: str) -> str:
    """The field whose lines a problem stands in; none where it stands elsewhere."""
    lines = written.text.split("\n")
    first, end = span(lines, written.first)
    if problem.path != written.path or not first < problem.line <= end:
        return ""
    indent = re.match(r"[ -]*", lines[first])
    column = len(indent[0]) if indent else 0
    names = {field.name for field in fields_of(kind)}
    for line in reversed(lines[first : problem.line]):
        key = KEY.match(line[column:])
        if key and key[1] in names and not line[:column].strip(" -"):
            return key[1]
    return ""


def _same(new: Any, old: Any) -> bool:
    """Whether a form says what the file says: blanks and line ends of a text do not count."""
    if isinstance(new, str | None) and isinstance(old, str | None):
        return " ".join((new or "").split()) == " ".join((old or "").split())
    return (new or []) == (old or [])


# --- lines --------------------------------------------------------------------------------------


def with_values(text: str, mark: Mark, changed: Values, kind: str = "") -> str:
    """The text with other values of the entry whose first key stands at a place; all other lines stay."""
    lines = text.split("\n")
    first, end = span(lines, mark.line)
    indent = mark.column - 1
    blocks = dict(_blocks(lines, first, end, indent))
    if not blocks:
        raise ValueError("the record is written in braces: change it in its file")
    edits: list[tuple[int, int, list[str]]] = []
    for name in sorted(changed, key=lambda name: place(name, kind)):
        value = changed[name]
        if name in blocks:
            start, stop = blocks[name]
            if value in (None, "", []):
                if start == first:
                    raise ValueError(f"{name}: the first key of a record cannot go")
                edits.append((start, stop, []))
                continue
            new = _lines(name, value, indent)
            if stop - start == 1 and len(new) == 1 and (remark := re.search(r"(?<=\S)\s+#.*$", lines[start])):
                new[0] += remark[0]
            if start == first:
                new[0] = lines[start][:indent] + new[0][indent:]
            edits.append((start, stop, new))
        elif value not in (None, "", []):
            behind = [key for key in blocks if place(key, kind) <= place(name, kind)]
            at = max((blocks[key][1] for key in behind), default=next(iter(blocks.values()))[1])
            edits.append((at, at, _lines(name, value, indent)))
    # From the last on; of new keys in one place the last comes first, so that they stand in order.
    for start, stop, new in sorted(edits, key=lambda edit: edit[0])[::-1]:
        lines[start:stop] = new
    return "\n".join(lines)


def _blocks(lines: list[str], first: int, end: int, indent: int) -> Iterator[tuple[str, tuple[int, int]]]:
    """The lines of each key of an entry, remarks and empty lines behind it left out."""
    starts = [
        (key[1], at)
        for at in range(first, end)
        if (key := KEY.match(lines[at][indent:])) and not lines[at][:indent].strip(" -")
    ]
    for (name, at), (_, after) in zip(starts, [*starts[1:], ("", end)], strict=True):
        stop = after
        while stop > at + 1 and (not lines[stop - 1].strip() or _is_remark(lines[stop - 1], indent)):
            stop -= 1
        yield name, (at, stop)


def _is_remark(line: str, indent: int) -> bool:
    return line.lstrip().startswith("#") and len(line) - len(line.lstrip()) <= indent


def _lines(name: str, value: Any, indent: int) -> list[str]:
    """A key and its value as lines."""
    lines = lines_of_record({name: value}, indent - 2)
    return [" " * indent + lines[0][indent:], *lines[1:]]


# --- pages --------------------------------------------------------------------------------------


def blocks_of(text: str, start: int) -> list[tuple[int, int]]:
    """The stretches of a page between empty lines, as lines counted from 0; what stands in a fence is one."""
    lines = text.split("\n")
    at = text.count("\n", 0, start)
    found, begun, fence = [], None, ""
    for number in range(at, len(lines) + 1):
        line = lines[number] if number < len(lines) else ""
        if begun is not None and not fence and not line.strip():
            found.append((begun, number))
            begun = None
        elif line.strip():
            begun = number if begun is None else begun
            if mark := re.match(r" *(`{3,}|~{3,})", line):
                fence = "" if fence and line.strip().startswith(fence) else fence or mark[1]
    return found


def save_block(root: Path, today: date, page: str, old: str, new: str) -> Saved:
    """Write another text in the place of a stretch of a page; refused where somebody has changed it meanwhile."""
    project, texts = read_project(root, today), files.texts_of(root)
    path, old, new = f"docs/{page}", _plain(old), _plain(new).strip("\n")
    text = texts.get(path, "") if page in project.pages else ""
    if not new.strip():
        return Saved({}, (("text", "is empty; take a paragraph out in its file"),))
    if text.count(old) != 1:
        return Saved({}, (("text", "this text stands there no more: load the page again"),))
    proposal = Proposal({path: text.replace(old, new)})
    wrong = new_problems(project, tried(root, project, proposal))
    if wrong:
        return Saved({}, tuple(("text", f"{problem.path}:{problem.line}: {problem.text}") for problem in wrong))
    proposal.write(root)
    return Saved(proposal.texts)


def save_head(root: Path, today: date, page: str, values: Mapping[str, str]) -> Saved:
    """Write another title or description into the head of a page; its other lines stay."""
    project, texts = read_project(root, today), files.texts_of(root)
    path = f"docs/{page}"
    if page not in project.pages:
        return Saved({}, (("", f"there is no page '{page}'"),))
    if missing := [(name, "is needed") for name in HEAD if not values.get(name, "").strip()]:
        return Saved({}, tuple(missing))
    head, mark, rest = texts[path].partition("\n---\n")
    said = {"title": project.pages[page].title, "description": project.pages[page].description}
    changed = {name: " ".join(values[name].split()) for name in HEAD if not _same(values[name], said[name])}
    for name, value in changed.items():
        found = re.search(rf"^{name}:.*(\n[ \t]+.*)*", head, re.MULTILINE)
        head = f"{head[: found.start()]}{name}: {plain_scalar(value)}{head[found.end() :]}" if found else head
    proposal = Proposal({path: f"{head}{mark}{rest}"} if changed else {})
    wrong = new_problems(project, tried(root, project, proposal))
    if wrong:
        return Saved({}, tuple(("", problem.text) for problem in wrong))
    proposal.write(root)
    return Saved(proposal.texts)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


__all__ = ["Saved", "blocks_of", "faults", "save", "save_block", "values_of", "with_values"]
