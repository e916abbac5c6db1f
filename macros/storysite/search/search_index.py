"""The search index: one record for each hit, made by Pagefind, and the words that a reader's spelling is held against.

Nothing of it is fetched before a reader reaches for search.  Pagefind ranks a match in a record's metadata by the
weight of the field that it stands in; so a name goes into the field `name1` to `name9` that says how telling it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from markupsafe import Markup

from storysite.core.messages import first_large
from storysite.core.progress import Progress
from storysite.pages.markdown_pages import twin_of
from storysite.project import Project
from storysite.search.folding import forms, words
from storysite.search.pagefind_service import indexed
from storysite.search.search_records import Hit, other_names
from storysite.search.search_records import hits as records
from storysite.wording.page_links import address_of

FOLDER = "search"
NEEDED = ("pagefind.js", "pagefind-entry.json", "wasm.en.pagefind", "*.pf_meta")
"""What the dialog asks for, beside the folders; Pagefind writes interfaces of its own too."""

NAMES = 9
"""How many fields there are for names, the last the most telling."""

SMALL = frozenset("a an and at by for from in is of on that the to was what with".split())
"""Words that make a name no longer."""


def make_search(site: Path, project: Project) -> None:
    """Write the index and the words into the folder `search` of a built site."""
    found = with_all_words(project, records(project))
    pages = (page_of(hit, project.library.publisher.subject) for hit in found)
    progress = Progress("Hits of the search", len(found))
    try:
        # Named by its content: a record that is added leaves the files of all others as they are.
        files = indexed(((f"{sha256(page.encode()).hexdigest()}.html", page) for page in pages), step=progress.step)
    finally:
        progress.end()
    count = json.loads(files["pagefind-entry.json"])["languages"]["en"]["page_count"]
    if count != len(found):
        raise RuntimeError(f"Pagefind indexed {count} of {len(found)} hits")
    for name, content in files.items():
        path = site / FOLDER / name
        if "/" in name or any(path.match(needed) for needed in NEEDED):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    (site / FOLDER / "words.json").write_text(vocabulary(found, other_names(project)), encoding="utf-8")


def with_all_words(project: Project, found: Iterable[Hit]) -> list[Hit]:
    """The hits, those of pages with the words that stand on them and no hit holds: what components say themselves."""
    hits = list(found)
    pages = {address_of(path): page for path, page in project.pages.items()}
    known = {word for hit in hits for word in words(f"{' '.join(meta(hit, '').values())} {hit.text}")}
    for at, hit in enumerate(hits):
        if hit.kind == "page":
            more = dict.fromkeys(word for word in words(twin_of(project, pages[hit.address])) if word not in known)
            hits[at] = replace(hit, proof=" ".join(more))
            known |= more.keys()
    return hits


def page_of(hit: Hit, subject: str) -> Markup:
    """A hit as Pagefind reads it: what it keeps as metadata in the head, the text in the body."""
    kept = Markup('<meta data-pagefind-meta="{}[content]" content="{}">')
    head = Markup("").join(kept.format(*field) for field in meta(hit, subject).items())
    return Markup("<!doctype html><html><head>{}</head><body><p>{}</p></body></html>").format(
        head, hit.text or hit.title
    )


def meta(hit: Hit, subject: str) -> dict[str, str]:
    """What Pagefind keeps of a hit beside its text: shown, searched, or both."""
    fields = {
        "title": hit.title,
        "url": hit.address or "./",
        "kind": first_large(hit.word),
        "when": hit.when,
        "around": hit.around,
        "where": hit.where,
        "source": hit.source,
        f"name{_level(hit, subject)}": hit.title,
        "aka": ", ".join(name for name in hit.names if not set(words(name)) <= set(words(hit.title))),
        "also": " ".join((hit.title, *hit.names, *hit.also, hit.when, hit.where)),
        "forms": " ".join(dict.fromkeys(forms((hit.title, hit.text, *hit.names, *hit.also, hit.source)))),
        "proof": hit.proof,
        "id": re.sub(r"\W", "", hit.id),  # in one piece, as a reader's words with signs are asked for
        "day" if hit.is_dated else "asof": " ".join(f"0{day}" for day in hit.days),
    }
    return {key: text for key, text in fields.items() if text}


def _level(hit: Hit, subject: str) -> int:
    """How telling its title is: words that say nothing here, and the name of the site's subject, make it no longer."""
    length = len([word for word in words(hit.title) if word not in SMALL and word not in words(subject)])
    weight = hit.name_weight * (0.4 + 1.2 / (max(length, 1) + 1))
    return max(1, min(NAMES, round(weight) + hit.weight))


def vocabulary(found: Iterable[Hit], names: dict[str, str]) -> str:
    """The other names, and all words of the site: what a misspelt word is held against."""
    found_words: set[str] = set()
    for hit in found:
        for text in (hit.word, hit.title, hit.text, hit.when, hit.source, hit.proof, *hit.names, *hit.also):
            found_words.update(words(text))
    kept = sorted(word for word in found_words if len(word) > 1 and not word.isdigit())
    return json.dumps({"names": names, "words": " ".join(kept)}, ensure_ascii=False, separators=(",", ":"))
