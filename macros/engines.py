"""MkDocs and Zensical: how macros get into them, and how they are run as commands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from macros.components.registry import COMPONENTS
from macros.project import Project, read_project

TODAY = "MACROS_TODAY"
"""The environment's reading date: a second input beside the files."""


def reading_date() -> date:
    """The reading date of the environment, today where none is set."""
    given = os.environ.get(TODAY)
    return date.fromisoformat(given) if given else date.today()


@lru_cache(maxsize=2)
def _read(root: Path, today: date, signature: tuple[tuple[str, int, int], ...]) -> Project:
    return read_project(root, today)


_held: dict[Path, Project] = {}


def hold(project: Project) -> None:
    """Let macros and hooks see this project whatever the files say by now: the preview keeps to the last one in order."""
    _held[project.root] = project


def project_at(root: Path, today: date | None = None) -> Project:
    """The project, read again only when a record or a page has changed."""
    return _held.get(root) or _read(root, today or reading_date(), _signature(root / "docs"))


def _signature(docs: Path) -> tuple[tuple[str, int, int], ...]:
    files = (path for pattern in ("**/*.md", "data/**/*.y*ml", "data/published.txt") for path in docs.glob(pattern))
    found = []
    for path in sorted(files):
        try:
            status = path.stat()
        except OSError:
            continue
        found.append((str(path), status.st_mtime_ns, status.st_size))
    return tuple(found)


def install(env: Any) -> None:
    """Give each component to the engine as a macro."""
    # Once, and not at each call: to see whether a file has changed takes longer than most calls.
    project = project_at(_root(env.conf))
    later = any(hasattr(hook, "on_page_content") for hook in getattr(env.conf, "hooks", {}).values())
    for name, component in COMPONENTS.items():
        env.macro(_macro(env, project, name, component.inline, later), name)


def _root(conf: Any) -> Path:
    """The project's folder: where the configuration lies."""
    path = conf["config_file_path"] if "config_file_path" in conf else None
    return Path(path).resolve().parent if path else Path.cwd()


def _macro(env: Any, project: Project, name: str, inline: bool, later: bool) -> Callable[..., str]:
    def macro(*arguments: str) -> str:
        path = place_of(env.page)
        html = _held.get(project.root, project).render(path, name, *arguments)
        return html if inline else f"\n\n{_set_aside(path, html) if later else html}\n\n"

    return macro


_blocks: dict[str, list[str]] = {}
BLOCK = re.compile(r'<div data-block="(\d+)"></div>')


def _set_aside(path: str, html: str) -> str:
    """A mark for a block that MkDocs' hook puts back: Markdown would read all of its HTML, twice, and change nothing."""
    kept = _blocks.setdefault(path, [])
    kept.append(html)
    return f'<div data-block="{len(kept) - 1}"></div>'


def begin_page(path: str) -> None:
    """Forget what was set aside of a page that is rendered again."""
    _blocks.pop(path, None)


def put_back(path: str, content: str) -> tuple[str, set[str]]:
    """A page's content with its blocks where their marks stand, and the ids that came with them."""
    kept = _blocks.pop(path, [])
    ids = {id for html in kept for id in re.findall(r' id="([^"]+)"', html)}
    return BLOCK.sub(lambda mark: kept[int(mark[1])] if int(mark[1]) < len(kept) else mark[0], content), ids


def place_of(page: Any) -> str:
    """The path of a page under `docs/`: MkDocs keeps it in its file, Zensical in the page itself."""
    path = getattr(getattr(page, "file", None), "src_uri", None) or page.path
    return str(path).replace("\\", "/")


def mkdocs(root: Path, *arguments: str, today: date | None = None, **environment: str) -> int:
    """Run MkDocs on a project; its exit status."""
    given = {TODAY: today.isoformat()} if today else {}
    quiet = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
    command = [sys.executable, "-m", "mkdocs", *arguments]
    return subprocess.run(command, cwd=root, env={**os.environ, **quiet, **given, **environment}, check=False).returncode
