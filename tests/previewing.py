"""A preview in a process of its own for tests, and edits as editors make them."""

from __future__ import annotations

import http.client
import re
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from tests.projects import second
from tests.waiting import PATIENCE, until

Found = TypeVar("Found")
SERVE = [
    sys.executable,
    "-c",
    "import sys; import macros; from storysite.cli.commands import main; sys.exit(main(sys.argv[1:]))",
    "serve",
]


class Preview:
    """A server in a process of its own, and what it said."""

    def __init__(self, root: Path, *arguments: str):
        self.root = root
        command = [*SERVE, "--port", "0", "--today", "2026-01-31", *arguments]
        self.process = subprocess.Popen(
            command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
        )
        self.said: list[str] = []
        threading.Thread(target=self._listen, daemon=True).start()
        self.address = self.until(lambda: re.search(r"The site is at (\S+)", self.log))[1]

    def _listen(self) -> None:
        assert self.process.stdout
        self.said.extend(self.process.stdout)

    @property
    def log(self) -> str:
        return "".join(self.said)

    def until(self, look: Callable[[], Found]) -> Found:
        """What `look` finds, as soon as it finds something."""

        def look_while_it_runs() -> Found:
            found = look()
            assert found or self.process.poll() is None, f"the server ended and said:\n{self.log}"
            return found

        return until(look_while_it_runs, lambda: f"and the server said:\n{self.log}")

    def get(self, path: str = "") -> tuple[int, str]:
        """Status and text of what is served at a path."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode("utf-8")
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode("utf-8")

    def raw(self, path: str) -> tuple[int, str, str]:
        """Status, type and text of what is served at a path of the address, which is sent as it stands."""
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.headers["Content-Type"] or "", answer.read().decode("utf-8", "replace")
        finally:
            connection.close()

    def text(self, path: str = "") -> str:
        return self.get(path)[1]

    def shows(self, path: str, words: str) -> str:
        """The page at a path, once it holds these words."""
        return self.until(lambda: text if words in (text := self.text(path)) else "")

    def lacks(self, path: str, words: str) -> str:
        """The page at a path, once these words are gone from it."""
        return self.until(lambda: text if words not in (text := self.text(path)) else "")

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)


def small_project(root: Path) -> Path:
    """The second site of the tests, with the generator and the look of this one."""
    return second(root)


@contextmanager
def edited(path: Path, old: str, new: str) -> Iterator[None]:
    """A file with `new` where it says `old`, and as it was again."""
    before = path.read_bytes()
    assert old in before.decode("utf-8"), f"{path} does not say {old!r}"
    path.write_bytes(before.decode("utf-8").replace(old, new, 1).encode("utf-8"))
    try:
        yield
    finally:
        path.write_bytes(before)


def panel(text: str) -> str:
    """The list of problems that is shown over a page."""
    found = re.search(r'<aside id="preview-problems"[^>]*>(.*?)</aside>', text, re.DOTALL)
    return found[1] if found else ""


def version(text: str) -> str:
    found = re.search(r'data-version="([^"]*)"', text)
    return found[1] if found else ""


def bare(text: str) -> str:
    """A page without what the preview adds."""
    return re.sub(r'<link rel="stylesheet" href="/-preview/.*</script>(?=</body>)', "", text, flags=re.DOTALL)


def files(root: Path) -> set[str]:
    """What a project holds, beside what Python and the generator may keep for the next time."""
    return {
        path.relative_to(root).as_posix() for path in root.rglob("*") if not {"__pycache__", ".cache"} & {*path.parts}
    }
