"""What can be found: each page, each part of a page and each id as a hit of its own, as a reader will see it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from storysite.core.dates import When, parse
from storysite.core.inline_markup import typographic
from storysite.ledger.changelog import KINDS
from storysite.project import Project
from storysite.records import Cell, Event, Reference, Value
from storysite.search.folding import fold
from storysite.source.page_reader import Heading
from storysite.source.record_store import Item, Library, walk
from storysite.wording.page_links import address_of
from storysite.wording.text import plain
from storysite.wording.times import EMPTY, date_words, time_words

MOST_YEARS = 30
"""A span of more years than this is not found by the years inside it."""

OTHER_WORDS = {
    "powerpoint": "slides",
    "pptx": "slides",
    "excel": "csv",
    "spreadsheet": "csv",
    "matrix": KINDS["matrix"],
}
"""What readers call that which every site has, and what it is called there."""
EVIDENCE = {"locator", "also", "reason", "lead", "disputed", "corrections"}
"""The fields of a record that say how something is known."""

CALL = re.compile(r"\{\{\s*(\w+)\((.*?)\)\s*\}\}")
ARGUMENT = re.compile(r"\"([^\"]*)\"|'([^']*)'")
MARKDOWN = (
    (re.compile(r"<[^>]*>|\{:[^}]*\}"), ""),
    (re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)"), r"\1"),
    (re.compile(r"^\s*(?:[-*+>]|\d+\.)\s+", re.MULTILINE), ""),
    (re.compile(r"\*\*|__|`|(?<!\w)[*_]|[*_](?!\w)"), ""),
)


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that a reader can look for, with the place where it stands."""

    address: str
    """Its address from the site's root, with the fragment."""
    kind: str
    title: str
    text: str
    where: str
    """The page that it stands on."""
    when: str = ""
    """When it was, or held."""
    around: str = ""
    """Between what it was, where no date is known: shown, but the titles in it belong to others."""
    weight: int = 0
    """How much more than others of its kind it is looked for: who leads is before who led, and an empty cell last."""
    source: str = ""
    """The titles of the sources that it rests on."""
    names: tuple[str, ...] = ()
    """Its other names."""
    also: tuple[str, ...] = field(default=(), repr=False)
    """What it is looked for by and does not show: the names of its strands, the years that it spans."""
    id: str = ""
    """The id that it is the record of."""
    proof: str = ""
    """What is said of its evidence: places in sources, reasons, leads, corrections."""
    days: tuple[str, ...] = ()
    """The days or months that it is dated to, in digits: `20240531`, `202405`."""


def hits(project: Project) -> tuple[Hit, ...]:
    """All that can be found, by address."""
    found = [*_pages(project), *_records(project)]
    return tuple(sorted(map(_printed, found), key=lambda hit: (hit.address, hit.kind, hit.title)))


def _printed(hit: Hit) -> Hit:
    return replace(hit, title=typographic(hit.title), text=typographic(hit.text), where=typographic(hit.where))


def other_names(project: Project) -> dict[str, str]:
    """The name that each other name stands for, both folded."""
    items = (item for _, item in sorted(project.library.items.items()) if not item.path)
    return OTHER_WORDS | {fold(name): fold(item.title) for item in items for name in item.record.aka}


# --- records ----------------------------------------------------------------------------------


def _records(project: Project) -> Iterator[Hit]:
    library = project.library
    for id, home in sorted(project.homes.items()):
        item = library.items[id]
        title, text, when = _told(project, item)
        around, when = (when, "") if item.kind == "event" and item.record.date is None else ("", when)
        yield Hit(
            f"{address_of(home)}#{id}",
            item.kind,
            title,
            text,
            project.pages[home].title,
            when,
            around,
            _weight(library, item),
            _sources(library, item.references),
            _names(item),
            (*_also(library, item), _section(project, home)),
            id,
            _proof(library, item),
            tuple(_days(item)),
        )


def _told(project: Project, item: Item) -> tuple[str, str, str]:
    """The title, the text and the time of an item."""
    library, record, owner = project.library, item.record, item.entry.record

    def words(*texts: str | None) -> str:
        return " ".join(plain(library, text) for text in texts if text)

    match item.kind:
        case "event":
            return record.title, words(record.text, record.note), date_words(library, record)[0]
        case "fact":
            value = library.value(item.id)
            return record.name, f"{library.printed(value)}, {time_words(value.record)}. {words(record.note)}", ""
        case "value":
            printed = library.printed(item)
            return f"{owner.name}: {printed}", words(record.basis, record.note, record.disputed), time_words(record)
        case "chart":
            values = (part for part in library.parts(library.items[owner.id]) if part.kind == "value")
            return item.title, "; ".join(f"{library.printed(part)}, {time_words(part.record)}" for part in values), ""
        case "cards":
            return record.title, "; ".join(library.items[id].entry.record.name for id in record.facts), ""
        case "matrix":
            return record.title, f"{words(record.text)} {record.corner}: {_listed(record.rows)}.", ""
        case "row":
            cells = (cell for cell in owner.cells if cell.row == record.id)
            return record.title, words(record.text, *(cell.text for cell in cells)), ""
        case "cell":
            return item.title, words(record.text) or _why_empty(record), ""
        case "cycle":
            return record.title, f"{words(record.text)} {_listed(record.steps)}. {words(record.back)}", ""
        case "trail":
            return record.title, f"{words(record.text)} {_listed(record.steps)}.", ""
        case "question":
            return record.title, words(record.text, record.lead), ""
        case "source":
            return record.title, f"{record.publisher}. {words(record.note)}", ""
        case _:
            return record.title, words(record.text), ""


def _names(item: Item) -> tuple[str, ...]:
    """Its other names; the chart of a figure leaves them to the figure."""
    return () if item.path else item.record.aka


def _listed(parts: tuple[object, ...]) -> str:
    return ", ".join(str(getattr(part, "title", "")) for part in parts)


def _why_empty(cell: Cell) -> str:
    return EMPTY[cell.empty][1] if cell.empty else ""


def _also(library: Library, item: Item) -> Iterator[str]:
    """Names of what it belongs to, and the years inside its span."""
    record, owner = item.record, item.entry.record
    if item.path:
        yield from (str(getattr(owner, "title", "") or getattr(owner, "name", "")), *owner.aka)
    for lane in (library.items[id].record for id in getattr(record, "lanes", ())):
        yield from (lane.title, *lane.aka)
    if isinstance(record, Event) and record.date and record.date.start:
        first, last = record.date.start.year, (record.date.end or date(library.today.year, 1, 1)).year
        if last - first < MOST_YEARS:
            yield from (str(year) for year in range(first, last + 1))


def _proof(library: Library, item: Item) -> str:
    """The texts of an item's evidence; those of its parts are with them."""
    found = (text for path, text, _ in walk(item.record) if path[0] in EVIDENCE and path[-1] != "source")
    return " ".join(plain(library, text) for text in dict.fromkeys(found))


def _days(item: Item) -> Iterator[str]:
    """The ends of the times that it is dated to, where a day or a month is known."""
    times = [getattr(item.record, name, None) for name in ("date", "as_of", "period", "stated", "published")]
    for end in (
        parse(end) for when in times if isinstance(when, When) for end in when.text.split("/") if end.strip(".")
    ):
        if end.start and end.precision in {"day", "month"}:
            yield f"{end.start:%Y%m%d}"[: 8 if end.precision == "day" else 6]


def _weight(library: Library, item: Item) -> int:
    match item.record:
        case Value(kind="result") as value:
            return 1 if value == library.value(item.parent).record else 0
        case Value():
            return -2
        case Event(date=When(end=None)):
            return 1
        case Cell(empty=str()):
            return -3
        case _:
            return 0


def _sources(library: Library, references: tuple[Reference, ...]) -> str:
    return "; ".join(dict.fromkeys(library.sources[reference.source].title for reference in references))


# --- pages as written -------------------------------------------------------------------------


def _pages(project: Project) -> Iterator[Hit]:
    for path, page in project.pages.items():
        parts = _parts(project, path)
        text = " ".join([page.description, *(words for heading, words in parts if heading.level == 1)])
        yield Hit(address_of(path), "page", page.title, text, _section(project, path))
        for heading, words in parts:
            if heading.level > 1 and heading.id and words:
                yield Hit(f"{address_of(path)}#{heading.id}", "heading", _bare(heading.words), words, page.title)


def _section(project: Project, path: str) -> str:
    """The title of the section that a page stands in: that of its folder's first page."""
    first = f"{path.rpartition('/')[0]}/index.md"
    return project.pages[first].title if first in project.pages and first != path else ""


def _parts(project: Project, path: str) -> list[tuple[Heading, str]]:
    """The headings of a page, and what is written under each."""
    lines = (project.root / "docs" / path).read_text(encoding="utf-8-sig").splitlines()
    headings = project.pages[path].headings
    ends = [heading.mark.line - 1 for heading in headings[1:]] + [len(lines)]
    texts = ("\n".join(lines[heading.mark.line : end]) for heading, end in zip(headings, ends, strict=True))
    called = (CALL.sub(lambda match: _called(project, match[1], ARGUMENT.findall(match[2])), text) for text in texts)
    return list(zip(headings, map(_bare, called), strict=True))


def _bare(text: str) -> str:
    for pattern, better in MARKDOWN:
        text = pattern.sub(better, text)
    return " ".join(text.split())


def _called(project: Project, name: str, found: list[tuple[str, str]]) -> str:
    """What an inline macro says, in plain words; the others show records, which are hits of their own."""
    arguments = [one or other for one, other in found]
    library = project.library
    item = library.items.get(arguments[0]) if arguments else None
    if item is None:
        return ""
    match name:
        case "fact":
            return library.printed(library.value(item.id))
        case "when":
            return date_words(library, item.record)[0]
        case "term" | "link":
            return arguments[1] if len(arguments) > 1 else item.title
        case _:
            return ""
