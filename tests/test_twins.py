"""Pages as Markdown: nothing left to run, every figure with its time and source, every link absolute."""

from __future__ import annotations

import re
from pathlib import Path

import markdown
from bs4 import BeautifulSoup

from storysite.components.picture.model import picture_view
from storysite.project import Project
from storysite.records import Picture
from storysite.wording.page_links import address_of
from storysite.wording.text import marked_down
from storysite.wording.times import time_words
from tests.rendering import FORBIDDEN


def twin_of(site: Path, path: str) -> str:
    return (site / address_of(path) / "index.md").read_text(encoding="utf-8")


def as_html(text: str) -> BeautifulSoup:
    return BeautifulSoup(markdown.markdown(text, extensions=["tables"]), "html5lib")


def test_every_page_has_a_twin_with_nothing_left_in_it(site: Path, project: Project) -> None:
    for path, page in project.pages.items():
        text = twin_of(site, path)
        assert text.startswith("# ") and text.count("\n# ") == 0
        assert not re.search(r"\{\{|\{%|\{:|</?section|class=", text), path
        for heading in page.headings[1:]:
            assert heading.words in text or "`" in heading.words, (path, heading.words)


def test_links_are_absolute_and_lead_somewhere(site: Path, project: Project) -> None:
    address = project.library.publisher.address
    for path in project.pages:
        for link in as_html(twin_of(site, path)).find_all("a"):
            href = link["href"]
            assert re.match(r"https?://", href), (path, href)
            if href.startswith(address):
                target = href.removeprefix(address).partition("#")[0]
                assert (site / target / "index.html").is_file() or (site / target).is_file(), (path, href)


def test_every_figure_of_a_page_stands_in_its_twin_with_time_and_source(site: Path, project: Project) -> None:
    library = project.library
    for path, page in project.pages.items():
        text = " ".join(
            BeautifulSoup(markdown.markdown(twin_of(site, path), extensions=["tables"]), "html5lib").get_text().split()
        )
        for call in page.calls:
            if call.name == "fact":
                item = library.value(call.arguments[0])
                said = re.search(
                    rf"{re.escape(library.printed(item))} \({re.escape(time_words(library, item.record))}; (.*?)\)[ ,.;:)]",
                    text,
                )
                assert said, (path, item.id)
                assert all(library.sources[one.source].title in said[1] for one in library.main_evidence(item)), (
                    path,
                    item.id,
                )
            elif (
                call.name in {"chart", "matrix", "timeline", "cycle", "facts", "ladder", "flow", "voice", "scene"}
                and call.arguments
            ):
                shown = project.macros[call.name].shows(library, call.arguments)
                address = f"{library.publisher.address}id/"
                kept = [
                    id
                    for id in shown
                    if library.items[id].kind in {"value", "event", "step", "rung", "flow-item", "voice", "beat"}
                    or (library.items[id].kind == "cell" and not library.items[id].record.empty)
                ]
                assert all(f"({address}{id}/)" in twin_of(site, path) for id in kept), (path, call.key)


def test_the_lists_for_programs_name_every_twin(site: Path, project: Project) -> None:
    listed = (site / "llms.txt").read_text(encoding="utf-8")
    for path in project.pages:
        assert f"({project.library.publisher.address}{address_of(path)}index.md)" in listed
    assert listed.startswith(f"# {project.library.publisher.title}\n\n> ")


def test_the_files_of_sections_hold_every_story_page_and_each_source_once(site: Path, project: Project) -> None:
    files = {path.name: path.read_text(encoding="utf-8") for path in site.glob("llms-*.txt")}
    whole = files.pop("llms-full.txt")
    assert all(f"({project.library.publisher.address}{name})" in whole for name in files)
    for name, text in files.items():
        assert len(text.encode()) < 300_000, name
        assert text.count("\n# Sources\n") <= 1 and "Sources of this page" not in text, name
        listed = text.partition("\n# Sources\n")[2]
        titles = [source.title for source in project.library.sources.values() if marked_down(source.title) in listed]
        assert len(re.findall(r"^\d+\. ", listed, re.M)) >= min(1, len(titles)), name
        marks = {int(mark) for mark in re.findall(r"\\\[(\d+): ", text.partition("\n# Sources\n")[0])}
        assert marks <= set(range(1, len(re.findall(r"^\d+\. ", listed, re.M)) + 1)), name
    for path, page in project.pages.items():
        address = f"> <{project.library.publisher.address}{address_of(path)}> – "
        held = [name for name, text in files.items() if address in text]
        is_register = any(call.name == "register" for call in page.calls)
        assert is_register or len(held) == 1, (path, held)


def test_a_page_names_its_twin(site: Path, project: Project) -> None:
    for path in project.pages:
        html = (site / address_of(path) / "index.html").read_text(encoding="utf-8")
        assert '<link rel="alternate" type="text/markdown" href="index.md">' in html


def test_hostile_names_stay_words(hostile: tuple[Project, Path]) -> None:
    """The one picture in a twin is that of a picture's own record, with its own words."""
    project, site = hostile
    address, pictures = project.library.publisher.address, project.library.of_kind("picture")
    own = {f"{address}{picture_view(project.library, item.id).file}": item.of(Picture).alt for item in pictures}
    shown = set()
    for path in [*(f"{address_of(page)}index.md" for page in project.pages), "llms.txt", "llms-full.txt"]:
        found = as_html((site / path).read_text(encoding="utf-8"))
        for image in found.body.find_all("img"):
            assert image.attrs == {"src": image["src"], "alt": own.get(image["src"])}, path
            shown.add(image.extract()["src"])
        assert not found.body.find_all(list(FORBIDDEN)), path
        links = [link["href"] for link in found.find_all("a")]
        assert not [link for link in links if not link.startswith("https://") or "evil" in link], path
        assert "<script>alert(1)</script>" in found.get_text() or path == "index.md"
    assert shown == {*own}
