"""What a component is: macros that pages call, and kinds of record, with every form that each of them has."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from markupsafe import Markup

from storysite.components.table import Row, Sheet
from storysite.records import Reference
from storysite.source.items import Item
from storysite.source.page import Page
from storysite.source.record_store import Kind, Library

if TYPE_CHECKING:
    from storysite.drawing.pptx import Deck

Arguments = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class View:
    """What a macro shows, written down in files: CSV, JSON, SVG, PNG, slides, a document and a workbook."""

    view: Callable[[Library, str], Any]
    """What every form shows of a record, given by its own id; the forms below take it."""
    rows: Callable[[Library, Any], list[Row]]
    """One row for each part, in plain values."""
    sheet: Callable[[Library, Any], Sheet]
    """The same in words, for people."""
    picture: Callable[..., str] | None = None
    """The view as SVG: of a library, the view and the style sheet of the pages' drawings, in a format or for screens."""
    slides: Callable[[Deck, Any], None] | None = None
    """Adds the view's slides to a deck."""
    suffix: str = ""
    """What follows the record's id in the name of the view's files."""
    counted: Literal["table", "figure"] = "table"
    """What a text that takes it over counts it as."""
    whole: str = ""
    """The name of the files where the macro is called without an id."""

    @property
    def endings(self) -> tuple[str, ...]:
        """The endings of its files."""
        pictures = ("svg", "png", "16cm.svg", "16cm.png") if self.picture else ()
        return ("csv", "json", *pictures, *(("pptx",) if self.slides else ()), "docx", "xlsx")

    def name(self, record: str) -> str:
        """The name of the view's files, and its address."""
        return f"{record}{self.suffix}" if record else self.whole


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a call: a code for tools, what is wrong, and how to mend it."""

    code: str
    message: str
    hint: str


@dataclass(frozen=True, kw_only=True)
class Macro:
    """What a page can call: what it may be called with, which ids it shows in full, what it rests on, and its forms."""

    name: str
    html: Callable[..., Markup]
    """The page form: a pure function of a `Showing` and the call's arguments."""
    markdown: Callable[..., str]
    """The same as Markdown: a pure function of a `Writing` and the call's arguments."""
    kinds: tuple[str, ...] = ()
    """The kinds of record that its first argument may name; `any` for all, none where the first argument is a word."""
    takes: Callable[[Kind], bool] | None = None
    """In place of `kinds`: which of all kinds its first argument may be of."""
    least: int = 1
    most: int = 1
    """How many arguments it takes."""
    words: tuple[str, ...] = ()
    """The words that its first argument may be, where it is no id."""
    shows: Callable[[Library, Arguments], Iterable[str]] = lambda library, arguments: ()
    """The ids that it shows in full."""
    rests_on: Callable[[Library, Arguments], Iterable[Reference]] = lambda library, arguments: ()
    """The places in sources behind what it shows."""
    faults: Callable[[Library, Page, Arguments], Iterable[Fault]] = lambda library, page, arguments: ()
    """What is wrong with a call on a page, though its record is there."""
    links: Callable[[Library, Arguments], Iterable[str]] = lambda library, arguments: ()
    """The ids that it links to in their homes."""
    chooses: Callable[[Library, Arguments], Iterable[str]] = lambda library, arguments: ()
    """The ids that it quotes beside those that it names and shows, by what is so on the reading date."""
    numbers_sources: bool = False
    """Whether a mark in it bears the number of each source behind it: these numbers count up, those of others follow."""
    quotes: bool = False
    """Whether it quotes, inside a sentence, what is claimed by the record that it names."""
    is_link: bool = False
    """Whether it leads to a record, and quotes nothing of it."""
    is_explained: bool = False
    """Whether the record that it names is explained at the foot of the page."""
    inline: bool = False
    """Whether it stands inside a sentence."""
    is_mark: bool = False
    """Whether it is a mark beside the words, and none of them."""
    says: Callable[[Library, Arguments], str] | None = None
    """What an inline macro says, in plain words, for the search."""
    register_of: dict[str, str] = field(default_factory=dict)
    """By its first argument: the kind of record whose home the call is."""
    view: View | None = None
    """Its files, where it can be taken away."""
    views: dict[str, str] = field(default_factory=dict)
    """By its first argument: the macro whose view without an id the call shows."""
    draws: Callable[[Library, Arguments], tuple[str, str] | None] = lambda library, arguments: None
    """The macro and the record of a view that stands inside of what the call shows."""

    @property
    def viewed(self) -> tuple[str, ...]:
        """The kinds that have the files of its view."""
        return (self.view.suffix[1:],) if self.view and self.view.suffix else self.kinds


@dataclass(frozen=True, kw_only=True)
class Component:
    """One folder: the macros and the kinds of record that belong together."""

    name: str
    macros: tuple[Macro, ...] = ()
    kinds: tuple[Kind, ...] = ()
    columns: dict[str, str] = field(default_factory=dict)
    """Columns of its tables that no other component has, each in words."""
    sheets: dict[str, str] = field(default_factory=dict)
    """Style sheets that a page needs only where its HTML matches the pattern: the end of the sheet's path, and the pattern."""


def in_catalogue(*names: str) -> dict[str, str]:
    """Columns whose words stand in the message catalogue."""
    return dict.fromkeys(names, "")


def own_evidence(library: Library, arguments: Arguments) -> list[Reference]:
    """What the record that a call names rests on, with its parts."""
    return library.evidence(library.items[arguments[0]])


def main_evidence(library: Library, arguments: Arguments) -> list[Reference]:
    """The first source of the record that a call names; all of them where they differ."""
    return library.main_evidence(library.items[arguments[0]])


def own_parts(library: Library, arguments: Arguments) -> list[str]:
    """The ids of the record that a call names and of its parts."""
    return [part.id for part in library.parts(library.items[arguments[0]])]


def evidence_of(
    find: Callable[[Library, Arguments], Iterable[Item]],
) -> Callable[[Library, Arguments], list[Reference]]:
    """What all the items rest on that `find` finds for a call."""

    def evidence(library: Library, arguments: Arguments) -> list[Reference]:
        return [reference for item in find(library, arguments) for reference in library.evidence(item)]

    return evidence
