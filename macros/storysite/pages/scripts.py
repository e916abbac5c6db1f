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
    if hashed := published_as(site):
        shutil.copytree(site / FOLDER, site / hashed)
    return hashed


def published_as(*roots: Path) -> str:
    """The folder that the scripts below these folders are published in; of two with one name the last one counts."""
    files = {
        path.relative_to(root / FOLDER).as_posix(): path
        for root in roots
        for path in (root / FOLDER).rglob("*")
        if path.is_file()
    }
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{files[name].stat().st_size}\0".encode() + files[name].read_bytes())
    return f"{HASHED}{digest.hexdigest()[:16]}/" if files else ""


def renamed(html: str, page: str, root: str, hashed: str) -> str:
    """The page with its scripts under the name of their folder."""

    def link(value: str) -> str:
        found = (target(page, value, root) or "").startswith(FOLDER)
        return value.replace(FOLDER, hashed) if found and hashed else value

    def names(tag: re.Match[str]) -> str:
        return f"{tag[1]}{escape(' '.join(map(link, unescape(tag[2]).split())))}{tag[3]}"

    return NAMING.sub(names, html)
