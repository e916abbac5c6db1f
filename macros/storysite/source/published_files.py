"""The files under `docs/` and `overrides/`: each is a page, data, or published as it is; and no two have one address."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from storysite.core.diagnostics import Mark, Problem
from storysite.source.record_reader import FILE_LINK, FOLDER_LINK

FOLDERS = ("docs", "overrides")
"""What the site is made from: no file in it is a link to somewhere else."""
MARKDOWN = {".markdown", ".mdown", ".mkdn", ".mkd", ".mdwn", ".mdtext"}
"""Endings that an engine may take for a page, and we do not."""
ACTIVE = {
    ".htm",
    ".html",
    ".xhtml",
    ".xht",
    ".shtml",
    ".xml",
    ".xsl",
    ".xslt",
    ".svgz",
    ".mht",
    ".mhtml",
    ".swf",
    ".hta",
}
"""Endings of files that run scripts in a browser: pages are written in Markdown."""
MADE_FOLDERS = {"id", "data", "build", "search"}
MADE_FILES = {
    "404.html",
    "404/index.html",
    "_headers",
    "_redirects",
    "calendar.ics",
    "changes.xml",
    "favicon.ico",
    "links.json",
    "llms-full.txt",
    "llms.txt",
    "manifest.webmanifest",
    "nginx.conf",
    "robots.txt",
    "sitemap.xml",
    "sitemap.xml.gz",
    "search.json",
    "assets/apple-touch-icon.png",
}
"""What the generator makes itself, from the site's root on."""
MADE = re.compile(r"assets/(cards/|icon-\d+\.png$)|(.*/)?(changes\.xml|index\.md)$")
DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
LARGEST_DRAWING = 5_000_000
DRAWING_HINT = "save the drawing without scripts, styles from outside and links to other files"


def file_problems(root: Path, docs: Path, pages: Iterable[str]) -> Iterator[Problem]:
    """What is wrong with the files of a project as files."""
    for folder in FOLDERS:
        yield from _links(root, root / folder)
    found = [path for path in _files(docs) if path.relative_to(docs).parts[0] != "data"]
    for path in found:
        yield from _kind(path, path.relative_to(root).as_posix())
    yield from _addresses(root, docs, found, set(pages))


def _files(folder: Path) -> Iterator[Path]:
    """All files below a folder by name, but for hidden ones; links are not followed."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(place, name) for name in sorted(names) if not name.startswith("."))


def _links(root: Path, folder: Path) -> Iterator[Problem]:
    """The symbolic links that lead out of their folder, or nowhere, and folders that are links."""
    inside = folder.resolve()
    for place, folders, names in os.walk(folder):
        for path in (Path(place, name) for name in sorted([*folders, *names])):
            if path.is_symlink():
                shown = path.relative_to(root).as_posix()
                if path.is_dir():
                    yield Problem(shown, 1, 1, "outside", *FOLDER_LINK)
                elif (target := _target(path)) is None and path.suffix in {".md", ".yml"}:
                    continue  # its reader tells
                elif target is None or not target.is_relative_to(inside):
                    yield Problem(shown, 1, 1, "outside", *FILE_LINK)


def _target(path: Path) -> Path | None:
    """Where a link leads; nothing where it leads in a circle or nowhere."""
    try:
        return path.resolve(strict=True)
    except (OSError, RuntimeError):
        return None


def _kind(path: Path, shown: str) -> Iterator[Problem]:
    """What is wrong with one file that would be published."""
    ending = path.suffix.lower()
    mark = Mark(shown)
    if ending in MARKDOWN or (ending == ".md" and path.suffix != ".md"):
        yield Problem.at(
            mark, "page-ending", f"a page's file ends in .md, not in {path.suffix}", f"call it '{path.stem}.md'"
        )
    elif path.name.lower() == "readme.md":
        yield Problem.at(
            mark,
            "page-name",
            "engines do not agree which address a README has",
            "call it 'index.md', or give it a name that says what it tells",
        )
    elif ending in ACTIVE:
        yield Problem.at(
            mark,
            "active-file",
            f"a file that ends in {ending} can run scripts for every reader",
            "write a page in Markdown, and put it here with the ending .md",
        )
    elif ending == ".svg" and not path.is_symlink() and (why := _drawing(path)):
        yield Problem.at(mark, "active-drawing", f"the drawing {why}", DRAWING_HINT)
    for part in PurePosixPath(shown).parts:
        if DEVICE.fullmatch(part):
            yield Problem.at(
                mark, "device-file", f"'{part}' is the name of a device on Windows", "give it another name"
            )


def _addresses(root: Path, docs: Path, files: list[Path], pages: set[str]) -> Iterator[Problem]:
    """Two sources for one address, whatever they are; what differs in the case of letters alone is one on many disks."""
    taken: dict[str, str] = {}
    folders: dict[str, str] = {}
    for path in files:
        name = path.relative_to(docs).as_posix()
        shown = path.relative_to(root).as_posix()
        if name.split("/")[0] == "templates":
            yield Problem(
                shown,
                1,
                1,
                "page-name",
                "engines publish nothing of a folder docs/templates",
                "put it into a folder with another name",
            )
            continue
        address = _published(name) if name in pages else name
        folded = unicodedata.normalize("NFC", address).casefold()
        around = [folded[: at.start()] for at in re.finditer("/", folded)]
        clash = taken.get(folded) or folders.get(folded) or next((taken[part] for part in around if part in taken), "")
        if clash:
            hint = "give one of the two another name, or put both texts into one"
            yield Problem(
                shown,
                1,
                1,
                "one-address",
                f"'/{address.removesuffix('index.html')}' would be made of {clash} too",
                hint,
            )
        elif name in pages and name.startswith("id/"):
            pass  # told where the addresses of records are looked after
        elif folded.split("/")[0] in MADE_FOLDERS or folded in MADE_FILES or (name not in pages and MADE.match(folded)):
            yield Problem(
                shown,
                1,
                1,
                "made-address",
                f"the generator makes what stands at '/{address.removesuffix('index.html')}'",
                "give the file another name, or put it into another folder",
            )
        taken.setdefault(folded, shown)
        for part in around:
            folders.setdefault(part, shown)


def _published(page: str) -> str:
    """The file of a page's address, from the site's root on."""
    stem = page.removesuffix(".md")
    return f"{stem}.html" if stem == "index" or stem.endswith("/index") else f"{stem}/index.html"


def _drawing(path: Path) -> str:
    """Why an SVG file is more than a drawing; nothing where it is none."""
    try:
        if path.stat().st_size > LARGEST_DRAWING:
            return f"has more than {LARGEST_DRAWING // 1_000_000} MB"
        text = path.read_text(encoding="utf-8-sig")
        if re.search(r"<!(DOCTYPE|ENTITY)|<\?(?!xml\s)", text, re.IGNORECASE):
            return "names a document type, an entity or an instruction"
        elements = ElementTree.fromstring(text).iter()
    except (OSError, UnicodeDecodeError, ElementTree.ParseError) as error:
        return f"cannot be read ({error})"
    for element in elements:
        name = str(element.tag).rpartition("}")[2].lower()
        if not str(element.tag).startswith("{http://www.w3.org/2000/svg}") and name in {
            "script",
            "iframe",
            "object",
            "embed",
            "a",
            "img",
            "style",
            "link",
        }:
            return f"holds <{name}> of another language"
        if name in {
            "script",
            "foreignobject",
            "handler",
            "listener",
            "set",
            "animate",
            "animatemotion",
            "animatetransform",
        }:
            return f"holds <{name}>"
        if name == "style" and re.search(r"@import|url\(\s*[\"']?(?!#)|\\", "".join(element.itertext()), re.IGNORECASE):
            return "has a style that loads other files"
        for attribute, value in element.attrib.items():
            bare = attribute.rpartition("}")[2].lower()
            if bare.startswith("on"):
                return f"holds the handler {bare}"
            if bare in {"href", "src"} and not re.match(r"#|data:image/(png|jpeg|gif|webp);base64,", value.strip()):
                return f"leads to '{value[:40]}'"
            if re.search(r"url\(\s*[\"']?(?!#)", value, re.IGNORECASE):
                return "has a style that loads other files"
    return ""
