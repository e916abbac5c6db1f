"""Callouts: Material's kinds by one name each, and the kind in words where a title of its own hides it."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from storysite.core.messages import Messages

KINDS = {
    "note": "seealso",
    "abstract": "summary tldr",
    "info": "todo",
    "tip": "hint important",
    "success": "check done",
    "question": "help faq",
    "warning": "caution attention",
    "failure": "fail missing",
    "danger": "error",
    "bug": "",
    "example": "",
    "quote": "cite",
}
"""The kinds of callouts, and their other names."""
KIND = {name: kind for kind, others in KINDS.items() for name in (kind, *others.split())}
BESIDE = {"inline", "end", "annotate"}
"""What a callout may say beside its kind: where it stands, and that its marks are explained."""


class Callouts(Treeprocessor):
    """Gives callouts their classes, whichever of the two extensions made them."""

    def __init__(self, md: Markdown, say: Messages):
        super().__init__(md)
        self.say = say

    def run(self, root: Element) -> None:
        """Called by Python-Markdown."""
        for element in root.iter():
            names = element.get("class", "").split()
            if element.tag == "div" and "admonition" in names:
                names.remove("admonition")
                title = next((child for child in element if child.get("class") == "admonition-title"), None)
            elif element.tag == "details" and names and names[0] in KIND:
                title = element.find("summary")
            else:
                continue
            kind = next((KIND[name] for name in names if name in KIND), "note")
            element.set("class", " ".join(["callout", f"callout-{kind}", *(name for name in names if name in BESIDE)]))
            if title is not None:
                if title.tag == "p":
                    title.set("class", "callout-title")
                _tell(title, kind, names[0] if names else "", self.say)


def _tell(title: Element, kind: str, name: str, say: Messages) -> None:
    """Say the kind before a title that is not just its name."""
    if "".join(title.itertext()).strip().lower() in {kind, name}:
        if name == kind and not len(title):
            title.text = say(f"callouts.{kind}")
        return
    told = Element("span", {"class": "callout-kind"})
    told.text, told.tail, title.text = f"{say(f'callouts.{kind}')}: ", title.text, ""
    title.insert(0, told)
