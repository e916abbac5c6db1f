"""The heads of built pages: their elements found and exchanged as text, so that the rest of a page stays as it is."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

INSIDE = r"""(?:[^>"']|"[^"]*"|'[^']*')*"""
ELEMENT = re.compile(
    rf"<(meta|link)\b({INSIDE})>|<(title|style|script)\b({INSIDE})>(.*?)</\3\s*>", re.DOTALL | re.IGNORECASE
)
TAGS = ("meta", "link", "title", "style", "script")
ATTRIBUTE = re.compile(r"""([^\s=/"'>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
AS_IT_IS = re.compile(r"(<(pre|textarea|script|style)\b.*?</\2\s*>)", re.DOTALL | re.IGNORECASE)
"""Where each blank counts."""
LINES = re.compile(r"\s*\n\s*")
BLOCK = r"</?(?:article|caption|details|div|fieldset|figcaption|figure|h[1-6]|li|nav|ol|p|section|summary|table|tbody|td|th|thead|tr|ul)\b"
BESIDE = re.compile(rf"({BLOCK}{INSIDE}>) +| +(?={BLOCK})")
"""The blanks beside a tag that begins or ends a line of its own: a reader sees none of them, a browser keeps them all.

Terms and what is said of them are not among these tags: on the printed fact sheet they run on in one line."""
PLAIN = re.compile(r"&#(?:37|4[014567]|58|64|x2f);")
"""The numbers of `%(),-./:@`, which keep words inert in Markdown or are an engine's way to escape, and mean nothing in HTML."""
CITED = re.compile(r'(</sup>)?\s*(?=<sup class="cite">)|\s+(?=<a class="permalink")')
"""The blank before the mark of a source, between two of them, or before the link to an item's own page."""
SET_TOGETHER = ('<sup class="cite">', '<a class="permalink"', '<button type="button" class="term"')
"""What a page holds that has anything to set together."""
ENDED = re.compile(r'(<button type="button" class="term"[^>]*>[^<]*</button>)([,.;:!?)”’]+)')
"""A term, and the signs behind it."""
LATE = "data-late"
"""Names the scripts that are fetched after the first paint, on the script that fetches them."""


@dataclass(frozen=True, slots=True)
class Element:
    """A meta, link, title, style or script of a page."""

    tag: str
    attributes: dict[str, str]
    content: str
    start: int
    end: int

    def get(self, name: str) -> str:
        return self.attributes.get(name, "")

    @property
    def names(self) -> tuple[str, str]:
        """What a tag of metadata is told apart by: its kind and its name."""
        if self.tag == "link":
            return "link", self.get("rel")
        if self.tag == "meta":
            return "meta", self.get("name") or self.get("property") or self.get("http-equiv")
        return self.tag, self.get("type")


def documents(site: Path) -> dict[str, Path]:
    """Every page of a built folder, by its path in it, in order."""
    return {path.relative_to(site).as_posix(): path for path in sorted(site.rglob("*.html"))}


def elements(html: str, tags: Collection[str] = TAGS) -> list[Element]:
    """The elements of a page's head; those with these tags."""
    return list(_elements(html, html.find("</head>"), tags))


def scripts_and_styles(html: str) -> list[Element]:
    """Every script and style of a page or of a drawing."""
    return list(_elements(html, len(html), ("script", "style")))


def _elements(html: str, end: int, tags: Collection[str]) -> Iterator[Element]:
    for match in ELEMENT.finditer(html, 0, max(end, 0)):
        tag = (match[1] or match[3]).lower()
        if tag not in tags:
            continue
        inside = match[2] or match[4] or ""
        attributes = {name.lower(): unescape(a or b or c) for name, a, b, c in ATTRIBUTE.findall(inside)}
        yield Element(tag, attributes, match[5] or "", match.start(), match.end())


def without(html: str, dropped: Iterable[Element]) -> str:
    """The page without these elements, and without the blanks in front of them."""
    for element in sorted(dropped, key=lambda element: -element.start):
        html = html[: element.start].rstrip() + html[element.end :]
    return html


def before(html: str, mark: str, text: str) -> str:
    """The page with a text set in front of the last such mark; as it is where there is none."""
    at = html.rfind(mark)
    return html if at < 0 or not text else f"{html[:at].rstrip()}\n{text}\n{html[at:]}"


def tight(html: str) -> str:
    """The page without blanks that nobody sees, and with plain signs for the numbers of signs that mean nothing."""
    parts = AS_IT_IS.split(html)
    parts[::3] = [
        PLAIN.sub(lambda sign: unescape(sign[0]), BESIDE.sub(r"\1", LINES.sub("\n", part))) for part in parts[::3]
    ]
    del parts[2::3]
    return "".join(parts)


def together(html: str) -> str:
    """The page without lines that begin with the mark of a source, a permanent link, or the sign behind a term."""
    if not any(mark in html for mark in SET_TOGETHER):
        return html
    parts = AS_IT_IS.split(html)
    parts[::3] = [ENDED.sub(r'<span class="whole">\1\2</span>', CITED.sub(_apart, part)) for part in parts[::3]]
    del parts[2::3]
    return "".join(parts)


NOTES, SOURCES = '<div aria-label="Notes" class="footnotes"', '<section class="sources"'
DIVISION = re.compile(r"<(/?)div\b")


def notes_first(html: str) -> str:
    """The page with its footnotes, which Markdown puts behind all else, in front of its sources."""
    start, sources = html.find(NOTES), html.find(SOURCES)
    if not 0 <= sources < start:
        return html
    depth = 0
    for tag in DIVISION.finditer(html, start):
        depth += -1 if tag[1] else 1
        if depth == 0:
            end = html.index(">", tag.start()) + 1
            return f"{html[:sources]}{html[start:end]}\n{html[sources:start]}{html[end:]}"
    return html


def _apart(found: re.Match[str]) -> str:
    """Two marks with a narrow blank between them that does not break."""
    return "</sup>\u202f" if found[1] else ""


def target(page: str, link: str, root: str = "/") -> str | None:
    """The file that a link leads to, in a site that has this path on its host; none for other addresses."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc or not parts.path:
        return None
    if parts.path.startswith("/"):
        return (
            posixpath.normpath(unquote(parts.path).removeprefix(root)) if unquote(parts.path).startswith(root) else None
        )
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path)))


def to_root(page: str) -> str:
    """How a page's links lead to the site's root."""
    return "../" * page.count("/")
