"""The policy that pages of the preview have: that of the site, whose sheets are files here, before they go into pages."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from storysite.bootstrap.installation import THEME
from storysite.pages.csp import content_security_policy, inline
from storysite.pages.scripts import of_templates
from storysite.preview.file_stats import Stamp, stamps


def policy(root: Path) -> str:
    """The policy for all pages of a project."""
    return _policy(root, (*stamps(root, ["overrides"]).items(), *stamps(THEME, [""]).items()))


@lru_cache(maxsize=2)
def _policy(root: Path, templates: tuple[tuple[str, Stamp], ...]) -> str:
    return f"{content_security_policy(inline(of_templates(root)))}; frame-ancestors 'none'"
