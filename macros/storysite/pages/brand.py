"""The site's colours, as its style sheets say: for what is no style sheet."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from storysite.bootstrap.installation import asset
from storysite.source.mkdocs_config import extra_files

TOKEN = re.compile(r"--([\w-]+):\s*(?:light-dark\(\s*)?(#[0-9a-fA-F]{3,8})\b")
"""A custom property that is a colour, or one for day and one for night."""


def colour(root: Path, name: str) -> str:
    """The colour that the last sheet gives a custom property, such as `sky`: that of the day where there are two."""
    files = (asset(root, file) for file in extra_files(root, "extra_css"))
    return _colours(tuple((path, path.stat().st_mtime_ns) for path in files if path.is_file()))[name]


@lru_cache(maxsize=4)
def _colours(sheets: tuple[tuple[Path, int], ...]) -> dict[str, str]:
    return {name: value for path, _ in sheets for name, value in TOKEN.findall(path.read_text(encoding="utf-8"))}
