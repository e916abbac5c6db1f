"""Each view as a picture: SVG that stands alone, and PNG of twice its size, drawn with fonts that lie beside this file."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import lru_cache, partial
from hashlib import sha256
from pathlib import Path

import resvg_py

from macros.progress import steps
from macros.project import Project
from macros.site.citing import taken
from macros.site.downloads import FOLDER, write
from macros.site.kept import kept

FONTS = tuple(sorted((Path(__file__).parent / "fonts").glob("*.ttf")))
FAMILY = "Source Sans Pro"
ZOOM, TALLEST = 2.0, 20_000
"""How many px of the PNG stand for one of the SVG; fewer where it would get taller than programs take."""


def write_pictures(site: Path, project: Project) -> None:
    """Write the SVG and the PNG of every view."""
    css = style_sheet(project.root)
    drawings = {
        id: view.form.picture(project.library, view.form.view(project.library, view.record), css)
        for id, view in taken(project).items()
    }
    for id, svg in drawings.items():
        write(site / FOLDER / f"{id}.svg", svg)
    # Closed first where a build ends early: nobody waits for pictures that are not begun.
    with ThreadPoolExecutor() as pool, closing(pool.map(partial(cached_png, project.root), drawings.values())) as images:
        for id in steps(drawings, "Pictures"):
            (site / FOLDER / f"{id}.png").write_bytes(next(images))


@lru_cache(maxsize=4)
def _read(files: tuple[tuple[Path, int, int], ...]) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path, _, _ in files)


def style_sheet(root: Path) -> str:
    """The sheets that the pages' drawings are shown with."""
    files = sorted((root / "docs" / "assets").rglob("*.css"))
    return _read(tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in files))


def cached_png(root: Path, svg: str) -> bytes:
    """A picture as PNG, from the cache where it is there already."""
    return kept(
        root, "pictures", f"{resvg_py.__version__} {ZOOM} {TALLEST} {_font_digest()} {svg}".encode(), lambda: png(svg)
    )


def png(svg: str) -> bytes:
    """A picture as PNG."""
    match = re.search(r'<svg [^>]*\bheight="([\d.]+)"', svg)
    height = float(match[1]) if match else 1.0
    return bytes(resvg_py.svg_to_bytes(
        svg_string=svg, skip_system_fonts=True, font_files=[str(path) for path in FONTS], font_family=FAMILY,
        sans_serif_family=FAMILY, zoom=min(ZOOM, TALLEST / height),
    ))  # fmt: skip


@lru_cache(maxsize=1)
def _font_digest() -> str:
    return sha256(b"".join(path.read_bytes() for path in FONTS)).hexdigest()
