"""What the search index is made of: a hit for each page, each part of a page and each id, each where it stands."""

from __future__ import annotations

import json
from pathlib import Path

from storysite.deploy.verify_build import read_built
from storysite.project import Project
from storysite.search.search_index import make_search, meta
from storysite.search.search_records import hits
from storysite.wording.page_links import address_of


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_each_id_and_each_page_is_a_hit(project: Project) -> None:
    found = {hit.address for hit in hits(project)}
    assert {f"{address_of(home)}#{id}" for id, home in project.homes.items()} <= found
    assert {address_of(path) for path in project.pages} <= found


def test_each_hit_stands_where_it_leads(project: Project, site: Path) -> None:
    built = {path: {id for id, _, _ in page.ids} for path, page in read_built(site).items()}
    for hit in hits(project):
        page, _, fragment = hit.address.partition("#")
        assert not fragment or fragment in built[f"{page}index.html"], hit.address
        assert not page.startswith("id/")
        assert hit.title, hit.address


def test_a_hit_keeps_no_template_and_no_markup(project: Project) -> None:
    for hit in hits(project):
        assert not any(sign in hit.title + hit.text for sign in ("{{", "{:", "](", "**", "<", "}}")), hit


def test_an_event_is_found_by_the_years_inside_it(project: Project) -> None:
    leads = next(hit for hit in hits(project) if hit.address.endswith("#niino-leads"))
    assert {"2016", "2018", "2021"} <= set(leads.also)
    assert "2018" in meta(leads, "")["also"]


def test_the_index_is_the_same_each_time_and_holds_nothing_else(project: Project, site: Path, tmp_path: Path) -> None:
    make_search(tmp_path, project)
    made = files(tmp_path / "search")
    assert made == files(site / "search")
    assert {name for name in made if "/" not in name and not name.endswith(".pf_meta")} == {
        "pagefind.js",
        "pagefind-entry.json",
        "wasm.en.pagefind",
        "words.json",
    }
    assert json.loads(made["pagefind-entry.json"])["languages"]["en"]["page_count"] == len(hits(project))
