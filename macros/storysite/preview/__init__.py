"""The preview: the site on this machine, following every change.

Three parts: `changes` notices what was saved; `worker` runs the engine in a process of its own, which is started again
when code changes; `server` shows pages and what is wrong. A page is rendered when somebody asks for it, from what is in
order by then: so nothing can be stale, and an edit costs one page. Nothing is written but what a form saves.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path


def serve(root: Path, port: int, today: date | None, open_: bool = False) -> int:
    """Show the project until Ctrl-C, in a browser where `open_` says so; the exit status."""
    from storysite.preview.main import run  # not above: the worker imports this package too, and has to start fast

    return run(root, port, today, open_)
