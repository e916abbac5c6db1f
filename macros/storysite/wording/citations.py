"""How a page or an item is cited, and the one sentence that a proposal takes over: plain, as Markdown and as HTML.

A sentence is a row of runs, some of them links; each form writes the same runs down.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from storysite.core.messages import first_large
from storysite.records import Reference
from storysite.source.items import Item
from storysite.source.record_store import Library
from storysite.wording.language import language
from storysite.wording.page_links import address_of
from storysite.wording.text import by_source, markdown_link, marked_down, plain
from storysite.wording.trust import state

LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True)
class Run:
    """Words of a sentence, and where they lead."""

    words: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Texts:
    """The same said in several forms; those of reference managers where it is something to be cited."""

    plain: str
    markdown: str
    html: Markup
    bibtex: str = ""
    csl: str = ""
    """CSL-JSON: a list with one entry."""


def permanent(library: Library, id: str) -> str:
    """The permanent address of an item."""
    return f"{library.publisher.address}id/{id}/"


def page_address(library: Library, page: str) -> str:
    """The address of a page, given by its path under `docs/`."""
    return library.publisher.address + address_of(page)


def item_texts(library: Library, item: Item) -> Texts:
    """How an item is cited: what it says, where it stands, how old the record is, its sources, its state."""
    publisher, address = library.publisher, permanent(library, item.id)
    runs = [
        Run(_closed(claim(library, item)), address),
        *_publication(library, publisher.title, address),
    ]
    say = library.messages
    if sources := sources_said(library, evidence(library, item)):
        runs += [Run(f" {say('citations.sources', count=len(sources))} "), *joined(sources, "; "), Run(".")]
    if told := told_state(library, item):
        runs.append(Run(f" {first_large(told)}."))
    title = claim(library, item).rstrip(".")
    return texts_of(runs, bibtex(library, address, title), csl(library, address, title))


def page_texts(library: Library, page: str, title: str) -> Texts:
    """How a page is cited: in a sentence, and for reference managers."""
    publisher, address = library.publisher, page_address(library, page)
    inside = "" if title == publisher.title else publisher.title
    runs = [Run(_closed(title), address), *_publication(library, inside, address)]
    return texts_of(runs, bibtex(library, address, title), csl(library, address, title))


def _publication(library: Library, title: str, address: str) -> list[Run]:
    """Where something is published, by whom, and how old the records are."""
    publisher, say = library.publisher, library.messages
    by = say("citations.published-by", name=publisher.name)
    return [
        Run(f" {title}, {by}, " if title else f" {by}, "),
        Run(address, address),
        Run(f" ({say('times.as-of', date=publisher.reviewed.words)})."),
    ]


def claim(library: Library, item: Item) -> str:
    """What an item says, in words: a figure with its qualifier and its time, an event with its date."""
    kind = library.kinds[item.kind]
    return kind.claim(library, item) if kind.claim else f"{item.title} ({kind.word})"


def _small(library: Library, reason: str) -> str:
    """A reason inside a sentence: its first word small, where the language writes it so."""
    first, blank, rest = reason.partition(" ")
    bare = first.rstrip(",;:.")
    return f"{first.lower() if bare in library.messages.several('trust.small') else first}{blank}{rest}"


def with_text(library: Library, title: str, text: str | None) -> str:
    """A title, and what it says where it says something."""
    return f"{title}: {plain(library, text)}" if text else title


def claimed_text(library: Library, item: Item) -> str:
    """A claim that is a title with its text."""
    return with_text(library, item.title, next(iter(item.record.own_texts("text")), None))


def told_state(library: Library, item: Item) -> str:
    """The weightiest state and its reason, as a part of a sentence; nothing where it is current."""
    found = state(library, item)
    if found.name == "current":
        return ""
    reason = plain(library, found.reason).rstrip(".")
    return f"{found.words}: {_small(library, reason)}"


def evidence(library: Library, item: Item) -> list[Reference]:
    """The places in sources behind an item, with those of what it gathers: the cells of a row, the events of a lane."""
    of_kind = library.kinds[item.kind].gathered
    gathered = of_kind(library, item) if of_kind else [item]
    return list(dict.fromkeys(reference for part in gathered for reference in library.evidence(part)))


def _closed(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


def sources_said(library: Library, references: Sequence[Reference], most: int | None = None) -> list[list[Run]]:
    """Each source with its places; the first few of them where that is asked, and then how many more there are."""
    grouped, say = by_source(references), library.messages
    found = []
    for id, places in list(grouped.items())[:most]:
        source = library.sources[id]
        about = [source.publisher, *([source.published.words] if source.published else [])]
        if source.language != say.language:
            about.append(say("citations.in-language", language=language(say, source.language)))
        found.append(
            [
                Run(say("citations.quoted", title=source.title), source.url or ""),
                Run(f", {', '.join(about)} ({', '.join(places)})"),
            ]
        )
    if most and len(grouped) > most:
        found.append([Run(say("citations.more", count=len(grouped) - most))])
    return found


def joined(parts: Iterable[list[Run]], between: str) -> list[Run]:
    found: list[Run] = []
    for part in parts:
        found += [Run(between), *part] if found else part
    return found


def texts_of(runs: Sequence[Run], bibtex: str = "", csl: str = "") -> Texts:
    return Texts(
        "".join(run.words for run in runs),
        "".join(_markdown(run) for run in runs),
        Markup("").join(_html(run) for run in runs),
        bibtex,
        csl,
    )


def _markdown(run: Run) -> str:
    if run.address == run.words:
        return f"<{run.address}>"
    if run.address:
        return markdown_link(run.words, run.address)
    before, after = (" " * (run.words[:1] == " "), " " * (run.words[-1:] == " "))
    return f"{before}{marked_down(run.words)}{after}" if run.words.strip() else run.words


def _html(run: Run) -> Markup:
    words = escape(run.words)
    return Markup(f'<a href="{escape(run.address)}">{words}</a>') if run.address else words


# --- for reference managers ------------------------------------------------------------------


def key(library: Library, address: str) -> str:
    """The key of an address in a bibliography: the site's name and the way from its root."""
    words = f"{library.publisher.title} {address.removeprefix(library.publisher.address)}"
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-") or "page"


def latex(words: str) -> str:
    """Words that LaTeX prints as they are."""
    return "".join(LATEX.get(character, character) for character in words)


def bibtex(library: Library, address: str, title: str) -> str:
    """A BibTeX entry; the year is that in which the records were last looked through."""
    publisher, day = library.publisher, library.publisher.reviewed.start
    place = address.replace("{", "%7B").replace("}", "%7D")
    said = library.messages("times.as-of", date=publisher.reviewed.words)
    fields = {
        # in quotes, so that no two braces meet: pages are searched for what a template left
        "author": f'"{{{latex(publisher.name)}}}"',
        "title": f'"{{{latex(title)}}}"',
        "howpublished": f"{{{latex(publisher.title)}, \\url{{{place}}}}}",
        "url": f"{{{place}}}",
        **({"year": f"{{{day.year}}}", "month": MONTHS[day.month - 1]} if day else {}),
        "note": f"{{{latex(first_large(said))}. {latex(publisher.short_stance)}}}",
    }
    lines = "".join(f"  {name} = {value},\n" for name, value in fields.items())
    return f"@misc{{{key(library, address)},\n{lines}}}"


def csl(library: Library, address: str, title: str) -> str:
    """A CSL-JSON list with one entry."""
    publisher, day = library.publisher, library.publisher.reviewed.start
    entry = {
        "id": key(library, address),
        "type": "webpage",
        "title": title,
        "container-title": publisher.title,
        "author": [{"literal": publisher.name}],
        **({"issued": {"date-parts": [[day.year, day.month, day.day]]}} if day else {}),
        "URL": address,
        "language": library.messages.language,
        "note": publisher.short_stance,
    }
    lines = ",\n  ".join(
        f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in entry.items()
    )
    return f"[{{\n  {lines}\n}}]"
