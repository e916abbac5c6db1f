"""Each view as a picture: SVG that stands alone, and PNG of twice its size, drawn with fonts that lie beside this file."""

from __future__ import annotations

import math
from contextlib import closing
from functools import lru_cache
from pathlib import Path

from storysite.components.exporters import Taken
from storysite.core.progress import steps
from storysite.output.exportable_views import taken
from storysite.output.files import FOLDER, write
from storysite.output.png_pool import FONTS as FOLDER_OF_FONTS
from storysite.output.png_pool import Drawing, drawn, size
from storysite.project import Project

FONTS = tuple(sorted(path.name for path in FOLDER_OF_FONTS.glob("*.ttf")))
FAMILY = "Source Sans Pro"
ZOOM, TALLEST, MOST = 2.0, 20_000, 20_000_000
"""How many px of the PNG stand for one of the SVG; fewer where it would get taller than programs take, or take too much memory."""


def write_pictures(site: Path, project: Project) -> None:
    """Write the SVG and the PNG of every view."""
    drawings = {id: svg_of(project, view) for id, view in taken(project).items()}
    for id, svg in drawings.items():
        write(site / FOLDER / f"{id}.svg", svg)
    images = drawn(project.root, "pictures", map(drawing, drawings.values()))
    with closing(images):
        for id in steps(drawings, "Pictures"):
            (site / FOLDER / f"{id}.png").write_bytes(next(images))


def svg_of(project: Project, view: Taken) -> str:
    """A view as a picture that stands alone."""
    return view.form.picture(project.library, view.form.view(project.library, view.record), style_sheet(project.root))


def drawing(svg: str) -> Drawing:
    """The picture as it is drawn for programs that take no SVG."""
    return Drawing(svg, FONTS, FAMILY, zoom(svg))


@lru_cache(maxsize=4)
def _read(files: tuple[tuple[Path, int, int], ...]) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path, _, _ in files)


def style_sheet(root: Path) -> str:
    """The sheets that the pages' drawings are shown with."""
    files = sorted((root / "docs" / "assets").rglob("*.css"))
    return _read(tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in files))


def zoom(svg: str) -> float:
    """How much larger than its SVG a picture is as PNG."""
    width, height = size(svg)
    return min(ZOOM, TALLEST / height, math.sqrt(MOST / (width * height)))
