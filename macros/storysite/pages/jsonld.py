"""What a page says to machines: JSON-LD with the ids of the permanent addresses, and what to fetch ahead."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from storysite.project import Project
from storysite.records import Fact, Named, Publisher
from storysite.source.items import Item
from storysite.wording.page_links import address_of
from storysite.wording.text import plain

LICENCE = re.compile(r"\bCC (BY(?:-NC)?(?:-SA|-ND)?) (\d\.\d)\b")
MEDIA_TYPES = {".csv": "text/csv", ".json": "application/json"}
CARDS = "assets/cards"
Tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Head:
    """What is told of a page."""

    file: str
    title: str
    description: str
    address: str
    """Its address on the web; it may be another page's, where that one is meant to be found."""
    way: tuple[tuple[str, str], ...]
    """The names and addresses of the pages above it, from the home page on."""
    changed: str
    page: str = ""
    """The path of the page under docs/, where an editor wrote it."""

    @property
    def picture(self) -> str:
        """The file of its card."""
        return card_of(self.file)


def card_of(file: str) -> str:
    """The file of the card of a page, which is named by its own file."""
    return f"{CARDS}/{file.removesuffix('.html').removesuffix('/index')}.png"


def script(tree: Tree) -> Markup:
    """JSON-LD as an element of a page, inert whatever the words are."""
    text = json.dumps(tree, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return Markup(f'<script type="application/ld+json">{text}</script>')


def speculation(address: str) -> Markup:
    """Let the browser fetch a page of the site that a reader is about to open: the same bytes on every page."""
    path = urlsplit(address).path
    rules = {
        "prefetch": [
            {
                "where": {"and": [{"href_matches": f"{path}*"}, {"not": {"href_matches": f"{path}*.*"}}]},
                "eagerness": "moderate",
            }
        ]
    }
    text = json.dumps(rules, separators=(",", ":")).replace("<", "\\u003c")
    return Markup(f'<script type="speculationrules">{text}</script>')


def page(site: Path, project: Project, head: Head) -> Tree:
    """What is said of a page: the article, the way to it, and the data or the terms that it holds."""
    publisher = project.library.publisher
    graph: list[Tree] = [_article(project, head)]
    if not head.way:
        graph.append(
            {
                "@type": "WebSite",
                "@id": f"{publisher.address}#website",
                "url": publisher.address,
                "name": publisher.title,
            }
        )
    graph.append(_way(head))
    if head.page and head.page == project.registers.get("fact"):
        graph.append(_dataset(site, project, head))
    if head.page and head.page == project.registers.get("term"):
        graph.append(_terms(project, head))
    return {"@context": "https://schema.org", "@graph": graph}


def _article(project: Project, head: Head) -> Tree:
    publisher = project.library.publisher
    sources = project.library.sources
    used = (
        dict.fromkeys(reference.source for reference in project.evidence(project.pages[head.page])) if head.page else {}
    )
    article: Tree = {
        "@type": "Article",
        "@id": head.address,
        "headline": head.title,
        "description": head.description,
        "url": head.address,
        "image": publisher.address + head.picture,
        "inLanguage": project.library.messages.language,
        "dateModified": head.changed,
        "author": _editors(publisher),
        "publisher": _editors(publisher),
        "isPartOf": {"@id": f"{publisher.address}#website"},
        "about": {"@type": "Thing", "name": publisher.subject},
    }
    cited = [url for source in used if (url := sources[source].url)]
    return {**article, **licence(publisher), **({"citation": cited} if cited else {})}


def _editors(publisher: Publisher) -> Tree:
    return {"@type": "Organization", "name": publisher.name, "url": publisher.address}


def licence(publisher: Publisher) -> Tree:
    """The licence's address, where the publisher names one of Creative Commons."""
    match = LICENCE.search(publisher.rights)
    return {"license": f"https://creativecommons.org/licenses/{match[1].lower()}/{match[2]}/"} if match else {}


def _way(head: Head) -> Tree:
    stops = [*head.way, (head.title, head.address)]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": at, "name": name, "item": address}
            for at, (name, address) in enumerate(stops, start=1)
        ],
    }


def _dataset(site: Path, project: Project, head: Head) -> Tree:
    """All figures as a data set, with the files that they can be taken away in."""
    publisher = project.library.publisher
    files = [path for path in sorted((site / "data").glob("*")) if path.suffix in MEDIA_TYPES]
    dataset: Tree = {
        "@type": "Dataset",
        "@id": f"{head.address}#dataset",
        "name": f"{head.title} – {publisher.title}",
        "description": head.description,
        "url": head.address,
        "dateModified": head.changed,
        "creator": _editors(publisher),
        "isAccessibleForFree": True,
        **licence(publisher),
        "variableMeasured": [
            {"@type": "PropertyValue", "@id": permalink(project, item), "name": item.title}
            | ({"unitText": item.of(Fact).unit} if item.of(Fact).unit else {})
            for item in project.library.of_kind("fact")
            if item.id in project.homes
        ],
    }
    distribution = [
        {
            "@type": "DataDownload",
            "encodingFormat": MEDIA_TYPES[path.suffix],
            "contentUrl": f"{publisher.address}{path.relative_to(site).as_posix()}",
        }
        for path in files
    ]
    return {**dataset, **({"distribution": distribution} if distribution else {})}


def _terms(project: Project, head: Head) -> Tree:
    """The glossary as a set of terms."""
    return {
        "@type": "DefinedTermSet",
        "@id": f"{head.address}#terms",
        "name": head.title,
        "url": head.address,
        "hasDefinedTerm": [
            {
                "@type": "DefinedTerm",
                "@id": permalink(project, item),
                "name": item.title,
                "description": plain(project.library, item.text),
            }
            | ({"alternateName": list(item.of(Named).aka)} if item.of(Named).aka else {})
            for item in project.library.of_kind("term")
            if item.id in project.homes
        ],
    }


def permalink(project: Project, item: Item) -> str:
    """The permanent address of an item on its home page."""
    return f"{project.library.publisher.address}{address_of(project.homes[item.id])}#{item.id}"
