"""Each view as a picture: SVG that stands alone, and PNG, drawn with fonts that lie beside this file."""

from __future__ import annotations

import math
from functools import lru_cache, partial
from hashlib import sha256
from pathlib import Path

import PIL
import resvg_py

from storysite.bootstrap.installation import assets
from storysite.components.exporters import Taken
from storysite.drawing import typeface
from storysite.drawing.figure_svg import DOCUMENT, SCREEN, Format
from storysite.drawing.typeface import SANS, SANS_BOLD, SERIF
from storysite.output import figure_png, palette_png
from storysite.output.build_cache import kept
from storysite.output.exportable_views import taken
from storysite.output.files import FOLDER, write
from storysite.output.workers import WHOLE, Share
from storysite.project import Project

ZOOM, TALLEST, MOST = 1.0, 20_000, 8_000_000
"""How many px of the PNG stand for one of the SVG; fewer where it would get taller than programs take, or take too much memory."""

FORMATS = {"": SCREEN, ".16cm": DOCUMENT}
"""What follows a view's name in the names of its pictures, and how they are laid out."""


def write_pictures(site: Path, project: Project, share: Share = WHOLE) -> None:
    """Write the SVG and the PNG of every view."""
    for id, view in share.part([(id, view) for id, view in taken(project).items() if view.form.picture]):
        for suffix, form in FORMATS.items():
            svg = svg_of(project, view, form)
            write(site / FOLDER / f"{id}{suffix}.svg", svg)
            (site / FOLDER / f"{id}{suffix}.png").write_bytes(png_of(project.root, svg, form))


def svg_of(project: Project, view: Taken, form: Format = SCREEN) -> str:
    """A view as a picture that stands alone."""
    if view.form.picture is None:
        raise ValueError(f"'{view.kind}' has no picture")
    return view.form.picture(
        project.library, view.form.view(project.library, view.record), style_sheet(project.root), form
    )


def png_of(root: Path, svg: str, form: Format = SCREEN) -> bytes:
    """The picture as it is drawn for programs that take no SVG, from the project's cache where it is there already."""
    larger = zoom(svg, form)
    dpi = round(larger * 96) if form.dpi else None
    made_from = f"{_code()} {larger} {dpi} {svg}".encode()
    return kept(root, "pictures", made_from, partial(figure_png.png, svg, larger, dpi))


@lru_cache(maxsize=1)
def _code() -> str:
    """All that a PNG is made from, beside its SVG."""
    files = (Path(figure_png.__file__), Path(palette_png.__file__), Path(typeface.__file__), *SANS, *SANS_BOLD, *SERIF)
    return (
        f"{PIL.__version__} {resvg_py.__version__} {sha256(b''.join(path.read_bytes() for path in files)).hexdigest()}"
    )


@lru_cache(maxsize=4)
def _read(files: tuple[tuple[Path, int, int], ...]) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path, _, _ in files)


def style_sheet(root: Path) -> str:
    """The sheets that the pages' drawings are shown with."""
    files = [path for name, path in assets(root, "assets").items() if name.endswith(".css")]
    return _read(tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in files))


def zoom(svg: str, form: Format = SCREEN) -> float:
    """How much larger than its SVG a picture is as PNG."""
    width, height = figure_png.size(svg)
    wanted, most = (form.dpi / 96, 3 * MOST) if form.dpi else (ZOOM, MOST)
    return min(wanted, TALLEST / height, math.sqrt(most / (width * height)))
