"""All components, one line each, and what the rooms ask of them together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from storysite.components.chart.kind import COMPONENT as CHART
from storysite.components.citation.kind import COMPONENT as CITATION
from storysite.components.component import Component, Macro, View
from storysite.components.cycle.kind import COMPONENT as CYCLE
from storysite.components.fact.kind import COMPONENT as FACT
from storysite.components.flow.kind import COMPONENT as FLOW
from storysite.components.ladder.kind import COMPONENT as LADDER
from storysite.components.matrix.kind import COMPONENT as MATRIX
from storysite.components.picture.kind import COMPONENT as PICTURE
from storysite.components.register.kind import COMPONENT as REGISTER
from storysite.components.scene.kind import COMPONENT as SCENE
from storysite.components.term.kind import COMPONENT as TERM
from storysite.components.timeline.kind import COMPONENT as TIMELINE
from storysite.components.trail.kind import COMPONENT as TRAIL
from storysite.components.voice.kind import COMPONENT as VOICE
from storysite.core.messages import Messages, english
from storysite.records import RecordTypes
from storysite.source.record_store import Kind, Table

BUILT_IN = (
    TIMELINE,
    MATRIX,
    CYCLE,
    LADDER,
    FLOW,
    CHART,
    VOICE,
    PICTURE,
    SCENE,
    FACT,
    TRAIL,
    REGISTER,
    CITATION,
    TERM,
)
"""The components of every site: add yours here."""
OF_PAGES = (
    Kind(name="page", rank=180, group="Pages", name_weight=9),
    Kind(name="heading", rank=190, group="Pages", is_told_with_whole=True, name_weight=7),
    Kind(name="file", rank=200, group="Pages", is_told_with_whole=True),
)
"""What has an address and is no record."""


@dataclass(frozen=True)
class Registry:
    """The components of a site, and what is derived from them."""

    components: tuple[Component, ...] = BUILT_IN
    own: tuple[Component, ...] = ()
    """Those of them that the site brings itself."""
    templates: tuple[Path, ...] = ()
    """The folders in which templates are looked for, beside ours."""
    code: str = ""
    """A digest of their code."""
    messages: Messages = field(default_factory=english)
    """What the generator itself says, in the language of the site."""

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """Every kind of thing that has an address, by name, in order of rank."""
        kinds = [*(kind for component in self.components for kind in component.kinds), *OF_PAGES]
        views = {kind: macro for macro in self._macros if macro.view for kind in macro.viewed}
        found = {}
        for kind in sorted(kinds, key=lambda kind: kind.rank):
            macro = views.get(kind.name)
            named = self._named(kind)
            found[kind.name] = (
                replace(named, view=macro.name, endings=macro.view.endings) if macro and macro.view else named
            )
        return found

    def _named(self, kind: Kind) -> Kind:
        """A kind with what readers call it and its table."""
        say, table = self.messages, kind.table
        if table and not table.words:
            title, words = say(f"table-titles.{table.name}"), say(f"table-words.{table.name}")
            table = replace(table, title=title, words=words)
        return replace(kind, word=kind.word or say(f"kinds.{kind.name}"), table=table, messages=say)

    @property
    def _macros(self) -> list[Macro]:
        return [macro for component in self.components for macro in component.macros]

    @cached_property
    def macros(self) -> dict[str, Macro]:
        """Every macro by its name."""
        return {macro.name: self._settled(macro) for macro in self._macros}

    def _settled(self, macro: Macro) -> Macro:
        takes = macro.takes
        if takes is None:
            return macro
        return replace(macro, kinds=tuple(kind.name for kind in self.kinds.values() if takes(kind)))

    @cached_property
    def inline(self) -> frozenset[str]:
        """The macros that stand inside a sentence."""
        return frozenset(name for name, macro in self.macros.items() if macro.inline)

    @cached_property
    def views(self) -> dict[str, View]:
        """What can be taken away, by the name of the macro that shows it."""
        return {name: macro.view for name, macro in self.macros.items() if macro.view}

    @cached_property
    def record_types(self) -> RecordTypes:
        """What may stand in a data file, by the file's name."""
        return {kind.file: (kind.name, kind.model) for kind in self.kinds.values() if kind.model}

    @cached_property
    def tables(self) -> list[tuple[Kind, Table]]:
        """The files that hold all of a kind."""
        tables = [(kind, kind.table) for kind in self.kinds.values() if kind.table]
        return sorted(tables, key=lambda one: one[1].rank)

    @cached_property
    def columns(self) -> dict[str, str]:
        """The columns of all tables in words, beside those that every table has."""
        columns = [column for component in self.components for column in component.columns.items()]
        return {name: words or self.messages(f"columns.{name}") for name, words in columns}

    @cached_property
    def groups(self) -> dict[str, tuple[str, ...]]:
        """The kinds under each heading of a summary of changes."""
        found: dict[str, list[str]] = {}
        for kind in self.kinds.values():
            found.setdefault(kind.group, []).append(kind.name)
        return {title: tuple(kinds) for title, kinds in found.items()}

    @cached_property
    def sheets(self) -> list[tuple[str, str]]:
        """The style sheets that only some pages need, by the end of their path, and what such a page holds."""
        return [sheet for component in self.components for sheet in component.sheets.items()]


def registry() -> Registry:
    """The components of every site."""
    return Registry()


__all__ = ["BUILT_IN", "Component", "Macro", "Registry", "View", "registry"]
