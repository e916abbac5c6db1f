"""Renames: an id, a part, a heading, a page or a section gets another name, in all places in one go.

What was published goes on answering: an old id leads on by `former.yml`, an old address by `redirects.yml`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from storysite.checks.autofix import apply
from storysite.checks.read_project import read_project
from storysite.core.diagnostics import Problem, counted, joined, nearest
from storysite.editing import files
from storysite.editing.proposal import Proposal, new_problems, tried
from storysite.editing.rename_ids import IdRenaming
from storysite.editing.rename_pages import PageRenaming
from storysite.editing.renaming import FORMER, REDIRECTS, Change, Refused
from storysite.ledger.snapshots import place_address
from storysite.project import Project
from storysite.source.mkdocs_config import navigation_places
from storysite.source.mkdocs_nodes import FILE


@dataclass(frozen=True)
class Renamed:
    """What was done, or what is wrong; nothing is written then."""

    said: str = ""
    problems: tuple[Problem, ...] = ()


def rename(root: Path, today: date, old: str, new: str) -> Renamed:
    """Give something another name in all places, where the check finds nothing wrong with it."""
    project, texts = read_project(root, today), files.texts_of(root)
    texts[FILE] = "\n".join(files.lines_of(root, FILE))
    if project.errors:
        return Renamed(problems=(*project.errors, _no("mend these first: a rename must see all that names it")))
    try:
        change = _Renaming(root, project, texts).change(old.strip(), new.strip())
    except Refused as refused:
        return Renamed(problems=(_no(str(refused)),))
    return carry_out(root, project, texts, change, f"{old} is now {new}.")


def _no(message: str) -> Problem:
    return Problem("", 0, 0, "rename", message)


def carry_out(root: Path, project: Project, texts: Mapping[str, str], change: Change, said: str) -> Renamed:
    """Try a change on a copy; write it and tell of it where nothing is wrong with it."""
    paths = {edit.path for edit in change.edits} | change.moves.keys()
    after = {
        change.moves.get(path, path): apply(texts.get(path, ""), {edit for edit in change.edits if edit.path == path})
        for path in sorted(paths)
    }
    gone = {path for path, text in after.items() if path.startswith("docs/data/") and not _has_records(text)}
    kept = {path: text for path, text in after.items() if path not in gone or path in (FORMER, REDIRECTS)}
    removed = frozenset((change.moves.keys() - kept.keys()) | (gone & texts.keys() - kept.keys()))
    proposal = Proposal(kept, removed, {new: old for old, new in change.moves.items()})
    trial = tried(root, project, proposal)
    if wrong := new_problems(project, trial):
        return Renamed(problems=wrong)
    proposal.write(root)
    return Renamed(_report(root, project, texts, change, proposal, trial, said))


def _has_records(text: str) -> bool:
    return any(line.strip() and not line.startswith("#") for line in text.split("\n"))


def _report(
    root: Path,
    project: Project,
    texts: Mapping[str, str],
    change: Change,
    proposal: Proposal,
    after: Project,
    said: str,
) -> str:
    lines = [said, *change.said]
    places = Counter(edit.path for edit in set(change.edits))
    for path in proposal.texts:
        old = proposal.moved.get(path, path)
        what = f"moved from {old}" if path in proposal.moved else "new file" if path not in texts else ""
        count = counted(places[old], "place") if places[old] else ""
        lines.append(f"  {path}: {', '.join(part for part in (what, count) if part)}")
    lines += [f"  {path}: deleted, it held nothing else" for path in sorted(proposal.removed - change.moves.keys())]
    lines.append(
        f"{counted(len(after.library.entries), 'record')} and {counted(len(after.pages), 'page')} are in order. "
        "Nothing is staged: look at it with git diff."
    )
    return "\n".join(lines) + "\n"


@dataclass
class _Renaming(IdRenaming, PageRenaming):
    def change(self, old: str, new: str) -> Change:
        """The change for whatever the old name is: a page, a folder of pages, a heading, a section or an id."""
        pages = {place_address(path): path for path in self.project.pages}
        page, hash_, heading = old.removeprefix("docs/").partition("#")
        path = page if page in self.project.pages else pages.get(page, "")
        if hash_:
            if not path:
                raise Refused(joined(f"there is no page '{page}'", nearest(page, [*self.project.pages, *pages])))
            return self._heading(path, heading, new.partition("#")[2] or new)
        if path:
            return self._pages({path: self._page_path(new, path)})
        folder = page.strip("/")
        inside = [path for path in self.project.pages if path.startswith(f"{folder}/")]
        if inside and "/" in page:
            target = new.removeprefix("docs/").strip("/")
            return self._pages({path: f"{target}{path.removeprefix(folder)}" for path in inside})
        if old in self.project.library.items:
            return self._id(self.project.library.items[old], new)
        _, titles = navigation_places(self.root)
        found = [node for node in titles if node.value == old]
        if len(found) == 1:
            return self._title(found[0].start_mark.index, found[0].end_mark.index, new)
        known = [*self.project.library.items, *self.project.pages, *(node.value for node in titles)]
        raise Refused(joined(f"there is no '{old}'", nearest(old, known)))

    def _page_path(self, new: str, old: str) -> str:
        """The path that a new name of a page means: a file, or an address."""
        if not new.startswith("/"):
            return new.removeprefix("docs/")
        stem = new.strip("/")
        return f"{stem}/index.md" if old.endswith("/index.md") else f"{stem}.md"


__all__ = ["Change", "Refused", "Renamed", "carry_out", "rename"]
