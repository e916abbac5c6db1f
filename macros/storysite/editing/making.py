"""What a new record is made from: what is given, what is known, and what stays open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from storysite.records import Source
from storysite.source.record_store import Library
from storysite.source.yaml_scalars import TO_FILL_IN

Options = Mapping[str, Any]


class Open(str):
    """What is written where only the editor knows, and what is tried in its place meanwhile."""

    guess: str

    def __new__(cls, remark: str = "", guess: str = "Words") -> Open:
        made = super().__new__(cls, f"{TO_FILL_IN}, {remark}" if remark else TO_FILL_IN)
        made.guess = guess
        return made


@dataclass
class Scaffold:
    """A new record as it is written, and as it is tried: with a guess for all that is still open."""

    kind: str
    record: dict[str, Any]

    @property
    def tried(self) -> dict[str, Any]:
        return {key: guessed(value) for key, value in self.record.items()}


def guessed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: guessed(part) for key, part in value.items()}
    if isinstance(value, list):
        return [guessed(part) for part in value]
    return value.guess if isinstance(value, Open) else value


@dataclass
class Making:
    """What is given, what is known, and what stays open."""

    library: Library
    options: Options

    def given(self, name: str, remark: str = "", guess: str = "Words") -> Any:
        """An option, or what is still to fill in."""
        value = self.options.get(name)
        return Open(remark, guess) if value in (None, [], "") else value

    def optional(self, *names: str) -> dict[str, Any]:
        return {name: value for name in names if (value := self.options.get(name)) not in (None, [], "")}

    def evidence(self) -> dict[str, Any]:
        """The source given, else the newest; of one that was not read whole the place is known."""
        sources = self.library.sources.values()
        newest = max(sources, key=lambda source: (source.accessed.start, _line(self.library, source)), default=None)
        guess = newest.id if newest else "no-source"
        id = self.given("source", f"the id of the source that says it, such as {guess}", guess)
        source = self.library.sources.get(guessed(id))
        opening = source is not None and source.read == "opening"
        known = "opening" if opening and not isinstance(id, Open) else Open(guess="opening" if opening else "Words")
        return {"source": id, "locator": self.options.get("locator") or known}

    @property
    def today(self) -> str:
        return self.library.today.isoformat()


def _line(library: Library, source: Source) -> tuple[str, int]:
    mark = library.items[source.id].mark
    return mark.path, mark.line
