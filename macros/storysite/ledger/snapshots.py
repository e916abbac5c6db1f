"""What each id says now, in plain words: what a release keeps of it and a later one is compared with."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from storysite.records import Fact, Value
from storysite.source.items import Item
from storysite.source.page import Page
from storysite.source.record_store import Library
from storysite.source.releases import Statement
from storysite.wording.page_links import address_of
from storysite.wording.text import plain, texts
from storysite.wording.trust import states

BY_TIME = {"current", "overtaken", "due for review"}
"""States that come and go with the reading date: they say since when themselves, and belong to no release."""


def statement(library: Library, item: Item, at: Sequence[str]) -> Statement:
    """What an item says; `at` are the paths of the pages that carry it, its home first."""
    says, when = _said(library, item)
    record = item.record
    return Statement(
        title=item.title,
        says=says,
        when=when,
        note=plain(library, "".join(record.own_texts("note"))),
        figure=_figure(library, item) if isinstance(record, Value) else "",
        state=", ".join(state.name for state in states(library, item) if state.name not in BY_TIME),
        evidence=tuple(f"{reference.source}: {reference.locator}" for reference in item.references),
        corrected=tuple(
            f"{correction.when.text}: {plain(library, correction.what)} {plain(library, correction.why)}"
            for correction in (item.corrections if item.is_own else ())
        ),
        at=tuple(place_address(path) for path in at),
    )


def place_address(path: str) -> str:
    """The address of a page as the ledger writes it, from the site's root on."""
    return f"/{address_of(path)}"


def page_statement(page: Page) -> Statement:
    """What a page says beside its records: a digest of it stands for the words."""
    written = [f"{heading.level} {heading.words}" for heading in page.headings]
    written += [words for _, line in page.prose if (words := " ".join(line.split()))]
    written += [str(call) for call in page.calls] + [link.target for link in page.links if "//" in link.target]
    digest = hashlib.sha256("\n".join(written).encode()).hexdigest()[:16]
    return Statement(title=page.title, says=page.description, text=digest)


def page_statements(pages: Mapping[str, Page]) -> dict[str, tuple[str, Statement]]:
    """Kind and statement of each page and each heading, by address."""
    found: dict[str, tuple[str, Statement]] = {}
    for path, page in pages.items():
        address = place_address(path)
        found[address] = ("page", page_statement(page))
        for heading in page.headings:
            if heading.id:
                found[f"{address}#{heading.id}"] = ("heading", Statement(title=heading.words))
    return found


def _said(library: Library, item: Item) -> tuple[str, str]:
    """The text and the time of an item."""
    says = library.kinds[item.kind].says
    return says(library, item) if says else (texts(library, *item.record.own_texts("text")), "")


def _figure(library: Library, item: Item) -> str:
    """All of a value that must not change in place; of a derived one its formula, for its number follows its inputs."""
    value = item.of(Value)
    if value.formula is None:
        shown = library.printed(item)
    else:
        inputs = ", ".join(f"{name} is {id}" for name, id in sorted(value.inputs.items()))
        unit = item.entry.of(Fact).unit
        shown = f"{value.formula} ({inputs}; {value.decimals} decimals{f'; {unit}' if unit else ''})"
    times = [f"{name} {when.text}" for name in ("period", "as_of", "stated") if (when := getattr(value, name))]
    return "; ".join([shown, value.kind, *times, *([f"basis {value.basis}"] if value.basis else [])])
