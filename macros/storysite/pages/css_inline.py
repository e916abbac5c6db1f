"""One style sheet inside each page, the same bytes on all, so that nothing is waited for and one hash covers it.

A sheet that few pages have a use for stands in these alone, behind the other. The many pages of records link to one
file that holds all sheets: inside of each they would be more than half of what is published.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import tinycss2
from tinycss2.ast import Node

from storysite.bootstrap.installation import asset
from storysite.output.html_edit import Element, elements, scripts_and_styles, target, to_root, without
from storysite.project import Project
from storysite.source.mkdocs_config import extra_files

THEME_FOLDERS = ("assets/stylesheets", "assets/javascripts", "assets/images")
"""Where the engines' themes put their own files."""
THEME_FILES = ("search.json",)
"""What an engine makes for a search that is not used."""
ONLY_WHERE = {
    "drawings.css": ' class="d-',
    "home.css": ' class="home"',
    "records.css": ' class="beside"',
    "markdown.css": ' class="(?:(?:callout|center|right|tabs|tasks|footnotes|annotation|definitions|grid|icon|keys|picture)[ "]|[^"]*md-button)'
    "|<(?:mark>|abbr |img )",
    "code.css": ' class="highlight"',
    "story.css": ' class="story"',
}
"""What a page holds that has a use for a sheet, by the end of its name; components name their own."""
NOT_OF_RECORDS = ("markdown.css", "code.css", "story.css")
"""Sheets for what no page of a record holds."""
TIGHT = frozenset(",>~;")
"""Signs that need no blank beside them, in selectors as in values."""
OF_RULES = frozenset(
    {"media", "supports", "container", "layer", "scope", "starting-style", "keyframes", "view-transition"}
)
"""At-rules that hold rules; others hold declarations."""


class Styling:
    """What the sheets of mkdocs.yml do to pages."""

    def __init__(self, project: Project):
        self.root = urlsplit(project.library.publisher.address).path
        self.files, (self.sheet, self.few) = sheet_files(project.root), sheets(project)
        of_pages = [ONLY_WHERE[name] for name in NOT_OF_RECORDS]
        self.of_records = [sheet for mark, sheet in self.few if mark.pattern not in of_pages]

    @property
    def whole(self) -> str:
        """All sheets in one that pages of records have a use for."""
        return self.sheet + "".join(self.of_records)

    @property
    def linked(self) -> str:
        """Where that one stands: named after its content."""
        return f"{HASHED}{hashlib.sha256(self.whole.encode()).hexdigest()[:16]}.css"

    def placed(self, page: str, html: str) -> tuple[str, bool]:
        """The page with a place for its styles where it links to sheets; whether it does."""
        links = _linked(page, html, self.root, self.files)
        if not links:
            return html, False
        first, *others = links
        html = without(html, others)
        return f"{html[: first.start]}{PLACE}{html[first.end :]}", True

    def inside(self, html: str) -> str:
        """The page with the sheets that it has a use for in that place."""
        used = (self.sheet, *(sheet for mark, sheet in self.few if mark.search(html)))
        return html.replace(PLACE, "".join(f"<style>{one}</style>" for one in used), 1)

    def beside(self, page: str, html: str) -> str:
        """The page with a link to all sheets in one in that place."""
        return html.replace(PLACE, f'<link rel="stylesheet" href="{to_root(page)}{self.linked}">', 1)


FONTS = "assets/fonts/"
"""Where fonts are published; sheets name them as they lie beside them."""
PLACE = "<style></style>"
"""Keeps the place of the sheets in a page."""
HASHED = "styles/"
"""Where the one sheet is published that pages of records link to."""


def write_sheet(site: Path, project: Project) -> None:
    """Write the one sheet, and remove the files that no page links to any more."""
    styling = Styling(project)
    if styling.files:
        path = site / styling.linked
        path.parent.mkdir(exist_ok=True)
        path.write_text(styling.whole, encoding="utf-8", newline="\n")
    for file in styling.files:
        (site / file).unlink(missing_ok=True)
        _remove_empty((site / file).parent)


def sheet_files(root: Path) -> tuple[str, ...]:
    """The sheets that mkdocs.yml names, by their paths in the site."""
    return tuple(file for file in extra_files(root, "extra_css") if asset(root, file).is_file())


def sheets(project: Project) -> tuple[str, list[tuple[re.Pattern[str], str]]]:
    """The one sheet for all pages, and the others, each with what a page holds that has a use for it."""
    root = project.root
    fonts = f"{urlsplit(project.library.publisher.address).path}{FONTS}"
    small = {file: _minified(asset(root, file), fonts) for file in sheet_files(root)}
    patterns: dict[str, list[str]] = {name: [pattern] for name, pattern in ONLY_WHERE.items()}
    for name, pattern in project.components.sheets:
        patterns.setdefault(name, []).append(pattern)
    few = {name: re.compile("|".join(dict.fromkeys(found))) for name, found in patterns.items()}
    marks = {file: mark for file in small for name, mark in few.items() if file.endswith(name)}
    one = "".join(sheet for file, sheet in small.items() if file not in marks)
    return one, [(mark, small[file]) for file, mark in marks.items()]


def _minified(path: Path, fonts: str) -> str:
    """A sheet, smaller, that finds its fonts from every page: pages of all folders hold the same bytes."""
    return minified(path.read_text(encoding="utf-8")).replace('url("../fonts/', f'url("{fonts}')


def _linked(page: str, html: str, root: str, files: Collection[str]) -> list[Element]:
    """The links of a page to the sheets of the site."""
    links = [element for element in elements(html, ("link",)) if element.get("rel") == "stylesheet"]
    return [link for link in links if target(page, link.get("href"), root) in files]


def asked_by(page: str, html: str) -> set[str | None]:
    """The files that a page asks for, where some of the theme are among them."""
    if not any(folder in html for folder in THEME_FOLDERS):
        return set()
    return {
        target(page, element.get("src") or element.get("href"))
        for element in [*elements(html), *scripts_and_styles(html)]
    }


def leave_out(site: Path, docs: Path, asked: set[str | None]) -> None:
    """Remove the files of the theme that no page asks for; what stands under docs/ stays."""
    for file in THEME_FILES:
        if not (docs / file).exists():
            (site / file).unlink(missing_ok=True)
    for folder in THEME_FOLDERS:
        for path in sorted((site / folder).rglob("*"), reverse=True):
            file = path.relative_to(site).as_posix()
            if path.is_dir():
                _remove_empty(path)
            elif file not in asked and not (docs / file).exists():
                path.unlink()
        _remove_empty(site / folder)


def _remove_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


# --- smaller, and meaning the same -----------------------------------------------------------


@lru_cache(maxsize=64)
def minified(css: str) -> str:
    """A style sheet without its comments and needless blanks."""
    return "".join(_rules(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)))


def _rules(nodes: Sequence[Node]) -> Iterator[str]:
    for node in nodes:
        if node.type == "qualified-rule":
            yield f"{_tokens(node.prelude).strip()}{{{_block(node.content)}}}"
        elif node.type == "at-rule":
            head = f"@{node.at_keyword} {_tokens(node.prelude).strip()}".strip()
            if node.content is None:
                yield f"{head};"
            elif node.lower_at_keyword in OF_RULES:
                inside = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
                yield f"{head}{{{_lines(inside)}}}"
            else:
                yield f"{head}{{{_block(node.content)}}}"
        elif node.type == "error":
            raise ValueError(f"style sheet, line {node.source_line}: {node.message}")


def _block(content: list[Node]) -> str:
    return _lines(tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True))


def _lines(nodes: Sequence[Node]) -> str:
    lines: list[str] = []
    for node in nodes:
        if node.type == "declaration":
            important = "!important" if node.important else ""
            lines.append(f"{node.name}:{_tokens(node.value).strip()}{important};")
        else:
            lines += _rules([node])
    return "".join(lines).removesuffix(";")


def _tokens(nodes: Sequence[Node]) -> str:
    """Tokens as text: blanks and comments as one blank, none beside signs that need none or inside brackets' ends."""
    text = ""
    for node in nodes:
        if node.type in {"whitespace", "comment"}:
            text = text if text[-1:] in {" ", *TIGHT} else f"{text} "
            continue
        if node.type == "literal" and node.value in TIGHT:
            text = text.rstrip(" ")
        if node.type == "function":
            text += f"{node.name}({_tokens(node.arguments).strip()})"
        elif node.type in BRACKETS:
            opened, closed = BRACKETS[node.type]
            text += f"{opened}{_tokens(node.content).strip()}{closed}"
        else:
            text += node.serialize()
    return text


BRACKETS = {"() block": ("(", ")"), "[] block": ("[", "]"), "{} block": ("{", "}")}
