"""The extensions of Python-Markdown that pages are read with, and their settings."""

from __future__ import annotations

from typing import Any

EXTENSIONS: dict[str, dict[str, Any]] = {
    "abbr": {},
    "admonition": {},
    "attr_list": {},
    "def_list": {},
    "footnotes": {"USE_DEFINITION_ORDER": False},
    "md_in_html": {},
    "tables": {},
    "pymdownx.blocks.caption": {},
    "pymdownx.caret": {},
    "pymdownx.details": {},
    "pymdownx.highlight": {"anchor_linenums": False, "guess_lang": False, "linenums_style": "pymdownx-inline"},
    "pymdownx.inlinehilite": {},
    "pymdownx.keys": {},
    "pymdownx.mark": {},
    "pymdownx.superfences": {"disable_indented_code_blocks": False},
    "pymdownx.tabbed": {"alternate_style": False},
    "pymdownx.tilde": {},
}
"""What a page may be written with, and the settings; `toc` and `smarty` are settings of a site."""
