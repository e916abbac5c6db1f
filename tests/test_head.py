"""What each page tells search engines and chat windows: once, with the ids and dates of the records."""

from __future__ import annotations

import json
import struct
from collections import Counter
from pathlib import Path

import pytest

from storysite.deploy.verify_build import read_built
from storysite.output import lastmod
from storysite.output.html_edit import Element, documents, elements, scripts_and_styles
from storysite.pages import jsonld, social_cards
from storysite.pages.jsonld import Head
from storysite.project import Project
from storysite.wording.page_links import address_of


@pytest.fixture(scope="module")
def heads(site: Path, project: Project) -> dict[str, list[Element]]:
    """The heads of the written pages."""
    return {
        path: elements((site / address_of(path) / "index.html").read_text(encoding="utf-8")) for path in project.pages
    }


@pytest.fixture(scope="module")
def graphs(site: Path, project: Project) -> dict[str, dict[str, dict]]:  # type: ignore[type-arg]
    """What the JSON-LD of each written page says, by type."""
    found = {}
    for path in project.pages:
        html = (site / address_of(path) / "index.html").read_text(encoding="utf-8")
        (script,) = (element for element in scripts_and_styles(html) if element.get("type") == "application/ld+json")
        found[path] = {tree["@type"]: tree for tree in json.loads(script.content)["@graph"]}
    return found


def test_nothing_is_said_twice(site: Path) -> None:
    for file, path in documents(site).items():
        head = elements(path.read_text(encoding="utf-8"))
        found = Counter(element.names for element in head)
        sheets = [element.content for element in head if element.tag == "style"]
        assert len(sheets) == len(set(sheets)), file
        once = {name: count for name, count in found.items() if count > 1 and name[0] in {"meta", "title", "script"}}
        assert not once, (file, once)
        assert found["link", "canonical"] <= 1 and found["meta", "generator"] == 0, file


def test_each_page_has_a_name_a_description_and_an_address_of_its_own(
    heads: dict[str, list[Element]], project: Project
) -> None:
    seen = {name: Counter[str]() for name in ("title", "description", "canonical", "og:image")}
    for path, head in heads.items():
        told = {
            element.names[1] or element.tag: element.get("content") or element.get("href") or element.content
            for element in head
        }
        address = project.library.publisher.address + address_of(path)
        assert told["canonical"] == told["og:url"] == address
        assert told["description"] == told["og:description"] == " ".join(project.pages[path].description.split())
        assert 50 <= len(told["description"]) <= 170, (path, len(told["description"]))
        assert told["og:title"] and told["og:site_name"] == project.library.publisher.title
        assert told["twitter:card"] == "summary_large_image"
        for name, count in seen.items():
            count[told[name]] += 1
    for name, count in seen.items():
        assert not [told for told, times in count.items() if times > 1], name


def test_each_page_has_its_own_picture(heads: dict[str, list[Element]], site: Path, project: Project) -> None:
    pictures = set()
    for path, head in heads.items():
        (image,) = (element.get("content") for element in head if element.names == ("meta", "og:image"))
        content = (site / image.removeprefix(project.library.publisher.address)).read_bytes()
        assert content[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">II", content[16:24]) == social_cards.SIZE, path
        pictures.add(content)
    assert len(pictures) == len(heads)


def test_articles_say_when_their_facts_changed(graphs: dict[str, dict[str, dict]], project: Project) -> None:  # type: ignore[type-arg]
    for path, graph in graphs.items():
        article = graph["Article"]
        assert article["@id"] == article["url"] == project.library.publisher.address + address_of(path)
        assert article["dateModified"] == lastmod.of_page(project, path)
        accessed = {
            project.library.sources[reference.source].accessed.text
            for reference in project.evidence(project.pages[path])
        }
        assert article["dateModified"] >= max(accessed, default="")
        assert set(article.get("citation", ())) <= {source.url for source in project.library.sources.values()}


def test_the_way_to_a_page_is_a_way_of_pages(graphs: dict[str, dict[str, dict]], project: Project) -> None:  # type: ignore[type-arg]
    addresses = {project.library.publisher.address + address_of(path) for path in project.pages}
    for path, graph in graphs.items():
        stops = graph["BreadcrumbList"]["itemListElement"]
        assert [stop["position"] for stop in stops] == list(range(1, len(stops) + 1))
        assert {stop["item"] for stop in stops} <= addresses
        assert stops[-1]["item"] == graph["Article"]["url"] and stops[0]["item"] == project.library.publisher.address
        assert (len(stops) > 1) == (path != "index.md")


def test_figures_and_terms_have_the_ids_of_their_permanent_addresses(
    graphs: dict[str, dict[str, dict]], site: Path, project: Project
) -> None:  # type: ignore[type-arg]
    figures, terms = graphs[project.registers["fact"]], graphs[project.registers["term"]]
    dataset = figures["Dataset"]
    assert dataset["license"].startswith("https://creativecommons.org/licenses/")
    assert len(dataset["variableMeasured"]) == len(project.library.of_kind("fact"))
    defined = terms["DefinedTermSet"]["hasDefinedTerm"]
    assert [term["name"] for term in defined] == [item.title for item in project.library.of_kind("term")]
    pages = read_built(site)
    for tree in (*dataset["variableMeasured"], *defined):
        page, _, id = tree["@id"].removeprefix(project.library.publisher.address).partition("#")
        assert id in {name for name, _, _ in pages[f"{page}index.html"].ids}, tree["@id"]
    for download in dataset.get("distribution", ()):
        assert (site / download["contentUrl"].removeprefix(project.library.publisher.address)).is_file()


def test_words_cannot_end_the_script(project: Project) -> None:
    hostile = "</script><script>alert(1)</script><!--"
    head = Head("x/index.html", hostile, hostile, "https://example.org/x/", (), "2026-11-20")
    script = jsonld.script(jsonld.page(Path("nowhere"), project, head))
    assert "<" not in script.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert (
        json.loads(script[len('<script type="application/ld+json">') : -len("</script>")])["@graph"][0]["headline"]
        == hostile
    )


def test_the_page_that_is_not_there_is_not_to_be_found(site: Path) -> None:
    names = {element.names: element for element in elements((site / "404.html").read_text(encoding="utf-8"))}
    assert names["meta", "robots"].get("content") == "noindex"
    assert ("link", "canonical") not in names and ("meta", "og:url") not in names
