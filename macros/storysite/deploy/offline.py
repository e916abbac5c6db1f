"""The offline edition: one ZIP whose pages open from a disk, with a simple search over the records."""

from __future__ import annotations

import io
import json
import os
import re
import tempfile
import zipfile
from datetime import date
from html import escape, unescape
from pathlib import Path
from urllib.parse import quote, urlsplit

from storysite.bootstrap.provenance import Origin
from storysite.core.diagnostics import Problem
from storysite.deploy.build import build
from storysite.engines import adapters
from storysite.exports import check_data
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
from storysite.project import Project
from storysite.search.search_records import hits

SCRIPT, RECORDS = "assets/offline.js", "assets/offline-records.js"
CHECK, CHECK_DATA = "assets/check.js", "assets/check-data.js"
"""What checks a proposal: a page on a disk may load no module, and no data but as a script."""
FOR_SERVERS = re.compile(
    r"(404\.html|_headers|_redirects|nginx\.conf|robots\.txt|sitemap.*\.xml|manifest\.webmanifest|favicon\.ico"
    r"|search/.*|assets/cards/.*|assets/js/.*|scripts/.*|assets/icon(-\d+\.png|\.svg)|assets/apple-touch-icon\.png|id/[^/]+/(item\.json|card\.png))"
)
"""What only a server, or a page that came from one, has a use for."""
FOR_THE_WEB = re.compile(r"og:|article:|twitter:|Content-Security-Policy")
LINK = re.compile(rf"<(?:a|link|area|script|img|image|source|iframe|form)\b{INSIDE}>", re.IGNORECASE)
ADDRESS = re.compile(r"""(\s(?:href|src|action)\s*=\s*)(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
REFRESH = re.compile(
    r"""(<meta\b[^>]*\bhttp-equiv=["']?refresh["']?[^>]*\bcontent="[^"]*?url=)([^"]*)(")""", re.IGNORECASE
)
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The day that a ZIP counts from: the same for every file and every build."""


def write_offline(root: Path, out: Path, today: date, origin: Origin | None = None) -> tuple[list[Problem], int]:
    """Build the site and pack its offline edition; what is wrong, or how many pages there are."""
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        if problems := build(root, site, today, origin):
            return problems, 0
        project = adapters.project_at(root, today)
        files = edition(site, project)
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f"{out.name}.part")
    part.write_bytes(packed(files, folder_of(project.library.publisher.title)))
    os.replace(part, out)
    return [], sum(file.endswith(".html") for file in files)


def edition(site: Path, project: Project) -> dict[str, bytes]:
    """The files of the offline edition of a built site, by path."""
    found = {path.relative_to(site).as_posix(): path for path in sorted(site.rglob("*")) if path.is_file()}
    kept = {file for file in found if not FOR_SERVERS.fullmatch(file)}
    files = {file: found[file].read_bytes() for file in sorted(kept)}
    address = project.library.publisher.address
    for file, content in files.items():
        if file.endswith(".html"):
            files[file] = page(content.decode("utf-8"), file, kept, address).encode("utf-8")
    files[SCRIPT] = Path(__file__).with_suffix(".js").read_bytes()
    files[RECORDS] = records(project, kept).encode("utf-8")
    files[CHECK] = (site / "assets" / "js" / "check.js").read_bytes()
    files[CHECK_DATA] = f"window.checkData = {files[check_data.FILE].decode('utf-8').rstrip()};\n".encode()
    told = manifest.with_files(
        manifest.read_manifest(site), {file: manifest.digest(content) for file, content in files.items()}
    )
    files[manifest.FILE] = manifest.text(told).encode("utf-8")
    return dict(sorted(files.items()))


def page(html: str, file: str, files: set[str], address: str) -> str:
    """A page as it works from a disk: links to files, nothing that a server is needed for, its own search."""
    html = without(html, [element for element in elements(html) if _for_the_web(element)])
    html = without(html, [element for element in scripts_and_styles(html) if _for_servers(element, file, files)])

    def relinked(match: re.Match[str]) -> str:
        return f'{match[1]}"{_relinked(match[2] or match[3] or "", file, files, address)}"'

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
            about = " · ".join(part for part in (hit.word.capitalize(), hit.when or hit.around, hit.where) if part)
            names = " ".join((*hit.names, *hit.also))
            found.append(
                [f"{file}#{fragment}" if fragment else file, hit.kind, hit.title, about, hit.text, names, hit.proof]
            )
    return f"window.offlineRecords = {json.dumps(found, ensure_ascii=False, separators=(',', ':'))};\n"


def packed(files: dict[str, bytes], folder: str) -> bytes:
    """The files in one ZIP below one folder: the same files are the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for file, content in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{folder}/{file}", FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, content)
    return out.getvalue()


def folder_of(title: str) -> str:
    """The folder inside the ZIP: the site's title in small letters."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "site"
