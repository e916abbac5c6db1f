"""The address at which a git host lets a reader change a file in the browser."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

BRANCH = "main"
EDITORS = {"gitlab": "-/edit", "codeberg": "_edit", "gitea": "_edit", "forgejo": "_edit"}
"""The word for the editor in a host's addresses, by a part of the host's name."""


def editor_address(repository: str | None, path: str, line: int | None = None) -> str | None:
    """The web editor for a file, at a line; nothing where no repository is named."""
    if not repository:
        return None
    host = urlsplit(repository).hostname or ""
    editor = next((word for name, word in EDITORS.items() if name in host), "edit")
    address = f"{repository.rstrip('/').removesuffix('.git')}/{editor}/{BRANCH}/{quote(path)}"
    return f"{address}#L{line}" if line else address


PROPOSED = ("source", "event", "value", "cell", "term", "question")
"""The kinds that have a form at the git host: what a reader who knows something would add or correct."""


def proposal_address(repository: str | None) -> str:
    """Where the git host opens a form for an issue with the fields that an address names; empty where it has none such."""
    if not repository or "github" not in (urlsplit(repository).hostname or "") or not repository.startswith("https://"):
        return ""
    return f"{repository.rstrip('/').removesuffix('.git')}/issues/new"
