"""One style sheet in each page, or beside those of records, meaning what the files say, and nothing of the theme's own left."""

from __future__ import annotations

import re
from collections import Counter
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import tinycss2
from bs4 import BeautifulSoup

from storysite.bootstrap.installation import THEME
from storysite.output.html_edit import documents, elements, target
from storysite.pages.css_inline import FONTS, NOT_OF_RECORDS, minified
from storysite.project import Project

SHEETS = sorted((THEME / "assets/css").glob("*.css"))
USED_BY = {
    "drawings.css": "[class^=d-]",
    "charts.css": ".figure.chart, .figure.cycle",
    "home.css": "body.home",
    "lists.css": ".figure:is(.cards, .voice, .image), .steps, .trail",
    "pictures.css": ".figure:is(.ladder, .flow), .scene",
    "timelines.css": ".events",
    "tables.css": "table",
    "records.css": ".beside, .register, .strands",
    "markdown.css": ".callout, .tabs, .tasks, .footnotes, .annotation, .definitions, .grid, .icon, .keys, .picture, "
    ".center, .right, .md-button, mark, abbr, img",
    "code.css": ".highlight",
    "story.css": ".story",
}
"""What a page holds that has a use for a sheet, in the order of mkdocs.yml; the others stand in all."""
OF_MARKDOWN = {"markdown.css", "code.css"}
"""Sheets that no page of a record has a use for, and that a site may do without: `test_markdown.py` has a page for them."""


def test_pages_hold_the_sheets_that_they_use_and_records_link_to_all_in_one(project: Project, site: Path) -> None:
    fonts = f'url("{urlsplit(project.library.publisher.address).path}{FONTS}'
    small = {
        sheet.name: minified(sheet.read_text(encoding="utf-8")).replace('url("../fonts/', fonts) for sheet in SHEETS
    }
    few = {name: small.pop(name) for name in USED_BY}
    one = "".join(small.values())
    seen: Counter[str] = Counter()
    for file, path in documents(site).items():
        html = path.read_text(encoding="utf-8")
        head = elements(html)
        if ("meta", "refresh") in {element.names for element in head}:
            continue
        page = BeautifulSoup(html, "html.parser")
        sheets = [element for element in head if element.get("rel") == "stylesheet"]
        if page.select_one("body.beside"):
            seen["linked"] += 1
            (link,) = sheets
            name = target(file, link.get("href")) or ""
            whole = (site / name).read_text(encoding="utf-8")
            assert whole == one + "".join(few[name] for name in few if name not in NOT_OF_RECORDS) and not [
                e for e in head if e.tag == "style"
            ], file
            assert name == f"styles/{sha256(whole.encode()).hexdigest()[:16]}.css", file
            continue
        used = [name for name, selector in USED_BY.items() if page.select_one(selector)]
        found = [element.content for element in head if element.tag == "style"]
        assert found == [one, *(few[name] for name in used)], file
        assert not sheets, file
        seen.update(used or [""])
    assert seen.keys() - OF_MARKDOWN == {*USED_BY, "", "linked"} - OF_MARKDOWN
    assert seen["home.css"] == 1


def test_the_sheet_works_from_any_page(site: Path) -> None:
    for sheet in SHEETS:
        text = sheet.read_text(encoding="utf-8")
        addresses = re.findall(r"url\(\"?(.{4})", text)
        assert "@import" not in text and set(addresses) <= {"data", "../f"}, sheet.name
    for font in re.findall(r'url\("/(assets/fonts/[^"]*)"\)', (site / "index.html").read_text(encoding="utf-8")):
        assert (site / font).is_file(), font


def test_the_theme_leaves_nothing_behind(site: Path) -> None:
    for folder in ("assets/stylesheets", "assets/javascripts", "assets/images"):
        assert not (site / folder).exists()
    assert not list(site.rglob("*.map")) and not (site / "sitemap.xml.gz").exists()


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_minified_sheet_says_the_same(sheet: Path) -> None:
    before = sheet.read_text(encoding="utf-8")
    after = minified(before)
    assert _tokens(after) == _tokens(before)
    assert minified(after) == after and len(after) <= len(before)


@pytest.mark.parametrize(
    ("css", "small"),
    [
        ("a /* b */ c > d , e:not( .f ) { color : red ; }", "a c>d,e:not(.f){color:red}"),
        (".a{ .b & :hover { x: calc( 1px  +  2px ) } }", ".a{.b & :hover{x:calc(1px + 2px)}}"),
        (
            "@media (width >= 60rem) and ( hover ) { a { b: 'c  d' !important } }",
            '@media (width>= 60rem) and (hover){a{b:"c  d"!important}}',
        ),
        ("@font-face { font-family : X ; src : url(data:,a) }", "@font-face{font-family:X;src:url(data:,a)}"),
        ("@layer a , b;", "@layer a,b;"),
        ("a { margin: 0 -1px; --x: ; grid-area: 1 / 2 }", "a{margin:0 -1px;--x:;grid-area:1 / 2}"),
        ('a::after { content: " (" attr(href) ")" }', 'a::after{content:" (" attr(href) ")"}'),
        ("a + b, a ~ b, * > *, a *:hover{c:d}", "a + b,a~b,*>*,a *:hover{c:d}"),
    ],
)
def test_blanks_that_mean_something_stay(css: str, small: str) -> None:
    assert minified(css) == small


def test_a_broken_sheet_is_not_published() -> None:
    with pytest.raises(ValueError, match="line 1"):
        minified("a { b: c } }")


def _tokens(css: str) -> list[str]:
    """What a sheet says, without the blanks between its tokens: those that mean something are tested one by one."""

    def walk(nodes: list[tinycss2.ast.Node]) -> list[str]:
        found = []
        for node in nodes:
            inside = getattr(node, "content", None) or getattr(node, "arguments", None)
            if node.type in {"whitespace", "comment"}:
                continue
            found += [node.type, *walk(inside)] if inside is not None else [node.serialize()]
        return found

    return [token for token in walk(tinycss2.parse_component_value_list(css)) if token != ";"]
