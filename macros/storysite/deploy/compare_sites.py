"""Two built sites held against each other: the same addresses, ids, words and links, and the same bytes of the rest.

On the pages that an engine makes, it may write the same in its own way, and some files tell of the engine itself:
`parity.yml` lists both, with the reasons.
"""

from __future__ import annotations

import json
import re
import tempfile
import zipfile
from collections import Counter
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin

import yaml

from storysite.core.diagnostics import counted
from storysite.deploy.offline import FILE as EDITION
from storysite.exports.link_index import FILE as LINKS
from storysite.output.html_edit import ATTRIBUTE, INSIDE, LATE

LIST = Path(__file__).with_name("compare_sites.yml")
WAYS = ("blanks", "entities", "order", "addresses")
"""The ways of writing that are told apart."""
TOKEN = re.compile(rf"<!--.*?-->|</?[a-z]{INSIDE}>|<[^<]*|[^<]+", re.DOTALL | re.IGNORECASE)
START = re.compile(rf"<([a-z][^\s/>]*)({INSIDE})>\Z", re.DOTALL | re.IGNORECASE)
INLINE = re.compile(r"</?(?:a|abbr|b|button|cite|code|data|em|i|ins|del|kbd|q|small|span|strong|sub|sup|svg|time)\b")
"""The tags beside which a reader sees a blank."""
LINKING = ("href", "src", LATE)
"""The attributes that hold addresses."""
EXACT = re.compile(r"<(/?)(?:pre|script|style|textarea)\b")
"""The tags between which every blank counts."""
MOST, MOST_TOLD = 5, 50
"""How many differences of a kind are told of a page, and how many of all."""


@dataclass
class Comparison:
    """What two sites have in common, and what they do not."""

    pages: int = 0
    ids: int = 0
    links: int = 0
    words: int = 0
    others: int = 0
    """The files whose bytes are the same."""
    allowed: Counter[str] = field(default_factory=Counter)
    """The ways of writing that differ and on how many pages, and the files that tell of their engine."""
    differences: list[str] = field(default_factory=list)


class Entry(NamedTuple):
    """Something that engines do differently."""

    reason: str
    keys: tuple[str, ...] = ()
    """Of a JSON file, what in it tells of the engine: all else is the same."""


def allowed() -> dict[str, Entry]:
    """What may differ: ways of writing and files, by name."""
    listed = yaml.safe_load(LIST.read_text(encoding="utf-8"))
    return {entry["what"]: Entry(" ".join(entry["reason"].split()), tuple(entry.get("keys", ()))) for entry in listed}


def compare(first: Path, second: Path, allowed: Mapping[str, Entry]) -> Comparison:
    """Hold two built sites against each other, file by file."""
    found = Comparison()
    made, _ = (_made_by_engines(site) for site in (first, second))
    here, there = (_files(site) for site in (first, second))
    found.differences += [
        f"{name}: only in the {'first' if name in here else 'second'} site" for name in sorted(here ^ there)
    ]
    for name in sorted(here & there):
        if name in made:
            one, other = (
                (site / name).read_text(encoding="utf-8", errors="surrogateescape") for site in (first, second)
            )
            _compare(name, one, other, found)
        elif (first / name).read_bytes() == (second / name).read_bytes():
            found.others += 1
        elif name == EDITION:
            _compare_editions(first / name, second / name, allowed, found)
        elif name not in allowed:
            found.differences.append(f"{name}: other bytes")
        elif others := _other_keys(first / name, second / name) - {*allowed[name].keys}:
            found.differences.append(f"{name}: differs in {', '.join(sorted(others))}")
        else:
            found.allowed[name] += 1
    unlisted = [way for way in WAYS if way in found.allowed and way not in allowed]
    found.differences += [
        f"{way}: written differently on {counted(found.allowed.pop(way), 'page')}, and not in {LIST.name}"
        for way in unlisted
    ]
    return found


def _compare_editions(first: Path, second: Path, allowed: Mapping[str, Entry], found: Comparison) -> None:
    """Hold what two ZIPs hold against each other: the pages in them are those of the engines."""
    with tempfile.TemporaryDirectory() as folder:
        sites = []
        for archive, name in ((first, "first"), (second, "second")):
            with zipfile.ZipFile(archive) as held:
                held.extractall(Path(folder) / name)
            sites.append(next((Path(folder) / name).iterdir()))
        inside = compare(sites[0], sites[1], allowed)
    found.differences += [f"{EDITION}: {line}" for line in inside.differences]
    found.allowed.update(inside.allowed.keys())


def _files(site: Path) -> set[str]:
    return {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}


def _other_keys(first: Path, second: Path) -> set[str]:
    """The keys in which two JSON files differ."""
    here, there = (json.loads(file.read_text(encoding="utf-8")) for file in (first, second))
    return {key for key in here.keys() | there.keys() if here.get(key) != there.get(key)}


class NoSite(Exception):
    """A folder that holds no built site."""


def _made_by_engines(site: Path) -> set[str]:
    """The files of the pages that an engine makes; all others are made beside them."""
    try:
        links = json.loads((site / LINKS).read_text(encoding="utf-8"))["links"]
        return {f"{link['id'][1:]}index.html" for link in links if link["kind"] == "page"} | {"404.html"}
    except (FileNotFoundError, NotADirectoryError):
        raise NoSite(f"There is no built site in {site}: it has no {LINKS}.") from None
    except (ValueError, LookupError, TypeError):
        raise NoSite(f"{LINKS} in {site} is damaged.") from None


def _compare(name: str, first: str, second: str, found: Comparison) -> None:
    """Hold two pages against each other."""
    here, there = _written(name, first), _written(name, second)
    found.pages += 1
    found.ids += len(_of(here, ("id",)))
    found.links += len(_of(here, LINKING))
    found.words += len(_words(here))
    if here != there:
        found.differences += [f"{name}: {line}" for line in _told(here, there)]
    elif first != second:
        found.allowed.update(way for way in WAYS if _written(name, first, but=way) != _written(name, second, but=way))


Tag = tuple[str, tuple[tuple[str, str], ...]]
"""A tag's name, and its attributes."""


def _written(name: str, html: str, but: str = "") -> list[str | Tag]:
    """The tags and texts of a page, without what only the way of writing makes different; `but` names a way to be kept."""
    tokens = [token[0] for token in TOKEN.finditer(html)]
    if but != "blanks":
        tokens = list(_without_blanks(tokens))
    return [_plain(name, token, but) for token in tokens]


def _without_blanks(tokens: list[str]) -> Iterator[str]:
    """Texts with single blanks, and with none where no reader sees one."""
    exact = False
    for before, token, after in zip(["", *tokens], tokens, [*tokens[1:], ""], strict=False):
        if tag := EXACT.match(token):
            exact = not tag[1]
        elif not token.startswith("<") and not exact:
            token = re.sub(r"\s+", " ", token)
            token = token if INLINE.match(before) else token.lstrip()
            token = token if INLINE.match(after) else token.rstrip()
        if token:
            yield token


def _plain(name: str, token: str, but: str) -> str | Tag:
    meant = unescape if but != "entities" else str
    start = START.match(token)
    if not start:
        return meant(token)
    attributes = [(key.lower(), meant(a or b or c)) for key, a, b, c in ATTRIBUTE.findall(start[2])]
    if but != "addresses":
        here = f"/{name.removesuffix('index.html')}"
        attributes = [
            (key, " ".join(urljoin(here, one) for one in value.split()) if key in LINKING else value)
            for key, value in attributes
        ]
    return start[1].lower(), tuple(attributes if but == "order" else sorted(attributes))


def _of(page: list[str | Tag], names: Container[str]) -> list[str]:
    return [value for token in page if isinstance(token, tuple) for key, value in token[1] if key in names]


def _words(page: list[str | Tag]) -> list[str]:
    words, silent = [], False
    for token in page:
        if isinstance(token, tuple):
            silent = token[0] in {"script", "style"}
        elif token.startswith("<"):
            silent = False
        elif not silent:
            words += token.split()
    return words


def _told(here: list[str | Tag], there: list[str | Tag]) -> Iterator[str]:
    """In what two pages differ, in words; the first few of each kind."""
    silent = True
    for kind, found in (("id", partial(_of, names=("id",))), ("link", partial(_of, names=LINKING)), ("word", _words)):
        one, other = Counter(found(here)), Counter(found(there))
        for which, more in (("first", one - other), ("second", other - one)):
            for value in list(more)[:MOST]:
                silent = False
                yield f"the {kind} '{value}' is more often in the {which} site"
    if silent:
        at = next(
            (at for at, pair in enumerate(zip(here, there, strict=False)) if pair[0] != pair[1]),
            min(len(here), len(there)),
        )
        yield f"not the same from {here[at : at + 1]} and {there[at : at + 1]} on"


def report(found: Comparison, allowed: Mapping[str, Entry]) -> str:
    """What a comparison found, for people."""
    lines = [
        f"{counted(found.pages, 'page')} made by engines: {found.ids:,} ids, {found.links:,} links, {found.words:,} words",
        f"{counted(found.others, 'file')} made beside them, {LINKS} among them, with the same bytes",
    ]
    for what, pages in sorted(found.allowed.items()):
        reason, keys = allowed[what]
        how = f"differs in {', '.join(keys)}" if keys else f"written differently on {counted(pages, 'page')}"
        lines.append(f"{what}: {how}. {reason}")
    lines += found.differences[:MOST_TOLD]
    if len(found.differences) > MOST_TOLD:
        lines.append(f"… and {len(found.differences) - MOST_TOLD} more")
    lines.append(
        f"Not the same: {counted(len(found.differences), 'difference')}." if found.differences else "The same."
    )
    return "\n".join(lines)
