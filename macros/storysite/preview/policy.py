"""The policy that pages of the preview have: that of the site, from the templates alone, for there is no built site."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from storysite.output.html_edit import scripts_and_styles
from storysite.pages.csp import content_security_policy, inline
from storysite.preview.file_stats import Stamp, stamps

OURS = Path(__file__).resolve().parents[1]
FOLDERS = ("components", "site/templates")
"""Where the generator's own templates lie; the look of the site lies in the project."""


def policy(root: Path, drawing: bytes = b"") -> str:
    """The policy for a page of the project, or for a drawing of ours with the style that stands in it."""
    named = _named((root, tuple(stamps(root, ["overrides"]).items())), (OURS, tuple(stamps(OURS, FOLDERS).items())))
    own = {one for one in inline(scripts_and_styles(drawing.decode("utf-8", "replace"))) if one[0] == "style-src"}
    return f"{content_security_policy(named | own)}; frame-ancestors 'none'"


@lru_cache(maxsize=2)
def _named(*folders: tuple[Path, tuple[tuple[str, Stamp], ...]]) -> frozenset[tuple[str, str]]:
    files = (root / name for root, found in folders for name, _ in found if name.endswith(".html"))
    return frozenset().union(*(inline(scripts_and_styles(file.read_text(encoding="utf-8"))) for file in files))
