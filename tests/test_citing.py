"""What is cited and taken over as text: on every page and for every item, with all that a proposal needs."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import get_args

import pytest
from bs4 import BeautifulSoup

from storysite.components.table import as_markdown
from storysite.core.inline_markup import typographic
from storysite.output.exportable_views import cite_page, cite_texts, proposal, taken
from storysite.project import Project
from storysite.source.items import Item
from storysite.wording.citations import LATEX, claim, evidence, told_state
from storysite.wording.page_links import address_of
from storysite.wording.trust import StateName, state
from tests.rendering import FORBIDDEN, from_markdown
from tests.taking import HOSTILE

BIBTEX_FIELD = re.compile(r"^  (\w+) = (?:\"\{(.*)\}\"|\{(.*)\}|(\w+)),$", re.MULTILINE)


def words(html: str) -> str:
    return BeautifulSoup(html, "html5lib").get_text()


def unlatex(text: str) -> str:
    for character, written in sorted(LATEX.items(), key=lambda pair: -len(pair[1])):
        text = text.replace(written, "\0" + str(ord(character)) + "\0")
    return re.sub("\0(\\d+)\0", lambda match: chr(int(match[1])), text)


def parsed_bibtex(text: str) -> dict[str, str]:
    """The fields of one entry."""
    assert re.match(r"@misc\{[a-z0-9-]+,\n", text) and text.endswith("\n}")
    return {name: unlatex(quoted or braced or bare) for name, quoted, braced, bare in BIBTEX_FIELD.findall(text)}


def items_of_each_kind(project: Project) -> list[Item]:
    return [
        item
        for kind in sorted({item.kind for item in project.library.items.values()})
        for item in project.library.of_kind(kind)[:12]
    ]


@pytest.mark.slow
def test_a_citation_says_what_where_and_as_of_when(project: Project) -> None:
    library = project.library
    for item in library.items.values():
        texts, address = cite_texts(project, item), f"{library.publisher.address}id/{item.id}/"
        for text in (texts.plain, texts.markdown, texts.html):
            assert address in text and library.publisher.reviewed.words in text, item.id
        assert claim(library, item).rstrip(".") in texts.plain and library.publisher.name in texts.plain
        assert words(texts.html) == texts.plain


def test_a_sentence_for_a_proposal_has_value_time_state_source_and_address(project: Project) -> None:
    library = project.library
    for item in [*library.of_kind("value"), *library.of_kind("fact"), *library.of_kind("event")]:
        sentence = proposal(project, item)
        if item.kind != "event":
            assert library.printed(library.value(item.id)) in sentence.plain
            qualifier = library.value(item.id).record.qualifier
            assert not qualifier or f" {qualifier} " in sentence.plain
        for reference in evidence(library, item)[:1]:
            assert library.sources[reference.source].title in sentence.plain and reference.locator in sentence.plain
        if (found := state(library, item)).name != "current":
            assert f"). This is {found.name}: " in sentence.plain
        else:
            assert not told_state(library, item) and sentence.plain.endswith(").")
        assert f"id/{item.id}/, as of " in sentence.plain and words(sentence.html) == sentence.plain


@pytest.mark.parametrize(
    ("id", "begins"),
    [
        (
            "blustellar-sales-part-year.ye2026-h1",
            "In the first half of the year to March 2026, sales of BluStellar were 288.0 billion yen (“",
        ),
        ("employees", "On 31 March 2025, the NEC Group employed 104,194 people (“"),
        ("digital-people.y2021", "In September 2021, NEC counted about 5,000 people as digital personnel (“"),
        (
            "blustellar-sales.ye2026-plan",
            "Sales of BluStellar, by the year, would come to 493.5 billion yen in the year to March 2026, by a plan stated on 16 October 2024 (“",
        ),
        (
            "blustellar-sales.ye2026-goal",
            "Sales of BluStellar, by the year, should reach 624.0 billion yen in the year to March 2026, by a goal stated in 2025 (“",
        ),
        (
            "blustellar-goal.stated-2026-04",
            "Goal for the sales of BluStellar was 1.3 trillion yen, as stated on 27 April 2026 (“",
        ),
        ("blustellar-sales.chart", "In the year to March 2025, sales of BluStellar were 542.4 billion yen (“"),
        (
            "lighting-transfer",
            "Planned for 1 April 2019: Lighting is to change hands. All business of NEC Lighting is due",
        ),
        ("barriers", "Three of the five barriers are told with what was set against them; two are named alone (“"),
        ("barriers.commitment.looked", "Doubt about leadership, “How it looked”: The new office was received coolly"),
    ],
)
def test_a_sentence_reads_as_somebody_would_write_it(project: Project, id: str, begins: str) -> None:
    assert proposal(project, project.library.items[id]).plain.startswith(begins)


def test_a_citation_names_every_source(project: Project) -> None:
    for item in project.library.items.values():
        cited = cite_texts(project, item).plain
        for reference in evidence(project.library, item):
            assert project.library.sources[reference.source].title in cited, (item.id, reference.source)


def test_a_table_as_markdown_holds_all_its_cells(project: Project) -> None:
    library = project.library
    view = taken(project)["barriers"]
    sheet = view.form.sheet(library, view.form.view(library, view.record))
    table = BeautifulSoup(from_markdown(as_markdown(sheet, "The end.")), "html5lib").table
    assert table is not None
    found = [
        tuple(cell.get_text().replace("’", "'") for cell in row.find_all(["th", "td"])) for row in table.find_all("tr")
    ]
    assert found == [sheet.heads, *sheet.rows]


def test_bibtex_and_csl_say_the_same_as_the_record(project: Project) -> None:
    for id in ("blustellar-sales", "barriers", "blustellar-announced", "employees.chart"):
        texts, address = cite_texts(project, project.library.items[id]), f"{project.library.publisher.address}id/{id}/"
        fields, (entry,) = parsed_bibtex(texts.bibtex), json.loads(texts.csl)
        assert fields["url"] == entry["URL"] == address and fields["title"] == entry["title"]


def test_bibtex_and_csl_say_the_same_as_the_page(project: Project) -> None:
    publisher = project.library.publisher
    for path, page in project.pages.items():
        texts = cite_page(project, path)
        fields, (entry,) = parsed_bibtex(texts.bibtex), json.loads(texts.csl)
        address = publisher.address + address_of(path)
        assert (fields["title"], fields["author"], fields["url"]) == (page.title, publisher.name, address)
        assert (entry["title"], entry["author"][0]["literal"], entry["URL"], entry["type"]) == (
            page.title,
            publisher.name,
            address,
            "webpage",
        )
        assert entry["issued"]["date-parts"][0][0] == int(fields["year"]) == publisher.reviewed.start.year


def test_hostile_names_come_out_as_words(hostile: tuple[Project, Path]) -> None:
    project, _ = hostile
    publisher = project.library.publisher
    fields = parsed_bibtex(cite_page(project, "index.md").bibtex)
    assert fields["author"] == publisher.name and HOSTILE in fields["author"]
    assert json.loads(cite_page(project, "index.md").csl)[0]["author"][0]["literal"] == publisher.name
    for item in items_of_each_kind(project):
        for texts in (cite_texts(project, item), proposal(project, item)):
            for html in (texts.html, from_markdown(texts.markdown)):
                found = BeautifulSoup(html, "html5lib")
                assert not found.body.find_all(list(FORBIDDEN)), html
                assert not [
                    link["href"]
                    for link in found.find_all("a")
                    if "evil.example" in link["href"] or "script" in link["href"]
                ]
            assert words(texts.html) == texts.plain


def test_every_page_can_be_cited_without_a_script(site: Path, project: Project) -> None:
    for path in project.pages:
        found = BeautifulSoup((site / address_of(path) / "index.html").read_text(encoding="utf-8"), "html.parser")
        address = project.library.publisher.address + address_of(path)
        assert [link["href"] for link in found.select("link[rel=cite-as]")] == [address]
        texts, shown = cite_page(project, path), [one.get_text() for one in found.select("details.take dd")]
        assert shown == [texts.plain, texts.markdown, texts.html, texts.bibtex, texts.csl]


def test_every_permanent_link_leads_to_a_page_with_the_texts(site: Path, project: Project) -> None:
    seen = set()
    for path in project.pages:
        found = BeautifulSoup((site / address_of(path) / "index.html").read_text(encoding="utf-8"), "html.parser")
        for link in found.select("a.permalink"):
            match = re.fullmatch(r"(?:\.\./|\./)*id/([a-z0-9.-]+)/", link["href"])
            assert match, link["href"]
            seen.add(match[1])
    assert len(seen) > 400
    for id in sorted(seen):
        item = project.library.items[id]
        html = (site / "id" / id / "index.html").read_text(encoding="utf-8")
        own, texts = unescape(html), cite_texts(project, item)
        assert texts.markdown in own and proposal(project, item).plain in own, id
        cited, given = (
            BeautifulSoup(html, "html.parser").select_one("p.cited"),
            BeautifulSoup(texts.html, "html.parser"),
        )
        assert cited and cited.get_text() == typographic(texts.plain), id
        assert [link["href"] for link in cited.select("a")] == [link["href"] for link in given.select("a")], id


def test_an_items_file_holds_what_its_menu_shows(site: Path, project: Project) -> None:
    views = taken(project)
    for id, item in project.library.items.items():
        data = json.loads((site / "id" / id / "item.json").read_text(encoding="utf-8"))
        assert data["proposal"]["text"] == proposal(project, item).plain and (
            data["cite"]["text"],
            data["cite"]["markdown"],
            data["cite"]["html"],
        ) == (cite_texts(project, item).plain, cite_texts(project, item).markdown, cite_texts(project, item).html)
        assert ("files" in data) == ("table" in data) == (id in views)
        if id in views:
            table = BeautifulSoup(data["table"]["html"], "html5lib").table
            assert table.caption and len(table.select("tbody tr")) == data["table"]["text"].count("\n") - 3
            assert all(
                (site / address.removeprefix(project.library.publisher.address)).is_file()
                for address in data["files"].values()
            )


def test_the_page_that_explains_it_names_every_state_and_every_file(site: Path, project: Project) -> None:
    page = BeautifulSoup((site / "reference/use-in-a-proposal/index.html").read_text(encoding="utf-8"), "html.parser")
    listed = {
        item.get_text().split(":")[0].lower()
        for item in page.select("#states ~ ul:first-of-type li, #states + p + ul li")
    }
    assert {*get_args(StateName)} - {"draft"} <= listed  # the preview alone shows drafts
    files = [link["href"].removeprefix("../../") for link in page.select(".register.files a")]
    assert len(files) == 14 and all((site / file).is_file() for file in files)
