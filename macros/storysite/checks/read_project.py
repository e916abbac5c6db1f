"""Reads and checks a whole project."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from storysite.checks.drafts import Drafts, left_out, without_drafts
from storysite.checks.lost_kinds import tell_lost_kinds
from storysite.checks.page_checks import check_pages
from storysite.checks.pictures import read_images
from storysite.checks.trial import trial
from storysite.components.site_components import read_components
from storysite.core.collection import without_collection
from storysite.core.diagnostics import Problem
from storysite.drawing.pptx_parts import LAYOUTS, template_faults
from storysite.ledger.promises import problems
from storysite.project import Project
from storysite.records import Publisher
from storysite.source.data_files import read_text
from storysite.source.mkdocs_config import address_is_fixed, differences, faults, site_messages, slides_template
from storysite.source.page import PageReader, TextReader
from storysite.source.page_reader import read_page, read_pages
from storysite.source.published_files import file_problems
from storysite.source.record_checks import build_library
from storysite.source.record_reader import Reading, read_data
from storysite.source.record_store import Library
from storysite.source.release_reader import read_past


@dataclass(frozen=True)
class Readers:
    """The steps of reading a project that take long; the preview replaces them by ones that remember."""

    text: TextReader = read_text
    page: PageReader = read_page
    data: Callable[..., Reading] = read_data
    library: Callable[[Reading, date], tuple[Library, list[Problem]]] = build_library
    drafts: bool = False
    """Whether drafts are a part of the project."""


@without_collection()
def read_project(
    root: Path, today: date, docs: str = "docs", readers: Readers = Readers(), address: str = ""
) -> Project:
    """Read everything and check it; what is wrong stands in the project's problems, sorted.

    `address` is where a deployment publishes the site, where that is not what the publisher's record says.
    """
    messages, wordless = site_messages(root)
    components, faulty = read_components(root, messages)
    reading = readers.data(root, root / docs / "data", components.record_types, messages)
    reading, as_read = reading if readers.drafts else without_drafts(reading), list(reading.problems)
    past = read_past(root, root / docs / "data", reading)
    alive = {id: life.kind for id, life in past.lives.items() if life.ended is None}
    pages, in_pages = read_pages(root, root / docs, components.inline, readers.text, readers.page)
    written = {page.path for page in pages}
    drafts = Drafts(reading.drafts, pages)
    out = left_out(pages, in_pages, readers.drafts)
    pages = [page for page in pages if page.path not in out]
    calls = [call for page in pages for call in page.calls]
    tell_lost_kinds(reading, alive, root, root / docs / "data", calls, components.macros)
    library, between = readers.library(reading, today)
    recorded = library.publisher
    publisher = _published_at(recorded, address if reading.publisher else "")
    seen = {entry.record.url: entry.record for entry in reading.seen}
    images, of_images = read_images(root, root / docs / "data", library)
    library = replace(library, publisher=publisher, past=past, seen=seen, images=images)
    library = replace(library, kinds=components.kinds, templates=components.templates)
    project = Project(root, library, {page.path: page for page in pages}, components)
    faulty += list(trial(project)) if not faulty else []
    if faulty:  # what follows from it is not told until it is mended
        project.told.extend(sorted(faulty))
        return project
    settings = [
        *(differences(root, recorded) if reading.publisher else ()),
        *([fixed] if address and (fixed := address_is_fixed(root)) else []),
        *faults(root, root / docs, [page.path for page in pages if not page.draft]),
        *_slides(root),
    ]
    data = (root / docs / "data").relative_to(root).as_posix()
    addresses = project.addresses
    lost = problems(past, addresses.present, addresses.files, library, reading.broken, data)
    files = file_problems(root, root / docs, written)
    of_texts = [*as_read, *between, *of_images, *in_pages, *files, *check_pages(project, reading.broken)]
    promised = [*(problem for problem in reading.problems if problem not in as_read), *lost]
    found = [*drafts.sorted_out(of_texts), *wordless, *settings, *promised]
    project.told.extend(sorted({*found, *drafts.told()}))
    return project


def _published_at(publisher: Publisher, address: str) -> Publisher:
    """The publisher's record with the address that a deployment publishes the site at, where it is another."""
    if not address:
        return publisher
    first = publisher.first_address or publisher.address
    return publisher.model_copy(update={"address": address, "first_address": first})


def _slides(root: Path) -> Iterator[Problem]:
    """Why the site's own template for slides cannot be filled."""
    if (named := slides_template(root)) and named[0].is_file() and (fault := template_faults(named[0])):
        hint = f"save it in an office with the layouts {' and '.join(f'“{name}”' for name in LAYOUTS.values())}"
        yield Problem.at(named[1], "setting", f"extra.slides_template: {fault}", hint)
