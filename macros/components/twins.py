"""Each macro written as Markdown, by its name; together with the registry, which holds the same for pages."""

from __future__ import annotations

from collections.abc import Callable

from macros.components.chart import twin as chart
from macros.components.citation import twin as citation
from macros.components.cycle import twin as cycle
from macros.components.fact import twin as fact
from macros.components.matrix import twin as matrix
from macros.components.register import twin as register
from macros.components.term import twin as term
from macros.components.timeline import twin as timeline
from macros.components.trail import twin as trail

TWINS: dict[str, Callable[..., str]] = {
    "timeline": timeline.twin,
    "matrix": matrix.twin,
    "cycle": cycle.twin,
    "chart": chart.twin,
    "facts": fact.twin_cards,
    "trail": trail.twin,
    "path": trail.twin_path,
    "opening": lambda show: "",
    "emblem": lambda show, id: "",
    "register": register.twin,
    "sources": citation.twin_sources,
    "about": citation.twin_about,
    "fact": fact.twin,
    "when": timeline.twin_when,
    "cite": citation.twin,
    "term": term.twin,
    "link": citation.twin_link,
}
