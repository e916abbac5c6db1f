"""What the page of an item says to machines: JSON-LD with the same id, words and dates as the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storysite.output import lastmod
from storysite.pages.jsonld import Tree, licence
from storysite.project import Project
from storysite.source.record_store import Item
from storysite.wording.citations import evidence, permanent
from storysite.wording.page_links import address_of
from storysite.wording.text import plain
from storysite.wording.times import date_words, time_words

if TYPE_CHECKING:
    from storysite.pages.page_template import Head

TYPES = {
    "event": "Event",
    "fact": "Dataset",
    "chart": "Dataset",
    "matrix": "Dataset",
    "value": "Observation",
    "cycle": "ItemList",
}
"""What schema.org calls each kind."""


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
        "inLanguage": "en",
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
    it = {"@type": TYPES[item.kind], "@id": f"{head.canonical}#it", "name": item.title, **_own(project, item)}
    return {"@context": "https://schema.org", "@graph": [page, it]}


def _own(project: Project, item: Item) -> Tree:
    """What is said of each kind beside its name."""
    library, record = project.library, item.record
    match item.kind:
        case "event":
            bounds = zip(("startDate", "endDate"), record.date.bounds if record.date else (), strict=False)
            dates = {name: day for name, day in bounds if day} or {"temporalCoverage": date_words(library, record)[0]}
            return {"description": plain(library, record.text), **dates}
        case "value":
            return {**_measured(project, item), "observationAbout": {"@id": permanent(library, item.parent)}}
        case "fact":
            newest = library.value(item.id)
            measured = {"@type": "PropertyValue", "name": record.name, **_number(project, newest)}
            return {**_described(project, item), "variableMeasured": measured}
        case "cycle":
            steps = [
                {
                    "@type": "ListItem",
                    "position": at,
                    "name": step.title,
                    "item": permanent(library, f"{item.id}.{step.id}"),
                }
                for at, step in enumerate(record.steps, start=1)
            ]
            return {"itemListElement": steps}
        case _:
            return _described(project, item)


def _described(project: Project, item: Item) -> Tree:
    """What a data set must say of itself."""
    library, publisher = project.library, project.library.publisher
    told = getattr(item.record, "text", None) or getattr(item.record, "note", None)
    text = plain(library, told) or f"{item.title}. {publisher.description}"
    return {
        "description": text,
        "url": permanent(library, item.id),
        "creator": {"@type": "Organization", "name": publisher.name, "url": publisher.address},
        "isAccessibleForFree": True,
        **licence(publisher),
    }


def _measured(project: Project, item: Item) -> Tree:
    value = item.record
    when = value.period or value.as_of or value.stated
    name, day = ("observationPeriod", when.interval) if value.period else ("observationDate", when.datetime)
    return {
        "measuredProperty": {"@type": "Property", "name": item.entry.record.name},
        **_number(project, item),
        "description": f"{project.library.printed(item)} ({time_words(value)})",
        **({name: day} if day else {}),
    }


def _number(project: Project, item: Item) -> Tree:
    unit = item.entry.record.unit
    return {"value": float(project.library.numbers[item.id]), **({"unitText": unit} if unit else {})}
