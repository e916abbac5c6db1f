"""A second site in no language at all: its own words and the generator's are told apart from English, and from each other.

Every vowel of the site's own words becomes one with two dots, every vowel of a message one with a bar. What is left with
plain vowels is English that stands in no catalogue.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import yaml

from storysite.components.register.html import REGISTERS
from storysite.core.messages import FOLDER
from tests import projects

LANGUAGE = "eo"
OWN = str.maketrans("aeiouyAEIOUY", "äëïöüÿÄËÏÖÜŸ")
MESSAGE = str.maketrans("aeiouyAEIOUY", "āēīōūȳĀĒĪŌŪȲ")
TEXTS = set(
    "title text name unit publisher note lead person office corner finding stance short_stance description rights contact "
    "subject reason disputed back aka as_written locator basis sentence missing_url what why site_name site_description "
    "copyright open alt made_by licence origin not_to_claim ended says where".split()
)
"""The keys of data files whose values are words."""
KEPT = re.compile(r"\{\{.*?\}\}|\{[^}]*\}|\]\([^)]*\)|<[^>]*>|`[^`]*`|https?://\S+|&\w+;")
"""What in a text is no word of it: macros, places, targets of links, tags, code, addresses."""
SAID = re.compile(r'(?<=, )"[^" ]* [^"]*"(?=\) \}\})')
"""Words that a macro is given to show."""
KEYS = {"language.plural", "sentences.aims", "sentences.money-unit"}
"""Messages that programs read."""


def changed(text: str, letters: dict[int, int]) -> str:
    """A text with other vowels, but for what is no word of it."""
    made, at = [], 0
    text = SAID.sub(lambda said: said[0].translate(letters), text)
    for kept in KEPT.finditer(text):
        made += [text[at : kept.start()].translate(letters), kept[0]]
        at = kept.end()
    return "".join([*made, text[at:].translate(letters)])


def catalogue() -> str:
    """The messages of the pseudo-language, made from the English ones."""

    def said(id: str, text: object) -> str:
        if isinstance(text, list):
            return f"[{', '.join(said(id, one) for one in text)}]"
        words = str(text) if id in KEYS else changed(str(text), MESSAGE)
        return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'

    sections = tomllib.loads((FOLDER / "en.toml").read_text(encoding="utf-8"))
    lines = []
    for section, messages in sections.items():
        lines += [f"[{section}]", *(f"{name} = {said(f'{section}.{name}', text)}" for name, text in messages.items())]
    return "\n".join(lines) + "\n"


def site(root: Path) -> Path:
    """The project of the second site, in the pseudo-language and with words of its own to match."""
    projects.second(root)
    for path in (root / "docs" / "data").glob("*.yml"):
        path.write_text(_dumped(_own(yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader))), encoding="utf-8")
    for path in (root / "docs").rglob("*.md"):
        path.write_text(_page(path.read_text(encoding="utf-8")), encoding="utf-8")
    everything = root / "docs" / "everything.md"
    text = everything.read_text(encoding="utf-8")
    missing = [name for name in REGISTERS if f'register("{name}")' not in text]
    more = "\n".join(f'## Rgstr {{: #{name} }}\n\n{{{{ register("{name}") }}}}\n' for name in missing)
    everything.write_text(text.replace("{{ sources() }}", f"{more}\n{{{{ sources() }}}}"), encoding="utf-8")
    (root / "messages").mkdir()
    (root / "messages" / f"{LANGUAGE}.toml").write_text(catalogue(), encoding="utf-8")
    settings = root / "mkdocs.yml"
    settings.write_text(_settings(settings.read_text(encoding="utf-8")), encoding="utf-8")
    return root


def _settings(text: str) -> str:
    """mkdocs.yml with the site's own words changed: names, what repeats the publisher's record, titles of the navigation."""
    lines, is_folded = [], False
    for line in text.replace("language: en", f"language: {LANGUAGE}").split("\n"):
        key, colon, value = line.partition(": ")
        bare = key.strip()
        if is_folded and line.startswith("  "):
            line = changed(line, OWN)
        elif bare in {"site_name", "site_description", "copyright", "publisher", "stance"}:
            line = f"{key}{colon}{changed(value, OWN)}"
        elif bare.startswith("- ") and (value.endswith(".md") or bare.endswith(":")) and "macros" not in bare:
            line = f"{changed(key, OWN)}{colon}{value}" if "toc" not in bare else line
        is_folded = value == ">-" or (is_folded and line.startswith("  "))
        lines.append(line)
    return "\n".join(lines)


def _own(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name[:1] if key == "inputs" else name: _own(inside, name) for name, inside in value.items()}
    if key == "formula":
        return re.sub(r"[a-z]+", lambda name: name[0][:1], value)  # names of inputs are no words
    if isinstance(value, list):
        return [_own(inside, key) for inside in value]
    return changed(value, OWN) if key in TEXTS and value != "opening" else value


def _dumped(value: Any) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, default_style='"', width=10_000)


def _page(text: str) -> str:
    """A page with other vowels; of its front matter the values alone."""
    head, body = re.match(r"(---\n.*?\n---\n)?(.*)", text, re.DOTALL).groups()  # type: ignore[union-attr]
    lines = [
        f"{key}{colon}{changed(value, OWN)}"
        for key, colon, value in (line.partition(": ") for line in (head or "").split("\n"))
    ]
    return "\n".join(lines) + changed(body, OWN)
