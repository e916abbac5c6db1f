"""What stands alone in somebody else's page: small, told where it is from, and allowed there."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from storysite.core.inline_markup import typographic
from storysite.output.exportable_views import embeddable
from storysite.pages.embeds import embed
from storysite.project import Project
from storysite.wording.citations import evidence
from storysite.wording.embedding import code
from storysite.wording.trust import states
from tests import projects

MOST = 100_000
"""Bytes of the longest timeline, before it is packed for the way."""


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return projects.read(projects.second(tmp_path_factory.mktemp("embeds") / "second"))


def written(project: Project, folder: Path) -> dict[str, str]:
    from storysite.pages.embeds import write_embeds

    write_embeds(folder, project)
    return {path.parent.name: path.read_text(encoding="utf-8") for path in (folder / "embed").rglob("index.html")}


@pytest.mark.slow
def test_each_stands_alone_with_title_source_state_and_link(project: Project, tmp_path: Path) -> None:
    library, found = project.library, written(project, tmp_path)
    assert found.keys() == {item.id for item in embeddable(project)}
    assert {"blustellar-sales", "revenue.chart", "barriers", "value-creation", "way-story"} <= found.keys()
    for item in embeddable(project):
        html = found[item.id]
        words = unescape(re.sub(r"<[^>]+>", "", html))
        assert typographic(item.title) in words and library.publisher.short_stance in words, item.id
        assert f'href="{library.publisher.address}id/{item.id}/"' in html, item.id
        assert '<meta name="robots" content="noindex">' in html and '<link rel="canonical"' in html, item.id
        assert len({reference.source for reference in evidence(library, item)}) <= html.count('<li id="ref.'), item.id
        for state in states(library, library.value(item.id) if item.kind == "fact" else item):
            assert state.name == "current" or f"{state.name.capitalize()}." in words, item.id
        assert "<script" not in html and "Take" not in words.partition("From ")[0].split("Sources")[-1], item.id
        assert len(html) < MOST, item.id


@pytest.mark.slow
def test_links_leave_the_frame(project: Project, tmp_path: Path) -> None:
    for id, html in written(project, tmp_path).items():
        for link in re.findall(r"<a [^>]*>", html):
            assert 'href="#' in link or 'target="_blank"' in link, (id, link)


def test_the_code_names_the_page_and_nothing_else(second: Project) -> None:
    library = second.library
    assert code(library, library.items["oil"]) == (
        '<iframe src="https://gull-rock.example/light/embed/oil/" title="Oil burned – The Light on Gull Rock" width="100%" '
        'height="220" style="border:0" loading="lazy" referrerpolicy="no-referrer"></iframe>'
    )
    assert "<iframe" not in embed(second, library.items["oil"])
