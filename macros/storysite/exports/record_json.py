"""What the menu of a permanent link needs of an item, as one small file beside its own page: `/id/<id>/item.json`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from markupsafe import Markup

from storysite.components.exporters import Taken
from storysite.components.table import as_html, as_markdown, as_tabs
from storysite.output.edit_links import edit_address
from storysite.output.exportable_views import cite_texts, proposal, taken
from storysite.output.files import FOLDER, write
from storysite.project import Project
from storysite.source.items import Item
from storysite.wording.cautions import cautions
from storysite.wording.citations import permanent
from storysite.wording.text import plain

FILES = {
    "csv": "CSV",
    "json": "JSON",
    "svg": "SVG",
    "png": "PNG",
    "16cm.svg": "files.svg-16cm",
    "16cm.png": "files.png-16cm",
    "pptx": "files.slides",
    "docx": "files.document",
    "xlsx": "files.workbook",
}
"""The files of a view by the ends of their names, and what readers call them: a format, or a message."""


def write_items(site: Path, project: Project) -> None:
    """Write the file of every item."""
    views = taken(project)
    for id, item in project.library.items.items():
        write(site / "id" / id / "item.json", item_text(project, item, views.get(id)))
    for id in project.library.past.lives:
        if not id.startswith("/") and (told := former_json(project, id)):
            write(site / "id" / id / "item.json", _text(told))


def item_text(project: Project, item: Item, view: Taken | None) -> str:
    """The file of an item."""
    return _text(item_json(project, item, view))


def _text(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n"


def item_json(project: Project, item: Item, view: Taken | None) -> dict[str, Any]:
    """An item's texts to copy, and what else can be had of it."""
    cited, sentence = cite_texts(project, item), proposal(project, item)
    found: dict[str, Any] = {
        "id": item.id,
        "kind": item.kind,
        "title": item.title,
        "address": permanent(project.library, item.id),
        "proposal": {"text": sentence.plain, "html": sentence.html},
        "cite": {"text": cited.plain, "markdown": cited.markdown, "html": cited.html},
    }
    if told := cautions(project.library, item):
        found["not_to_claim"] = [plain(project.library, one) for one in told]
    if view:
        say = project.library.messages
        sheet = view.form.sheet(project.library, view.form.view(project.library, view.record))
        found["table"] = {
            "text": as_tabs(sheet, cited.plain),
            "markdown": as_markdown(sheet, cited.markdown),
            "html": as_html(sheet, str(Markup("<p>{}</p>").format(cited.html))),
        }
        found["files"] = {
            say(words) if words in say.texts else words: f"{project.library.publisher.address}{FOLDER}/{view.id}.{end}"
            for end, words in FILES.items()
            if end in view.form.endings
        }
    if address := edit_address(project, item):
        found["edit"] = address
    return found


def former_json(project: Project, id: str) -> dict[str, Any]:
    """What a program is told of an id that is gone: what became of it, and where it leads on; of one that is there nothing."""
    library = project.library
    if id in library.items:
        return {}
    life, fate = library.past.lives[id], library.past.fate(id, library.items)
    found = {"id": id, "kind": life.kind, "title": life.said.title, "address": permanent(library, id)}
    if fate.withdrawn:
        why = plain(library, fate.withdrawn.reason)
        return {
            **found,
            "state": "withdrawn",
            "reason": library.messages("gone.withdrawn-why", day=fate.withdrawn.date.words, why=why),
        }
    if fate.end != "alive":
        return {}
    target = library.items[fate.id]
    reason = library.messages("gone.replaced", title=target.title)
    return {
        **found,
        "state": "moved",
        "reason": reason,
        "moved_to": fate.id,
        "moved_address": permanent(library, fate.id),
    }
