"""A page as it stands in its file: its headings, links and macro calls, each with its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from storysite.core.diagnostics import Mark, Problem

MOST_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class Call:
    """A macro call in a page, with its literal arguments."""

    name: str
    arguments: tuple[str, ...]
    mark: Mark

    @property
    def key(self) -> tuple[str, ...]:
        """What tells this showing from others on the page."""
        return (self.name, *self.arguments)

    def __str__(self) -> str:
        given = ", ".join(f'"{argument}"' for argument in self.arguments)
        return f"{self.name}({given})"


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    words: str
    id: str | None
    mark: Mark
    end: Mark
    """Behind its last sign."""


@dataclass(frozen=True, slots=True)
class Link:
    target: str
    mark: Mark
    in_html: bool = False
    """Whether it stands in a tag, where one engine reads an address on the site and another a path to a file."""


@dataclass(frozen=True)
class Page:
    """A page as it stands in its file."""

    path: str
    """Its path under `docs/`."""
    mark: Mark
    title: str
    description: str
    headings: tuple[Heading, ...]
    links: tuple[Link, ...]
    calls: tuple[Call, ...]
    ids: tuple[tuple[str, Mark], ...] = ()
    """Ids given by hand to other things than headings."""
    prose: tuple[tuple[int, str], ...] = field(default=(), repr=False)
    """Line numbers and lines, with code, calls, tags and targets of links blanked out."""
    start: int = field(default=0, compare=False)
    """Where its text begins in the file."""
    whole: bool = True
    """Whether every call on it could be read."""
    end: Mark = field(default=Mark(""), compare=False)
    """Behind its last sign."""
    draft: bool = False
    """Whether the preview alone shows it."""


class TextReader(Protocol):
    """Reads the text of a file: its path, how it is called in messages, the folder it must lie in, and where problems go."""

    def __call__(
        self, path: Path, shown: str, inside: Path, problems: list[Problem], most: int = MOST_BYTES
    ) -> str | None: ...


class PageReader(Protocol):
    """Reads a page from its text: its path under `docs`, how it is called in messages, and where problems go."""

    def __call__(self, path: str, shown: str, text: str, problems: list[Problem]) -> Page: ...
