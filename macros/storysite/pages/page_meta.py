"""The heads of pages: what a search engine, a feed reader or a chat window is told about each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from html import unescape
from pathlib import Path
from urllib.parse import quote

from markupsafe import Markup

from storysite.bootstrap.installation import asset
from storysite.output import lastmod
from storysite.output.files import FAVICON, ICON
from storysite.output.html_edit import LATE, Element, before, elements, to_root, without
from storysite.pages import jsonld, social_cards
from storysite.pages.brand import colour
from storysite.pages.jsonld import Head
from storysite.project import Project
from storysite.records import Publisher
from storysite.source.mkdocs_config import sections
from storysite.wording.page_links import address_of

OURS = {
    ("meta", "description"),
    ("meta", "generator"),
    ("link", "canonical"),
    ("link", "icon"),
    ("link", "manifest"),
    ("link", "apple-touch-icon"),
    ("meta", "theme-color"),
    ("meta", "twitter:card"),
    ("script", "application/ld+json"),
    ("script", "speculationrules"),
}
"""What a page is given here; what an engine or a template wrote of it makes way."""
OWN = {
    ("meta", "description"),
    ("link", "canonical"),
    ("meta", "twitter:card"),
    ("script", "application/ld+json"),
}
"""Of these, what a page that brings its own card has said already."""


class Heads:
    """What pages are given in their heads."""

    def __init__(self, site: Path, project: Project):
        self.site, self.project = site, project
        self.written = {f"{address_of(path)}index.html": path for path in project.pages}
        self.ways = _ways(project)
        self.icon = _icon(asset(project.root, ICON))

    def given(self, file: str, html: str) -> tuple[str, tuple[str, social_cards.Words] | None]:
        """The page with its metadata, and the file and words of its card; a page that brings its own card keeps its own."""
        project = self.project
        found = elements(html)
        names = {element.names for element in found}
        if ("meta", "refresh") in names:
            return html, None
        own = ("meta", "og:title") in names
        listed = file != "404.html" and not own
        head = _head(project, file, self.written.get(file, ""), found, self.ways)
        html = without(html, _dropped(found, own))
        html = before(html, "</head>", "".join(_tags(project, head, self.icon, own, listed, LATE in html)))
        if listed:
            html = before(html, "</body>", jsonld.script(jsonld.page(self.site, project, head)))
        if not own:
            # Behind all links: a browser that has the rules asks them of each link that comes, before it goes on.
            html = before(html, "</body>", jsonld.speculation(project.library.publisher.address))
        return html, (head.picture, _words(head)) if listed else None


def draw(site: Path, project: Project, cards: Mapping[str, social_cards.Words]) -> None:
    """Draw the cards of pages, by their files."""
    with closing(social_cards.pictures(project.root, cards.values(), project.library.publisher)) as images:
        for file in cards:
            (site / file).parent.mkdir(parents=True, exist_ok=True)
            (site / file).write_bytes(next(images))


def _dropped(found: list[Element], own: bool) -> list[Element]:
    return [element for element in found if element.names in (OURS - OWN if own else OURS)]


def _head(
    project: Project, file: str, page: str, found: list[Element], ways: dict[str, tuple[tuple[str, str], ...]]
) -> Head:
    publisher = project.library.publisher
    given = {element.names: element for element in found}
    told = given[("title", "")].content if ("title", "") in given else publisher.title
    title = unescape(re.sub(r"\s+", " ", told)).strip()
    title = re.sub(rf"\s+[–—|-]\s+{re.escape(publisher.title)}$", "", title)
    described = given[("meta", "description")].get("content") if ("meta", "description") in given else ""
    canonical = given[("link", "canonical")].get("href") if ("link", "canonical") in given else ""
    here = publisher.address + ("" if file == "index.html" else file.removesuffix("index.html"))
    description = (project.pages[page].description if page else described) or described or publisher.description
    day = lastmod.of_page(project, page) if page else lastmod.of_review(project.library)
    way = ways.get(page) or (() if file == "index.html" else ((publisher.title, publisher.address),))
    return Head(
        file, title, " ".join(description.split()), here if page or not canonical else canonical, way, day, page
    )


def _ways(project: Project) -> dict[str, tuple[tuple[str, str], ...]]:
    """The pages above each written page: home, then its section's first."""
    publisher = project.library.publisher
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for section in sections(project.root):
        first = section.pages[0] if section.pages else ""
        for page in section.pages:
            above = [] if address_of(page) == "" else [(publisher.title, publisher.address)]
            above += [(section.title, publisher.address + address_of(first))] if page != first else []
            found[page] = tuple(above)
    return found


def _words(head: Head) -> tuple[str, str, tuple[str, ...]]:
    """What stands on a page's card."""
    return head.title, head.way[-1][0] if len(head.way) > 1 else "", (head.description,)


def _tags(project: Project, head: Head, icon: str, own: bool, listed: bool, late: bool) -> Iterator[str]:
    publisher, root = project.library.publisher, to_root(head.file)
    if head.file == "404.html":
        root = re.sub(r"^https?://[^/]+", "", publisher.address)
        yield Markup('<meta name="robots" content="noindex">\n')
    yield Markup('<meta name="theme-color" content="{}">\n').format(colour(project.root, "sky"))
    if listed:
        yield from _told(publisher, head)
    if own:
        # There are many pages of records, and few are the first that somebody visits, or keeps as an app.
        yield Markup('<link rel="icon" href="{}">\n').format(f"{root}{FAVICON}") if icon else ""
        return
    links = Markup(
        '<link rel="apple-touch-icon" href="{0}assets/apple-touch-icon.png">\n'
        '<link rel="manifest" href="{0}manifest.webmanifest">\n'
    ).format(root)
    if icon:
        yield Markup('<link rel="icon" href="{}">\n').format(icon)
    # The script that fetches things after the first paint takes these from there, so that no text waits for them.
    yield Markup("<noscript>\n{}</noscript>\n").format(links) if late else links


def _icon(file: Path) -> str:
    """The icon in an address of its own: a first visit is spared a request."""
    svg = file.read_text(encoding="utf-8").strip().replace('"', "'") if file.is_file() else ""
    return svg and Markup("data:image/svg+xml," + quote(svg, safe="/:=(),;'"))


def _told(publisher: Publisher, head: Head) -> Iterator[str]:
    kind = "website" if head.file == "index.html" else "article"
    picture = publisher.address + head.picture
    yield Markup('<meta name="description" content="{}">\n<link rel="canonical" href="{}">\n').format(
        head.description, head.address
    )
    for name, content in (
        ("type", kind),
        ("site_name", publisher.title),
        ("title", head.title),
        ("description", head.description),
        ("url", head.address),
        ("image", picture),
        ("image:width", social_cards.SIZE[0]),
        ("image:height", social_cards.SIZE[1]),
        ("image:alt", f"{head.title}. {publisher.short_stance}."),
    ):
        yield Markup('<meta property="og:{}" content="{}">\n').format(name, content)
    if kind == "article":
        yield Markup('<meta property="article:modified_time" content="{}">\n').format(head.changed)
    yield Markup('<meta name="twitter:card" content="summary_large_image">\n')
