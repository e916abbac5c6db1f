"""The message catalogue: every text that the generator itself shows a reader, by language and by id.

A language is one file, `wording/messages/LANGUAGE.toml`; a site can bring its own in `messages/` beside its mkdocs.yml.
Ids are `section.name`. A text has named places, `{title}`; one that counts is a list with a text for each plural form of
the language, chosen by the number `count`, by a rule as gettext writes it.
"""

from __future__ import annotations

import gettext
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from string import Formatter

from markupsafe import Markup, escape

FOLDER = Path(__file__).parents[1] / "wording" / "messages"
"""The catalogues of the generator."""
OWN = "messages"
"""The folder of a site's own catalogues, beside its mkdocs.yml."""
SOURCE = "en"
"""The language that has every message."""
Text = str | tuple[str, ...]
"""A message, or one for each plural form. The members of a list, such as the months, are one text with ` | ` between them."""


class CatalogueProblem(ValueError):
    """A catalogue that cannot be used: what is wrong with it, and how it is mended."""

    def __init__(self, path: str, message: str, hint: str) -> None:
        super().__init__(f"{path}: {message}: {hint}")
        self.path = path
        self.message = message
        self.hint = hint


@cache
def _safe(text: str) -> Markup:
    return Markup(escape(text).replace("&#39;", "'"))


@dataclass(frozen=True, eq=False)
class Messages:
    """The messages of a language."""

    language: str
    """Its tag (BCP 47)."""
    texts: Mapping[str, Text]
    plural: Callable[[int], int]
    """Which of its plural forms a number takes."""

    def __call__(self, id: str, **values: object) -> str:
        """A message as plain text, with values in its places."""
        return self._text(id, values).format_map(values)

    def markup(self, id: str, made_safe: Callable[[object], object] = escape, **values: object) -> Markup:
        """A message as HTML, for text and for attributes in double quotes; values that are no markup are made safe."""
        text = _safe(self._text(id, values))
        return text.format(**{name: made_safe(value) for name, value in values.items()}) if "{" in text else text

    @cached_property
    def digest(self) -> str:
        """What all of them are, in short: for what is kept from one build to the next."""
        return sha256(repr(sorted(self.texts.items())).encode()).hexdigest()

    def section(self, name: str) -> dict[str, str]:
        """The messages of a section, by their names as templates write them."""
        found = {id.partition(".")[2]: str(text) for id, text in self.texts.items() if id.startswith(f"{name}.")}
        return {name.replace("-", "_"): text for name, text in found.items()}

    def several(self, id: str) -> tuple[str, ...]:
        """The members of a list, such as the names of the months."""
        return tuple(str(self.texts[id]).split(" | "))

    def number(self, number: Decimal | int) -> str:
        """A number with its thousands and its decimals apart, as the language does."""
        signs = {",": self("numbers.thousands"), ".": self("numbers.decimal")}
        return "".join(
            signs.get(sign, sign) for sign in (f"{number:,f}" if isinstance(number, Decimal) else f"{number:,}")
        )

    def joined(self, parts: Sequence[str]) -> str:
        """`a`, `a and b`, `a, b and c`."""
        *others, last = parts
        return self("lists.last", before=", ".join(others), last=last) if others else last

    def _text(self, id: str, values: Mapping[str, object]) -> str:
        text = self.texts[id]
        if isinstance(text, str):
            return text
        count = values["count"]
        assert isinstance(count, int), id
        return text[self.plural(count)]


def first_large(text: str) -> str:
    """A text with its first letter large, as at the beginning of a sentence."""
    return text[:1].upper() + text[1:]


@cache
def english() -> Messages:
    """The messages in English."""
    return read_messages(SOURCE)


def read_messages(language: str, root: Path | None = None) -> Messages:
    """The catalogue of a language, the site's own before the generator's; English where there is none of it.

    Raises `CatalogueProblem` for one that lacks a message, or has one that is none.
    """
    path = _path(language, root)
    if path is None:
        return english()
    name = f"{OWN}/{path.name}"
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueProblem(name, f"the file is no TOML ({error})", "mend it") from error
    texts = dict(_flat(found))
    if language != SOURCE or path.parent != FOLDER:
        for message, hint in faults(texts, english().texts):
            raise CatalogueProblem(name, message, hint)
    return Messages(language, texts, gettext.c2py(str(texts["language.plural"])))


def _path(language: str, root: Path | None) -> Path | None:
    """The file of a language; that of `de` serves `de-AT`."""
    for tag in dict.fromkeys((language, language.split("-")[0])):
        for folder in (*([root / OWN] if root else []), FOLDER):
            if (folder / f"{tag}.toml").is_file():
                return folder / f"{tag}.toml"
    return None


def _flat(table: Mapping[str, object], before: str = "") -> Iterator[tuple[str, Text]]:
    for name, value in table.items():
        id = f"{before}{name}"
        if isinstance(value, dict):
            yield from _flat(value, f"{id}.")
        else:
            yield id, tuple(map(str, value)) if isinstance(value, list) else str(value)


def faults(texts: Mapping[str, Text], source: Mapping[str, Text]) -> Iterator[tuple[str, str]]:
    """What is wrong with a catalogue, held against the English one, and how to mend it."""
    missing, unknown = [id for id in source if id not in texts], [id for id in texts if id not in source]
    if missing:
        yield f"{len(missing)} messages are missing: {', '.join(missing)}", "write them, as in the English catalogue"
    if unknown:
        yield f"{len(unknown)} messages are never shown: {', '.join(unknown)}", "take them out"
    if missing or unknown:
        return
    plural = gettext.c2py(str(texts["language.plural"]))
    forms = max(plural(number) for number in range(1000)) + 1
    for id, text in texts.items():
        if isinstance(text, str) != isinstance(source[id], str):
            yield f"{id} is a text where the other language has plural forms, or the other way round", "write it alike"
        elif not isinstance(text, str) and len(text) != forms:
            yield f"{id} has {len(text)} plural forms, and the language {forms}", "write one for each"
        elif unfilled := _places(text) - _places(source[id]):
            yield f"{id} has places that are never filled: {', '.join(sorted(unfilled))}", "leave them out"
        elif str(text).count(" | ") != str(source[id]).count(" | "):
            yield f"{id} has not as many members as the English list", "write one for each"


def _places(text: Text) -> set[str]:
    """The names of the places in a message."""
    texts = (text,) if isinstance(text, str) else text
    return {name for one in texts for _, name, _, _ in Formatter().parse(one) if name}
