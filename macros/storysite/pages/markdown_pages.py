"""Each page as Markdown, `index.md` beside `index.html`: the page as written, its macros as tables and lists.

`llms.txt` lists the twins; `llms-SECTION.txt` holds the pages of a section, and `llms-full.txt` says which there are.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template

from storysite.components.citation.markdown import described
from storysite.components.markdown_context import Writing, blocks
from storysite.core.progress import steps
from storysite.markdown.common import common_markdown
from storysite.output.files import write
from storysite.output.navigation import decks, parts
from storysite.project import Project
from storysite.source.front_matter import FRONT_MATTER
from storysite.source.macro_calls import with_code_kept
from storysite.source.page import Page
from storysite.wording.page_links import address_of
from storysite.wording.text import by_source, marked_down, plain

FIRST_HEADING = re.compile(r"\A\s*(# [^\n]*)\n")
ENVIRONMENT = Environment(undefined=StrictUndefined, keep_trailing_newline=True)


def write_twins(site: Path, project: Project) -> None:
    """Write the twin of every page, and the two files that gather them."""
    twins = {path: twin_of(project, page) for path, page in steps(project.pages.items(), "Twins of pages")}
    for path, text in twins.items():
        write(site / address_of(path) / "index.md", text)
    write(site / "llms.txt", llms(project))
    sections = section_texts(project)
    for name, text in sections.items():
        write(site / name, text)
    write(site / "llms-full.txt", llms_full(project, sections))


def section_texts(project: Project) -> dict[str, str]:
    """The pages of each section in one file, with one list of their sources; registers are left to their own files."""
    found: dict[str, str] = {}
    for name, section in decks(project).items():
        pages = [project.pages[path] for path in section.pages]
        pages = [page for page in pages if not any(call.name == "register" for call in page.calls)]
        evidence = [reference for page in pages for reference in project.evidence(page)]
        grouped = by_source(evidence)
        numbers = {source: number for number, source in enumerate(grouped, start=1)}
        to = [replace(project.writing(page.path), numbers=numbers, is_part=True) for page in pages]
        texts = [twin(project, page, _body(project, page.path), one) for page, one in zip(pages, to, strict=True)]
        listed = "\n".join(
            project.library.messages(
                "twins.read",
                number=numbers[id],
                source=described(to[0], project.library.sources[id]),
                places=to[0].words(", ".join(places)),
            )
            for id, places in grouped.items()
        )
        if pages:
            found[f"llms-{name}.txt"] = (
                blocks(*texts, f"# {project.library.messages('slides.sources')}" if listed else "", listed) + "\n"
            )
    return found


def llms_full(project: Project, sections: Mapping[str, str]) -> str:
    """Where the text of each section stands, and how long it is: the whole is more than most programs take at once."""
    address = project.library.publisher.address
    titles = {f"llms-{name}.txt": section.title for name, section in decks(project).items()}
    lines = [
        f"- [{marked_down(titles[name] or project.library.publisher.title)}]({address}{name}): {len(text.encode()) // 1000 + 1} kB"
        for name, text in sections.items()
    ]
    told = project.library.messages("twins.told", index=f"[llms.txt]({address}llms.txt)")
    return (
        blocks(
            project.library.messages("twins.all-pages", title=marked_down(project.library.publisher.title)),
            told,
            "\n".join(lines),
        )
        + "\n"
    )


def twin_of(project: Project, page: Page) -> str:
    """The twin of a page as it is written."""
    return twin(project, page, _body(project, page.path))


def _body(project: Project, path: str) -> str:
    text = (project.root / "docs" / path).read_text(encoding="utf-8")
    return FRONT_MATTER.sub("", text.replace("\r\n", "\n"), count=1)


def twin(project: Project, page: Page, body: str, to: Writing | None = None) -> str:
    """A page as Markdown, from its text without the front matter."""
    to = to or project.writing(page.path)
    body = common_markdown(body, partial(_absolute, project, page.path), to.library.messages)
    text = _template(with_code_kept(body)).render(
        {name: partial(macro.markdown, to) for name, macro in project.macros.items()}
    )
    publisher = project.library.publisher
    told = (
        f"> {marked_down(page.description)}\n>\n> <{to.page_address(page.path)}> – {marked_down(publisher.title)}, "
        f"{to.say('times.as-of', date=publisher.reviewed.words)}. {marked_down(publisher.short_stance)}."
    )
    text = FIRST_HEADING.sub(lambda match: f"{match[1]}\n\n{told}\n", text, count=1)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


@lru_cache(maxsize=256)
def _template(body: str) -> Template:
    """A page's text as a template; a page of a section is asked for twice."""
    return ENVIRONMENT.from_string(body)


def _absolute(project: Project, page: str, target: str) -> str:
    """A link of a page, seen from anywhere."""
    path, hash_, fragment = target.partition("#")
    target = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
    address = address_of(target) if target.endswith(".md") else target
    return f"{project.library.publisher.address}{address}{hash_}{fragment}"


def llms(project: Project) -> str:
    """What the site is and where its pages stand as Markdown (llmstxt.org)."""
    publisher, library = project.library.publisher, project.library
    address, say = publisher.address, library.messages
    files = (
        (
            project.library.messages("twins.by-section"),
            "llms-full.txt",
            project.library.messages("twins.by-section-words"),
        ),
        (project.library.messages("twins.records"), "data/all.json", project.library.messages("twins.records-words")),
        (
            project.library.messages("twins.tables"),
            "data/datapackage.json",
            project.library.messages("twins.tables-words"),
        ),
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
            f"{marked_down(plain(library, publisher.stance))} "
            f"{say('sources.published-by', name=marked_down(publisher.name))} "
            f"{say('sources.reviewed', day=publisher.reviewed.words)} {marked_down(plain(library, publisher.rights))}",
            say("twins.how-to-read", address=address),
            *lists,
            f"## {say('twins.optional')}",
            "\n".join(f"- [{name}]({address}{path}): {words}" for name, path, words in files),
        )
        + "\n"
    )


def _entry(project: Project, path: str) -> str:
    page = project.pages[path]
    address = f"{project.library.publisher.address}{address_of(path)}index.md"
    return f"- [{marked_down(page.title)}]({address}): {marked_down(page.description)}"
