"""Where the links of pages lead: to a page, a file or an anchor that is there, or to the web."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from storysite.core import web_address
from storysite.core.diagnostics import joined, nearest
from storysite.source.data_files import is_file
from storysite.source.page import Link, Page
from storysite.wording.page_links import address_of

ABROAD = re.compile(r"(https?://|mailto:)[^\s]", re.IGNORECASE)
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
UNSEEN = re.compile(r"[\x00-\x20]")
"""What browsers leave out of an address before they look at its scheme."""

Fault = tuple[str, str, str]
"""Code, message and hint."""


@dataclass(frozen=True)
class Links:
    """All that a link can lead to."""

    docs: Path
    pages: Mapping[str, Page]
    anchors: Callable[[Page], Collection[str]]
    """The ids that stand on a page."""

    def fault(self, page: Page, link: Link) -> Fault | None:
        """What is wrong with a link on a page."""
        target = unescape(link.target)
        bare = UNSEEN.sub("", target)
        if ABROAD.match(bare):
            wrong = None if bare.lower().startswith("mailto:") else web_address.fault(target)
            return ("bad-address", *wrong) if wrong else None
        path, _, fragment = target.partition("#")
        path, fragment = unquote(path.partition("?")[0]), unquote(fragment)
        if SCHEME.match(bare) or bare.startswith(("/", "\\")):
            near = self._address(page, path) if bare.startswith("/") else ""
            hint = "link to a page by its file, counted from this one, or to https://…"
            return (
                "bad-link",
                f"a link to '{' '.join(link.target.split())}'",
                joined(hint, f"write '{near}'" if near else ""),
            )
        if link.in_html and path:
            hint = "engines do not agree where such a link leads: write [words](file.md) or ![words](picture.svg)"
            return "html-link", f"'{path}' in HTML", hint
        found = self._by_file(page, path)
        if found is None:
            return None if self._is_file(page, path) or self._is_unread(page, path) else self._dead(page, path)
        anchors = self.anchors(found)
        if fragment and fragment not in anchors:
            return (
                "dead-anchor",
                f"there is no '#{fragment}' on {found.path}",
                joined("link to the id of a heading or of a record that is shown there", nearest(fragment, anchors)),
            )
        return None

    def _by_file(self, page: Page, path: str) -> Page | None:
        return self.pages.get(posixpath.normpath(posixpath.join(posixpath.dirname(page.path), path))) if path else page

    def _is_file(self, page: Page, path: str) -> bool:
        """Whether a link leads to a file that is published beside the pages."""
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), path))
        published = not target.startswith(("..", "data/")) and not target.endswith(".md")
        return published and is_file(self.docs / target)

    def _is_unread(self, page: Page, path: str) -> bool:
        """Whether a link leads to a page whose file could not be read, which is told at the file."""
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), path))
        return target.endswith(".md") and not target.startswith(("..", "data/")) and is_file(self.docs / target)

    def _dead(self, page: Page, path: str) -> Fault:
        if path.startswith("www."):
            return (
                "dead-link",
                f"there is no page or file '{path}'",
                f"the address of another site begins with https://: write 'https://{path}'",
            )
        here = posixpath.dirname(page.path)
        files = [posixpath.relpath(name, here or ".") for name in self.pages]
        wanted = posixpath.relpath(posixpath.join(here, path), here or ".")
        hint = "link to a file under docs/, counted from this one"
        return "dead-link", f"there is no page or file '{path}'", joined(hint, nearest(wanted, files))

    def _address(self, page: Page, path: str) -> str:
        """The file, counted from this page, of the page at an address from the site's root on."""
        wanted = path.strip("/").removesuffix(".md").removesuffix("/index")
        file = next((name for name in self.pages if address_of(name).strip("/") == wanted), None)
        return posixpath.relpath(file, posixpath.dirname(page.path) or ".") if file else ""
