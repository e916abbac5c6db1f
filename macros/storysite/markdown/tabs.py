"""Content tabs: a choice among fields that needs no script; each panel follows its name, so that all can be printed."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor


class Tabs(Treeprocessor):
    """Makes a group of what `pymdownx.tabbed` makes, without what only a theme's script reads."""

    def run(self, root: Element) -> None:
        """Called by Python-Markdown."""
        for tabs in root.iter("div"):
            if tabs.attrib.pop("data-tabs", None) is not None:
                tabs.attrib.update({"class": "tabs", "role": "group", "aria-label": "Choose one"})
                for panel in tabs.findall("div"):
                    panel.set("class", "tab")
