"""`/id/<id>/`, `links.json` and the feed, on the small project and on the real site."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from storysite.checks.read_project import read_project
from storysite.components.registry import registry
from storysite.core.inline_markup import typographic
from storysite.exports.calendar import calendar
from storysite.exports.feed import feeds
from storysite.pages.page_template import write_page
from storysite.pages.record_pages import addresses, draw_cards, write_ids
from storysite.project import Project
from storysite.source.items import Item
from storysite.wording.citations import item_texts
from storysite.wording.page_links import address_of
from storysite.wording.trust import states
from tests.conftest import READING_DATE
from tests.permanence import FIRST, LATER, edit, first_release, quick_site, release

KINDS = registry().kinds
ATOM = {"a": "http://www.w3.org/2005/Atom"}
HOSTILE = 'Tunnel " onload="alert(1)" & ]]> \' </title </script'


def page(site: Path, id: str) -> BeautifulSoup:
    return BeautifulSoup((site / "id" / id / "index.html").read_text(encoding="utf-8"), "html5lib")


def meta(soup: BeautifulSoup, name: str) -> str:
    found = soup.select_one(f'meta[property="{name}"], meta[name="{name}"]')
    return str(found["content"]) if found else ""


def words(soup: BeautifulSoup) -> str:
    return " ".join(soup.get_text(" ").split())


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Path]:
    """The small project after two releases, and its quick site."""
    folder = tmp_path_factory.mktemp("small")
    root = first_release(folder / "project")
    title = HOSTILE.replace("'", "''")
    edit(
        root,
        [
            {"in": "docs/data/events.yml", "replace": "title: The tunnel", "by": f"title: '{title}'"},
            {"in": "docs/data/facts.yml", "replace": "kind: goal\n", "by": "kind: goal\n      note: A wish.\n"},
            {"in": "docs/data/glossary.yml", "cut": "- id: summit-club", "to": "END"},
            {
                "in": "docs/data/former.yml",
                "append": "- id: summit-club\n  withdrawn:\n    date: 2026-02-20\n    reason: Nobody knows of it.\n",
            },
        ],
    )
    release(root, LATER)
    project = read_project(root, LATER)
    assert not project.problems
    return project, quick_site(project, folder / "site")


def test_every_id_has_a_page_and_no_other_has(small: tuple[Project, Path]) -> None:
    project, site = small
    made = {path.parent.name for path in (site / "id").glob("*/index.html")}
    assert made == {*project.library.items, "summit-club"}


def test_a_full_page_says_what_it_is_to_chat_mail_and_machines(small: tuple[Project, Path]) -> None:
    project, site = small
    seen = set()
    for id, item in project.library.items.items():
        soup, address = page(site, id), f"https://railway.example/story/id/{id}/"
        canonical = soup.select_one('link[rel="canonical"]')
        assert canonical
        assert meta(soup, "og:title") and meta(soup, "og:description") == meta(soup, "description")
        assert 40 <= len(meta(soup, "description")) <= 155
        if not KINDS[item.kind].full:
            assert meta(soup, "robots") == "noindex"
            continue
        seen.add(meta(soup, "og:title"))
        assert canonical["href"] == meta(soup, "og:url") == address
        if KINDS[item.kind].card:
            assert meta(soup, "og:image") == f"https://railway.example/story/assets/cards/id/{id}.png"
        assert soup.select_one('link[rel="cite-as"]')["href"] == address  # type: ignore[index]
        graph = json.loads(soup.select_one('script[type="application/ld+json"]').string)["@graph"]  # type: ignore[union-attr,arg-type]
        assert [graph[0]["@id"], graph[0]["mainEntity"]["@id"]] == [address, graph[1]["@id"]]
        assert "ClaimReview" not in str(graph)
    assert len(seen) == len(addresses(project))


@pytest.mark.parametrize(
    ("id", "card"),
    [
        ("first-train", "id/first-train"),
        ("passengers", "id/passengers"),
        ("passengers.y2000", "id/passengers"),  # the newest value
        ("passengers.y1990", "reference"),
        ("passengers.y2010-goal", "reference"),
        ("up-and-down", "id/up-and-down"),
        ("annual-report", "reference"),
    ],
)
def test_what_nobody_would_share_alone_shows_the_card_of_its_whole(
    small: tuple[Project, Path], id: str, card: str
) -> None:
    assert meta(page(small[1], id), "og:image") == f"https://railway.example/story/assets/cards/{card}.png"


@pytest.mark.slow
def test_each_card_that_a_record_shows_is_drawn(small: tuple[Project, Path], tmp_path: Path) -> None:
    project, site = small
    draw_cards(tmp_path, project)
    shown = {meta(page(site, id), "og:image").rpartition("/assets/cards/")[2] for id in project.library.items}
    drawn = {path.relative_to(tmp_path / "assets/cards").as_posix() for path in tmp_path.rglob("*.png")}
    assert drawn == {card for card in shown if card.startswith("id/")}


def test_machines_are_told_the_same_dates_and_figures(small: tuple[Project, Path]) -> None:
    _, site = small

    def told(id: str) -> dict[str, Any]:
        return json.loads(page(site, id).select_one('script[type="application/ld+json"]').string)["@graph"][1]  # type: ignore[union-attr,arg-type]

    assert told("first-train")["startDate"] == "1901-05-01"
    assert "startDate" not in told("tunnel") and told("tunnel")["temporalCoverage"] == "the 1920s"
    assert told("first-ticket")["temporalCoverage"].startswith("after “The first train”")
    assert (told("passengers.y2000")["value"], told("passengers.y2000")["unitText"]) == (12500, "people")
    assert told("passengers.y2000")["observationDate"] == "2000-06"
    assert told("passengers.y2010-goal")["observationPeriod"] == "P1Y"
    assert told("passengers.y2010-goal")["observationDate"] == "2010"
    assert [step["name"] for step in told("up-and-down")["itemListElement"]] == ["Up", "Wait", "Down"]


def test_the_date_of_a_change_is_never_that_of_the_build(small: tuple[Project, Path]) -> None:
    graph = json.loads(page(small[1], "tunnel").select_one('script[type="application/ld+json"]').string)["@graph"]  # type: ignore[union-attr,arg-type]
    assert graph[0]["dateModified"] == "2026-01-15"


def test_a_page_holds_the_item_its_evidence_state_history_and_citation(small: tuple[Project, Path]) -> None:
    project, site = small
    for id, item in project.library.items.items():
        text = words(page(site, id))
        assert item.title in text
        for reference in item.references:
            assert project.library.sources[reference.source].title in text
            assert reference.locator in text
        if KINDS[item.kind].full:
            for state in states(project.library, item):
                assert (state.reason[:20] if state.name == "current" else state.name.capitalize()) in text
            shown = page(site, id).select_one("p.cited")
            assert shown and shown.get_text() == typographic(item_texts(project.library, item).plain)
            assert "First published" in text
        if home := project.homes.get(id):
            link = f"../../{address_of(home)}#{id}"
            assert page(site, id).select(f'a[href="{link}"]'), id


def test_a_value_is_seen_beside_the_others_of_its_fact(small: tuple[Project, Path]) -> None:
    links = [str(link["href"]) for link in page(small[1], "passengers.y2000").select("article a")]
    assert "../passengers.y1990/" in links and "../passengers.y2010-goal/" in links


def test_a_page_needs_no_script_and_asks_nobody_else(small: tuple[Project, Path]) -> None:
    project, site = small
    for id in project.library.items:
        for element in page(site, id).select("[src], link[href]"):
            address = str(element.get("src") or element.get("href"))
            assert address.startswith("https://railway.example/story/") or "//" not in address


def test_a_hostile_title_stays_words(small: tuple[Project, Path]) -> None:
    project, site = small
    item = project.library.items["tunnel"]
    soup = page(site, "tunnel")
    assert soup.h1 and soup.h1.get_text() == typographic(item.title) and item.title == HOSTILE
    assert meta(soup, "og:title") == HOSTILE
    assert not soup.select("[onload]")
    graph = json.loads(soup.select_one('script[type="application/ld+json"]').string)  # type: ignore[union-attr,arg-type]
    assert graph["@graph"][1]["name"] == HOSTILE
    assert HOSTILE in {link["title"] for link in links(site).values()}
    feed = BeautifulSoup("".join(ElementTree.parse(site / "changes.xml").getroot().itertext()), "html5lib")
    assert HOSTILE in feed.get_text()
    assert not feed.select("[onload]")
    changes = BeautifulSoup((site / "changes" / "index.html").read_text(encoding="utf-8"), "html5lib")
    assert HOSTILE in changes.get_text()
    assert not changes.select("[onload]")


def test_the_history_tells_what_was_said_before(small: tuple[Project, Path]) -> None:
    text = words(page(small[1], "passengers.y2010-goal"))
    assert "1 March 2026 . Its note was changed. Before: nothing Now: A wish." in text
    assert "1 February 2026 . First published." in text


def test_a_withdrawn_id_says_why_and_what_it_said(small: tuple[Project, Path]) -> None:
    text = words(page(small[1], "summit-club"))
    for part in ("Withdrawn on 20 February 2026.", "Nobody knows of it.", "A club of passengers.", "First published."):
        assert part in text


@pytest.mark.parametrize("address", ["../out/", "/etc/", "id/../../x/", "id/a//", "id\\a/", "c:/x/", "id/x"])
def test_no_page_is_written_outside_the_site(tmp_path: Path, address: str) -> None:
    site = tmp_path / "site"
    site.mkdir()
    with pytest.raises(ValueError, match="no page can be written"):
        write_page(site, address, "x")
    assert list(tmp_path.rglob("*.html")) == []


def test_no_page_is_written_over_another(tmp_path: Path) -> None:
    write_page(tmp_path, "id/x/", "one")
    with pytest.raises(ValueError, match="no page can be written"):
        write_page(tmp_path, "id/x/", "two")


def test_the_same_records_and_day_make_the_same_bytes(small: tuple[Project, Path], tmp_path: Path) -> None:
    project, site = small
    shutil.copytree(project.root, tmp_path / "elsewhere")
    again = quick_site(read_project(tmp_path / "elsewhere", LATER), tmp_path / "site")
    files = {path.relative_to(site) for path in site.rglob("*") if path.is_file()}
    assert files == {path.relative_to(again) for path in again.rglob("*") if path.is_file()}
    for file in files:
        assert (site / file).read_bytes() == (again / file).read_bytes(), file


# --- links.json -------------------------------------------------------------------------------


def links(site: Path) -> dict[str, dict[str, Any]]:
    return {link["id"]: link for link in json.loads((site / "links.json").read_text(encoding="utf-8"))["links"]}


def test_links_hold_every_id_with_its_state_and_reason(small: tuple[Project, Path]) -> None:
    project, site = small
    found = links(site)
    assert set(found) == set(project.addresses.present) | {"summit-club"}
    for id, item in project.library.items.items():
        link = found[id]
        assert (link["kind"], link["title"], link["state"]) == (
            item.kind,
            item.title,
            states(project.library, item)[0].name,
        )
        assert link["reason"] and link["permalink"].endswith(f"/id/{id}/")
        assert link["first_release"] == "2026-02-01"
    assert found["tunnel"]["last_changed"] == "2026-03-01"
    assert found["rack"]["last_changed"] == "2026-02-01"
    assert found["passengers.y2010-goal"]["state"] == "overtaken"
    assert found["summit-club"]["state"] == "withdrawn"


def test_states_age_with_the_reading_date(small: tuple[Project, Path], tmp_path: Path) -> None:
    project, _ = small
    site = quick_site(read_project(project.root, date(2031, 1, 1)), tmp_path / "site")
    assert links(site)["second-track"]["state"] == "overtaken"
    assert "1 January 2031 . Overtaken." in words(page(site, "second-track"))
    listed = BeautifulSoup((site / "reference" / "index.html").read_text(encoding="utf-8"), "html5lib").select_one(
        ".dated"
    )
    assert listed and "1 January 2031" in listed.get_text() and "Overtaken" in listed.get_text()


def test_before_the_first_release_ids_answer_and_promise_nothing(tmp_path: Path) -> None:
    root = first_release(tmp_path / "project")
    shutil.rmtree(root / "docs/data/releases")
    (root / "docs/data/published.txt").unlink()
    project = read_project(root, FIRST)
    assert not project.problems
    site = quick_site(project, tmp_path / "site")
    assert links(site)["tunnel"]["first_release"] is None
    assert "Not yet in a release" in words(page(site, "tunnel"))
    assert "Nothing has been released yet" in (site / "changes" / "index.html").read_text(encoding="utf-8")


# --- the feed ---------------------------------------------------------------------------------


def test_the_feed_tells_what_the_page_of_changes_tells(small: tuple[Project, Path]) -> None:
    _, site = small
    root = ElementTree.parse(site / "changes.xml").getroot()
    entries = root.findall("a:entry", ATOM)
    changes = BeautifulSoup((site / "changes" / "index.html").read_text(encoding="utf-8"), "html5lib")

    assert root.findtext("a:updated", namespaces=ATOM) == "2026-03-01T00:00:00Z"
    assert [entry.findtext("a:title", namespaces=ATOM) for entry in entries] == [
        "Release of 1 March 2026",
        "The first release of 1 February 2026",
    ]
    for entry in entries:
        address = entry.findtext("a:id", namespaces=ATOM) or ""
        assert changes.find(id=address.partition("#")[2])
        told = BeautifulSoup(entry.findtext("a:content", namespaces=ATOM) or "", "html5lib")
        section = changes.find(id=address.partition("#")[2]).parent  # type: ignore[union-attr]
        for line in told.select("li"):
            assert words(line)[:60].replace('"', "”") in words(section).replace('"', "”")  # type: ignore[arg-type]


# --- the real site ----------------------------------------------------------------------------


def test_every_full_page_of_the_real_site_is_in_the_sitemap(project: Project, site: Path) -> None:
    listed = {
        loc.text
        for loc in ElementTree.parse(site / "sitemap.xml")
        .getroot()
        .iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
    }
    root = project.library.publisher.address
    assert {f"{root}{address}" for address in addresses(project)} <= listed
    light: list[Item] = [item for item in project.library.items.values() if not KINDS[item.kind].full]
    assert not {f"{root}id/{item.id}/" for item in light} & listed


def test_every_id_of_the_real_site_answers(project: Project, site: Path) -> None:
    for id, link in links(site).items():
        address, _, fragment = link["address"].removeprefix(project.library.publisher.address).partition("#")
        if link["kind"] == "file":
            assert (site / unquote(address)).is_file()
            continue
        html = (site / address / "index.html").read_text(encoding="utf-8")
        assert not fragment or f'id="{fragment}"' in html, id
        if not id.startswith("/"):
            assert (site / "id" / id / "index.html").is_file()


def test_a_page_is_light(project: Project, site: Path) -> None:
    sizes = {
        id: len((site / "id" / id / "index.html").read_bytes())
        for id, item in project.library.items.items()
        if item.kind in {"event", "value", "cell", "term"}
    }
    assert max(sizes.values()) < 60_000


def test_writing_the_pages_twice_is_refused(project: Project, site: Path) -> None:
    with pytest.raises(ValueError, match="no page can be written"):
        write_ids(site, project)


def test_the_reading_date_is_the_one_given(site: Path) -> None:
    assert json.loads((site / "links.json").read_text(encoding="utf-8"))["states_as_of"] == str(READING_DATE)


def test_every_written_page_names_the_feed(project: Project, site: Path) -> None:
    for path in project.pages:
        html = (site / address_of(path) / "index.html").read_text(encoding="utf-8")
        link = BeautifulSoup(html, "html5lib").select_one('link[type="application/atom+xml"]')
        assert link and (site / address_of(path) / str(link["href"])).resolve() == (site / "changes.xml").resolve()


def test_the_ids_of_entries_stay_when_the_site_moves(small: tuple[Project, Path]) -> None:
    project, _ = small
    old, new = project.library.publisher, "https://elsewhere.example/"

    def ids(address: str) -> list[str]:
        publisher = old.model_copy(update={"address": address, "first_address": old.address})
        moved = replace(project, library=replace(project.library, publisher=publisher))
        atom = [id for text in feeds(moved).values() for id in re.findall("<id>(.*?)</id>", text)]
        return [*atom, *re.findall(r"UID:(.*)", calendar(moved.library).decode())]

    assert ids(new) == ids(old.address) and not any(new in id for id in ids(new))
    assert f"{old.address}changes/#release-2026-02-01" in ids(new)


def test_each_section_has_a_feed_of_its_own(project: Project) -> None:
    found = feeds(project)
    assert {"changes.xml", "themes/changes.xml", "company/changes.xml"} <= found.keys()
    entries = "".join(ElementTree.fromstring(found["themes/changes.xml"]).itertext())
    assert "company/" not in entries
