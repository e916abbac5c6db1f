"""Data files to records, with the line and column of every value; all that is wrong in one go."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import ValidationError

from storysite.core.diagnostics import Mark, Problem, choices, joined, nearest
from storysite.records import (
    IMAGE_ENDINGS,
    IMAGE_FOLDER,
    KEPT,
    Copy,
    Former,
    Named,
    Publisher,
    Record,
    RecordTypes,
    Redirect,
    Seen,
)
from storysite.source.record_texts import words_in
from storysite.source.validation_messages import problems_in
from storysite.source.yaml_reader import Block, Path_, Tree

MOST_BYTES = 2_000_000
"""A data file of more than 2 MB is a mistake: split it."""

CONFLICT = re.compile(r"^(<{7}|>{7})( .*)?$", re.MULTILINE)
ID = re.compile(r"^ *(?:- )? *id: *[\"']?([\w.-]+)", re.MULTILINE)
FILE_LINK = ("the file is a link that leads out of the folder", "put the file itself here")
FOLDER_LINK = ("the folder is a link to another place", "put the files themselves here")
OTHERS = {"releases", "schema"}
"""What else lies in the folder of data, and is read elsewhere."""


R = TypeVar("R", bound=Record)
R_co = TypeVar("R_co", bound=Record, covariant=True)


@dataclass(frozen=True)
class Placed(Generic[R_co]):
    """A record with its kind and the places of its values."""

    kind: str
    record: R_co
    mark: Mark
    marks: dict[Path_, Mark] = field(repr=False, compare=False)

    def of(self, model: type[R]) -> R:
        """The record, which is known to be of this type."""
        assert isinstance(self.record, model), f"{self.mark.path}:{self.mark.line} holds a {self.kind}"
        return self.record

    def at(self, *path: str | int) -> Mark:
        """The place of the value at `path`, or of the nearest value around it."""
        while path and path not in self.marks:
            path = path[:-1]
        return self.marks.get(path, self.mark)


Entry = Placed[Named]
"""A record that has an address of its own."""


@dataclass
class Reading:
    """What a folder of data files holds: the records that are whole, and all that is wrong."""

    types: RecordTypes
    """What may stand in which file."""
    entries: list[Entry] = field(default_factory=list)
    publisher: Placed[Publisher] | None = None
    former: list[Placed[Former]] = field(default_factory=list)
    """What became of published ids."""
    redirects: list[Placed[Redirect]] = field(default_factory=list)
    """Where published pages and files went."""
    copies: list[Placed[Copy]] = field(default_factory=list)
    """Offline editions that are kept."""
    seen: list[Placed[Seen]] = field(default_factory=list)
    """What sources answer."""
    problems: list[Problem] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    """Ids of records that could not be read: naming one of them is no second problem."""


def read_data(root: Path, folder: Path, types: RecordTypes) -> Reading:
    """Read every data file under `folder`, which may hold records of these types; paths are told from `root` on."""
    reading = Reading(types)
    reading.problems.extend(_unread(root, folder))
    for path in files_under(folder, root, ("yml", "yaml"), reading.problems):
        name = path.relative_to(folder)
        subject = name.parts[0].removesuffix(path.suffix)
        if subject not in OTHERS:
            _read_file(path, path.relative_to(root).as_posix(), folder, subject, reading)
    if not (folder / "publisher.yml").exists():
        shown = (folder / "publisher.yml").relative_to(root).as_posix()
        hint = "add it: it says who publishes the site, and how they stand to its subject"
        reading.problems.append(Problem(shown, 1, 1, "no-publisher", "the file is missing", hint))
    return reading


OF_TOOLS = re.compile(r"\.(DS_Store|git\w+|directory|editorconfig)|\.#.*|\.~.*|\..+\.(sw[a-z]|kate-swp)")
"""Hidden files that editors and systems leave of themselves: nobody means them to be read."""


def _unread(root: Path, folder: Path) -> Iterator[Problem]:
    """What lies among the data and is read by nobody; what looks like a data file is told as what it was meant to be."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in name.parts)
        if not path.is_file() or OF_TOOLS.fullmatch(path.name) or (path.suffix in {".yml", ".yaml"} and not hidden):
            continue
        if name.as_posix() == "published.txt" or (name.parts[0] == "schema" and path.suffix == ".json"):
            continue
        if name.parts[0] == IMAGE_FOLDER and path.suffix[1:].lower() in IMAGE_ENDINGS:
            continue  # a picture: its record names it
        mark, message = Mark(path.relative_to(root).as_posix()), f"nobody reads '{name.as_posix()}'"
        if stem := re.match(r"(.*?)\.ya?ml", path.name, re.IGNORECASE):
            better = "/".join(part.lstrip(".") for part in (*name.parts[:-1], f"{stem[1]}.yml"))
            rule = "data files and their folders begin with no dot" if hidden else "data files end in .yml"
            level = "warning" if hidden else "error"
            yield Problem.at(mark, "unread-file", message, f"{rule}: call it '{better}', or delete it", level)
        else:
            hint = "records are read from files that end in .yml; keep what is no data in another folder"
            yield Problem.at(mark, "unread-file", message, hint, "warning")


def is_file(path: Path) -> bool:
    """Whether there is a file at a path that somebody wrote, however long or strange it is."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def files_under(folder: Path, root: Path, endings: tuple[str, ...], problems: list[Problem]) -> list[Path]:
    """The files under a folder with these endings, by name; what is hidden is passed over, a linked folder told."""
    found = []
    for path in sorted(folder.rglob("*")):
        if any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        if path.is_symlink() and path.is_dir():
            shown = path.relative_to(root).as_posix()
            problems.append(Problem(shown, 1, 1, "outside", *FOLDER_LINK))
        elif path.name.endswith(tuple(f".{ending}" for ending in endings)):
            if path.is_symlink() and path.is_file() and path.resolve().is_relative_to(folder.resolve()):
                shown, target = (
                    path.relative_to(root).as_posix(),
                    path.resolve().relative_to(folder.resolve()).as_posix(),
                )
                problems.append(
                    Problem(
                        shown,
                        1,
                        1,
                        "linked-file",
                        f"the file is a link to {target}, which is read already",
                        "delete the link",
                    )
                )
            else:
                found.append(path)
    return found


def read_text(path: Path, shown: str, inside: Path, problems: list[Problem], most: int = MOST_BYTES) -> str | None:
    """The text of a file with plain line ends, or nothing and a problem that says why."""

    def refuse(code: str, message: str, hint: str, line: int = 1) -> str | None:
        problems.append(Problem(shown, line, 1, code, message, hint))
        return None

    try:
        if not path.resolve().is_relative_to(inside.resolve()):
            return refuse("outside", *FILE_LINK)
        if path.exists() and not (path.is_file() or path.is_dir()):
            return refuse("unreadable", "this is no file", "restore it, or delete it")
        if path.stat().st_size > most:
            return refuse(
                "too-large",
                f"the file has more than {most / 1_000_000:g} MB",
                "split it into several files in a folder of the same name",
            )
        raw = path.read_bytes()
    except OSError as error:
        return refuse(
            "unreadable",
            f"the file cannot be read: {os.strerror(error.errno or 0).lower()}",
            "restore it, or delete it",
        )
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        wide = _is_wide(raw)
        line = 1 if wide else raw[: error.start].count(b"\n") + 1
        return refuse(
            "encoding",
            "the file is saved as UTF-16" if wide else f"byte {error.start + 1} of the file is not UTF-8",
            "save the file with the encoding UTF-8",
            line,
        )
    if conflict := CONFLICT.search(text):
        line = text.count("\n", 0, conflict.start()) + 1
        return refuse(
            "conflict",
            "a merge conflict was left in",
            "keep one of the two versions and delete the lines <<<<<<<, ======= and >>>>>>>",
            line,
        )
    return text


def _is_wide(raw: bytes) -> bool:
    """Whether a file is saved as UTF-16: it begins with its mark, or every second byte is nought."""
    head = raw[:200]
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or head.count(0) > len(head) // 3


def as_text(raw: bytes) -> str:
    """What can be read of a file that is not UTF-8: enough to know the ids in it."""
    if not _is_wide(raw):
        return raw.decode(errors="replace")
    return raw.decode("utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-16-le", errors="replace")


def _read_file(path: Path, shown: str, folder: Path, subject: str, reading: Reading) -> None:
    known = [*reading.types, *KEPT, "publisher"]
    in_folder = path.parent != folder
    if subject not in known or path.suffix != ".yml" or (subject not in reading.types and in_folder):
        name = path.relative_to(folder).as_posix()
        near = (
            f"call it '{path.stem}.yml'"
            if subject in known and path.suffix != ".yml"
            else nearest(f"{subject}.yml", (f"{word}.yml" for word in known))
        )
        hint = joined(
            f"data files are called {choices((f'{word}.yml' for word in known), 20)}, or lie in a folder of such a name",
            near,
        )
        reading.problems.append(Problem(shown, 1, 1, "unknown-file", f"'{name}' is no data file", hint))
        return
    before = len(reading.problems)
    text = read_text(path, shown, folder, reading.problems)
    blocks: list[Block | None] = []
    if text is not None:
        model = reading.types[subject][1] if subject in reading.types else KEPT.get(subject, Publisher)
        tree = Tree(shown, text, reading.problems, texts=words_in(model))
        blocks = list(tree.records()) if subject != "publisher" else [tree.keys()]
    elif path.is_file() and not path.is_symlink():
        text = as_text(path.read_bytes())
    if not blocks and len(reading.problems) > before:
        reading.broken.update(ID.findall(text or ""))
    for block in blocks:
        if block is None:
            if len(reading.problems) == before:
                reading.problems.append(
                    Problem(
                        shown,
                        1,
                        1,
                        "not-keys",
                        "the file holds no keys",
                        "write one 'key: value' a line, such as 'title: …', with no hyphen before it",
                    )
                )
        elif subject == "publisher":
            reading.publisher = next(_validated(subject, Publisher, block, reading), None)
        elif subject == "former":
            reading.former += _validated(subject, Former, block, reading)
        elif subject == "redirects":
            reading.redirects += _validated(subject, Redirect, block, reading)
        elif subject == "copies":
            reading.copies += _validated(subject, Copy, block, reading)
        elif subject == "seen":
            reading.seen += _validated(subject, Seen, block, reading)
        else:
            reading.entries += _validated(*reading.types[subject], block, reading)


def _validated(kind: str, model: type[R], block: Block, reading: Reading) -> Iterator[Placed[R]]:
    """The record, or nothing where something in it is wrong (already told or told now)."""
    try:
        record = model.model_validate(block.data)
    except ValidationError as error:
        reading.problems += problems_in(block, model, error.errors(include_url=False))
    else:
        if not block.told:
            yield Placed(kind, record, block.mark, block.marks)
            return
    given = block.data.get("id")
    if isinstance(given, str):
        reading.broken.add(given)


__all__ = ["Entry", "Path_", "Placed", "Reading", "files_under", "is_file", "read_data", "read_text"]
