"""Blocks that styles must tell from those of macros: tables in boxes of their own, lists of definitions, pictures."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from storysite.core.messages import Messages

HELD = re.compile("\x02[^\x03]*\x03")
"""Stands for what Markdown keeps aside."""
CLASSES = {"dl": "definitions", "figure": "picture"}


class Blocks(Treeprocessor):
    """Puts a box round each table, so that a wide one moves sideways in it, and gives classes to other blocks."""

    def __init__(self, md: Markdown, say: Messages):
        super().__init__(md)
        self.say = say

    def run(self, root: Element) -> None:
        """Called by Python-Markdown."""
        for parent in list(root.iter()):
            if parent.tag in CLASSES and "class" not in parent.attrib:
                parent.set("class", CLASSES[parent.tag])
            for at, table in enumerate(parent):
                if table.tag in {"td", "th"}:
                    _align(table)
                elif table.tag == "table" and parent.get("class") != "scroll":
                    parent[at] = _boxed(table, self.say)


def _align(cell: Element) -> None:
    """Say by a class where a cell's words stand: the policy lets no style stand in a page."""
    where = cell.attrib.pop("style", "").removeprefix("text-align: ").strip("; ")
    if where in {"center", "right"}:
        cell.set("class", where)


def _boxed(table: Element, say: Messages) -> Element:
    """A table in a box that is reached by keyboard, as it may have to be moved."""
    heads = (" ".join(HELD.sub("", "".join(head.itertext())).split()) for head in table.iter("th"))
    name = say("tables.of", heads=", ".join(head for head in heads if head))
    box = Element("div", {"class": "scroll", "role": "region", "tabindex": "0", "aria-label": name})
    box.tail, table.tail = table.tail, None
    box.append(table)
    return box
