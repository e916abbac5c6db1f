"""Each macro written as Markdown, by its name; together with the registry, which holds the same for pages."""

from __future__ import annotations

from collections.abc import Callable

from storysite.components.chart import markdown as chart
from storysite.components.citation import markdown as citation
from storysite.components.cycle import markdown as cycle
from storysite.components.fact import markdown as fact
from storysite.components.matrix import markdown as matrix
from storysite.components.register import markdown as register
from storysite.components.term import markdown as term
from storysite.components.timeline import markdown as timeline
from storysite.components.trail import markdown as trail

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
