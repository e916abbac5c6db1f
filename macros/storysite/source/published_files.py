"""The files under `docs/` and `overrides/`: each is a page, data, or published as it is; and no two have one address."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import quote
from xml.etree import ElementTree

from storysite.core.diagnostics import Mark, Problem, choices
from storysite.source.data_files import FILE_LINK, FOLDER_LINK

FOLDERS = ("docs", "overrides")
"""What the site is made from: no file in it is a link to somewhere else."""
MARKDOWN = {".markdown", ".mdown", ".mkdn", ".mkd", ".mdwn", ".mdtext"}
"""Endings that an engine may take for a page, and we do not."""
PUBLISHED = frozenset(
    ".css .js .json .csv .txt .pdf .zip .pptx .xlsx .docx .odt .ods .odp .epub .bib .ris .ics .vtt .geojson .md .svg .png .jpg .jpeg "
    ".gif .webp .avif .ico .woff .woff2 .ttf .otf .mp3 .m4a .ogg .oga .opus .wav .flac .mp4 .webm .ogv".split()
)
"""Endings of files that are published as they are; many others run scripts in a browser, or steer a host."""
CODE = {".css": "assets/css/", ".js": "assets/js/"}
"""Where the site's own sheets and scripts lie."""
STEERING = re.compile(
    r"(netlify|vercel|now|firebase|staticwebapp\.config|_routes|package|wrangler)\.(json|toml)|[._].*", re.IGNORECASE
)
"""Names of files that a host takes for its settings, or for code that it runs."""
PLAIN_NAME = re.compile(r"[\w(+-](?:[\w .,()+@~'!-]*[\w)+-])?")
LARGEST_FILE = 25_000_000
MADE_FOLDERS = {"id", "data", "build", "search", "edit", "embed", "trail"}
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
MADE = re.compile(r"assets/(cards/|icon-\d+\.png$)|llms-[^/]+\.txt$|(.*/)?(changes\.xml|index\.md)$")
DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
LARGEST_DRAWING = 5_000_000
DRAWING_HINT = "save the drawing without scripts, styles from outside and links to other files"
SVG = "{http://www.w3.org/2000/svg}"
FOREIGN = re.compile(r"\{http://www\.w3\.org/(1999/xhtml|1998/Math/MathML)\}|[^{]")
"""Elements that a browser would take for parts of a page."""
RUNNING = set(
    "script foreignobject handler listener set animate animatemotion animatetransform discard iframe object embed audio video canvas".split()
)
LOADING = re.compile(r"@import|@font-face|url\(\s*[\"']?(?!#)|(?:image-set|src|image)\(|\\", re.IGNORECASE)
"""What in a style loads another file, or could be spelt so that it does."""


def file_problems(root: Path, docs: Path, pages: Iterable[str]) -> Iterator[Problem]:
    """What is wrong with the files of a project as files."""
    for folder in FOLDERS:
        if (root / folder).is_symlink():
            yield Problem(folder, 1, 1, "outside", *FOLDER_LINK)
        yield from _links(root, root / folder)
    found = [path for path in _files(docs) if path.relative_to(docs).parts[0] != "data"]
    for path in found:
        yield from _kind(path, path.relative_to(root).as_posix(), path.relative_to(docs).as_posix())
    yield from _addresses(root, docs, found, set(pages))


def own_files(docs: Path) -> tuple[str, ...]:
    """The files of a project that are published as they are, as addresses from the site's root on: no sheet, no script."""
    names = (path.relative_to(docs).as_posix() for path in _files(docs))
    return tuple(
        quote(name)
        for name in names
        if not name.startswith("data/") and PurePosixPath(name).suffix.lower() in PUBLISHED - {".md", *CODE}
    )


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


def _kind(path: Path, shown: str, name: str) -> Iterator[Problem]:
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
    elif ending not in PUBLISHED:
        what = f"that ends in {ending}" if ending else "without an ending"
        hint = f"write a page in Markdown, with the ending .md; other files end in {choices(sorted(PUBLISHED), 50)}"
        yield Problem.at(
            mark, "kind-of-file", f"a file {what} is not published: it could run scripts for every reader", hint
        )
    elif not name.startswith(CODE.get(ending, "")):
        hint = f"put it into docs/{CODE[ending]}, where the site's own lie"
        yield Problem.at(
            mark, "kind-of-file", f"a file that ends in {ending} stands outside of docs/{CODE[ending]}", hint
        )
    elif STEERING.fullmatch(path.name):
        yield Problem.at(
            mark, "kind-of-file", f"a host takes '{path.name}' for its own settings", "give it another name"
        )
    elif not path.is_symlink() and not path.is_file():
        yield Problem.at(mark, "kind-of-file", "this is no file", "delete it")
    elif path.is_file() and path.stat().st_size > LARGEST_FILE:
        hint = "make it smaller: many hosts take no larger one"
        yield Problem.at(mark, "too-large", f"the file has more than {LARGEST_FILE // 1_000_000} MB", hint)
    elif ending == ".svg" and path.is_file() and (why := drawing_fault(path)):
        yield Problem.at(mark, "active-drawing", f"the drawing {why}", DRAWING_HINT)
    for part in PurePosixPath(shown).parts:
        if DEVICE.fullmatch(part):
            yield Problem.at(
                mark, "device-file", f"'{part}' is the name of a device on Windows", "give it another name"
            )
        elif not PLAIN_NAME.fullmatch(part) or (" " in part and path.suffix == ".md"):
            hint = "name it with letters, digits, '-' and '_'; begin with one of them, and end with one of them"
            yield Problem.at(mark, "file-name", f"'{ascii(part)[1:-1]}' is no plain name of a file", hint)


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


def drawing_fault(path: Path, styles: bool = True) -> str:
    """Why an SVG file is more than a drawing, or has a style element where it may not; nothing where it is one."""
    try:
        if path.stat().st_size > LARGEST_DRAWING:
            return f"has more than {LARGEST_DRAWING // 1_000_000} MB"
        text = path.read_text(encoding="utf-8-sig")
        if re.search(r"<!(DOCTYPE|ENTITY)|<\?(?!xml\s)", text, re.IGNORECASE):
            return "names a document type, an entity or an instruction"
        root = ElementTree.fromstring(text)
    except (OSError, UnicodeDecodeError, ElementTree.ParseError) as error:
        return f"cannot be read ({error})"
    if root.tag != f"{SVG}svg":
        return "does not begin with <svg xmlns='http://www.w3.org/2000/svg'>"
    for element in root.iter():
        name = str(element.tag).rpartition("}")[2].lower()
        if FOREIGN.match(str(element.tag)) or (name in RUNNING and not str(element.tag).startswith(SVG)):
            return f"holds <{name}> of another language"
        if name in RUNNING:
            return f"holds <{name}>"
        if name == "style" and not styles:
            return "holds <style>"
        if name == "style" and LOADING.search("".join(element.itertext())):
            return "has a style that loads other files"
        for attribute, value in element.attrib.items():
            bare = attribute.rpartition("}")[2].lower()
            if bare.startswith("on"):
                return f"holds the handler {bare}"
            if bare in {"base", "ping"} or (
                bare in {"href", "src"} and not re.match(r"#|data:image/(png|jpeg|gif|webp);base64,", value.strip())
            ):
                return f"leads to '{value[:40]}'"
            if bare not in {"href", "src"} and LOADING.search(value):
                return "has a style that loads other files"
    return ""
