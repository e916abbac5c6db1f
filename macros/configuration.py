"""mkdocs.yml: what it repeats of the publisher's record must say the same, and its navigation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from macros.problems import Mark, Problem
from macros.records import Publisher

FILE = "mkdocs.yml"
REPEATED = {
    ("site_name",): "title",
    ("site_url",): "address",
    ("site_description",): "description",
    ("copyright",): "rights",
    ("extra", "publisher"): "name",
    ("extra", "stance"): "short_stance",
}
"""What templates need in both engines stands in mkdocs.yml too: its keys, and the publisher's field."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the navigation: its title and its pages, or a single page without a title."""

    title: str
    pages: tuple[str, ...]


def differences(root: Path, publisher: Publisher) -> Iterator[Problem]:
    """Where mkdocs.yml says something else than the publisher's record."""
    node = _compose(root)
    for keys, field in REPEATED.items():
        wanted = " ".join(str(getattr(publisher, field, "")).split())
        found = _at(node, keys)
        if node is not None and wanted and (found is None or " ".join(found.value.split()) != wanted):
            mark = Mark(FILE, found.start_mark.line + 1, found.start_mark.column + 1) if found else Mark(FILE)
            given = f"is '{found.value}'" if found else "is missing"
            hint = f"it repeats {field} of docs/data/publisher.yml: write '{wanted}'"
            yield Problem.at(mark, "configuration", f"{'.'.join(keys)} {given}", hint)


def sections(root: Path) -> tuple[Section, ...]:
    """The navigation, in order."""
    nav = _child(_compose(root), "nav")
    if not isinstance(nav, yaml.SequenceNode):
        return ()
    return tuple(Section(title, tuple(pages)) for title, pages in (_entry(node) for node in nav.value))


def _entry(node: yaml.Node) -> tuple[str, list[str]]:
    if isinstance(node, yaml.MappingNode) and node.value:
        key, value = node.value[0]
        return str(key.value), list(_pages(value))
    return "", list(_pages(node))


def _pages(node: yaml.Node) -> Iterator[str]:
    if isinstance(node, yaml.ScalarNode):
        yield node.value
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _pages(child)
    elif isinstance(node, yaml.MappingNode):
        for _, child in node.value:
            yield from _pages(child)


def _compose(root: Path) -> yaml.Node | None:
    try:
        return yaml.compose((root / FILE).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return None  # the engine itself says what is wrong with its configuration


def _at(node: yaml.Node | None, keys: tuple[str, ...]) -> yaml.ScalarNode | None:
    for key in keys:
        node = _child(node, key)
    return node if isinstance(node, yaml.ScalarNode) else None


def _child(node: yaml.Node | None, key: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)
