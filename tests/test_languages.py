"""Another language is a file: the second site in a pseudo-language shows no English of the generator's."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests import commands, pseudo
from tests.conftest import ROOT, Once

WORD = re.compile(r"(?<![\w.@/:#&=?-])[A-Za-z]*[aeiouyAEIOUY][A-Za-z]+(?![\w@]|[-./:=_]\w)")
"""A word with plain vowels that is no part of an address, an id or the name of a file."""
NAMES = set(
    "opening Word Excel Markdown BibTeX JSON HTML CSV ZIP SVG PNG SHA misc url howpublished author title year note month".split()
)
"""Names of formats, the fields of BibTeX, and the one place in a source that is a word of the data."""
ATTRIBUTES = ("title", "alt", "aria-label", "placeholder", "data-what")
SENTENCE = re.compile(r"""["`](?:[A-Z][a-z]+ [a-z$][^"`\n]*|[A-Z][a-z]+:? )["`]""")
"""Words for readers in a script."""
SCRIPTS = {
    "theme/assets/js/as-of.js",
    "theme/assets/js/compare.js",
    "theme/assets/js/figures.js",
    "theme/assets/js/filter.js",
    "theme/assets/js/search.js",
    "theme/assets/js/site.js",
    "theme/assets/js/sort.js",
    "theme/assets/js/take.js",
    "deploy/offline.js",
}
"""Scripts that still hold English words: this list only gets shorter."""


@pytest.fixture(scope="module")
def built(once: Once) -> Path:
    def make(folder: Path) -> None:
        done = commands.macros(pseudo.site(folder / "site"), "build", "--today", "2026-01-31")
        assert done.returncode == 0, done.stdout + done.stderr

    return once("pseudo", make) / "site" / "site"


def _html(path: Path) -> Iterator[str]:
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "html5lib")
    for gone in page(["script", "style", "pre", "code"]):
        gone.extract()
    yield page.get_text(" ")
    yield from (found[name] for name in ATTRIBUTES for found in page.select(f"[{name}]") if found.name != "html")
    for meta in page.select("meta[name=description], meta[property='og:title'], meta[property='og:description']"):
        yield str(meta["content"])


def _plain(path: Path) -> Iterator[str]:
    yield re.sub(r"\]\([^)\s]*\)|<[^>\s]*>|`[^`]*`|https?://\S+", " ", path.read_text(encoding="utf-8"))


def _xml(path: Path) -> Iterator[str]:
    text = re.sub(r"<(style|id)\b.*?</\1>", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for _ in "as XML", "as the HTML in a feed":
        text = unescape(re.sub(r"<[^>]*>", " ", text))
    yield text


def _calendar(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8").replace("\r\n ", "").replace("\n ", "")
    yield from re.findall(r"^(?:SUMMARY|DESCRIPTION)[^:]*:(.*)$", text, re.MULTILINE)


def _office(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as file:
        for name in file.namelist():
            if re.fullmatch(r"ppt/(slides|notesSlides|charts)/[^/]*\.xml|word/document\.xml", name):
                xml = file.read(name).decode("utf-8")
                yield from re.findall(r"<(?:a:t|w:t|c:v)\b[^>]*>([^<]+)<", xml)
                yield from re.findall(r' descr="([^"]*)"', xml)


def _item(path: Path) -> Iterator[str]:
    told = json.loads(path.read_text(encoding="utf-8"))
    yield from (told[key]["text"] for key in ("proposal", "cite", "table") if key in told)
    yield from told.get("files", {})


FORMS = {
    ".html": _html,
    ".md": _plain,
    ".txt": _plain,
    ".xml": _xml,
    ".svg": _xml,
    ".ics": _calendar,
    ".pptx": _office,
    ".docx": _office,
}


def _english(texts: Iterator[str]) -> set[str]:
    words = (word for text in texts for word in WORD.findall(re.sub(r"https?://\S+", " ", text)))
    return {word for word in words if word not in NAMES}


def test_the_generator_says_nothing_in_english(built: Path) -> None:
    found: dict[str, set[str]] = defaultdict(set)
    seen = set()
    for path in sorted(built.rglob("*")):
        name = path.relative_to(built).as_posix()
        form = _item if path.name == "item.json" else FORMS.get(path.suffix)
        if form is None or name in {"robots.txt", "sitemap.xml"} or name.startswith(("assets/", "search/", "build/")):
            continue
        seen.add(path.suffix)
        for word in _english(form(path)):
            found[word].add(name)
    assert seen == {*FORMS, ".json"}, "every form has been looked at"
    assert {word: sorted(names)[:3] for word, names in sorted(found.items())} == {}


def test_the_words_of_the_site_and_of_the_generator_are_told_apart(built: Path) -> None:
    page = (built / "light" / "index.html").read_text(encoding="utf-8")
    assert '<html lang="eo">' in page and pseudo.changed("Sources of this page", pseudo.MESSAGE) in page
    assert pseudo.changed("The light", pseudo.OWN) in page


def test_no_template_says_a_word_by_itself() -> None:
    """What no page of the second site happens to show is found here: plain words, and names of states in place of words."""
    package = ROOT / "macros" / "storysite"
    templates = [path for part in ("components", "pages", "theme") for path in (package / part).rglob("*.html")]
    assert len(templates) > 30
    found: dict[str, set[str]] = {}
    for path in templates:
        text = path.read_text(encoding="utf-8")
        markup = re.sub(
            r"\{\{.*?\}\}", "0", re.sub(r"\{#.*?#\}|\{%.*?%\}", " ", text, flags=re.DOTALL), flags=re.DOTALL
        )
        plain = BeautifulSoup(markup, "html.parser")
        for element in plain(["script", "style"]):
            element.decompose()
        titles = [str(element.get(name, "")) for element in plain(True) for name in ATTRIBUTES]
        attribute = re.compile(r'[\w-]+="[^"]*"')  # of a tag that the template puts together
        words = _english(attribute.sub("", told) for told in [*plain.stripped_strings, *titles])
        words |= set(re.findall(r"\{\{ *(\w+\.name\|capitalize)", text))
        if words:
            found[path.relative_to(package).as_posix()] = words
    assert found == {}


def test_scripts_get_their_words_from_the_page_or_a_file() -> None:
    """Words in a script's own text cannot be translated: those that still have some are named here, and no more may come."""
    package = ROOT / "macros" / "storysite"
    scripts = [*(package / "theme" / "assets" / "js").glob("*.js"), package / "deploy" / "offline.js"]
    assert len(scripts) > 10
    with_words = {
        path.relative_to(package).as_posix()
        for path in scripts
        if SENTENCE.search(re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL))
    }
    assert with_words <= SCRIPTS, "hand the words over: in the page, in its data, or in the file that the script reads"
