"""A ladder as a table."""

from __future__ import annotations

from storysite.components.ladder.model import LadderView, RungView, behind, came, promised, sentence, until
from storysite.components.table import Row, Sheet, heads, known_columns, with_whole
from storysite.records import Ladder
from storysite.source.record_store import Library
from storysite.wording.text import by_source, plain


def rows(library: Library, view: LadderView) -> list[Row]:
    """Its promises in order, one a row."""
    return with_whole(library, [_row(library, rung) for rung in view.rungs], view.id, view.ladder.title)


def _row(library: Library, view: RungView) -> Row:
    ladder = view.item.entry.of(Ladder)
    return {
        "id": view.item.id,
        "group": next((group.title for group in ladder.groups if group.id == view.rung.group), ""),
        "title": view.rung.title,
        "goal": view.goals[0].id,
        "promised": sentence(promised(library, view)),
        "time": until(library, view),
        "results": "; ".join(one.id for one in view.came),
        "came": sentence(came(library, view)),
        "outcome": ", ".join(view.states),
        "note": plain(library, view.rung.text),
        **known_columns(library, view.item),
        **_sources(library, view),
    }


def _sources(library: Library, view: RungView) -> Row:
    """A promise rests on what its figures and events rest on."""
    grouped = by_source(reference for item in behind(library, view) for reference in library.evidence(item))
    sources = [library.sources[id] for id in grouped]
    return {
        "source": "; ".join(grouped),
        "locator": "; ".join(", ".join(places) for places in grouped.values()),
        "source_title": "; ".join(source.title for source in sources),
        "source_address": "; ".join(source.url or "" for source in sources),
    }


def sheet(library: Library, view: LadderView) -> Sheet:
    """Promise, what was promised, what came, and the outcome."""
    lines = [
        (
            rung.rung.title,
            f"{sentence(promised(library, rung))} {until(library, rung)}".strip(),
            ". ".join(part for part in (sentence(came(library, rung)), plain(library, rung.rung.text)) if part),
            rung.words,
        )
        for rung in view.rungs
    ]
    ids = [(rung.item.id, rung.goals[0].id, rung.came[-1].id if rung.came else "", "") for rung in view.rungs]
    groups = tuple((group.title if group else "", len(rungs)) for group, rungs in view.groups)
    return Sheet(
        view.id,
        view.ladder.title,
        plain(library, view.ladder.text),
        heads(library, "promise", "promised", "came", "outcome"),
        tuple(lines),
        tuple(ids),
        groups if view.ladder.groups else (),
    )
