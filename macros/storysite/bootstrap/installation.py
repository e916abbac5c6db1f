"""Where the generator lies: in a checkout beside the site that it is made with, or installed from a wheel."""

from __future__ import annotations

import re
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
"""The folder of the package."""
IN_CHECKOUT = (PACKAGE.parent / "__main__.py").is_file() and PACKAGE.parent.name == "macros"
"""Whether a project has the generator in its own `macros/`, with locks and an environment of its own."""
COMMAND = "python -m macros" if IN_CHECKOUT else "storysite"
"""How the command line is called."""
THEME = PACKAGE / "theme"
"""Templates, styles and scripts that every site shares; a site's own stand before them."""
STARTER = PACKAGE / "starter"
"""What a new site begins with."""
EXAMPLE = PACKAGE.parents[1] / "tests" / "cases" / "base" if IN_CHECKOUT else PACKAGE / "example"
"""A small site with every kind of record, for examples."""


SHARED = tuple(
    re.findall(r"(?<=')assets/(?:css|js)/[\w-]+\.\w+(?=',?\s)", (THEME / "base.html").read_text(encoding="utf-8"))
)
"""The style sheets and scripts that the frame of every page asks for, in order."""


def asset(root: Path, file: str) -> Path:
    """The file that is published under this name: the site's own, else the theme's."""
    own, shared = root / "docs" / file, THEME / file
    return shared if shared.is_file() and not own.is_file() else own


def assets(root: Path, folder: str) -> dict[str, Path]:
    """The files below a folder of the site by name, in order: its own, and the theme's that it does not replace."""
    tops = (THEME, root / "docs")
    found = {path.relative_to(top).as_posix(): path for top in tops for path in (top / folder).rglob("*")}
    return {name: found[name] for name in sorted(found) if found[name].is_file()}


def templates(root: Path) -> list[Path]:
    """The templates of a project's pages by name: the site's own, and the theme's that it does not replace."""
    found = {path.relative_to(top): path for top in (THEME, root / "overrides") for path in top.rglob("*.html")}
    return [found[name] for name in sorted(found)]


def is_shared(file: str) -> bool:
    """Whether the theme publishes a file under this name."""
    return (THEME / file).is_file()
