"""The components by the name of their macro: what each takes, shows and rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from markupsafe import Markup

from storysite.components.chart import html as chart
from storysite.components.citation import html as citation
from storysite.components.cycle import html as cycle
from storysite.components.emblem import html as emblem
from storysite.components.fact import html as fact
from storysite.components.html_context import Showing
from storysite.components.matrix import html as matrix
from storysite.components.register import html as register
from storysite.components.term import html as term
from storysite.components.timeline import html as timeline
from storysite.components.trail import html as trail
from storysite.records import Reference
from storysite.source.record_store import Item, Library

Arguments = tuple[str, ...]


@dataclass(frozen=True)
class Component:
    """A macro: what it may be called with, which ids it shows in full, what it rests on, and how it is rendered."""

    name: str
    render: Callable[..., Markup]
    """A pure function of a `Showing` and the call's arguments."""
    kinds: tuple[str, ...] = ()
    """The kinds of record that its first argument may name; none where the first argument is a word."""
    least: int = 1
    most: int = 1
    """How many arguments it takes."""
    words: tuple[str, ...] = ()
    """The words that its first argument may be, where it is no id."""
    shows: Callable[[Library, Arguments], Iterable[str]] = lambda library, arguments: ()
    """The ids that it shows in full."""
    rests_on: Callable[[Library, Arguments], Iterable[Reference]] = lambda library, arguments: ()
    """The places in sources behind what it shows."""
    inline: bool = False


def _own(library: Library, arguments: Arguments) -> list[Reference]:
    return library.evidence(library.items[arguments[0]])


def _main(library: Library, arguments: Arguments) -> list[Reference]:
    return library.main_evidence(library.items[arguments[0]])


def _parts(library: Library, arguments: Arguments) -> list[str]:
    return [part.id for part in library.parts(library.items[arguments[0]])]


def _of(find: Callable[[Library, Arguments], Iterable[Item]]) -> Callable[[Library, Arguments], list[Reference]]:
    def evidence(library: Library, arguments: Arguments) -> list[Reference]:
        return [reference for item in find(library, arguments) for reference in library.evidence(item)]

    return evidence


COMPONENTS: dict[str, Component] = {
    component.name: component
    for component in (
        Component(
            "timeline", timeline.render, ("lane", "timeline"), 0, 1, shows=timeline.shows, rests_on=_of(timeline.items)
        ),
        Component("matrix", matrix.render, ("matrix",), shows=_parts, rests_on=_own),
        Component("cycle", cycle.render, ("cycle",), shows=_parts, rests_on=_own),
        Component("chart", chart.render, ("fact",), shows=_parts, rests_on=_own),
        Component("facts", fact.render_cards, ("cards",), shows=fact.shows, rests_on=_of(fact.items)),
        Component("trail", trail.render, ("trail",), shows=lambda library, arguments: arguments),
        Component("path", trail.render_path, (), 2, 9),
        Component("opening", trail.render_opening, (), 0, 0),
        Component("emblem", emblem.render, ("timeline", "lane", "matrix", "cycle")),
        Component(
            "register", register.render, (), words=register.REGISTERS, shows=register.shows, rests_on=register.rests_on
        ),
        Component("sources", citation.render_sources, (), 0, 0),
        Component("about", citation.render_about, words=citation.ABOUT, inline=True),
        Component("fact", fact.render, ("fact", "value"), rests_on=fact.rests_on, inline=True),
        Component("when", timeline.render_when, ("event",), rests_on=_main, inline=True),
        Component("cite", citation.render, ("source",), 2, 2, rests_on=citation.rests_on, inline=True),
        Component("term", term.render, ("term",), 1, 2, rests_on=_own, inline=True),
        Component("link", citation.render_link, ("any",), 1, 2, inline=True),
    )
}

__all__ = ["COMPONENTS", "Component", "Showing"]
