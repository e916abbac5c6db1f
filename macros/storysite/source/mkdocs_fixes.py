"""Fixes of mkdocs.yml: a value written in the place of another, and a line that is missing, put where it belongs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from textwrap import indent, wrap

import yaml

from storysite.core.diagnostics import Fix, Mark
from storysite.source.data_files import read_text
from storysite.source.mkdocs_nodes import FILE, child

WIDTH = 116
"""How long a line of a folded text becomes."""


def in_place(root: Path, node: yaml.ScalarNode, wanted: str, what: str = "", is_text: bool = True) -> Iterator[Fix]:
    """The fix for a value that says something else: the right one, written in the same style; a text may need quotes."""
    text = read_text(root / FILE, FILE, root, []) or ""
    line = text.split("\n")[node.start_mark.line]
    deeper = len(line) - len(line.lstrip()) + 2
    new = folded(wanted, deeper) if node.style in {">", "|"} else plain(wanted) if is_text else wanted
    yield Fix.at(_mark(node), text[node.start_mark.index : node.end_mark.index], new, what)


def added(node: yaml.Node | None, keys: tuple[str, ...], lines: str) -> Iterator[Fix]:
    """The fix for what is missing below the last of these keys: these lines, as the first that stand there.

    Where a key on the way is missing too, it is written with them; what stands in one line in brackets is left alone.
    """
    if not isinstance(node, yaml.MappingNode) or not node.value:
        return
    place: yaml.Node = node
    for depth, key in enumerate(keys):
        inner = child(place, key)
        if inner is None:
            for above in reversed(keys[depth:]):
                lines = f"{above}:\n{indent(lines, '  ')}"
            break
        if not isinstance(inner, (yaml.MappingNode, yaml.SequenceNode)) or inner.flow_style or not inner.value:
            return
        place = inner
    margin = "\n" + " " * place.start_mark.column
    yield Fix.at(
        _mark(place), "", margin.join([*lines.splitlines(), ""]), f"{lines.strip().splitlines()[-1].strip()} is added"
    )


def plain(text: str) -> str:
    """A text as a value of one line: in quotation marks where YAML needs them."""
    return yaml.safe_dump(text, allow_unicode=True, width=10_000).removesuffix("\n").removesuffix("\n...")


def folded(text: str, margin: int) -> str:
    """A text as a value of several lines."""
    return ">-\n" + indent("\n".join(wrap(text, WIDTH - margin)), " " * margin) + "\n"


def _mark(node: yaml.Node) -> Mark:
    return Mark(FILE, node.start_mark.line + 1, node.start_mark.column + 1)
