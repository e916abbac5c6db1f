"""What can be the picture of a scene: what other components draw."""

from __future__ import annotations

from storysite.components.chart.kind import COMPONENT as CHART
from storysite.components.component import Macro
from storysite.components.cycle.kind import COMPONENT as CYCLE
from storysite.components.flow.kind import COMPONENT as FLOW
from storysite.components.ladder.kind import COMPONENT as LADDER
from storysite.components.matrix.kind import COMPONENT as MATRIX
from storysite.components.timeline.kind import COMPONENT as TIMELINE

PICTURES: dict[str, Macro] = {
    kind: macro
    for component in (TIMELINE, MATRIX, CYCLE, LADDER, FLOW, CHART)
    for macro in component.macros
    if macro.view
    for kind in macro.kinds
}
"""The macro that draws it, by the kind of its record."""
