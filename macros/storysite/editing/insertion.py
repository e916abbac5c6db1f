"""Where a new record or page belongs, and the file with it in: every other line stays as it was."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from posixpath import dirname
from typing import Any

import yaml

from storysite.editing.entry_lines import span
from storysite.editing.form_fields import PARTS
from storysite.editing.making import Scaffold
from storysite.editing.yaml_writer import lines_of_record
from storysite.project import Project
from storysite.records import Event, Evidence, Fact, Matrix
from storysite.source.items import Item
from storysite.source.json_schema import first_line
from storysite.source.mkdocs_config import Section
from storysite.source.record_reader import Entry
from storysite.source.yaml_scalars import TO_FILL_IN

DATA = "docs/data"


@dataclass(frozen=True)
class Written:
    """The new text of a file, and the lines of it that are new."""

    path: str
    text: str
    first: int
    last: int


def place_record(
    project: Project, made: Scaffold, text_of: dict[str, str], file: str | None = None, *, tried: bool = False
) -> Written:
    """The file with a new record in it, behind those that are like it; `tried` is with a guess for what is open."""
    path = file or _file(project, made)
    after = _like(project, made, path)
    lines = lines_of_record(made.tried if tried else made.record)
    text = text_of.get(path)
    if text is None:
        return Written(path, "\n".join([first_line(path), "", *lines]) + "\n", 3, 2 + len(lines))
    whole = text.removesuffix("\n").split("\n")
    return _insert(path, whole, _end_of(project, after, whole) if after else _last(whole, len(whole)), ["", *lines])


def place_value(
    project: Project, fact: Item, made: Scaffold, text_of: dict[str, str], *, tried: bool = False
) -> Written:
    """The file of a fact with a new value behind its others; `tried` is with a guess for what is open."""
    entry, path = fact.entry, fact.mark.path
    whole = text_of[path].removesuffix("\n").split("\n")
    last = entry.at("values", len(fact.of(Fact).values) - 1)
    below = [mark.line for steps, mark in entry.marks.items() if len(steps) == 1 and mark.line > last.line]
    end = _last(whole, min(below) - 1) if below else _end_of(project, entry, whole)
    spaced = len(fact.of(Fact).values) > 1 and not whole[entry.at("values", 1).line - 2].strip()
    return _insert(
        path,
        whole,
        end,
        [*([""] if spaced else []), *lines_of_record(made.tried if tried else made.record, last.column - 3)],
    )


def place_part(owner: Item, kind: str, made: Scaffold, text_of: dict[str, str], *, tried: bool = False) -> Written:
    """The file of a record with a new row, column, cell or step in it; a new column brings a cell to each row."""
    entry, path = owner.entry, owner.mark.path
    lines = text_of[path].removesuffix("\n").split("\n")
    record = made.tried if tried else made.record
    found = [(_behind(entry, PARTS[kind][1], lines, record), record)]
    if kind == "column":
        rows = [row for row in entry.of(Matrix).rows if row.empty is None]
        cells = [{"row": row.id, "column": record["id"], "empty": "not-reviewed"} for row in rows]
        found += [(_behind(entry, "cells", lines, cell), cell) for cell in cells]
    first = last = 0
    # The last place comes first, so that no other moves; the part itself is told of where it then stands.
    for (at, indent, head), part in sorted(found, key=lambda one: one[0][0])[::-1]:
        added = _insert(path, lines, at, [*head, *lines_of_record(part, indent)])
        shift = len(added.text.split("\n")) - 1 - len(lines)
        lines = added.text.removesuffix("\n").split("\n")
        first, last = (
            (added.first, added.last) if part is record else (first + shift * (first > at), last + shift * (first > at))
        )
    return Written(path, "\n".join(lines) + "\n", first, last)


def _behind(entry: Entry, name: str, lines: Sequence[str], part: Mapping[str, Any]) -> tuple[int, int, list[str]]:
    """Behind how many lines a part goes, how far in, and the lines before it: cells in the order of the rows."""
    parts = getattr(entry.record, name)
    if not parts:
        first = entry.mark.column - 1
        return _last(lines, span(lines, entry.mark.line)[1]), first + 2, [f"{' ' * first}{name}:"]
    behind = len(parts) - 1
    if name == "cells":
        row, column = ([one.id for one in which] for which in (entry.of(Matrix).rows, entry.of(Matrix).columns))
        order = [(row.index(cell.row), column.index(cell.column)) for cell in parts]
        new = (row.index(part["row"]), column.index(part["column"]) if part["column"] in column else len(column))
        behind = max((at for at, place in enumerate(order) if place < new), default=-1)
    indent = entry.at(name, 0).column - 3
    if behind < 0:
        return entry.at(name, 0).line - 1, indent, []
    end = span(lines, entry.at(name, behind).line)[1]
    between = lines[span(lines, entry.at(name, 0).line)[1] : entry.at(name, 1).line - 1] if len(parts) > 1 else [""]
    spaced = any(not line.strip() for line in between)
    return end, indent, [""] if spaced else []


def _file(project: Project, made: Scaffold) -> str:
    """The file that holds the records most like this one; the first of its kind where none is."""
    entries = [entry for entry in project.library.entries if entry.kind == made.kind]
    kind = project.library.kinds[made.kind]
    folder = f"{DATA}/{kind.file}"
    if kind.file_each and any(entry.mark.path.startswith(f"{folder}/") for entry in entries):
        return f"{folder}/{made.tried['id']}.yml"
    like = Counter(entry.mark.path for entry in entries if _likeness(entry, made))
    all_ = Counter(entry.mark.path for entry in entries)
    found = like or all_
    return min(found, key=lambda path: (-found[path], path)) if found else f"{DATA}/{kind.file}.yml"


def _likeness(entry: Entry, made: Scaffold) -> bool:
    """Whether a record shares its first strand, its page or its source with the new one."""
    record = made.tried
    values = record.get("values") or [{}]
    if record.get("lanes") and isinstance(entry.record, Event) and entry.record.lanes:
        return bool(entry.record.lanes[0] == record["lanes"][0])
    if record.get("home") and entry.record.home:
        return bool(entry.record.home == record["home"])
    rests = (entry.record, *(part.record for part in entry.record.parts()))
    sources = {one.source for one in rests if isinstance(one, Evidence)}
    return (record.get("source") or values[0].get("source")) in sources - {None}


def _like(project: Project, made: Scaffold, path: str) -> Entry | None:
    """The last record of the file that is like the new one, else the last of all."""
    here = [entry for entry in project.library.entries if entry.mark.path == path and entry.kind == made.kind]
    like = [entry for entry in here if made.kind == "event" and _likeness(entry, made)]
    return max(like or here, key=lambda entry: entry.mark.line, default=None)


def _end_of(project: Project, entry: Entry, lines: Sequence[str]) -> int:
    """How many lines of the file there are up to the end of a record."""
    later = [mark.line for other in _beside(project, entry) if (mark := other.mark).line > entry.mark.line]
    return _last(lines, min(later) - 1 if later else len(lines))


def _beside(project: Project, entry: Entry) -> Iterable[Entry]:
    return (other for other in project.library.entries if other.mark.path == entry.mark.path)


def _last(lines: Sequence[str], end: int) -> int:
    """How many of the first `end` lines there are up to the last that is neither empty nor a remark on what follows."""
    at = end
    while at > 0 and (not lines[at - 1].strip() or lines[at - 1].startswith("#")):
        at -= 1
    return at or end


def _insert(path: str, lines: list[str], at: int, new: list[str]) -> Written:
    text = "\n".join([*lines[:at], *new, *lines[at:]]) + "\n"
    return Written(path, text, at + 1 + (not new[0]), at + len(new))


def page_text(title: str, description: str) -> str:
    """A page with all that each page needs."""
    return f"---\ntitle: {plain_scalar(title)}\ndescription: {plain_scalar(description)}\n---\n\n# {title}\n\n{TO_FILL_IN}: the first sentence says in short what the page tells.\n\n{{{{ sources() }}}}\n"


def place_in_navigation(text: str, sections: Sequence[Section], page: str, section: str | None, title: str) -> str:
    """mkdocs.yml with a page at the end of its section: the one named, else that of its folder; else in a section of its own."""
    named = [part for part in sections if section and part.title == section]
    beside = [
        part for part in sections if dirname(page) and any(dirname(other) == dirname(page) for other in part.pages)
    ]
    lines = text.removesuffix("\n").split("\n")
    if found := (named or ([] if section else beside)):
        last = re.compile(rf"^(\s*)- (.*: *)?[\"']?{re.escape(found[-1].pages[-1])}[\"']?\s*(#.*)?$")
        at = max(number for number, line in enumerate(lines) if last.match(line))
        indent = re.match(r"\s*", lines[at])
        new = [f"{indent[0] if indent else ''}- {page}"]
    else:
        nav = next(number for number, line in enumerate(lines) if line.startswith("nav:"))
        at = next(
            (
                number - 1
                for number in range(nav + 1, len(lines))
                if lines[number] and not lines[number].startswith((" ", "-", "#"))
            ),
            len(lines) - 1,
        )
        while not lines[at].strip():
            at -= 1
        new = [f"  - {plain_scalar(section or title)}:", f"      - {page}"]
    return "\n".join([*lines[: at + 1], *new, *lines[at + 1 :]]) + "\n"


def plain_scalar(words: str) -> str:
    """Words as YAML, in double quotes where they need some."""
    try:
        if yaml.safe_load(f"a: {words}") == {"a": words}:
            return words
    except yaml.YAMLError:
        pass
    return json.dumps(words, ensure_ascii=False)
