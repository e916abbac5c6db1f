"""Links that open the git host's editor where a record or a page is written; none where no repository is set."""

from __future__ import annotations

from storysite.core.edit_urls import PROPOSED, editor_address, proposal_address
from storysite.project import Project
from storysite.source.items import Item


def edit_link(project: Project, item: Item) -> str | None:
    """Where an item can be changed in the browser, at its line."""
    return editor_address(project.library.publisher.repository, item.mark.path, item.mark.line)


def edit_page_link(project: Project, path: str) -> str | None:
    """Where a page can be changed in the browser; `path` is its path under `docs/`."""
    return editor_address(project.library.publisher.repository, project.pages[path].mark.path)


def edit_address(project: Project, item: Item) -> str:
    """Where an item's record can be changed; nothing where the publisher names no repository."""
    return edit_link(project, item) or ""


def proposal_page(project: Project, item: Item) -> str:
    """The page with a form for an item, from the site's root on; nothing where its kind or the host has none."""
    is_there = item.kind in PROPOSED and proposal_address(project.library.publisher.repository)
    return f"edit/{item.kind}/" if is_there else ""
