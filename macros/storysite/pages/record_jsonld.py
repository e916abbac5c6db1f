"""What the page of an item says to machines: JSON-LD with the same id, words and dates as the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storysite.output import lastmod
from storysite.pages.jsonld import Tree, licence
from storysite.project import Project
from storysite.source.items import Item
from storysite.wording.citations import evidence, permanent
from storysite.wording.page_links import address_of
from storysite.wording.text import plain

if TYPE_CHECKING:
    from storysite.pages.page_template import Head


def item(project: Project, item: Item, head: Head) -> Tree:
    """The item, what it is part of, and the documents that it rests on."""
    library = project.library
    publisher = library.publisher
    editors = {"@type": "Organization", "name": publisher.name, "url": publisher.address}
    home = project.homes.get(item.id)
    sources = [
        library.sources[source] for source in dict.fromkeys(reference.source for reference in evidence(library, item))
    ]
    page: Tree = {
        "@type": "WebPage",
        "@id": head.canonical,
        "url": head.canonical,
        "name": head.title,
        "description": head.description,
        "inLanguage": project.library.messages.language,
        "dateModified": lastmod.of_item(library, item),
        "publisher": editors,
        "isPartOf": {
            "@type": "WebSite",
            "@id": f"{publisher.address}#website",
            "url": publisher.address,
            "name": publisher.title,
        },
        "mainEntity": {"@id": f"{head.canonical}#it"},
        **({"relatedLink": f"{publisher.address}{address_of(home)}#{item.id}"} if home else {}),
        **({"citation": [source.url or source.title for source in sources]} if sources else {}),
        **licence(publisher),
    }
    it = {
        "@type": library.kinds[item.kind].schema_org,
        "@id": f"{head.canonical}#it",
        "name": item.title,
        **_own(project, item),
    }
    return {"@context": "https://schema.org", "@graph": [page, it]}


def _own(project: Project, item: Item) -> Tree:
    """What is said of each kind beside its name."""
    kind = project.library.kinds[item.kind]
    own = kind.json_ld(project.library, item) if kind.json_ld else {}
    return {**_described(project, item), **own} if kind.schema_org == "Dataset" else dict(own)


def _described(project: Project, item: Item) -> Tree:
    """What a data set must say of itself."""
    library, publisher = project.library, project.library.publisher
    told = item.record.own_texts("text", "note")
    text = plain(library, told[0] if told else None) or f"{item.title}. {publisher.description}"
    return {
        "description": text,
        "url": permanent(library, item.id),
        "creator": {"@type": "Organization", "name": publisher.name, "url": publisher.address},
        "isAccessibleForFree": True,
        "distribution": _files(project, item),
        **licence(publisher),
    }


TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _files(project: Project, item: Item) -> list[Tree]:
    """The files that hold a data set: those of a view that some page shows, else what is told to programs."""
    root = project.library.publisher.address
    endings = project.library.kinds[item.kind].endings if item.id in project.homes else ()
    named = [(f"data/{item.id}.{ending}", type_) for ending, type_ in TYPES.items() if ending in endings]
    return [
        {"@type": "DataDownload", "encodingFormat": type_, "contentUrl": f"{root}{file}"}
        for file, type_ in named or [(f"id/{item.id}/item.json", TYPES["json"])]
    ]
