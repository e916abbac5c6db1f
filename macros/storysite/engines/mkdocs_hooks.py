"""MkDocs' hooks: everything is checked before the old site is cleared, and blocks go round Markdown."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import Literal

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

if (sources := str(Path(__file__).resolve().parents[2])) not in sys.path:  # MkDocs loads this file by its path
    sys.path.insert(0, sources)

gc.disable()  # what is loaded stays: to look through it all while it is loaded would find nothing

from storysite.bootstrap.environment import ENGINE
from storysite.bootstrap.installation import THEME
from storysite.bootstrap.provenance import OriginProblem
from storysite.core.diagnostics import refusal, text_report
from storysite.core.progress import Progress
from storysite.engines.adapters import Refused, begin_page, place_of, project_at, put_back
from storysite.markdown.extension import PageMarkdown
from storysite.output.html_edit import tight
from storysite.output.manifest import write_manifest_of_pages
from storysite.output.page_words import finished

gc.enable()

_progress: list[Progress] = []
"""How many pages are read, then how many are written; empty in the preview."""


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """A build ends soon and makes few circles: looking for them often would be an eighth of its time."""
    if command == "build" and not dirty:
        gc.set_threshold(10_000, 50, 1000)
        _progress[:] = [Progress("Pages read", 0), Progress("Pages written", 0)]


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Stop the build with all problems of all files, before anything is written."""
    try:
        project = project_at(Path(config.config_file_path).resolve().parent)
    except OriginProblem as problem:
        raise Abort(f"macros: {problem}") from problem
    if project.errors:
        raise Abort("\n" + text_report(project.problems).rstrip())
    if str(THEME) not in config.theme.dirs:  # behind the site's own templates
        config.theme.dirs.insert(1 if config.theme.custom_dir else 0, str(THEME))
    config.theme.static_templates.add("404.html")  # a theme without a name of its own lists none
    messages = project.library.messages
    config.extra["words"] = messages.section("theme")
    settings = {"language": messages.language, "root": str(project.root)}
    config.markdown_extensions.append(PageMarkdown(**settings))  # type: ignore[arg-type]  # handed on to Python-Markdown
    return config


def on_files(files: Files, config: MkDocsConfig, **_: object) -> Files:
    """Leave out drafts; now it is known how many pages there are."""
    project = project_at(Path(config.config_file_path).resolve().parent)
    for file in files.documentation_pages():
        if file.src_uri not in project.pages:
            files.remove(file)
    for progress in _progress:
        progress.total = len(files.documentation_pages())
    return files


def on_pre_page(page: Page, **_: object) -> Page:
    """Begin a page anew: in the preview the same page comes again."""
    begin_page(place_of(page))
    return page


def on_page_content(html: str, page: Page, **_: object) -> str:
    """Put what block macros made in its place, and let MkDocs know the ids in it."""
    content, ids = put_back(place_of(page), html)
    page.present_anchor_ids = {*(page.present_anchor_ids or ()), *ids}
    for progress in _progress[:1]:
        progress.step()
    return content


def on_env(env: Environment, **_: object) -> Environment:
    """All pages are read."""
    for progress in _progress[:1]:
        progress.end()
    return env


def on_post_page(output: str, **_: object) -> str:
    """One more page is about to be written; for the preview it is finished here, which a build does for both engines."""
    for progress in _progress[1:]:
        progress.step()
    return output if _progress else finished(tight(output))


def on_post_build(config: MkDocsConfig, **_: object) -> None:
    """All pages are written, and a manifest says which files they are."""
    for progress in _progress[1:]:
        progress.end()
        write_manifest_of_pages(
            Path(config.site_dir), project_at(Path(config.config_file_path).resolve().parent), ENGINE
        )


def on_build_error(error: Exception, **_: object) -> None:
    """Say in one line what the machine refuses: a full disk, a folder that cannot be written; or what we refuse."""
    for progress in _progress:
        progress.end()
    if isinstance(error, Refused):
        raise Abort(f"macros: {error}") from error
    if isinstance(error, OSError):
        raise Abort(f"macros: the pages cannot be written: {refusal(error)}") from error
