"""Pages that are made beside the engine's, in the same look: their frame, and the one way in which they are written."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from storysite.components.html_context import Showing, environment
from storysite.output.html_edit import LATE
from storysite.pages.css_inline import sheet_files
from storysite.pages.scripts import of_templates
from storysite.project import Project
from storysite.source.mkdocs_config import extra_files
from storysite.wording.page_links import Place

TEMPLATES = Path(__file__).parent / "templates"
DESCRIPTION = 155
"""What search engines and chat windows show of a description."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a page made here says of itself."""

    title: str
    description: str
    canonical: str
    """Its address on the web, or that of the page that is meant to be found."""
    found: bool = False
    """Whether it is meant to be found: in the sitemap, and by search engines."""
    picture: str = ""
    """The file of the card that it shows, from the site's root on."""
    pictured: str = ""
    """The title on that card."""


@dataclass(frozen=True, slots=True)
class Borrowed:
    """What pages made here take from the engine's: they look and answer alike, and one policy covers all."""

    styles: tuple[str, ...] = ()
    """The style sheets, from the site's root on."""
    first: tuple[Markup, ...] = ()
    """The scripts that stand in the head."""
    late: tuple[Markup, tuple[str, ...]] | None = None
    """The script that fetches the others after the first paint, and these, from the site's root on."""


def borrowed(project: Project) -> Borrowed:
    """What the templates and mkdocs.yml give to the engine's pages; nothing of it is needed to read."""
    scripts, late = of_templates(project.root), extra_files(project.root, "extra_javascript")
    return Borrowed(
        sheet_files(project.root),
        tuple(
            Markup("<script>{}</script>").format(Markup(script.content)) for script in scripts if not script.attributes
        ),
        next(((Markup(script.content), late) for script in scripts if late and LATE in script.attributes), None),
    )


def showing(project: Project, address: str) -> Showing:
    """How records are shown at an address that is no page under docs/; `address` ends with a slash."""
    return Showing(project.library, Place(f"{address.rstrip('/')}.md", project.homes, level=3))


def framed(template: str, show: Showing, project: Project, head: Head, look: Borrowed, **values: Any) -> str:
    """A whole page, without the blank lines of its templates."""
    publisher = project.library.publisher
    html = (
        environment(False, project.library.templates, TEMPLATES)
        .get_template(template)
        .render(
            show=show,
            place=show.place,
            library=project.library,
            publisher=publisher,
            head=head,
            look=look,
            **{"data": "", **values},
        )
    )
    return "".join(f"{line}\n" for each in html.split("\n") if (line := each.strip()))


def write_page(site: Path, address: str, html: str) -> None:
    """Write a page at an address of the site: nowhere else, and never over another."""
    path = site / address / "index.html"
    inside = (
        address == f"{posixpath.normpath(address)}/"
        and not address.startswith(("/", ".."))
        and not re.search(r"[\\:]", address)
    )
    if not inside or path.exists():
        raise ValueError(f"no page can be written at '{address}'")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(html, encoding="utf-8", newline="\n")


def shortened(text: str, most: int = DESCRIPTION) -> str:
    """The beginning of a text, cut between words."""
    if len(text) <= most:
        return text
    return f"{text[: most - 1].rpartition(' ')[0].rstrip(' ,;:.')}…"
