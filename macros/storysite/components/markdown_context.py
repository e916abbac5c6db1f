"""How a page is written down as Markdown: its macros as tables and lists, its links absolute, nothing left to run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from storysite.core.messages import first_large
from storysite.ledger.changelog import Told
from storysite.records import Reference, Term, Value
from storysite.source.items import Item
from storysite.source.record_store import Library
from storysite.wording.certainty import Certainty
from storysite.wording.citations import page_address, permanent
from storysite.wording.text import by_source, markdown, markdown_link, marked_down, named, plain
from storysite.wording.times import time_words
from storysite.wording.trust import states


@dataclass(frozen=True)
class Writing:
    """A library, seen on a page's twin: what every `twin` is given."""

    library: Library
    page: str
    evidence: tuple[Reference, ...] = ()
    """The places in sources that the page rests on, in order of use."""
    terms: tuple[Term, ...] = ()
    told: tuple[Told, ...] = ()
    """What has changed on the whole site, the newest first."""
    numbers: Mapping[str, int] = field(default_factory=dict)
    """The number of each source in the page's list."""
    certainty: Certainty = field(default_factory=Certainty)
    """How sure is what the page shows."""
    is_part: bool = False
    """Whether it stands in a file with other pages, which lists the sources of all of them once."""

    def say(self, id: str, **values: object) -> str:
        """What the generator itself says, with values in its places."""
        return self.library.messages(id, **values)

    def address(self, id: str) -> str:
        return permanent(self.library, id)

    def page_address(self, page: str) -> str:
        return page_address(self.library, page)

    def prose(self, text: str | None) -> str:
        """A record's text."""
        return markdown(self.library, text, self.address)

    def words(self, text: str) -> str:
        """Plain words, made inert."""
        return marked_down(text)

    def to(self, id: str, words: str = "") -> str:
        """A link to a record."""
        return markdown_link(words or named(self.library, self.library.items[id]), self.address(id))

    def number(self, reference: Reference) -> str:
        """A source by its number in the page's list, with the place in it."""
        return rf"\[{self.numbers.get(reference.source, '?')}: {marked_down(reference.locator)}\]"

    def numbered(self, references: Iterable[Reference]) -> str:
        return " ".join(self.number(reference) for reference in references)

    def sources(self, item: Item) -> str:
        """`Source: Title (place); …`; nothing for what has none."""
        found = [self.source(id, places) for id, places in by_source(self.library.evidence(item)).items()]
        return f"{self.say('citations.sources', count=len(found))} {'; '.join(found)}." if found else ""

    def source(self, id: str, places: Iterable[str]) -> str:
        source = self.library.sources[id]
        return f"{markdown_link(source.title, source.url or '')} ({marked_down(', '.join(places))})"

    def value(self, item: Item) -> str:
        """A figure with its time and its source."""
        references = self.library.main_evidence(item)
        told = [state.words for state in states(self.library, item) if state.name != "current"]
        inside = [marked_down(time_words(self.library, item.of(Value))), *told]
        places = [self.source(reference.source, [reference.locator]) for reference in references]
        inside += [self.say("citations.source-inside", source=place) for place in places]
        return f"{self.to(item.id, self.library.printed(item))} ({'; '.join(inside)})"

    def known(self, item: Item) -> str:
        """States with their reasons, and corrections."""
        found = [
            f"**{first_large(state.words)}.** {self.prose(state.reason)}"
            for state in states(self.library, item)
            if state.name != "current"
        ]
        for correction in item.corrections:
            found.append(
                f"**{self.say('states.corrected', day=correction.when.words)}** "
                f"{self.prose(correction.what)} {self.prose(correction.why)}"
            )
        return " ".join(found)

    def plain(self, text: str | None) -> str:
        return plain(self.library, text)


def sentences(*parts: str) -> str:
    """Parts that stand after each other in a paragraph; empty ones left out."""
    return " ".join(part for part in parts if part)


def blocks(*parts: str) -> str:
    """Parts apart by an empty line; empty ones left out."""
    return "\n\n".join(part for part in parts if part)


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of cells that are Markdown already."""
    heads = list(heads)
    return "\n".join(_line(cells) for cells in (heads, ["---"] * len(heads), *rows))


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
