"""SVG drawn as PNG, on each core at once: the library that draws lets no other thread of its process work meanwhile."""

from __future__ import annotations

import os
import pickle
import re
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from queue import SimpleQueue
from threading import Condition

import resvg_py

from storysite.output.build_cache import kept

PAINTER = Path(__file__).with_name("png_worker.py")
FONTS = Path(__file__).parent / "fonts"
MOST_PAINTERS = 8
AT_ONCE = 28_000_000
"""How many px all painters together may have in hand: each takes 8 bytes until its PNG is made."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG, and the fonts for its words: all names of files under `fonts/`, of one family."""

    svg: str
    fonts: tuple[str, ...]
    family: str
    zoom: float = 1.0

    @property
    def px(self) -> float:
        """How many its PNG has."""
        width, height = size(self.svg)
        return width * height * self.zoom**2

    @property
    def made_from(self) -> bytes:
        """All that its PNG depends on."""
        return f"{resvg_py.__version__} {self.zoom} {_digest(self.fonts)} {self.svg}".encode()


def size(svg: str) -> tuple[float, float]:
    """The width and height that an SVG gives itself."""
    width, height = (
        float(match[1]) for name in ("width", "height") if (match := re.search(rf'<svg [^>]*\b{name}="([\d.]+)"', svg))
    )
    return width, height


@lru_cache(maxsize=4)
def _digest(fonts: tuple[str, ...]) -> str:
    return sha256(b"".join((FONTS / name).read_bytes() for name in fonts)).hexdigest()


def drawn(root: Path, kind: str, drawings: Iterable[Drawing]) -> Iterator[bytes]:
    """Each as PNG, in their order, from the project's cache where it is there already."""
    painters = [Painter() for _ in range(min(os.cpu_count() or 1, MOST_PAINTERS))]
    free: SimpleQueue[Painter] = SimpleQueue()
    for painter in painters:
        free.put(painter)
    room = Room(AT_ONCE)

    def paint(drawing: Drawing) -> bytes:
        def png() -> bytes:
            with room.taken(drawing.px):
                painter = free.get()
                try:
                    return painter.png(drawing)
                finally:
                    free.put(painter)

        return kept(root, kind, drawing.made_from, png)

    # Few are begun ahead: thousands would wait in memory, and somebody for them where a build ends early.
    begun: deque[Future[bytes]] = deque()
    try:
        with ThreadPoolExecutor(len(painters)) as pool:
            for drawing in drawings:
                begun.append(pool.submit(paint, drawing))
                if len(begun) > 2 * len(painters):
                    yield begun.popleft().result()
            while begun:
                yield begun.popleft().result()
    finally:
        for painter in painters:
            painter.close()


class Room:
    """So much that several share: who asks for more than is left waits, and what is larger than all has it alone."""

    def __init__(self, whole: float) -> None:
        self._whole = self._left = whole
        self._changed = Condition()

    @contextmanager
    def taken(self, wanted: float) -> Iterator[None]:
        wanted = min(wanted, self._whole)
        with self._changed:
            self._changed.wait_for(lambda: self._left >= wanted)
            self._left -= wanted
        try:
            yield
        finally:
            with self._changed:
                self._left += wanted
                self._changed.notify_all()


class Painter:
    """A process that draws, from the first drawing on; it ends with its input, and so with whoever started it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def png(self, drawing: Drawing) -> bytes:
        if self._process is None:
            # Not by its module's name: that would read the whole generator first. And not beside its neighbours' names.
            command = [sys.executable, "-P", str(PAINTER)]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdin and self._process.stdout
        files = [str(FONTS / name) for name in drawing.fonts]
        given = {
            "svg_string": drawing.svg,
            "skip_system_fonts": True,
            "font_files": files,
            "font_family": drawing.family,
            "sans_serif_family": drawing.family,
            "zoom": drawing.zoom,
        }
        try:
            pickle.dump(given, self._process.stdin)
            self._process.stdin.flush()
            return bytes(pickle.load(self._process.stdout))
        except (BrokenPipeError, EOFError):
            raise ChildProcessError("a drawing ended the process that draws; what it said is printed above") from None

    def close(self) -> None:
        if self._process is not None:
            self._process.communicate()
