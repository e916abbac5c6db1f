"""A site from nothing: check, engine into a new folder, what is made beside the pages, verify, swap."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from storysite.bootstrap.environment import ENGINE, ENGINES
from storysite.bootstrap.installation import IN_CHECKOUT
from storysite.bootstrap.provenance import SOURCE_DATE, Origin, origin_of
from storysite.core.diagnostics import Problem
from storysite.deploy.atomic_swap import NEW, NoPlace, put, readable, workshop
from storysite.deploy.offline import write_edition
from storysite.deploy.verify_build import verify
from storysite.engines import adapters
from storysite.exports.calendar import write_calendar
from storysite.exports.check_data import write_check_data
from storysite.exports.decks import write_slides
from storysite.exports.documents import write_documents
from storysite.exports.edit_pages import write_edit_pages
from storysite.exports.feed import write_feed
from storysite.exports.figure_images import write_pictures
from storysite.exports.link_index import write_links
from storysite.exports.moved_files import write_moved_files
from storysite.exports.picture_files import write_picture_files
from storysite.exports.record_json import write_items
from storysite.exports.release_files import write_releases
from storysite.exports.spreadsheets import write_workbooks
from storysite.exports.tables import write_data
from storysite.exports.well_known import write_web_files
from storysite.output.build_cache import tidy
from storysite.output.manifest import NoManifest, about, foreign, write_bill, write_manifest
from storysite.output.workers import Crew, shares
from storysite.pages.csp import write_policy
from storysite.pages.embeds import write_embeds
from storysite.pages.finishing import Finisher, finish_pages
from storysite.pages.markdown_pages import write_twins
from storysite.pages.record_pages import draw_cards, write_ids
from storysite.pages.redirects import write_moved
from storysite.pages.trails import write_trails
from storysite.project import Project
from storysite.search.search_index import make_search

Maker = Callable[..., None]
"""Is given a built folder and the project, and writes something beside the pages, or finishes them; the same input gives
the same bytes. What can be shared out is given a share too."""

BESIDE: tuple[tuple[Maker, int], ...] = (
    (write_pictures, 32),
    (write_picture_files, 4),
    (write_slides, 12),
    (write_documents, 4),
    (make_search, 1),
    (draw_cards, 16),
    (write_ids, 8),
    (write_embeds, 4),
    (write_edit_pages, 1),
    (write_trails, 1),
    (write_data, 1),
    (write_workbooks, 1),
    (write_items, 1),
    (write_check_data, 1),
    (write_releases, 1),
    (write_twins, 1),
    (write_moved, 1),
    (write_links, 1),
    (write_calendar, 1),
)
"""What is made of the records alone, while the engine runs, and in how many shares: what takes longest first."""

FINISHING: tuple[Maker, ...] = (
    write_feed,
    finish_pages,
    write_web_files,
    write_moved_files,
    write_policy,
)
"""What is made after the engine, in this order."""

MAKERS = (*(maker for maker, _ in BESIDE), *FINISHING)


def build(root: Path, site: Path, today: date, origin: Origin | None = None, engine: str = ENGINE) -> list[Problem]:
    """Build into `site`; what is wrong, and then `site` is as it was before."""
    project = adapters.project_at(root, today)
    if project.errors:
        return list(project.problems)
    _see_to_place(root, site)
    origin = origin or origin_of(root, today, os.environ)
    tidy(root)
    Finisher(site, project)  # what all processes ask for is worked out before they begin: sheets,
    _ = project.addresses.quoting, project.showings  # and what stands where
    with readable(), workshop(site) as folder:
        new, beside = folder / NEW, folder / "beside"
        beside.mkdir()
        crew = Crew([job for make, of in BESIDE for job in _jobs(make, of, beside, project)], "Files")
        try:
            status = adapters.run(engine, root, new, today, **{SOURCE_DATE: str(origin.epoch)})
            if status:
                return [
                    Problem(
                        "mkdocs.yml",
                        1,
                        1,
                        "engine",
                        "the engine stopped with warnings or errors",
                        "they are printed above",
                    )
                ]
            crew.answers()
        finally:
            crew.end()
        _bring(beside, new)
        for make in FINISHING:
            make(new, project)
        made_of = (project, origin, engine, ENGINES[engine].lock if IN_CHECKOUT else None)
        write_bill(new, *made_of)
        write_edition(new, project, about(*made_of))
        write_manifest(new, about(*made_of))
        found = verify(new, project)
        if not found:
            _see_to_place(root, site)  # somebody may have put something there meanwhile
            put(folder, site)
        return found


def _jobs(make: Maker, of: int, folder: Path, project: Project) -> list[Callable[[], None]]:
    """What a maker makes, in so many shares."""
    return (
        [partial(make, folder, project, share) for share in shares(of)] if of > 1 else [partial(make, folder, project)]
    )


def _bring(beside: Path, new: Path) -> None:
    """Put all files of a folder among those of another, each in its place."""
    for path in sorted(beside.rglob("*")):
        target = new / path.relative_to(beside)
        if path.is_dir():
            target.mkdir(exist_ok=True)
        elif target.exists():
            raise ValueError(f"{target.relative_to(new)} is made of two things")
        else:
            os.replace(path, target)


def _see_to_place(root: Path, site: Path) -> None:
    """Refuse a folder that the site must not replace: what lies in it would be gone."""
    parts = ("docs", "macros", "overrides", "components", "tests", ".git")
    if root.is_relative_to(site):
        why = "the project lies in it"
    elif any(site.is_relative_to(root / name) for name in parts):
        why = "it is a part of the project"
    elif site.exists() and not site.is_dir():
        why = "it is no folder"
    elif site.is_dir() and any(site.iterdir()):
        why = _held_by(site)
    else:
        return
    if why:
        raise NoPlace(
            f"the site cannot go into {site}: {why}; name a new folder with --site-dir, an empty one, or an earlier site"
        )


def _held_by(site: Path) -> str:
    """What a folder holds that no build has made; nothing where it is an earlier site."""
    try:
        others = foreign(site)
    except NoManifest as problem:
        return f"it holds what no build has made ({problem})"
    named = ", ".join(others[:3]) + (f" and {len(others) - 3} more" if len(others) > 3 else "")
    return f"it holds what no build has made: {named}" if others else ""
