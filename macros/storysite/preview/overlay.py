"""The list of problems in the browser: over the last good page, or alone where there is none yet."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from html import escape

from storysite.bootstrap.installation import COMMAND
from storysite.core.diagnostics import Problem, summary

OWN = "/-preview/"
"""Where the preview's own script, style and stream are served."""

MOST = 50
"""As many problems are listed in the browser."""

ALONE = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>{title}</title>
    <link rel="stylesheet" href="{own}client.css">
  </head>
  <body class="preview-alone">
  </body>
</html>
"""


def panel(problems: Sequence[Problem], details: str) -> str:
    """The problems as HTML, open where one of them stops a build; nothing where there is none."""
    if not problems:
        return ""
    stops = any(problem.level == "error" for problem in problems)
    words = ": the last good page is shown until this is mended" if stops else ""
    # Errors first: they keep the page from being shown as it is now.
    listed = sorted(set(problems), key=lambda problem: (problem.level, problem))
    items = "".join(_item(problem) for problem in listed[:MOST])
    if len(listed) > MOST:
        items += f"<li>and {len(listed) - MOST} more; <code>{COMMAND} check</code> lists them all</li>"
    more = f"<details><summary>Where it happened</summary><pre>{escape(details)}</pre></details>" if details else ""
    return f"<details{' open' if stops else ''}><summary>{summary(problems)}{words}</summary><ol>{items}</ol>{more}</details>"


def _item(problem: Problem) -> str:
    hint = f"<br>{escape(problem.hint)}" if problem.hint else ""
    return f"<li><code>{escape(f'{problem.path}:{problem.line}:{problem.column}')}</code> {escape(problem.message)}{hint}</li>"


def alone(problems: Sequence[Problem], details: str) -> bytes:
    """A page for the problems where no page could be made yet."""
    return ALONE.format(title=summary(problems), own=OWN).encode()


def digest(inner: str) -> str:
    """Tells one list of problems from another."""
    return sha256(inner.encode()).hexdigest()[:16] if inner else ""


def add(html: bytes, version: str, inner: str) -> bytes:
    """A page with the list of problems and the script that follows changes."""
    added = (
        f'<link rel="stylesheet" href="{OWN}client.css">'
        f'<aside id="preview-problems" role="alert"{"" if inner else " hidden"}>{inner}</aside>'
        f'<script src="{OWN}client.js" data-version="{escape(version)}" data-panel="{digest(inner)}" data-events="{OWN}events"></script>'
        f'<script src="{OWN}edit.js" data-own="{OWN}" defer></script>'
    ).encode()
    before, body, after = html.rpartition(b"</body>")
    return before + added + body + after if body else html + added
