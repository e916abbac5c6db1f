"""Reading again costs only what has changed: pages and data that are as before are remembered.

`read_project` reads everything, which at 600 pages takes most of a second; the preview's worker hands it readers that
remember.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from storysite.checks.read_project import Readers
from storysite.core.diagnostics import Problem
from storysite.core.messages import Messages
from storysite.preview.file_stats import Stamp, stamps
from storysite.records import RecordTypes
from storysite.source.page import MOST_BYTES, Page
from storysite.source.record_reader import Reading, read_file


def remembering() -> Readers:
    """Readers that remember what they read last."""
    plain = Readers()
    return Readers(_Texts(plain.text), _Pages(plain.page), _Data(plain.data), _Libraries(plain.library), drafts=True)


class _Texts:
    """The last text of each page, good for as long as its file has the same stamp."""

    def __init__(self, read: Any):
        self.read = read
        self.known: dict[Path, tuple[dict[str, Stamp], str | None, list[Problem]]] = {}

    def __call__(
        self, path: Path, shown: str, inside: Path, problems: list[Problem], most: int = MOST_BYTES
    ) -> str | None:
        stamp = stamps(path.parent, [path.name])
        if path not in self.known or self.known[path][0] != stamp:
            found: list[Problem] = []
            self.known[path] = (stamp, self.read(path, shown, inside, found, most), found)
        _, text, told = self.known[path]
        problems.extend(told)
        return text


class _Pages:
    """The last reading of each page, good for as long as its text is the same."""

    def __init__(self, read: Any):
        self.read = read
        self.known: dict[str, tuple[str, Page, list[Problem]]] = {}

    def __call__(self, path: str, shown: str, text: str, problems: list[Problem]) -> Page:
        if path not in self.known or self.known[path][0] != text:
            found: list[Problem] = []
            self.known[path] = (text, self.read(path, shown, text, found), found)
        _, page, told = self.known[path]
        problems.extend(told)
        return page


class _Files:
    """What each data file holds, good for as long as it has the same stamp."""

    def __init__(self) -> None:
        self.known: dict[Path, tuple[dict[str, Stamp], Reading]] = {}

    def __call__(self, path: Path, shown: str, folder: Path, subject: str, reading: Reading) -> None:
        stamp = stamps(path.parent, [path.name])
        if path not in self.known or self.known[path][0] != stamp:
            own = Reading(reading.types, reading.messages)
            read_file(path, shown, folder, subject, own)
            self.known[path] = (stamp, own)
        reading.add(self.known[path][1])


class _Data:
    """The last reading of the data, good for as long as no data file has changed; then only what has is read."""

    def __init__(self, read: Any):
        self.read = read
        self.known: dict[str, Stamp] = {}
        self.reading: Reading | None = None
        self.files = _Files()

    def __call__(self, root: Path, folder: Path, types: RecordTypes, messages: Messages) -> Reading:
        found = stamps(folder.parent, [folder.name])
        last = self.reading
        if last is None or types != last.types or messages.texts != last.messages.texts:
            self.files, last = _Files(), None
        if last is None or found != self.known:
            self.known, self.reading = found, self.read(root, folder, types, messages, self.files)
        assert self.reading
        return self.reading


class _Libraries:
    """The library of the last reading, good for as long as the reading and the day are the same."""

    def __init__(self, build: Any):
        self.build = build
        self.reading: Reading | None = None
        self.today: date | None = None
        self.built: Any = None

    def __call__(self, reading: Reading, today: date) -> Any:
        if reading is not self.reading or today != self.today:
            self.reading, self.today, self.built = reading, today, self.build(reading, today)
        return self.built
