"""Icons of Material's sets as drawings in the page, and emoji as the signs that they are: nothing is asked of anybody."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

SETS = ("material", "octicons", "fontawesome-brands", "fontawesome-regular", "fontawesome-solid", "simple")
"""The sets that both engines bring."""
ICON = r":((?:material|octicons|fontawesome|simple)-[a-z0-9-]+|[a-z0-9+_-]*[a-z][a-z0-9+_-]*|\+1|-1):"
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
CLASS = "icon"


@lru_cache(maxsize=1)
def folder() -> Path | None:
    """Where an engine's theme keeps its icons."""
    for theme in ("material", "zensical"):
        spec = find_spec(theme)
        for place in (spec.submodule_search_locations or ()) if spec else ():
            if (icons := Path(place) / "templates" / ".icons").is_dir():
                return icons
    return None


def set_of(name: str) -> str:
    """The set that an icon's name begins with; empty where it begins with none."""
    return next((found for found in SETS if name.startswith(f"{found}-")), "")


@lru_cache(maxsize=256)
def drawing(name: str) -> str:
    """An icon as SVG; empty where there is none of this name."""
    group, icons = set_of(name), folder()
    bare = name.removeprefix(f"{group}-")
    if not group or icons is None or not NAME.fullmatch(bare):
        return ""
    path = icons.joinpath(*group.split("-"), f"{bare}.svg")
    return path.read_text(encoding="utf-8").strip() if path.is_file() else ""


@lru_cache(maxsize=256)
def sign(name: str) -> str:
    """The characters of an emoji; empty where there is none of this name."""
    from pymdownx import twemoji_db  # type: ignore[import-untyped]  # not above: it is large, and rarely used

    key = f":{name}:"
    found = twemoji_db.emoji.get(twemoji_db.aliases.get(key, key))
    points = found.get("unicode_alt") or found["unicode"] if found else ""
    return "".join(chr(int(point, 16)) for point in points.split("-")) if points else ""


def names(group: str) -> list[str]:
    """The names of all icons of a set."""
    icons = folder()
    found = icons.joinpath(*group.split("-")).glob("*.svg") if icons else ()
    return sorted(f"{group}-{path.stem}" for path in found)


class Icons(InlineProcessor):
    """Reads `:material-check:` and `:smile:`."""

    def __init__(self, md: Markdown, drawn: bool):
        super().__init__(ICON, md)
        self.drawn = drawn

    def handleMatch(  # type: ignore[override]  # Python-Markdown's own types leave out what it allows
        self, m: re.Match[str], data: str
    ) -> tuple[Element | str | None, int | None, int | None]:
        """Called by Python-Markdown."""
        svg = drawing(m[1])
        if not svg:
            emoji = sign(m[1])
            return (emoji, m.start(0), m.end(0)) if emoji else (None, None, None)
        held = Element("span", {"class": CLASS, "data-icon": m[1].removeprefix(f"{set_of(m[1])}-").replace("-", " ")})
        held.text = self.md.htmlStash.store(svg) if self.drawn else ""
        return held, m.start(0), m.end(0)


class IconWords(Treeprocessor):
    """An icon beside words says nothing more; one that stands alone says its name."""

    def run(self, root: Element) -> None:
        """Called by Python-Markdown."""
        for parent in root.iter():
            for icon in parent:
                name = icon.attrib.pop("data-icon", "") if icon.tag == "span" else ""
                if not name:
                    continue
                words = (
                    parent.text or "",
                    *(f"{''.join(one.itertext()) if one is not icon else ''}{one.tail or ''}" for one in parent),
                )
                if any(re.search(r"\w", re.sub("\x02[^\x03]*\x03", "", word)) for word in words):
                    icon.set("aria-hidden", "true")
                else:
                    icon.attrib.update({"role": "img", "aria-label": name})
