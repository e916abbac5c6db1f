"""Steps in a ring, and the same steps as a list that ends with the way back."""

from __future__ import annotations

from dataclasses import dataclass, field

from storysite.core.messages import Messages, english
from storysite.records import Cycle
from storysite.source.items import Item
from storysite.source.record_store import Library


@dataclass(frozen=True, slots=True)
class CycleView:
    """A cycle as every form shows it."""

    id: str
    cycle: Cycle
    steps: tuple[Item, ...]
    """The steps in order, each with its address."""
    messages: Messages = field(default_factory=english, repr=False, compare=False)
    """What the generator itself says."""


def cycle_view(library: Library, id: str) -> CycleView:
    """The view of a cycle."""
    cycle = library.items[id].of(Cycle)
    return CycleView(id, cycle, tuple(library.items[f"{id}.{step.id}"] for step in cycle.steps), library.messages)
