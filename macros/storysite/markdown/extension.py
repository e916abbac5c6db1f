"""The Markdown of pages: what Material's reference teaches, made at build, without a script and without inline styles.

Both engines read pages with this one extension of Python-Markdown: MkDocs gets it from a hook, Zensical by its name.
`pymdown-extensions` do the work; what they leave to scripts of the theme is done here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from markdown import Extension, Markdown
from markdown.extensions.toc import TocExtension

from storysite.core.messages import read_messages
from storysite.markdown.annotations import Annotations, CodeAnnotations
from storysite.markdown.blocks import Blocks
from storysite.markdown.callouts import Callouts
from storysite.markdown.extensions import EXTENSIONS
from storysite.markdown.footnotes import Footnotes
from storysite.markdown.icons import Icons, IconWords
from storysite.markdown.macro_blocks import MacroBlocks
from storysite.markdown.tabs import Tabs
from storysite.markdown.tasks import Tasks

NAME = "storysite.markdown.extension"
"""By which Zensical finds this."""


class PageMarkdown(Extension):
    """All of them, and what is made of their result."""

    def __init__(self, **settings: Any):
        self.config = {
            "icons": [True, "Whether pictures of icons are put in: a check has no use for them."],
            "language": ["en", "The language of what is said beside the words of a page."],
            "root": ["", "The folder of the site, where it has catalogues of its own."],
        }
        super().__init__(**settings)

    def extendMarkdown(self, md: Markdown) -> None:
        """Called by Python-Markdown."""
        say = read_messages(self.getConfig("language"), Path(self.getConfig("root")))
        md.registerExtensions(list(EXTENSIONS), EXTENSIONS)
        for headings in (one for one in md.registeredExtensions if isinstance(one, TocExtension)):
            if headings.getConfig("permalink_title") == "Permanent link":  # that of Python-Markdown: the site has none
                toc: Any = md.treeprocessors["toc"]
                toc.permalink_title = say("headings.permalink")
        # Behind `normalize_whitespace` (30), and before code and HTML are looked for.
        md.preprocessors.register(MacroBlocks(md), "macro-blocks", 28)
        md.inlinePatterns.register(Icons(md, bool(self.getConfig("icons"))), "icons", 75)
        # Behind `inline` (20), which makes the elements that are looked at here.
        md.treeprocessors.register(Tasks(md), "tasks", 15)
        md.treeprocessors.register(Footnotes(md, say), "footnote-marks", 14)
        md.treeprocessors.register(Tabs(md), "tabs", 13)
        md.treeprocessors.register(Callouts(md, say), "callouts", 12)
        md.treeprocessors.register(Blocks(md, say), "blocks", 11)
        # Behind `attr_list` (8), which says what is marked so.
        md.treeprocessors.register(Annotations(md, say), "annotations", 7)
        md.treeprocessors.register(IconWords(md), "icon-words", 6)
        # Behind `raw_html` (30), which puts highlighted code in its place.
        md.postprocessors.register(CodeAnnotations(md, say), "code-annotations", 25)


def makeExtension(**settings: Any) -> PageMarkdown:
    """Called by Python-Markdown where the extension is named by its module."""
    return PageMarkdown(**settings)
