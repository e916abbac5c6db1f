"""The nodes of mkdocs.yml: values with their places, whatever their tags would make of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from storysite.core.diagnostics import Mark

FILE = "mkdocs.yml"


def every_node(node: yaml.Node | None) -> Iterator[yaml.Node]:
    """Every node once, also where one is named again by an alias."""
    waiting, met = [node] if node is not None else [], set()
    while waiting:
        part = waiting.pop()
        if id(part) in met:
            continue
        met.add(id(part))
        yield part
        if isinstance(part, yaml.MappingNode):
            waiting.extend(inner for pair in reversed(part.value) for inner in reversed(pair))
        elif isinstance(part, yaml.SequenceNode):
            waiting.extend(reversed(part.value))


def in_words(node: yaml.Node) -> str:
    """A value as it could be written on one line."""
    if isinstance(node, yaml.ScalarNode):
        return " ".join(node.value.split())
    return f"{node.tag} [{', '.join(leaf.value for leaf in leaves(node))}]"


def leaves(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """The paths that a part of the navigation holds, where they stand."""
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from leaves(child)
    elif isinstance(node, yaml.MappingNode):
        for _, child in node.value:
            yield from leaves(child)


def read_nodes(root: Path) -> yaml.Node | None:
    return yaml.compose((root / FILE).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def compose(root: Path) -> yaml.Node | None:
    try:
        return read_nodes(root)
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return None  # `faults` tells


def scalar_at(node: yaml.Node | None, keys: tuple[str, ...]) -> yaml.ScalarNode | None:
    for key in keys:
        node = child(node, key)
    return node if isinstance(node, yaml.ScalarNode) else None


def deployed(node: yaml.Node | None, variable: str) -> yaml.ScalarNode | None:
    """What stands for a value that a variable of the deployment may say instead: `!ENV [SITE_URL, https://…]`."""
    if isinstance(node, yaml.SequenceNode) and node.tag == "!ENV" and len(node.value) == 2:
        name, value = node.value
        if isinstance(name, yaml.ScalarNode) and name.value == variable and isinstance(value, yaml.ScalarNode):
            return value
    return None


def child(node: yaml.Node | None, key: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def pairs(node: yaml.Node | None) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
    """The keys that are words, with their values; none where a node is something else."""
    found = node.value if isinstance(node, yaml.MappingNode) else []
    return [(key, value) for key, value in found if isinstance(key, yaml.ScalarNode)]


def near(node: yaml.Node | None, keys: tuple[str, ...]) -> Mark:
    """The place of the deepest key on a way that is there."""
    mark = Mark(FILE)
    for key in keys:
        for name, value in node.value if isinstance(node, yaml.MappingNode) else ():
            if name.value == key:
                mark, node = Mark(FILE, name.start_mark.line + 1, name.start_mark.column + 1), value
    return mark
