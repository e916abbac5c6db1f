"""How a view is written down as HTML: escaped, on one line, its links seen from the page that it stands on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from storysite.bootstrap.installation import IN_CHECKOUT
from storysite.components.trail.model import whereabouts
from storysite.core.edit_urls import editor_address
from storysite.core.inline_markup import language_of, other_script, pieces, typographic
from storysite.core.messages import first_large
from storysite.ledger.changelog import Gone, Told, on, seen_words
from storysite.records import Reference, Term, Value
from storysite.source.items import Item
from storysite.source.record_store import Library
from storysite.wording.certainty import Certainty
from storysite.wording.language import language
from storysite.wording.page_links import Place
from storysite.wording.text import named
from storysite.wording.times import empty_words, time_words, value_kind
from storysite.wording.trust import State, states

SAFE = re.compile(r"[^A-Za-z0-9 ]")


@dataclass(frozen=True)
class Showing:
    """A library, seen on a page: what every template is given as `show`."""

    library: Library
    place: Place
    evidence: tuple[Reference, ...] = ()
    """The places in sources that the page rests on, in order of use."""
    terms: tuple[Term, ...] = ()
    """The terms that the page explains, in order of use."""
    headings: tuple[tuple[str, str], ...] = ()
    """The ids and words of the page's headings."""
    embedded: bool = False
    """Whether it stands alone in somebody else's page."""
    inline: bool = False
    """Whether the output passes through Markdown again."""
    title: str = ""
    """The title of the page."""
    words: int = 0
    """How many words the page has."""
    dated: tuple[Told, ...] = ()
    """What has changed on the page since it was first published, the newest first."""
    published: date | None = None
    """The day on which the page was first published."""
    told: tuple[Told, ...] = ()
    """What has changed on the whole site since its first release, the newest first."""
    sections: dict[str, str] = field(default_factory=dict)
    """The folders of the site's pages, with the title of each."""
    used: Mapping[str, str] = field(default_factory=dict)
    """The folder whose pages use a record most, by the record's id."""
    left: tuple[Gone, ...] = ()
    """What stood on the page and stands there no more."""
    certainty: Certainty = field(default_factory=Certainty)
    """How sure is what the page shows."""

    def message(self, id: str, **values: object) -> Markup:
        """What the generator itself says, with values in its places, as HTML."""
        return self.library.messages.markup(id, entities if self.inline else escape, **values)

    def time(self, value: Value) -> str:
        """The time and the kind of a value in words."""
        return time_words(self.library, value)

    def day(self, day: date | str) -> str:
        """A day in words."""
        return on(self.library.messages, day)

    def id(self, item: Item | str) -> Markup:
        """` id="…"` where this showing carries the id."""
        name = item if isinstance(item, str) else item.id
        return Markup(' id="{}"').format(name) if name in self.place.carries else Markup("")

    def prose(self, text: str | None) -> Markup:
        """A record's text with its emphasis and links."""
        return Markup("").join(self._piece(piece.kind, piece.words, piece.target) for piece in pieces(text or ""))

    def _piece(self, kind: str, words: str, target: str) -> Markup:
        text = self.text(words)
        if kind == "emphasis":
            return Markup("<em>{}</em>").format(text)
        if kind == "web":
            return Markup('<a href="{}">{}</a>').format(self.text(target), text)
        if kind == "record":
            return self.to(target, words)
        return text

    def to(self, id: str, words: str = "") -> Markup:
        """A link to a record, with its own name where no words are given; its name alone where it has no home."""
        item = self.library.items[id]
        text = self.text(words or self.named(item))
        if item.id not in self.place.homes:
            return text
        return Markup('<a href="{}">{}</a>').format(self.place.link(item.id), text)

    def named(self, item: Item) -> str:
        """What stands for an item where its name is wanted: the value itself for a figure."""
        return named(self.library, item)

    def text(self, words: str) -> Markup:
        """Words made inert: escaped, and against Markdown too where it comes after."""
        words = typographic(words)
        if self.inline:
            return Markup(entities(words))
        return escape(words)

    def states(self, item: Item) -> tuple[State, ...]:
        """The states to be told of: none where it is simply current."""
        return tuple(state for state in states(self.library, item) if state.name != "current")

    def number(self, reference: Reference) -> int:
        """The number of a source in the page's list."""
        return self.place.numbers.get(reference.source, 0)

    def source(self, reference: Reference) -> Any:
        return self.library.sources[reference.source]


def render(template: str, show: Showing, **values: Any) -> Markup:
    """A template's output on one line, with a space where the template breaks a line."""
    html = (
        environment(show.inline, show.library.templates)
        .get_template(template)
        .render(show=show, place=show.place, library=show.library, **values)
    )
    return Markup(re.sub(r"\s+", " ", html).strip())


class _Compiled(FileSystemBytecodeCache):
    """Compiled templates, kept from one build to the next: what cannot be written costs time, nothing else."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def _compiled(inline: bool) -> _Compiled | None:
    if not IN_CHECKOUT:
        return None  # an environment is nobody's place to keep things
    folder = Path(__file__).parents[3] / ".cache" / "templates"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    # A template that both kinds of environment use is compiled for each: what is compiled for one fails in the other.
    return _Compiled(str(folder), "inline-%s.cache" if inline else "block-%s.cache")


@cache
def environment(inline: bool = False, own: tuple[Path, ...] = (), *folders: Path) -> Environment:
    """The templates of the components, of those that a site or a package brings, and those in further folders."""
    environment = Environment(
        bytecode_cache=_compiled(inline),
        loader=FileSystemLoader([*folders, Path(__file__).parent, *own]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=entities if inline else None,
        auto_reload=not folders,  # the preview shows none of what is made with these
    )
    environment.filters["first_large"] = first_large
    environment.globals.update(
        editor_address=editor_address,
        stops=lambda show: whereabouts(show.library, show.place),
        words_of_empty=empty_words,
        value_kind=value_kind,
        seen_words=seen_words,
        language=language,
        in_lines=in_lines,
        in_script=in_script,
    )
    return environment


def entities(value: Any) -> Any:
    """Every character that is no letter, digit or space as a numeric entity, so that Markdown makes nothing of it."""
    if hasattr(value, "__html__"):
        return value
    return Markup(SAFE.sub(lambda match: f"&#{ord(match[0])};", str(value)))


def in_script(words: str, language: str) -> Markup:
    """The attributes of an element whose words are in another script, given the language of the record; none for Latin letters."""
    named = language_of(words, "" if language == "en" else language)
    return Markup(' dir="auto"' if other_script(words) else "") + (Markup(' lang="{}"').format(named) if named else "")


def in_lines(text: str) -> Markup:
    """A text whose line breaks and indents outlast the writing of a template on one line."""
    return Markup(str(escape(text)).replace("\n", "&#10;").replace("  ", "&#32;&#32;").replace("&#10; ", "&#10;&#32;"))
