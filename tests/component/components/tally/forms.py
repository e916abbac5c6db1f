"""A tally on a page, in Markdown and in tables."""

from __future__ import annotations

from markupsafe import Markup

from storysite.components.html_context import Showing, render
from storysite.components.markdown_context import Writing, blocks, sentences
from storysite.components.table import Row, Sheet, known_columns, places, said, with_whole
from storysite.source.items import Item
from storysite.source.record_store import Library
from storysite.wording.text import plain

from .model import TallyView, tally_view


def html(show: Showing, id: str) -> Markup:
    """Marks as strokes, and how many there are of each."""
    return render("tally/page.html", show, view=tally_view(show.library, id))


def markdown(to: Writing, id: str) -> str:
    """Title, text, and a line for each mark."""
    view = tally_view(to.library, id)
    lines = (
        sentences(f"- **{to.to(mark.id, mark.title)}**: {mark.record.times}.", to.known(mark), to.sources(mark))
        for mark in view.marks
    )
    return blocks(f"**{to.to(id, view.tally.title)}**", to.prose(view.tally.text), "\n".join(lines))


def rows(library: Library, view: TallyView) -> list[Row]:
    """Its marks, one a row."""
    return with_whole(library, [mark_row(library, mark) for mark in view.marks], view.id, view.tally.title)


def mark_row(library: Library, item: Item) -> Row:
    """One mark."""
    return {
        "id": item.id,
        "title": item.title,
        "times": str(item.record.times),
        **known_columns(library, item),
    }


def sheet(library: Library, view: TallyView) -> Sheet:
    """What, how often, and the source of each."""
    rows = tuple(
        (mark.title, said(library, mark, str(mark.record.times)), places(library, mark)) for mark in view.marks
    )
    ids = tuple((mark.id, mark.id, "") for mark in view.marks)
    return Sheet(view.id, view.tally.title, plain(library, view.tally.text), ("What", "Times", "Source"), rows, ids)
