"""The message catalogue: every language says the same, every message is shown, and a site can bring a language of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from storysite.core.messages import FOLDER, CatalogueProblem, Messages, english, faults, read_messages
from tests.conftest import ROOT
from tests.projects import make, read

PACKAGE = ROOT / "macros" / "storysite"
PLACES = [path for path in sorted(PACKAGE.rglob("*")) if path.suffix in {".py", ".html"}]
ENGLISH = english()
POLISH = "n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2"


def _texts() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in PLACES)


def test_every_message_that_the_code_names_is_in_the_catalogue() -> None:
    named = set(re.findall(r'(?:messages|message|say|several)\(\s*"([a-z0-9-]+\.[a-z0-9-]+)"', _texts()))
    assert len(named) > 300
    assert sorted(named - set(ENGLISH.texts)) == []


def test_every_message_of_the_catalogue_is_shown() -> None:
    text = _texts()
    families = set(re.findall(r'f"([a-z-]+)\.\{', text)) | {"language"}
    names = {f"{family}.{rest}" for family, rest in re.findall(r'f"([a-z-]+)\.([a-z-]+)\{', text)}
    unused = [
        id
        for id in ENGLISH.texts
        if f'"{id}"' not in text
        and f"'{id}'" not in text
        and f"extra.words.{id.removeprefix('theme.').replace('-', '_')} " not in text
        and id.partition(".")[0] not in families
        and not any(id.startswith(name) for name in names)
    ]
    assert unused == []


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_each_language_has_every_message(path: Path) -> None:
    assert list(faults(read_messages(path.stem).texts, ENGLISH.texts)) == []


def _own(root: Path, text: str) -> Messages:
    (root / "messages").mkdir()
    (root / "messages" / "qq.toml").write_text(text, encoding="utf-8")
    return read_messages("qq", root)


def test_a_language_without_a_catalogue_is_english() -> None:
    assert read_messages("qq") is ENGLISH


def test_a_catalogue_of_german_serves_its_regions(tmp_path: Path) -> None:
    text = (
        (FOLDER / "en.toml")
        .read_text(encoding="utf-8")
        .replace('not-known = "questions left open', 'not-known = "unbekannt')
    )
    assert _own(tmp_path, text)("certainty.not-known", number=2) == "unbekannt (2)"
    assert read_messages("qq-AT", tmp_path)("certainty.not-known", number=2) == "unbekannt (2)"


@pytest.mark.parametrize(
    ("replace", "by", "told"),
    [
        ('not-known = "questions left open ({number})"\n', "", "1 messages are missing: certainty.not-known"),
        ("[certainty]", '[certainty]\nnever = "never"', "1 messages are never shown: certainty.never"),
        (
            '"questions left open ({number})"',
            '"questions left open ({count})"',
            "certainty.not-known has places that are never filled: count",
        ),
        (
            '["{count} record", "{count} records"]',
            '["{count} records"]',
            "counts.records has 1 plural forms, and the language 2",
        ),
        ('["{count} record", "{count} records"]', '"{count} records"', "counts.records is a text where"),
        ("January | February", "January", "dates.months has not as many members"),
        ("[certainty]", "[certainty", "the file is no TOML"),
        ('plural = "n != 1"', f'plural = "{POLISH}"', "plural forms, and the language 3"),
    ],
)
def test_what_is_wrong_with_a_catalogue_is_told(tmp_path: Path, replace: str, by: str, told: str) -> None:
    text = (FOLDER / "en.toml").read_text(encoding="utf-8")
    assert replace in text
    with pytest.raises(CatalogueProblem, match=re.escape(told)):
        _own(tmp_path, text.replace(replace, by, 1))


def test_check_tells_what_a_catalogue_lacks(tmp_path: Path) -> None:
    root = make({}, tmp_path / "project")
    (root / "mkdocs.yml").write_text("theme:\n  name: null\n  language: qq\n", encoding="utf-8")
    (root / "messages").mkdir()
    text = (
        (FOLDER / "en.toml").read_text(encoding="utf-8").replace('not-known = "questions left open ({number})"\n', "")
    )
    (root / "messages" / "qq.toml").write_text(text, encoding="utf-8")
    found = [problem for problem in read(root).problems if problem.code == "catalogue"]
    assert [(problem.path, problem.message) for problem in found] == [
        ("messages/qq.toml", "1 messages are missing: certainty.not-known")
    ]


def test_markup_in_a_value_is_inert_and_quotes_do_not_end_an_attribute() -> None:
    told = ENGLISH.markup("citations.quoted", title='<b>"x"</b>')
    assert told == "“&lt;b&gt;&#34;x&#34;&lt;/b&gt;”"
    said = Messages("qq", {"a.b": 'say "{x}" & go'}, lambda number: 0)
    assert said.markup("a.b", x="y") == "say &#34;y&#34; &amp; go"
