"""A view for a text: a table with a caption that Word counts, a sentence that refers to it, its sources and its address.

The number of the caption, the reference to it and the address are fields: Word brings them up to date in whatever text
they are pasted into. A chart has its picture above the table.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import datetime, time
from functools import lru_cache, partial
from math import sqrt
from pathlib import Path
from typing import Any

import docx
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Mm

from storysite.components.exporters import Taken
from storysite.components.json_export import view_json
from storysite.components.table import Sheet
from storysite.core.archive import packed
from storysite.drawing.figure_svg import DOCUMENT
from storysite.drawing.pptx_parts import TEMPLATE as SLIDES_TEMPLATE
from storysite.drawing.pptx_parts import clean
from storysite.exports.decks import made_from
from storysite.exports.figure_images import png_of, svg_of
from storysite.output.build_cache import kept
from storysite.output.exportable_views import taken
from storysite.output.files import FOLDER
from storysite.output.workers import WHOLE, Share
from storysite.project import Project
from storysite.source.record_store import Library
from storysite.wording.citations import evidence, page_address, permanent
from storysite.wording.text import by_source, plain

TEMPLATE = Path(__file__).parents[1] / "drawing" / "docx_template"
WIDE = 4
"""With more columns than this a table lies on its side."""
MARGIN = Mm(20)


def write_documents(site: Path, project: Project, share: Share = WHOLE) -> None:
    """Write the document of every view."""
    (site / FOLDER).mkdir(parents=True, exist_ok=True)
    for id, view in share.part(list(taken(project).items())):
        content = kept(
            project.root,
            "documents",
            made_from(project, docx.__version__, id, view_json(project.library, view) | {"read_on": ""}),
            partial(document, project, view),
        )
        (site / FOLDER / f"{id}.docx").write_bytes(content)


@lru_cache(maxsize=1)
def _template() -> bytes:
    names = sorted(path.relative_to(TEMPLATE).as_posix() for path in TEMPLATE.rglob("*") if path.is_file())
    theme = (SLIDES_TEMPLATE / "ppt/theme/theme1.xml").read_bytes()
    return packed({**{name: (TEMPLATE / name).read_bytes() for name in names}, "word/theme/theme1.xml": theme})


def document(project: Project, view: Taken) -> bytes:
    """A document with one view."""
    library, publisher = project.library, project.library.publisher
    sheet = view.form.sheet(library, view.form.view(library, view.record))
    address = permanent(library, view.id) if view.record else page_address(library, view.page)
    made = Document(io.BytesIO(_template()))
    _about(made, library, sheet, address)
    section = made.sections[0]
    if len(sheet.heads) > WIDE:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    room = Emu((section.page_width or 0) - 2 * MARGIN)
    name, bookmark = library.messages(f"documents.{view.form.counted}"), "ref_" + re.sub(r"\W", "_", view.id)
    said = made.add_paragraph()
    _field(said, f"REF {bookmark} \\h", f"{name} 1")
    _words(
        said, f" {library.messages('documents.shows', title=sheet.title)}" + (f" {sheet.text}" if sheet.text else "")
    )
    if view.form.counted == "table":
        _caption(made, name, bookmark, sheet.title)
    else:
        drawn = png_of(project.root, svg_of(project, view, DOCUMENT), DOCUMENT)
        picture = made.add_picture(io.BytesIO(drawn), width=Cm(16))
        picture._inline.docPr.set("descr", clean("; ".join(" ".join(row[:2]) for row in sheet.rows)))
        picture._inline.docPr.set("name", sheet.title[:60])
        _caption(made, name, bookmark, sheet.title)
    _table(made, sheet, room)
    _sources(made, library, view, address)
    _words(made.add_paragraph(style="Source line"), f"{publisher.short_stance}.")
    return _dated(made)


def _about(made: Any, library: Library, sheet: Sheet, address: str) -> None:
    about, publisher = made.core_properties, library.publisher
    about.title, about.author, about.last_modified_by = sheet.title[:255], publisher.name[:255], publisher.name[:255]
    about.subject, about.comments = plain(library, publisher.stance)[:255], address[:255]
    about.language, about.revision = library.messages.language, 1
    day = publisher.reviewed.start
    about.created = about.modified = datetime.combine(day, time()) if day else datetime(1980, 1, 1)


def _caption(made: Any, name: str, bookmark: str, title: str) -> None:
    """`Table 1. Title`: the number is counted by Word, name and number can be referred to."""
    caption = made.add_paragraph(style="caption")
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), "1")
    start.set(qn("w:name"), bookmark[:40])
    caption._p.append(start)
    _words(caption, f"{name} ")
    _field(caption, f"SEQ {name} \\* ARABIC", "1")
    caption._p.append(end)
    _words(caption, f". {title}")


def _table(made: Any, sheet: Sheet, room: int) -> None:
    table = made.add_table(rows=1, cols=len(sheet.heads), style="Lines under rows")
    table.autofit = False
    for name, words in (("w:tblCaption", sheet.title), ("w:tblDescription", sheet.text or sheet.title)):
        told = OxmlElement(name)
        told.set(qn("w:val"), clean(words)[:255])
        table._tbl.tblPr.append(told)
    head = table.rows[0]
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    columns = list(zip(sheet.heads, *sheet.rows, strict=True))
    needs = [max(4.0, sqrt(sum(map(len, column)) / len(column))) for column in columns]
    widths = [Emu(int(room * need / sum(needs))) for need in needs]
    _row(head, sheet.heads, widths)
    for cells in sheet.rows:
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        _row(row, cells, widths)


def _row(row: Any, words: Iterable[str], widths: Iterable[Emu]) -> None:
    for cell, said, width in zip(row.cells, words, widths, strict=True):
        cell.width = width
        _words(cell.paragraphs[0], said)


def _sources(made: Any, library: Library, view: Taken, address: str) -> None:
    """Each source with its places and its address, then the address of the view, with its day."""
    behind = evidence(library, library.items[view.id]) if view.record else []  # its rows name theirs
    for id, places in by_source(behind).items():
        source = library.sources[id]
        line = made.add_paragraph(style="Source line")
        _words(line, f"{library.messages('citations.sources', count=1)} ")
        _words(line, source.title, "" if source.language == library.messages.language else source.language)
        published = f", {source.published.words}" if source.published else ""
        _words(line, f". {source.publisher}{published} ({', '.join(places)}). ")
        if source.url:
            _link(line, source.url)
    line = made.add_paragraph(style="Source line")
    _words(
        line,
        library.messages("documents.as-of", title=library.publisher.title, day=library.publisher.reviewed.words) + " ",
    )
    _link(line, address)


def _words(paragraph: Any, words: str, language: str = "") -> Any:
    run = paragraph.add_run(clean(words))
    if language:
        told = OxmlElement("w:lang")
        told.set(qn("w:val"), language)
        told.set(qn("w:eastAsia"), language)
        run._r.get_or_add_rPr().append(told)
    return run


def _link(paragraph: Any, address: str) -> None:
    """An address as a field that can be followed."""
    _field(paragraph, f'HYPERLINK "{address.replace(chr(34), "%22")}"', address, "Hyperlink")


def _field(paragraph: Any, instruction: str, shown: str, style: str = "") -> None:
    """A field, with what it shows until it is brought up to date."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), clean(f" {instruction} "))
    run = _words(paragraph, shown)
    if style:
        run.style = style
    paragraph._p.remove(run._r)
    field.append(run._r)
    paragraph._p.append(field)


def _dated(made: Any) -> bytes:
    """The file, without the clock that python-docx writes into its ZIP."""
    out = io.BytesIO()
    made.save(out)
    with zipfile.ZipFile(out) as file:
        return packed({name: file.read(name) for name in file.namelist()})
