"""The offline edition: one ZIP whose pages open from a disk, with a simple search over the records."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from storysite.core.archive import packed
from storysite.core.messages import first_large
from storysite.exports import check_data
from storysite.ledger.changelog import on
from storysite.output import manifest
from storysite.output.files import FAVICON
from storysite.output.html_edit import (
    INSIDE,
    LATE,
    Element,
    before,
    elements,
    scripts_and_styles,
    target,
    to_root,
    without,
)
from storysite.pages.css_inline import FONTS
from storysite.project import Project
from storysite.search.search_records import hits
from storysite.wording.text import plain

FILE = "data/offline.zip"
"""The edition that is published."""
LARGE = re.compile(r"data/.*\.(?:png|16cm\.svg|pptx|docx|xlsx)")
"""What is left out of it: pictures, slides and documents, which take up two thirds of all."""
READ_ME = "READ-ME.txt"
SCRIPT, RECORDS = "assets/offline.js", "assets/offline-records.js"
CHECK, CHECK_DATA = "assets/check.js", "assets/check-data.js"
"""What checks a proposal: a page on a disk may load no module, and no data but as a script."""
FOR_SERVERS = re.compile(
    r"(404\.html|data/offline\.zip|embed/.*|_headers|_redirects|nginx\.conf|robots\.txt|sitemap.*\.xml|manifest\.webmanifest|favicon\.ico"
    r"|search/.*|assets/cards/.*|assets/js/.*|scripts/.*|assets/icon(-\d+\.png|\.svg)|assets/apple-touch-icon\.png|id/[^/]+/(item\.json|card\.png))"
)
"""What only a server, or a page that came from one, has a use for."""
FOR_THE_WEB = re.compile(r"og:|article:|twitter:|Content-Security-Policy")
LINK = re.compile(rf"<(?:a|link|area|script|img|image|source|iframe|form)\b{INSIDE}>", re.IGNORECASE)
ADDRESS = re.compile(r"""(\s(?:href|src|action)\s*=\s*)(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
REFRESH = re.compile(
    r"""(<meta\b[^>]*\bhttp-equiv=["']?refresh["']?[^>]*\bcontent="[^"]*?url=)([^"]*)(")""", re.IGNORECASE
)


def write_edition(site: Path, project: Project, told: dict[str, Any]) -> None:
    """Write the edition that is published: all but what makes it large, which leads to the site.

    `told` is what the manifest of the build says beside its files.
    """
    files = edition(site, project, told, LARGE)
    (site / FILE).parent.mkdir(exist_ok=True)
    (site / FILE).write_bytes(in_folder(files, folder_of(project.library.publisher.title)))


def edition(
    site: Path, project: Project, told: dict[str, Any], without: re.Pattern[str] | None = None
) -> dict[str, bytes]:
    """The files of the offline edition of a built site, by path."""
    found = {path.relative_to(site).as_posix(): path for path in sorted(site.rglob("*")) if path.is_file()}
    kept = {file for file in found if not (FOR_SERVERS.fullmatch(file) or (without and without.fullmatch(file)))}
    files = {file: found[file].read_bytes() for file in sorted(kept)}
    address = project.library.publisher.address
    for file, content in files.items():
        if file.endswith(".html"):
            files[file] = page(content.decode("utf-8"), file, kept, address).encode("utf-8")
        elif file.endswith(".css"):
            files[file] = _with_fonts(content.decode("utf-8"), file, address).encode("utf-8")
    files[SCRIPT] = Path(__file__).with_suffix(".js").read_bytes()
    files[RECORDS] = records(project, kept).encode("utf-8")
    files[CHECK] = (site / "assets" / "js" / "check.js").read_bytes()
    files[CHECK_DATA] = f"window.checkData = {files[check_data.FILE].decode('utf-8').rstrip()};\n".encode()
    absent = {file.partition(".")[2] for file in found.keys() - kept if without and without.fullmatch(file)}
    # One engine has written a manifest of its pages by now, the other has not: it is counted for both.
    files[READ_ME] = about(project, told, {*files, manifest.FILE}, absent).encode("utf-8")
    told = manifest.with_files(told, {file: manifest.digest(content) for file, content in files.items()})
    files[manifest.FILE] = manifest.text(told).encode("utf-8")
    return dict(sorted(files.items()))


def about(project: Project, told: dict[str, Any], files: Iterable[str], absent: set[str]) -> str:
    """What an edition holds and of which day, for whoever finds it on a disk."""
    publisher, say = project.library.publisher, project.library.messages
    endings = Counter(file.rpartition(".")[2] for file in files)
    commit = f", {say('offline.commit', commit=told['commit'])}" if told.get("commit") else ""
    held = ", ".join(f"{count} {ending.upper()}" for ending, count in sorted(endings.items()))
    return "\n".join(
        (
            say("offline.title", title=publisher.title),
            "",
            say("offline.open"),
            "",
            f"{first_large(say('times.as-of', date=on(say, project.library.today)))}{commit}.",
            say("offline.published", address=publisher.address),
            say("offline.files", files=held),
            *([say("offline.absent", endings=", ".join(sorted(absent)))] * bool(absent)),
            say("offline.manifest"),
            "",
            plain(project.library, publisher.stance),
            plain(project.library, publisher.rights),
            "",
        )
    )


def _with_fonts(text: str, file: str, address: str) -> str:
    """A page or a sheet that finds its fonts from where it lies: on a disk there is no root of the site."""
    return text.replace(f'url("{urlsplit(address).path}{FONTS}', f'url("{to_root(file)}{FONTS}')


def page(html: str, file: str, files: set[str], address: str) -> str:
    """A page as it works from a disk: links to files, nothing that a server is needed for, its own search."""
    html = without(html, [element for element in elements(html) if _for_the_web(element)])
    html = without(html, [element for element in scripts_and_styles(html) if _for_servers(element, file, files)])

    def relinked(match: re.Match[str]) -> str:
        return f'{match[1]}"{_relinked(match[2] or match[3] or "", file, files, address)}"'

    html = _with_fonts(html, file, address)
    html = LINK.sub(lambda tag: ADDRESS.sub(relinked, tag[0]), html)
    html = REFRESH.sub(lambda match: f"{match[1]}{_relinked(match[2], file, files, address)}{match[3]}", html)
    asked = (SCRIPT, *((CHECK_DATA, CHECK) if '<form class="check"' in html else ()))
    scripts = "".join(f'<script src="{to_root(file)}{script}" defer></script>' for script in asked)
    return before(html, "</body>", scripts)


def _for_the_web(element: Element) -> bool:
    """What tells of a page elsewhere, or rules how it was sent."""
    if element.tag == "link":
        return element.get("rel") in {"manifest", "apple-touch-icon"} or element.get("href").endswith(FAVICON)
    return element.tag == "meta" and bool(FOR_THE_WEB.match(element.names[1]))


def _for_servers(script: Element, file: str, files: set[str]) -> bool:
    """A script that a page on a disk has no use for."""
    if source := script.get("src"):
        return target(file, source) not in files
    return bool(script.get(LATE)) or script.get("type") in {"speculationrules", "application/ld+json"}


def _relinked(value: str, file: str, files: set[str], address: str) -> str:
    """A link to a folder as one to its file; to what is not in the edition, as one to the site."""
    link = unescape(value)
    parts = urlsplit(link)
    asked = target(file, link)
    if asked is None or asked in files:
        return escape(link)
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    inside = "index.html" if asked == "." else f"{asked}/index.html"
    if inside in files:
        return escape(f"{parts.path}{'' if parts.path.endswith('/') else '/'}index.html{fragment}")
    ending = "/" if parts.path.endswith("/") else ""
    return escape(f"{address}{quote(asked)}{ending}{fragment}")


def records(project: Project, files: set[str]) -> str:
    """All that can be found, as a script: what a page on a disk may load."""
    found = []
    for hit in hits(project):
        path, _, fragment = hit.address.partition("#")
        file = f"{path}index.html"
        if file in files:
            about = " · ".join(part for part in (first_large(hit.word), hit.when or hit.around, hit.where) if part)
            names = " ".join((*hit.names, *hit.also))
            found.append(
                [f"{file}#{fragment}" if fragment else file, hit.kind, hit.title, about, hit.text, names, hit.proof]
            )
    return f"window.offlineRecords = {json.dumps(found, ensure_ascii=False, separators=(',', ':'))};\n"


def in_folder(files: dict[str, bytes], folder: str) -> bytes:
    """The files in one ZIP below one folder."""
    return packed({f"{folder}/{file}": files[file] for file in sorted(files)}, level=6, mode=0o100644)


def folder_of(title: str) -> str:
    """The folder inside the ZIP: the site's title in small letters."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "site"
