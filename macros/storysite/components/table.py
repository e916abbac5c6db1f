"""A view as a table: rows of plain values for CSV and JSON, and a sheet of words for people.

Dates stand as written (EDTF) and as the days that they can cover; a qualifier stands apart from its number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup

from storysite.core.dates import When
from storysite.core.messages import Messages
from storysite.source.items import Item
from storysite.source.record_store import Library
from storysite.wording.citations import evidence, permanent
from storysite.wording.text import by_source, marked_down, plain
from storysite.wording.trust import state, states

Row = dict[str, str]
"""A row with its columns by name; all rows of a kind have the same columns."""
FORMULA = re.compile(r"\s*[=+\-@|%＝＋－＠]|[\t\r\n]")
NUMBER = re.compile(r"[+-]?\d[\d.,]*%?( [^\W\d_][\w .,]*)?\Z")
"""A number alone, or with its unit in words."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Heads and rows of words; the first cell of a row is its head."""

    id: str
    title: str
    text: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    ids: tuple[tuple[str, ...], ...]
    """The id behind each cell, empty where there is none."""
    groups: tuple[tuple[str, int], ...] = ()
    """Titles of row groups, each with how many rows are under it; none where rows have no groups."""


def heads(library: Library, *names: str) -> tuple[str, ...]:
    """The heads of columns."""
    return tuple(library.messages(f"heads.{name}") for name in names)


def with_whole(library: Library, rows: list[Row], id: str, title: str) -> list[Row]:
    """Rows with what they are a part of, and who publishes them."""
    whole = {"part_of": title, "part_of_address": permanent(library, id) if id else library.publisher.address}
    return [{**row, **whole, **published(library)} for row in rows]


def published(library: Library) -> Row:
    """Who publishes a row, how they stand to the subject, and when the records were last looked through."""
    publisher = library.publisher
    return {
        "publisher": publisher.name,
        "stance": plain(library, publisher.stance),
        "records_as_of": publisher.reviewed.text,
    }


def when_columns(name: str, when: When | None) -> Row:
    """A date as written, and the first and the last day that it can cover."""
    return {
        name: when.text if when else "",
        f"{name}_words": when.words if when else "",
        f"{name}_start": str(when.cover[0] or "") if when else "",
        f"{name}_end": str(when.cover[1] or "") if when else "",
    }


def known_columns(library: Library, item: Item) -> Row:
    """How an item is known: state, sources with their places, addresses."""
    found = state(library, item)
    grouped = by_source(library.evidence(item))
    sources = [library.sources[id] for id in grouped]
    return {
        "state": found.name,
        "state_reason": plain(library, found.reason),
        "source": "; ".join(grouped),
        "locator": "; ".join(", ".join(places) for places in grouped.values()),
        "source_title": "; ".join(source.title for source in sources),
        "source_address": "; ".join(source.url or "" for source in sources),
        "address": permanent(library, item.id),
    }


def said(library: Library, item: Item, words: str) -> str:
    """Words with the states that a reader has to know of."""
    told = ", ".join(state.words for state in states(library, item) if state.name != "current")
    return f"{words} [{told}]" if told else words


def places(library: Library, item: Item) -> str:
    """The sources of an item, each with the places in it."""
    return "; ".join(
        f"{library.sources[id].title} ({', '.join(found)})" for id, found in by_source(evidence(library, item)).items()
    )


def harmless(words: str) -> str:
    """A cell of CSV that no spreadsheet takes for a formula: an apostrophe stands before what could be one."""
    return f"'{words}" if FORMULA.match(words) and not NUMBER.match(words) else words


def undated(say: Messages, words: str) -> str:
    """A day or a month in words, with thin spaces in it: spreadsheets, which make a day of `June 1932`, leave it as it is."""
    return words.replace(" ", "\u2009") if _in_words(say).fullmatch(words) else words


@cache
def _in_words(say: Messages) -> re.Pattern[str]:
    """A day or a month in words."""
    return re.compile(rf"(\d{{1,2}} )?({'|'.join(map(re.escape, say.several('dates.months')))}) \d{{4}}")


def as_html(sheet: Sheet, foot: str = "") -> str:
    """The table as a word processor takes it."""
    head = Markup("").join(Markup("<th>{}</th>").format(words) for words in sheet.heads)
    body = Markup("").join(Markup("<tr><th>{}</th>{}</tr>").format(row[0], _cells(row[1:])) for row in sheet.rows)
    caption = Markup("<caption>{}</caption>").format(sheet.title)
    return (
        str(
            Markup('<table border="1">{}<thead><tr>{}</tr></thead><tbody>{}</tbody></table>').format(
                caption, head, body
            )
        )
        + foot
    )


def _cells(words: tuple[str, ...]) -> Markup:
    return Markup("").join(Markup("<td>{}</td>").format(word) for word in words)


def as_markdown(sheet: Sheet, foot: str = "") -> str:
    """The table as Markdown, with its title above and the citation below it."""
    rows = [[marked_down(words) for words in row] for row in (sheet.heads, *sheet.rows)]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    lines.insert(1, f"|{' --- |' * len(sheet.heads)}")
    return "\n".join([f"**{marked_down(sheet.title)}**", "", *lines, "", foot]).rstrip() + "\n"


def as_tabs(sheet: Sheet, foot: str = "") -> str:
    """The table with its cells apart by tabs, for where no table can be pasted."""
    lines = ["\t".join(" ".join(words.split()) for words in row) for row in (sheet.heads, *sheet.rows)]
    return "\n".join([sheet.title, *lines, foot]).rstrip() + "\n"
