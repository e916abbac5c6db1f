"""Notices that files were saved, and says which."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

from watchdog.events import (
    EVENT_TYPE_CLOSED,
    EVENT_TYPE_CREATED,
    EVENT_TYPE_DELETED,
    EVENT_TYPE_MODIFIED,
    EVENT_TYPE_MOVED,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import ObservedWatch

from storysite.preview.file_stats import stamps

FOLDERS = ("docs", "macros", "overrides", "components", "messages")
WATCHED = ("mkdocs.yml", *FOLDERS)
THEME = "macros/storysite/theme/"
"""Templates, styles and scripts: of what lies in `macros/` they alone are no code."""
QUIET, LONGEST = 0.02, 0.5
"""Seconds without an event before the files are looked at, and how long events may put that off."""
NATIVE, POLLING = 1.0, 0.25
"""Seconds between two looks where no event comes: some file systems have none, or lose some."""
TOLD = {EVENT_TYPE_CLOSED, EVENT_TYPE_CREATED, EVENT_TYPE_DELETED, EVENT_TYPE_MODIFIED, EVENT_TYPE_MOVED}
"""Kinds of event that follow a write; opening a file to read it has others."""


class Changes(FileSystemEventHandler):
    """What changed since the last look. Events only wake it up; what it says comes from the files themselves.

    Editors save in many ways (rename, delete and write, a file beside): the state of the files afterwards is the same.
    """

    def __init__(self, root: Path):
        self.root = root
        self.woken = threading.Event()
        self.observer = Observer()
        self.watches: dict[str, tuple[ObservedWatch, tuple[int, int]]] = {}
        self.interval = NATIVE
        try:
            self.observer.start()
        except (OSError, RuntimeError):
            self.interval = POLLING
        self._watch()
        self.seen = stamps(root, WATCHED)

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in TOLD:
            self.woken.set()

    def wait(self, most: float | None = None) -> tuple[set[str], set[str]] | None:
        """The paths with new contents, and those that came or went; nothing if `most` seconds pass without any."""
        end = time.monotonic() + most if most is not None else None
        while end is None or time.monotonic() < end:
            rest = end - time.monotonic() if end else self.interval
            if self.woken.wait(min(self.interval, max(rest, 0))):
                self._calm()
            self._watch()
            found = stamps(self.root, WATCHED)
            seen, self.seen = self.seen, found
            if found != seen:
                moved = found.keys() ^ seen.keys()
                return {path for path in found.keys() & seen.keys() if found[path] != seen[path]}, set(moved)
        return None

    def _calm(self) -> None:
        end = time.monotonic() + LONGEST
        while self.woken.is_set() and time.monotonic() < end:
            self.woken.clear()
            self.woken.wait(QUIET)

    def _watch(self) -> None:
        """Watch the folders that are there, those that were made anew too."""
        if self.interval == POLLING:
            return
        for name in ("", *FOLDERS):
            folder = self.root / name
            try:
                status = os.stat(folder)
                identity = (status.st_dev, status.st_ino)
            except OSError:
                identity = None
            known = self.watches.get(name)
            if known and known[1] == identity:
                continue
            if known:
                del self.watches[name]
                self.observer.unschedule(known[0])
            if identity:
                try:
                    watch = self.observer.schedule(self, str(folder), recursive=bool(name))
                except FileNotFoundError:  # gone again: the next look will tell
                    continue
                except (OSError, RuntimeError):  # the system has no more watches to give
                    self.interval = POLLING
                    return
                self.watches[name] = (watch, identity)

    def close(self) -> None:
        if self.observer.is_alive():
            self.observer.stop()
            self.observer.join()
