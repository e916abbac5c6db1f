"""Each page as Markdown, `index.md` beside `index.html`: the page as written, its macros as tables and lists.

`llms.txt` lists the twins, `llms-full.txt` holds them all.
"""

from __future__ import annotations

import posixpath
import re
from functools import partial
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from storysite.components.markdown_context import blocks
from storysite.core.progress import steps
from storysite.markdown.common import common_markdown
from storysite.output.files import write
from storysite.output.navigation import parts
from storysite.project import Project
from storysite.source.macro_calls import with_code_kept
from storysite.source.page_reader import FRONT_MATTER, Page
from storysite.wording.page_links import address_of
from storysite.wording.text import marked_down, plain

FIRST_HEADING = re.compile(r"\A\s*(# [^\n]*)\n")
ENVIRONMENT = Environment(undefined=StrictUndefined, keep_trailing_newline=True)


def write_twins(site: Path, project: Project) -> None:
    """Write the twin of every page, and the two files that gather them."""
    twins = {path: twin_of(project, page) for path, page in steps(project.pages.items(), "Twins of pages")}
    for path, text in twins.items():
        write(site / address_of(path) / "index.md", text)
    write(site / "llms.txt", llms(project))
    ordered = [path for section in parts(project) for path in section.pages]
    write(site / "llms-full.txt", "\n\n".join(twins[path] for path in ordered))


def twin_of(project: Project, page: Page) -> str:
    """The twin of a page as it is written."""
    return twin(project, page, _body(project, page.path))


def _body(project: Project, path: str) -> str:
    text = (project.root / "docs" / path).read_text(encoding="utf-8")
    return FRONT_MATTER.sub("", text.replace("\r\n", "\n"), count=1)


def twin(project: Project, page: Page, body: str) -> str:
    """A page as Markdown, from its text without the front matter."""
    to = project.writing(page.path)
    body = common_markdown(body, partial(_absolute, project, page.path))
    text = ENVIRONMENT.from_string(with_code_kept(body)).render(
        {name: partial(macro.markdown, to) for name, macro in project.macros.items()}
    )
    publisher = project.library.publisher
    told = (
        f"> {marked_down(page.description)}\n>\n> <{to.page_address(page.path)}> – {marked_down(publisher.title)}, "
        f"as of {publisher.reviewed.words}. {marked_down(publisher.short_stance)}."
    )
    text = FIRST_HEADING.sub(lambda match: f"{match[1]}\n\n{told}\n", text, count=1)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _absolute(project: Project, page: str, target: str) -> str:
    """A link of a page, seen from anywhere."""
    path, hash_, fragment = target.partition("#")
    target = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
    address = address_of(target) if target.endswith(".md") else target
    return f"{project.library.publisher.address}{address}{hash_}{fragment}"


def llms(project: Project) -> str:
    """What the site is and where its pages stand as Markdown (llmstxt.org)."""
    publisher, library = project.library.publisher, project.library
    address = publisher.address
    files = (
        ("All pages in one file", "llms-full.txt", "every twin, in the order of the navigation"),
        ("All records", "data/all.json", "with their JSON Schema"),
        ("Events, figures, cells, sources", "data/datapackage.json", "CSV files, described column by column"),
    )
    lists = [
        blocks(
            f"## {marked_down(section.title)}" if section.title != "" else "",
            "\n".join(_entry(project, path) for path in section.pages),
        )
        for section in parts(project)
        if section.pages
    ]
    return (
        blocks(
            f"# {marked_down(publisher.title)}",
            f"> {marked_down(plain(library, publisher.description))}",
            f"{marked_down(plain(library, publisher.stance))} Published by {marked_down(publisher.name)}. "
            f"All records were last looked through on {publisher.reviewed.words}. {marked_down(plain(library, publisher.rights))}",
            "Each figure stands with its qualifier, the time that it is about and its source. Plans, forecasts and goals are no "
            f"results. Each record has a permanent address, {address}id/ID/: cite that.",
            *lists,
            "## Optional",
            "\n".join(f"- [{name}]({address}{path}): {words}" for name, path, words in files),
        )
        + "\n"
    )


def _entry(project: Project, path: str) -> str:
    page = project.pages[path]
    address = f"{project.library.publisher.address}{address_of(path)}index.md"
    return f"- [{marked_down(page.title)}]({address}): {marked_down(page.description)}"
