"""Holds a text, or a document of an office program, against the site: what has become of each of its links and figures.

`theme/assets/js/check.js` follows the same rules in a browser; the cases in `tests/cases/check-links` hold both to it.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from storysite.core.messages import first_large

OFFICE = {".docx", ".pptx", ".xlsx"}
INSIDE = re.compile(r"(word|ppt|xl|docProps)/.*\.(xml|rels)")
ENDS = re.compile(r"</(?:w:p|a:p|si|c|Relationship|text:p)>|<(?:w:br|w:tab|a:br|Relationship)\b")
"""Where one text of a document ends and another begins."""
TARGET = re.compile(r'\b(?:Target|r:id|w:instr)="([^"]*)"')
TAG = re.compile(r"<[^>]*>")
WRITTEN = re.compile(r"<dcterms:(?:modified|created)[^>]*>(\d{4}-\d{2}-\d{2})")
LARGEST = 50_000_000
"""As many bytes of a document are read."""
LINK_END = re.compile(r"""[\s"'<>)\]}|\\^`]""")
DAY = re.compile(r"[?&]as-of=(\d{4}-\d{2}-\d{2})")

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What has become of a link or a figure."""

    found: str
    """The link or the figure, as it stands in the text."""
    about: str
    """What it is about, in words; empty where it is about nothing of ours."""
    lines: tuple[str, ...]
    changed: bool
    """Whether somebody has to look."""


class NotRead(Exception):
    """A file is no text and no document that can be read."""


def read_document(path: Path) -> tuple[str, str]:
    """The text of a file with its links, and the day on which it was last saved where it says so."""
    try:
        if path.stat().st_size > LARGEST:
            raise _too_large(path)
        if path.suffix.lower() in OFFICE:
            return _office(path)
        return path.read_text(encoding="utf-8-sig"), ""
    except zipfile.BadZipFile:
        raise NotRead(f"{path}: this is no document that Word, PowerPoint or Excel has saved") from None
    except UnicodeDecodeError:
        kinds = ", ".join(sorted(OFFICE))
        raise NotRead(f"{path}: this is no text in UTF-8; write one, or save the document as {kinds}") from None


def _too_large(path: Path) -> NotRead:
    return NotRead(f"{path}: the document holds more than {LARGEST // 1_000_000} MB of text")


def _office(path: Path) -> tuple[str, str]:
    texts, written, left = [], "", LARGEST
    with zipfile.ZipFile(path) as file:
        for name in sorted(name for name in file.namelist() if INSIDE.fullmatch(name)):
            with file.open(name) as part:  # whatever size the document states
                content = part.read(left + 1)
            left -= len(content)
            if left < 0:
                raise _too_large(path)
            markup = content.decode("utf-8", "replace")
            if name == "docProps/core.xml":
                written = max(WRITTEN.findall(markup), default="")
            else:
                texts.append(words_of(markup))
    return "\n".join(texts), written


def words_of(markup: str) -> str:
    """The words of a part of a document, and the links that it names."""
    links = " ".join(TARGET.findall(markup))
    return unescape(f"{TAG.sub('', ENDS.sub(chr(10) + '<', markup))}\n{links}")


# --- the rules --------------------------------------------------------------------------------


def check_text(data: Data, text: str, day: str = "") -> list[Verdict]:
    """What has become of each link and each figure, in the order of the text; `day` is that of what carries none."""
    text = " ".join(text.split())
    linked: set[str] = set()
    found: dict[str, tuple[int, Verdict]] = {}
    for at, link in links(data["site"], text):
        key = key_of(data, link)
        linked |= {key, key.rpartition(".")[0]}
        found.setdefault(link, (at, verdict(data, link, key, (DAY.search(link) or ["", day])[1])))
    for words, ids in data["figures"].items():
        if (
            (at := _place(text, words)) >= 0
            and not set(ids) & linked
            and not {id.rpartition(".")[0] for id in ids} & linked
        ):
            for id in ids:
                found[f"{words} {id}"] = (at, verdict(data, words, id, day, len(ids) > 1))
    return [one for _, one in sorted(found.values(), key=lambda one: one[0])]


def links(site: str, text: str) -> Iterator[tuple[int, str]]:
    """The links into the site, each with its place in the text."""
    at = text.find(site)
    while at >= 0:
        end = LINK_END.search(text, at)
        yield at, text[at : end.start() if end else len(text)].rstrip(".,;:!?")
        at = text.find(site, at + len(site))


def key_of(data: Data, link: str) -> str:
    """The id, or the address of the page, that a link is about; empty where it never was one of ours."""
    path, _, fragment = unquote(link[len(data["site"]) - 1 :]).partition("#")
    path = path.partition("?")[0]
    fragment = fragment.partition("?")[0]
    if path.startswith("/id/") and path.count("/") == 3 and path.endswith("/"):
        path = path[4:-1]
    elif fragment in data["links"]:
        path = fragment
    path = path if path in data["links"] else data["leads"].get(path, "")
    return path if path in data["links"] else ""


def _day(words: dict[str, str], day: str) -> str:
    """A day in words."""
    year, month, number = day.split("-")
    return words["day"].format(day=int(number), month=words["months"].split(" | ")[int(month) - 1], year=year)


def verdict(data: Data, found: str, key: str, day: str, one_of: bool = False) -> Verdict:
    """What has become of one thing since a day, or ever."""
    words, entry = data["words"], data["links"].get(key)
    if entry is None:
        return Verdict(found, "", (words["unknown"],), True)
    told = [one for one in entry["told"] if not day or ((one[0] or "9") > day and not (one[2] and one[2] <= day))]
    names = {"day": day and _day(words, day), "first": entry["first"] and _day(words, entry["first"])}
    lines = [words["one-of"]] if one_of else []
    if not entry["first"]:
        lines.append(words["unreleased"])
    elif told:
        lines.append(words["since" if day else "ever"].format(**names))
        lines += [f"{_day(words, one[0]) if one[0] else words['waiting']}. {one[1]}" for one in told]
    else:
        lines.append(words["same" if day else "same-ever"].format(**names))
    if entry.get("state"):
        lines.append(words["state"].format(state=entry["state"]))
    if told and not key.startswith("/"):
        lines.append(words["replace"].format(sentence=entry["sentence"]) if "sentence" in entry else words["gone"])
    if newer := data["links"].get(entry.get("newer")):
        lines.append(words["newer"].format(sentence=newer["sentence"]))
    return Verdict(
        found, words["about"].format(what=first_large(entry["what"]), title=entry["title"]), tuple(lines), bool(told)
    )


def _place(text: str, words: str) -> int:
    """Where a figure stands in a text by itself: not as a part of a longer number or word."""
    match = re.search(rf"(?<![\w.,]){re.escape(words)}(?!\w|[.,]\d)", text)
    return match.start() if match else -1


def is_day(text: str) -> bool:
    """Whether this is a day."""
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False
