"""The whole offline edition, built and in_folder for `offline`: nothing is left out of it."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from storysite.bootstrap.installation import COMMAND
from storysite.bootstrap.provenance import Origin
from storysite.core.diagnostics import Problem
from storysite.deploy.build import build
from storysite.deploy.offline import edition, folder_of, in_folder
from storysite.engines import adapters
from storysite.output import manifest
from storysite.output.files import put
from storysite.project import Project

COPIES = "docs/data/copies.yml"
HEAD = """# yaml-language-server: $schema=schema/copies.schema.json
# The offline edition of each release, kept beside the site; `{command} offline --keep ADDRESS` adds the lines.
"""
ENTRY = """
- release: {release}
  address: {address}
  sha256: {digest}
  bytes: {size}
"""


def write_offline(
    root: Path, out: Path, today: date, origin: Origin | None = None, keep: str = ""
) -> tuple[list[Problem], int]:
    """Build the site and pack its offline edition; what is wrong, or how many pages there are.

    `keep` is the address at which the file will be kept, as the copy of the last release; `{release}` in it is its name.
    """
    if keep and (problem := _no_copy(adapters.project_at(root, today))):
        return [problem], 0
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        if problems := build(root, site, today, origin):
            return problems, 0
        project = adapters.project_at(root, today)
        files = edition(site, project, manifest.read_manifest(site))
    put(out, in_folder(files, folder_of(project.library.publisher.title)))
    if keep:
        name = project.library.past.releases[-1].name
        _write_entry(root / COPIES, name, keep.replace("{release}", name), out.read_bytes())
    return [], sum(file.endswith(".html") for file in files)


def _no_copy(project: Project) -> Problem | None:
    """Why the site as it stands is no copy of its last release."""
    past = project.library.past
    if not past.releases:
        why, hint = "nothing was released yet", f"release first: {COMMAND} release"
    elif past.releases[-1].name in past.copies:
        why, hint = "a copy of the last release is kept already", f"see {COPIES}"
    elif project.addresses.pending:
        why, hint = "the records have changed since the last release", "check out the commit of the release"
    else:
        return None
    return Problem(COPIES, 1, 1, "no-copy", f"no copy of a release can be made here: {why}", hint)


def _write_entry(path: Path, release: str, address: str, content: bytes) -> None:
    """Add a copy to those that are kept."""
    text = path.read_text(encoding="utf-8") if path.exists() else HEAD.format(command=COMMAND)
    entry = ENTRY.format(release=release, address=address, digest=manifest.digest(content), size=len(content))
    path.write_text(f"{text.rstrip()}\n{entry}", encoding="utf-8", newline="\n")
