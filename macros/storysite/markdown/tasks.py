"""Task lists: a box as a sign with a word for screen readers, where the stock one is a field that nobody can fill in."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

BOX = re.compile(r"\s*\[([ xX])\]\s+")
DONE, OPEN = ("☑", "done"), ("☐", "to do")


class Tasks(Treeprocessor):
    """Puts the signs before the items of lists that begin with `[ ]` or `[x]`."""

    def run(self, root: Element) -> None:
        """Called by Python-Markdown."""
        for parent in root.iter():
            if parent.tag not in {"ul", "ol"}:
                continue
            items = [item for item in parent if item.tag == "li" and _mark(item)]
            if items:
                parent.set("class", f"{parent.get('class', '')} tasks".strip())


def _mark(item: Element) -> bool:
    """Whether an item of a list is a task; its sign stands before its words then."""
    holder = item[0] if len(item) and item[0].tag == "p" and not (item.text or "").strip() else item
    box = BOX.match(holder.text or "")
    if not box:
        return False
    sign, word = OPEN if box[1] == " " else DONE
    mark = Element("span", {"class": "task", "role": "img", "aria-label": word})
    mark.text, mark.tail = sign, f" {(holder.text or '')[box.end() :]}"
    holder.text = ""
    holder.insert(0, mark)
    return True
