"""The fact sheet on paper: one page of A4, with the figures that its set of cards chooses and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from storysite.components.register.model import current_values
from storysite.core.inline_markup import typographic
from storysite.project import Project
from storysite.wording.times import time_words
from storysite.wording.trust import states

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGE = "reference/fact-sheet/"


def test_every_value_on_it_is_current(site: Path, project: Project) -> None:
    found = BeautifulSoup((site / PAGE / "index.html").read_text(encoding="utf-8"), "html5lib")
    ids = [one.get_text() for one in found.select(".fact-sheet dd .paper")]
    assert ids == [item.id for item in current_values(project.library)] and 12 <= len(ids) <= 15
    trust = {state.name for id in ids for state in states(project.library, project.library.items[id])}
    assert trust <= {"current", "second-hand"}


@pytest.mark.browser
def test_it_prints_on_one_page(browser: Browser, served: str, project: Project, tmp_path: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served}{PAGE}")
    page.pdf(path=str(tmp_path / "sheet.pdf"), format="A4", prefer_css_page_size=True)
    context.close()
    (sheet,) = PdfReader(tmp_path / "sheet.pdf").pages
    width, height = (float(value) / 72 * 25.4 for value in sheet.mediabox[2:])
    assert (round(width), round(height)) == (210, 297)
    said = "".join(normalize("NFKC", sheet.extract_text()).split())  # which takes ligatures apart
    library = project.library
    for item in current_values(library):
        for words in (item.entry.record.name, library.printed(item), time_words(library, item.record), item.id):
            assert "".join(words.split()) in said, (item.id, words)
        assert all(
            "".join(typographic(library.sources[one.source].title).split()) in said for one in library.evidence(item)
        )
    for words in (library.publisher.address, library.publisher.reviewed.words, library.publisher.name, "not endorsed"):
        assert "".join(words.split()) in said
