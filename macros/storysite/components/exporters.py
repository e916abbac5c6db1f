"""What can be taken away: a view that stands on a page, with the forms that it is written down in."""

from __future__ import annotations

from dataclasses import dataclass

from storysite.components.component import View


@dataclass(frozen=True, slots=True)
class Taken:
    """A view that stands on a page, so that it can be taken away."""

    id: str
    """Its address and the name of its files: a chart's is its fact's id and `.chart`."""
    kind: str
    """The macro that shows it."""
    record: str
    """The id that the macro is called with; empty for the timeline of all events."""
    page: str
    """The page that shows it, its home where that does."""
    form: View
