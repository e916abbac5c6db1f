"""Data files to records, with the line and column of every value; all that is wrong in one go."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from pydantic import ValidationError

from storysite.core.diagnostics import Mark, Problem, choices, joined, nearest
from storysite.core.messages import Messages, english
from storysite.records import (
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
from storysite.source.data_files import as_text, files_under, read_text, unread
from storysite.source.record_texts import words_in
from storysite.source.validation_messages import problems_in
from storysite.source.yaml_reader import Tree
from storysite.source.yaml_text import Block, Path_

ID = re.compile(r"^ *(?:- )? *id: *[\"']?([\w.-]+)", re.MULTILINE)
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


@dataclass(frozen=True, slots=True)
class Draft:
    """A record that says `draft: true`, whole or not."""

    mark: Mark
    last: int
    """Its last line."""
    id: str = ""


@dataclass
class Reading:
    """What a folder of data files holds: the records that are whole, and all that is wrong."""

    types: RecordTypes
    """What may stand in which file."""
    messages: Messages = field(default_factory=english)
    """The language that the words of dates are in."""
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
    drafts: list[Draft] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    """Ids of records that could not be read: naming one of them is no second problem."""

    def add(self, other: Reading) -> None:
        """Take in what another holds."""
        self.entries += other.entries
        self.publisher = other.publisher or self.publisher
        self.former += other.former
        self.redirects += other.redirects
        self.copies += other.copies
        self.seen += other.seen
        self.problems += other.problems
        self.drafts += other.drafts
        self.broken |= other.broken


class FileReader(Protocol):
    """Reads a data file into a reading: how it is called in messages, the folder of all, and what its records are."""

    def __call__(self, path: Path, shown: str, folder: Path, subject: str, reading: Reading) -> None: ...


def read_data(
    root: Path,
    folder: Path,
    types: RecordTypes,
    messages: Messages | None = None,
    file_reader: FileReader | None = None,
) -> Reading:
    """Read every data file under `folder`, which may hold records of these types; paths are told from `root` on.

    The preview brings a reader that remembers.
    """
    read = file_reader or read_file
    reading = Reading(types, messages or english())
    reading.problems.extend(unread(root, folder))
    for path in files_under(folder, root, ("yml", "yaml"), reading.problems):
        name = path.relative_to(folder)
        subject = name.parts[0].removesuffix(path.suffix)
        if subject not in OTHERS:
            read(path, path.relative_to(root).as_posix(), folder, subject, reading)
    if not (folder / "publisher.yml").exists():
        shown = (folder / "publisher.yml").relative_to(root).as_posix()
        hint = "add it: it says who publishes the site, and how they stand to its subject"
        reading.problems.append(Problem(shown, 1, 1, "no-publisher", "the file is missing", hint))
    return reading


def _name_hint(path: Path, subject: str, known: list[str]) -> str:
    """What a file of data may be called."""
    near = (
        f"call it '{path.stem}.yml'"
        if subject in known and path.suffix != ".yml"
        else nearest(f"{subject}.yml", (f"{word}.yml" for word in known))
    )
    names = choices((f"{word}.yml" for word in known), 20)
    return joined(f"data files are called {names}, or lie in a folder of such a name", near)


def read_file(path: Path, shown: str, folder: Path, subject: str, reading: Reading) -> None:
    """Read one data file; what is wrong in it is added to the reading's problems."""
    known = [*reading.types, *KEPT, "publisher"]
    in_folder = path.parent != folder
    if subject not in known or path.suffix != ".yml" or (subject not in reading.types and in_folder):
        name = path.relative_to(folder).as_posix()
        hint = _name_hint(path, subject, known)
        reading.problems.append(Problem(shown, 1, 1, "unknown-file", f"'{name}' is no data file", hint))
        return
    before = len(reading.problems)
    text = read_text(path, shown, folder, reading.problems)
    blocks: list[Block | None] = []
    if text is not None:
        model = reading.types[subject][1] if subject in reading.types else KEPT.get(subject, Publisher)
        tree = Tree(shown, text, reading.problems, switches=("draft",), texts=words_in(model))
        blocks = list(tree.records()) if subject != "publisher" else [tree.keys()]
    elif path.is_file() and not path.is_symlink():
        text = as_text(path.read_bytes())
    reading.drafts += _drafts(blocks, subject in reading.types, text or "")
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


def _drafts(blocks: list[Block | None], may_be: bool, text: str) -> Iterator[Draft]:
    """Which records of a file are drafts."""
    ends = [block.mark.line - 1 for block in blocks[1:] if block] + [text.count("\n") + 1]
    for block, last in zip(blocks, ends, strict=False):
        if may_be and block and isinstance(block.data, dict) and block.data.get("draft") == "true":
            yield Draft(block.mark, last, str(block.data.get("id", "")))


def _validated(kind: str, model: type[R], block: Block, reading: Reading) -> Iterator[Placed[R]]:
    """The record, or nothing where something in it is wrong (already told or told now)."""
    try:
        record = model.model_validate(block.data, context={"messages": reading.messages})
    except ValidationError as error:
        reading.problems += problems_in(block, model, error.errors(include_url=False))
    else:
        if not block.told:
            yield Placed(kind, record, block.mark, block.marks)
            return
    given = block.data.get("id")
    if isinstance(given, str) and block.data.get("draft") != "true":
        reading.broken.add(given)
