"""What stands at the old addresses of files, for hosts that know no redirects: the file that took its place, or words."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from urllib.parse import unquote

from storysite.exports.record_json import former_json
from storysite.exports.tables import csv_text
from storysite.output.files import write
from storysite.project import Project


def write_moved_files(site: Path, project: Project) -> None:
    """Put at the old address of each file what took its place; where that is a page, words that say so, if the form has some."""
    for old, new in project.addresses.files.moved().items():
        path = site / unquote(old[1:])
        if not new.partition("#")[0].endswith("/"):
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(site / unquote(new[1:]), path)
        elif text := _words(project, path.suffix, old, new):
            write(path, text)


def _words(project: Project, ending: str, old: str, new: str) -> str:
    """What a file says that nothing of its kind stands in for."""
    address = project.library.publisher.address + new[1:]
    origin = project.addresses.files.published[old]
    told = former_json(project, origin) if origin in project.library.past.lives and not origin.startswith("/") else {}
    told = told or {
        "address": address,
        "state": "moved",
        "reason": project.library.messages("gone.told-at", address=address),
    }
    match ending:
        case ".json":
            return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
        case ".csv":
            return csv_text(project.library.messages, [told])
        case ".md" | ".txt":
            return f"{told['reason']}\n\n{address}\n"
    return ""
