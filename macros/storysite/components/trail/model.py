"""Where a page stands on the trails that lead over it."""

from __future__ import annotations

from dataclasses import dataclass

from storysite.core.messages import Messages
from storysite.records import Trail
from storysite.source.record_store import Library
from storysite.wording.page_links import Place, address_of

WORDS_A_MINUTE = 220
"""How fast plain English is read in silence, rounded down from the 238 words of Brysbaert (2019)."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A page's place on a trail."""

    trail: Trail
    number: int
    """Which step it is, from 1."""
    next: tuple[str, str] | None
    """Title and relative link of the step after it, if there is one."""


def whereabouts(library: Library, place: Place) -> tuple[Whereabouts, ...]:
    """A page's place on each trail, by the trail's title."""
    trails = sorted((item.of(Trail) for item in library.of_kind("trail")), key=lambda trail: (trail.title, trail.id))
    return tuple(
        Whereabouts(trail, number, _next(trail, number, place))
        for trail in trails
        for number, step in enumerate(trail.steps, start=1)
        if step.page == place.page
    )


def _next(trail: Trail, number: int, place: Place) -> tuple[str, str] | None:
    if number >= len(trail.steps):
        return None
    step = trail.steps[number]
    return step.title, place.to(address_of(step.page))


def minutes(say: Messages, words: int) -> str:
    """`1 minute to read.`"""
    return say("trail.minutes", count=max(1, round(words / WORDS_A_MINUTE)))
