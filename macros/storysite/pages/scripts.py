"""The site's scripts: those that stand in its templates, and its files, published in a folder named after their content.

A page that is new never meets a script that is old: its address changes with what is in it. The files stay at their
names of before too, for pages that were opened before the site changed.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from html import escape, unescape
from pathlib import Path

from storysite.bootstrap.installation import templates
from storysite.output.html_edit import LATE, Element, scripts_and_styles, target

FOLDER = "assets/js/"
"""Where scripts lie under docs/, and stay under their names."""
HASHED = "scripts/"
"""Where they are published under the hash of all of them; one folder further up, so that `../../` leads to the root."""
NAMING = re.compile(rf"""(<script\b[^>]*\s(?:src|{LATE})=")([^"]*)(")""")


def of_templates(root: Path) -> list[Element]:
    """The scripts that stand in the templates of a project, as they stand there: no template writes into one."""
    found = [element for path in templates(root) for element in scripts_and_styles(path.read_text(encoding="utf-8"))]
    return [element for element in found if element.tag == "script" and not element.get("src")]


def publish(site: Path) -> str:
    """Copy the scripts into the folder that is named after them all; it, or nothing where there are none."""
    folder = site / FOLDER
    files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    if not files:
        return ""
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.relative_to(folder).as_posix()}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    hashed = f"{HASHED}{digest.hexdigest()[:16]}/"
    shutil.copytree(folder, site / hashed)
    return hashed


def renamed(html: str, page: str, root: str, hashed: str) -> str:
    """The page with its scripts under the name of their folder."""

    def link(value: str) -> str:
        found = (target(page, value, root) or "").startswith(FOLDER)
        return value.replace(FOLDER, hashed) if found and hashed else value

    def names(tag: re.Match[str]) -> str:
        return f"{tag[1]}{escape(' '.join(map(link, unescape(tag[2]).split())))}{tag[3]}"

    return NAMING.sub(names, html)
