"""What can be found: each page, each part of a page and each id as a hit of its own, as a reader will see it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from storysite.core.dates import When, parse
from storysite.core.inline_markup import typographic
from storysite.project import Project
from storysite.records import Named, Reference
from storysite.search.folding import fold
from storysite.source.items import Found, Item
from storysite.source.page import Heading
from storysite.source.record_store import Kind, Library
from storysite.source.record_texts import walk
from storysite.wording.page_links import address_of
from storysite.wording.text import plain, texts

OTHER_WORDS = {
    "powerpoint": "slides",
    "pptx": "slides",
    "excel": "csv",
    "spreadsheet": "csv",
    "matrix": "table",
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
    is_dated: bool = False
    """Whether it is something that was at a time, and not only known at one."""
    word: str = ""
    """What readers call its kind."""
    name_weight: float = 6
    """How telling its name is."""


def hits(project: Project) -> tuple[Hit, ...]:
    """All that can be found, by address."""
    found = [*_pages(project), *_records(project)]
    kinds = project.library.kinds
    return tuple(
        sorted((_printed(hit, kinds[hit.kind]) for hit in found), key=lambda hit: (hit.address, hit.kind, hit.title))
    )


def _printed(hit: Hit, kind: Kind) -> Hit:
    return replace(
        hit,
        title=typographic(hit.title),
        text=typographic(hit.text),
        where=typographic(hit.where),
        word=kind.word,
        name_weight=kind.name_weight,
    )


def other_names(project: Project) -> dict[str, str]:
    """The name that each other name stands for, both folded."""
    items = (item for _, item in sorted(project.library.items.items()) if not item.path)
    return OTHER_WORDS | {fold(name): fold(item.title) for item in items for name in item.of(Named).aka}


# --- records ----------------------------------------------------------------------------------


def _records(project: Project) -> Iterator[Hit]:
    library = project.library
    for id, home in sorted(project.homes.items()):
        item = library.items[id]
        kind, told = library.kinds[item.kind], _told(library, item)
        yield Hit(
            f"{address_of(home)}#{id}",
            item.kind,
            told.title,
            told.text,
            project.pages[home].title,
            told.when,
            told.around,
            kind.weight(library, item) if kind.weight else 0,
            _sources(library, item.references),
            _names(item),
            (*_also(library, item), _section(project, home)),
            id,
            _proof(library, item),
            tuple(_days(kind.times(item) if kind.times else ())),
            kind.when is not None,
        )


def _told(library: Library, item: Item) -> Found:
    """What the search shows of an item."""
    found = library.kinds[item.kind].found
    return found(library, item) if found else Found(item.title, texts(library, *item.record.own_texts("text")))


def _names(item: Item) -> tuple[str, ...]:
    """Its other names; the chart of a figure leaves them to the figure."""
    return () if item.path else item.of(Named).aka


def _also(library: Library, item: Item) -> Iterator[str]:
    """Names of what it belongs to, and what else its kind is looked for by."""
    if item.path:
        yield from (item.entry.record.heading, *item.entry.record.aka)
    if also := library.kinds[item.kind].also:
        yield from also(library, item)


def _proof(library: Library, item: Item) -> str:
    """The texts of an item's evidence; those of its parts are with them."""
    found = (text for path, text, _ in walk(item.record) if path[0] in EVIDENCE and path[-1] != "source")
    return " ".join(plain(library, text) for text in dict.fromkeys(found))


def _days(times: Iterable[When | None]) -> Iterator[str]:
    """The ends of the times that it is dated to, where a day or a month is known."""
    for end in (parse(end) for when in times if when for end in when.text.split("/") if end.strip(".")):
        if end.start and end.precision in {"day", "month"}:
            yield f"{end.start:%Y%m%d}"[: 8 if end.precision == "day" else 6]


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
    arguments = tuple(one or other for one, other in found)
    macro = project.macros.get(name)
    if macro is None or macro.says is None or not arguments or arguments[0] not in project.library.items:
        return ""
    return macro.says(project.library, arguments)
