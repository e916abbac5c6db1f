"""Pages as the engine makes them, without the theme: the macros it is given, Jinja, and its Markdown extensions."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
import markdown
import yaml
from bs4 import BeautifulSoup, Tag

from storysite.engines import adapters
from storysite.markdown.extension import PageMarkdown
from storysite.project import Project
from storysite.source.front_matter import FRONT_MATTER
from storysite.source.page import Call
from tests.conftest import ROOT
from tests.projects import make, write

FORBIDDEN = {
    "script",
    "img",
    "iframe",
    "object",
    "embed",
    "style",
    "base",
    "meta",
    "form",
    "input",
    "video",
    "audio",
    "math",
}
"""Elements that no text of a record may become."""
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class _Loader(yaml.UnsafeLoader):
    """Reads mkdocs.yml, which names a function of Python and the environment."""


_Loader.add_constructor("!ENV", lambda loader, node: None)


@lru_cache(maxsize=1)
def _configuration() -> tuple[list[str], dict[str, dict[str, Any]]]:
    given = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), _Loader)["markdown_extensions"]
    configs = dict(next(iter(entry.items())) if isinstance(entry, dict) else (entry, {}) for entry in given)
    return list(configs), configs


def from_markdown(text: str) -> str:
    """What the engine makes of a page's text once its macros are done."""
    extensions, configs = _configuration()
    return markdown.Markdown(extensions=[*extensions, PageMarkdown()], extension_configs=configs).convert(text)


class Engine:
    """Stands in for the macros plugin: takes the macros and knows which page is being made."""

    def __init__(self, root: Path, path: str):
        self.conf = {"config_file_path": str(root / "mkdocs.yml")}
        self.page = SimpleNamespace(file=SimpleNamespace(src_uri=path))
        self.macros: dict[str, Callable[..., str]] = {}
        adapters.install(self)

    def macro(self, function: Callable[..., str], name: str) -> None:
        self.macros[name] = function


def page_html(root: Path, path: str) -> str:
    """A page of a project on disk, all the way from its file."""
    text = (root / "docs" / path).read_text(encoding="utf-8")
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined)
    return from_markdown(environment.from_string(FRONT_MATTER.sub("", text)).render(Engine(root, path).macros))


def case_page(case: dict[str, Any], folder: Path) -> BeautifulSoup:
    """The page of a rendered case: its call in the middle of a sentence."""
    root = make(case, folder)
    head = "---\ntitle: An extra page\ndescription: A page to try things on.\n---\n\n"
    write(root / "docs/extra.md", f"{head}It says {{{{ {case['show']} }}}} here.\n\n{{{{ sources() }}}}\n".encode())
    return parsed(page_html(root, "extra.md"))


def case_part(case: dict[str, Any], folder: Path) -> Tag:
    """What a rendered case is about: the part that it names, else what stands in its sentence."""
    found = case_page(case, folder).select_one(case.get("part", "p > :first-child"))
    assert found, f"nothing is found at {case.get('part')}"
    return found


def shown_html(project: Project, path: str) -> str:
    """The calls of a page in memory, inline ones inside a sentence, on through Markdown."""
    parts = [_placed(project, path, call) for call in project.pages[path].calls if project.valid(call)]
    return from_markdown("\n\n".join(parts))


def _placed(project: Project, path: str, call: Call) -> str:
    html = project.render(path, call.name, *call.arguments)
    return f"Before {html} after." if project.macros[call.name].inline else html


def parsed(html: str) -> BeautifulSoup:
    """HTML as a browser reads it."""
    return BeautifulSoup(html, "html5lib")


def normal(html: str | Tag) -> str:
    """HTML with its entities and spaces written in one way."""
    return re.sub(r"\s+", " ", BeautifulSoup(str(html), "html.parser").decode(formatter="minimal")).strip()


def words(soup: BeautifulSoup) -> str:
    """All text, its spaces made plain."""
    return re.sub(r"\s+", " ", soup.get_text())


OWN_PICTURE = re.compile(r"(\.\./)*data/pictures/[a-z0-9-]+\.(svg|webp)")
"""What an image may load: the file of a record."""


def harm(soup: BeautifulSoup) -> list[str]:
    """What in a page could run, load or lead astray."""
    found = [str(tag)[:200] for tag in soup.find_all(list(FORBIDDEN)) if not OWN_PICTURE.fullmatch(str(tag.get("src")))]
    for tag in soup.find_all(True):
        for name, value in tag.attrs.items():
            text = " ".join(value) if isinstance(value, list) else value
            bare = re.sub(r"[\x00-\x20]", "", text)
            scheme = SCHEME.match(bare)
            leads = (
                name in {"href", "src", "xlink:href", "action", "formaction"}
                and scheme
                and scheme[0].lower() not in {"http:", "https:"}
            )
            if name.startswith("on") or name in {"style", "srcdoc"} or leads:
                found.append(str(tag)[:200])
    return found


def shapes(soup: BeautifulSoup) -> set[tuple[str, ...]]:
    """Each kind of element with the names of its attributes."""
    return {(tag.name, *sorted(tag.attrs)) for tag in soup.find_all(True)}
