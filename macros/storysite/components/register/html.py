"""Registers: every event, every figure, all sources, the glossary, what is open, and the fact sheet."""

from __future__ import annotations

from markupsafe import Markup

from storysite.components.html_context import Showing
from storysite.components.html_context import render as write
from storysite.components.register.model import (
    FACT_SHEET,
    by_subject,
    copies,
    current_values,
    files,
    open_items,
    releases,
    warned,
)
from storysite.components.timeline import html as timeline
from storysite.records import Reference, Value
from storysite.source.items import Item
from storysite.source.record_store import Library
from storysite.wording.trust import states

REGISTERS = (
    "events",
    "figures",
    "fact-sheet",
    "sources",
    "glossary",
    "open-questions",
    "changes",
    "files",
    "check",
    "copies",
    "cautions",
)
KINDS = {"events": "event", "figures": "fact", "sources": "source", "glossary": "term", "open-questions": "question"}
"""The kind of record whose home a register is."""


def items(library: Library, arguments: tuple[str, ...]) -> list[Item]:
    """The records that a register lists, by name."""
    name = arguments[0]
    if name in {"changes", "files", "check", "copies"}:
        return []
    if name == "fact-sheet":
        return current_values(library)
    if name == "cautions":
        return warned(library)
    return sorted(library.of_kind(KINDS[name]), key=lambda item: (item.title.lower(), item.id))


def shows(library: Library, arguments: tuple[str, ...]) -> list[str]:
    """The ids that a register shows in full: the fact sheet repeats what the figures show, by the set that chooses them."""
    if arguments[0] == "cautions":
        return []
    if arguments[0] == "fact-sheet":
        return [FACT_SHEET] if FACT_SHEET in library.items else []
    parts = [part for item in items(library, arguments) for part in library.parts(item)]
    return [part.id for part in parts if part.kind != "chart"]


def rests_on(library: Library, arguments: tuple[str, ...]) -> list[Reference]:
    """The places in sources behind what a register lists; the list of sources cites none."""
    return [reference for item in items(library, arguments) for reference in library.evidence(item)]


def render(show: Showing, name: str) -> Markup:
    """One register."""
    if name == "events":
        return timeline.render(show)
    if name == "changes":
        waiting = [one for one in show.told if not one.release]
        told = releases(show.library.past, show.told, show.library.kinds)
        parts = [(f"/{name}/", title) for name, title in sorted(show.sections.items(), key=lambda part: part[1])]
        return write("register/changes.html", show, waiting=waiting, releases=list(told), sections=parts)
    if name == "copies":
        return write("register/copies.html", show, releases=list(copies(show.library.past)))
    if name == "check":
        return write("register/check.html", show)
    if name == "files":
        return write("register/files.html", show, files=files(show.library))
    listed = items(show.library, (name,))
    unproven = open_items(show.library) if name == "open-questions" else []
    ages = {item.id: _age(show.library, item) for item in listed} if name == "figures" else {}
    groups = by_subject(show.library, listed, show.sections, show.used) if name == "figures" else []
    return write(f"register/{name}.html", show, items=listed, unproven=unproven, ages=ages, groups=groups)


def _age(library: Library, item: Item) -> dict[str, str]:
    """What a figure can be filtered by: all states of its newest value, and the end of the time that it is about."""
    end = library.value(item.id).of(Value).time.end
    return {"states": "; ".join(state.name for state in states(library, item)), "time": str(end or "9999-12-31")}
