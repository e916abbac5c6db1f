"""A cycle as a table."""

from __future__ import annotations

from storysite.components.cycle.model import CycleView
from storysite.components.table import Row, Sheet, heads, known_columns, places, said, with_whole
from storysite.records import Cycle, Step
from storysite.source.items import Item
from storysite.source.record_store import Library
from storysite.wording.text import plain


def rows(library: Library, view: CycleView) -> list[Row]:
    """Its steps in order, one a row."""
    return with_whole(library, [step_row(library, step) for step in view.steps], view.id, view.cycle.title)


def step_row(library: Library, item: Item) -> Row:
    """One step, and which comes next."""
    cycle = item.entry.of(Cycle)
    number = cycle.steps.index(item.of(Step)) + 1
    after = cycle.steps[number % len(cycle.steps)].id
    return {
        "id": item.id,
        "step": str(number),
        "title": item.title,
        "text": plain(library, item.text),
        "next": f"{item.parent}.{after}",
        **known_columns(library, item),
    }


def sheet(library: Library, view: CycleView) -> Sheet:
    """Number, name, text and source of each step, and the way back."""
    rows = [
        (str(number), step.title, said(library, step, plain(library, step.text)), places(library, step))
        for number, step in enumerate(view.steps, start=1)
    ]
    rows.append(("", library.messages("cycle.then-back-to"), plain(library, view.cycle.back), ""))
    ids = [*(("", step.id, "", "") for step in view.steps), ("", "", "", "")]
    columns = heads(library, "step", "name", "what-is-done", "source")
    return Sheet(view.id, view.cycle.title, plain(library, view.cycle.text), columns, tuple(rows), tuple(ids))
