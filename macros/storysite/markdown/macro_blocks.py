"""Blocks that macros make: kept out of Markdown's hands, in the callout, tab or list that they are called in.

A template puts the HTML of a macro into a page before Markdown reads it. Without its marks the lines of a block would
stand at the margin, and end whatever is indented around them.
"""

from __future__ import annotations

import re

from markdown.preprocessors import Preprocessor

BEGIN, END = "\ue002", "\ue003"
MARKED = re.compile(f"^([ \t]*)([^\n{BEGIN}]*){BEGIN}([^{END}]*){END}", re.MULTILINE)


def block(html: str) -> str:
    """The HTML of a macro's block as it goes into a page's Markdown."""
    return f"{BEGIN}{html}{END}"


class MacroBlocks(Preprocessor):
    """Puts a sign for each block on a line of its own, as far indented as the line of its call."""

    def run(self, lines: list[str]) -> list[str]:
        """Called by Python-Markdown."""
        text = "\n".join(lines)
        if BEGIN not in text:
            return lines
        while BEGIN in text:
            text, made = MARKED.subn(self._placed, text)
            if not made:
                break
        return text.split("\n")

    def _placed(self, found: re.Match[str]) -> str:
        indent, before, html = found.groups()
        sign = self.md.htmlStash.store(html)
        above = f"{indent}{before}\n\n" if before.strip() else "\n\n"
        return f"{above}{indent}{sign}\n\n{indent}"
