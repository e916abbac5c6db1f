"""What stands at the old addresses of files, for hosts that know no redirects: the file that took its place, or words."""

from __future__ import annotations

import json
import shutil
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from storysite.drawing.text_layout import wrap
from storysite.exports.figure_images import png_of
from storysite.exports.record_json import former_json
from storysite.exports.tables import csv_text
from storysite.output.files import write
from storysite.project import Project

WIDE = 640
"""How wide a picture is that says what became of another."""
FONT = "Source Sans Pro, Arial, sans-serif"


def write_moved_files(site: Path, project: Project) -> None:
    """Put at the old address of each file what took its place; where that is a page, words that say so, if the form has some."""
    for old, new in project.addresses.files.moved().items():
        path = site / unquote(old[1:])
        if not new.partition("#")[0].endswith("/"):
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(site / unquote(new[1:]), path)
        elif path.suffix in {".svg", ".png"}:
            svg = _picture(_told(project, old, new))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(svg.encode() if path.suffix == ".svg" else png_of(project.root, svg))
        elif text := _words(project, path.suffix, old, new):
            write(path, text)


def _told(project: Project, old: str, new: str) -> dict[str, Any]:
    """What became of a file that nothing of its kind stands in for."""
    address = project.library.publisher.address + new[1:]
    origin = project.addresses.files.published[old]
    told = former_json(project, origin) if origin in project.library.past.lives and not origin.startswith("/") else {}
    return told or {
        "title": project.library.publisher.title,
        "address": address,
        "state": "moved",
        "reason": project.library.messages("gone.told-at", address=address),
    }


def _picture(told: dict[str, Any]) -> str:
    """A picture that stands where one is embedded that is gone, with the words that say so."""
    lines = (*wrap(told["title"], 20, WIDE - 48, bold=True), "", *wrap(told["reason"], 16, WIDE - 48))
    lines += ("", *wrap(told["address"], 14, WIDE - 48))
    words = "".join(
        f'<text x="24" y="{44 + 26 * at}" fill="#1A1C30" font-size="{18 if at == 0 else 15}">{escape(line)}</text>'
        for at, line in enumerate(lines)
    )
    height = 44 + 26 * len(lines)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{height}" viewBox="0 0 {WIDE} {height}" '
        f'font-family="{FONT}" role="img"><title>{escape(told["reason"])}</title>'
        f'<rect width="{WIDE}" height="{height}" fill="#FBFAF6" stroke="#6B6E8A"/>{words}</svg>\n'
    )


def _words(project: Project, ending: str, old: str, new: str) -> str:
    """The same in a file that holds words."""
    told = _told(project, old, new)
    address = project.library.publisher.address + new[1:]
    match ending:
        case ".json":
            return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
        case ".csv":
            return csv_text(project.library.messages, [told])
        case ".md" | ".txt":
            return f"{told['reason']}\n\n{address}\n"
    return ""
