"""The texts of a project's data files and pages, by their paths; and new texts into files, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from storysite.checks.autofix import Edit, apply, edits, plain_file
from storysite.core.diagnostics import Problem
from storysite.output.files import put
from storysite.source.data_files import files_under, read_text

ROUNDS = 20
"""How often a mended project is looked through again: a file that could not be read hides what is wrong further down."""


def texts_of(root: Path, docs: str = "docs") -> dict[str, str]:
    """Every data file and page that can be read; what cannot, the check has told of."""
    folder = root / docs
    found = {}
    for path in files_under(folder, root, ("yml", "md"), []):
        shown = path.relative_to(root).as_posix()
        inside = folder / "data" if path.is_relative_to(folder / "data") else folder
        text = read_text(path, shown, inside, [])
        if text is not None:
            found[shown] = text
    return found


def lines_of(root: Path, path: str) -> list[str]:
    """The lines of the file at a path under the root; none where it cannot be read as text."""
    file = root / path
    try:
        if not file.is_file() or file.stat().st_size > 2_000_000 or not file.resolve().is_relative_to(root.resolve()):
            return []
        return file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    except (OSError, UnicodeDecodeError):
        return []


def write_like(root: Path, path: str, text: str, like: str = "") -> None:
    """The same with the line ends, and the mark at its beginning, that the file, or the one at `like`, has so far."""
    model = root / (like or path)
    before = model.read_bytes() if model.is_file() else b""
    if b"\r\n" in before:
        text = text.replace("\n", "\r\n")
    write(root, path, ("\ufeff" if before.startswith(b"\xef\xbb\xbf") else "") + text)


def write(root: Path, path: str, text: str) -> None:
    """Put a text into the place of a file in one step; a link that leads out of the project is not followed."""
    file = root / path
    if not file.resolve().is_relative_to(root.resolve()):
        raise PermissionError(f"{path} is a link that leads out of the project")
    put(file, text.encode("utf-8"))


def mend(root: Path, find: Callable[[dict[str, str]], list[Problem]]) -> list[Edit]:
    """Write what has only one right answer into its files, until nothing is left; `find` says what is wrong now."""
    done: list[Edit] = []
    for path in texts_of(root):
        plain = plain_file(path, (root / path).read_bytes())
        if plain and plain[1]:
            write(root, path, plain[0])
            done += plain[1]
    for _ in range(ROUNDS):
        texts = texts_of(root)
        configuration = "\n".join(lines_of(root, "mkdocs.yml"))
        found = edits(find(texts), {**texts, **({"mkdocs.yml": configuration} if configuration else {})})
        if not found:
            break
        for path in sorted({edit.path for edit in found}):
            write(root, path, apply(texts.get(path, configuration), [edit for edit in found if edit.path == path]))
        done += found
    return done
