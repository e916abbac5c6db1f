"""Footnotes: marked by letters, so that nobody takes them for the numbers of sources."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from storysite.core.messages import Messages


class Footnotes(Treeprocessor):
    """Gives letters to the marks of footnotes, and words to their links."""

    def __init__(self, md: Markdown, say: Messages):
        super().__init__(md)
        self.say = say

    def run(self, root: Element) -> None:
        """Called by Python-Markdown."""
        notes = next((found for found in root.iter("div") if found.get("class") == "footnote"), None)
        if notes is None:
            return
        notes.attrib.update({"class": "footnotes", "role": "doc-endnotes", "aria-label": self.say("footnotes.notes")})
        for line in notes.findall("hr"):
            notes.remove(line)
        numbers: dict[str, int] = {}
        for listed in notes.findall("ol"):
            listed.set("type", "a")
            for number, item in enumerate(listed, start=1):
                numbers[f"#{item.get('id', '')}"] = number
        for link in root.iter("a"):
            if link.get("class") == "footnote-ref":
                letter = letters(numbers.get(link.get("href", ""), 1))
                link.text = letter
                link.attrib.update({"role": "doc-noteref", "aria-label": self.say("footnotes.note", letter=letter)})
        for number, item in enumerate((item for listed in notes.findall("ol") for item in listed), start=1):
            for link in item.iter("a"):
                if link.get("class") == "footnote-backref":
                    link.attrib.pop("title", None)
                    link.attrib.update(
                        {"role": "doc-backlink", "aria-label": self.say("footnotes.back", letter=letters(number))}
                    )


def letters(number: int) -> str:
    """A number as the letters of a list: 1 is a, 27 is aa."""
    found = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        found = chr(ord("a") + rest) + found
    return found
