"""A new record or page in its place: tried on a copy first, written only where the check finds nothing new wrong."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from storysite.checks.advice import way_to_use
from storysite.checks.pictures import unnamed
from storysite.checks.read_project import read_project
from storysite.core.diagnostics import Problem, joined, nearest
from storysite.editing import files
from storysite.editing.form_fields import PARTS
from storysite.editing.insertion import Written, page_text, place_in_navigation, place_part, place_record, place_value
from storysite.editing.proposal import Proposal, new_problems, tried
from storysite.editing.scaffold import scaffold
from storysite.project import Project
from storysite.records import Matrix
from storysite.records.field_types import PAGE_PATH
from storysite.records.ids import DEVICE_NAMES
from storysite.source.mkdocs_config import sections
from storysite.source.mkdocs_nodes import FILE
from storysite.source.yaml_scalars import TO_FILL_IN
from storysite.wording.page_links import address_of


@dataclass(frozen=True)
class Outcome:
    """What came of it: the files with their new texts, or what is wrong."""

    written: tuple[Written, ...] = ()
    problems: tuple[Problem, ...] = ()
    said: str = ""


def new_record(root: Path, today: date, kind: str, options: Mapping[str, Any]) -> Outcome:
    """Write a new record into its file."""
    project, texts = read_project(root, today), files.texts_of(root)
    if kind == "picture" and not options.get("image") and (free := unnamed(root / "docs" / "data", project.library)):
        options = {**options, "image": max(free, key=lambda path: path.stat().st_mtime_ns).name}
    made = scaffold(project.library, kind, options)
    if kind == "value":
        fact = project.library.items.get(options["fact"])
        if fact is None or fact.kind != "fact":
            facts = [item.id for item in project.library.of_kind("fact")]
            return _refused(joined(f"there is no figure '{options['fact']}'", nearest(options["fact"], facts)))
        written, trial = (place_value(project, fact, made, texts, tried=guess) for guess in (False, True))
        id = f"{fact.id}.{made.tried['id']}"
    else:
        file = options.get("file")
        if file is not None and (not file.startswith("docs/data/") or not file.endswith(".yml") or ".." in file):
            return _refused(f"'{file}' is no data file: write it as docs/data/events/company.yml")
        written, trial = (place_record(project, made, texts, file, tried=guess) for guess in (False, True))
        id = made.record["id"]
        if written.path not in texts and ((root / written.path).exists() or (root / written.path).is_symlink()):
            wrong = tuple(problem for problem in project.errors if problem.path == written.path)
            return Outcome(problems=wrong) if wrong else _refused(f"{written.path} cannot be read")
    return _write(root, project, [written], [trial], _next(project, kind, id, made.tried))


def new_part(root: Path, today: date, kind: str, options: Mapping[str, Any]) -> Outcome:
    """Write a new row, column, cell or step into its record."""
    project, texts = read_project(root, today), files.texts_of(root)
    whole, dots = PARTS[kind][0], 2 if kind == "cell" else 1
    form = f"{whole}.row.column" if kind == "cell" else f"{whole}.{kind}"
    owner, _, own = options["id"].partition(".")
    item = project.library.items.get(owner)
    if options["id"].count(".") != dots:
        return _refused(f"'{options['id']}' names no {kind}: write it as {form}")
    if item is None or item.kind != whole:
        there = [item.id for item in project.library.of_kind(whole)]
        return _refused(joined(f"there is no {whole} '{owner}'", nearest(owner, there)))
    if kind == "cell":
        ids = [[part.id for part in parts] for parts in (item.of(Matrix).rows, item.of(Matrix).columns)]
        for name, known, which in zip(own.split("."), ids, ("row", "column"), strict=True):
            if name not in known:
                return _refused(joined(f"{owner} has no {which} '{name}'", nearest(name, known)))
        if any(f"{owner}.{cell.row}.{cell.column}" == options["id"] for cell in item.of(Matrix).cells):
            mark = project.library.items[options["id"]].mark
            return _refused(f"the cell stands in {mark.path}, line {mark.line}: change it there")
    made = scaffold(project.library, kind, options)
    written, trial = (place_part(item, kind, made, texts, tried=guess) for guess in (False, True))
    return _write(root, project, [written], [trial], f"Its address is {options['id']}.")


def new_page(root: Path, today: date, page: str, options: Mapping[str, Any]) -> Outcome:
    """Write a new page and put it into the navigation."""
    if wrong := page_fault(root, page):
        return _refused(wrong)
    project = read_project(root, today)
    path = f"docs/{page}"
    configuration = "\n".join(files.lines_of(root, FILE))
    if (root / path).exists():
        return _refused(f"there is a page '{page}' already")
    if not configuration:
        return _refused(f"there is no {FILE} to put it into")
    title, description = options.get("title") or TO_FILL_IN, options.get("description") or TO_FILL_IN
    text = page_text(title, description)
    named = options.get("section")
    parts = sections(root)
    navigation = place_in_navigation(configuration, parts, page, named, title)
    at = next(number for number, line in enumerate(navigation.split("\n"), start=1) if line.strip() in {f"- {page}"})
    written = [Written(path, text, 1, text.count("\n")), Written(FILE, navigation, at, at)]
    return _write(
        root, project, written, written, f"It is published at {project.library.publisher.address}{address_of(page)}."
    )


LONGEST_PATH = 100


def page_fault(root: Path, page: str) -> str:
    """What is wrong with the path of a new page: it becomes an address, for ever."""
    if not PAGE_PATH.match(page):
        said = (
            f"'{page}' is no path of a page: it is counted from docs/, of a to z, 0 to 9 and hyphens, and ends in .md"
        )
        near = _page_path(page)
        return f"{said}; write '{near}'" if near else f"{said}, such as company/history.md"
    if {part.removesuffix(".md") for part in page.split("/")} & DEVICE_NAMES:
        return f"'{page}' has the name of a device on Windows in it: choose another"
    if len(page) > LONGEST_PATH:
        return f"'{page[:40]}…' is too long: an address has up to {LONGEST_PATH} characters"
    try:
        inside = (root / "docs" / page).resolve().is_relative_to((root / "docs").resolve())
    except (OSError, RuntimeError):  # links that lead round
        inside = False
    return "" if inside else f"'{page}' leads out of docs/ by a link: choose another folder"


def _page_path(page: str) -> str:
    """The path that was meant; nothing where that cannot be said."""
    plain = unicodedata.normalize("NFKD", page.replace("\\", "/")).encode("ascii", "ignore").decode().lower()
    parts = [
        re.sub(r"[^a-z0-9]+", "-", part).strip("-")
        for part in plain.removesuffix(".md").removesuffix(".markdown").split("/")
    ]
    parts = [part for part in parts if part]
    if parts[:1] == ["docs"]:
        parts = parts[1:]
    near = f"{'/'.join(parts)}.md"
    return near if PAGE_PATH.match(near) else ""


def _write(root: Path, before: Project, written: list[Written], trial: list[Written], said: str) -> Outcome:
    """Write the files, where nothing but what is still to fill in is wrong with them as they are tried."""
    after = tried(root, before, Proposal({part.path: part.text for part in trial}))
    if wrong := new_problems(before, after):
        return Outcome(problems=wrong)
    Proposal({part.path: part.text for part in written}).write(root)
    return Outcome(tuple(written), said=said)


def _refused(message: str) -> Outcome:
    return Outcome(problems=(Problem("", 0, 0, "new", message),))


def _next(project: Project, kind: str, id: str, record: Mapping[str, Any]) -> str:
    """What to do with it now."""
    use = way_to_use(project.library.kinds[kind], id)
    if kind == "event":
        return f"It shows in the timelines of {', '.join(record['lanes'])}. To name its date: {use}."
    if kind == "question":
        return "It stands in the list of open questions."
    return f"To use it: {use}."


def report(outcome: Outcome) -> str:
    """Where the new lines are, and what is still to fill in."""
    if outcome.problems:
        return "".join(f"{problem.text}\n" for problem in sorted(set(outcome.problems)))
    lines, still = [], []
    for part in outcome.written:
        lines.append(f"{part.path}:{part.first}: written")
        for number, line in enumerate(part.text.split("\n")[part.first - 1 : part.last], start=part.first):
            lines.append(f"{number:>6} | {line}")
        open_ = [
            str(number)
            for number, line in enumerate(part.text.split("\n"), start=1)
            if TO_FILL_IN in line and part.first <= number <= part.last
        ]
        if open_:
            still.append(f"line{'s' * (len(open_) > 1)} {', '.join(open_)} of {part.path}")
    lines.append(f"Still to fill in: {'; '.join(still)}." if still else "Nothing is left to fill in.")
    return "\n".join([*lines, outcome.said]) + "\n"
