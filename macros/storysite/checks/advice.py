"""Advice: what is no error and yet wants a look.  It stops nothing; each piece of it should be right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from storysite.bootstrap.installation import COMMAND
from storysite.checks import sentences
from storysite.checks.evidence_sentences import too_many
from storysite.core.diagnostics import Fix, Mark, Problem
from storysite.core.inline_markup import record_links
from storysite.drawing.typeface import missing
from storysite.project import Project
from storysite.records import FORMAT, InlineText, Named, RefTo
from storysite.source import json_schema
from storysite.source.page import Page
from storysite.source.page_text import without_code
from storysite.source.record_reader import Entry
from storysite.source.record_store import Kind
from storysite.source.record_texts import walk
from storysite.wording.reviews import next_publication

LONGEST = 35
"""The most words that a sentence should have."""
NUMBER = re.compile(r"(?<![\w.,:/-])\d[\d,]*(?:\.\d+)?%?(?![\w]|[.,:/-]\d)")
NUMBERED = re.compile(r"\s*\d+[.)]\s")
ACRONYM = re.compile(r"(?<![\w'’&/.-])([A-Z]{2,6})(?:s|['’]s)?(?![\w&/-])")
KNOWN_TO_ALL = frozenset(
    "AI IT ID TV PC CD DVD LED USB PDF CSV URL GPS DNA EU UN UK US USA OK FAQ CEO CFO CIO COO CTO LLC AM PM AD BC".split()
)
"""Short forms that a dictionary for learners has."""
HEADINGS = frozenset({"title", "name"})
"""The fields that pages show as headings."""
ON_PICTURES = HEADINGS | {"text", "note", "unit", "corner", "back", "basis", "qualifier"}
"""The fields that cards and pictures show."""
PICTURE = re.compile(r"!\[\s*\]\(|<img\b(?![^>]*\balt\s*=)[^>]*>")

PLAIN_PICTURE = re.compile(r"(?<!\\)!\[[^\[\]]*\][(\[]|<img\b")


def advice(project: Project, texts: Mapping[str, str]) -> list[Problem]:
    """All advice for a project; `texts` holds its data files and pages by their paths."""
    found = [
        *_outdated(project),
        *_due(project),
        *_typed(project),
        *_long(project),
        *too_many(project, texts),
        *_pictures(project, texts),
        *_without_font(project),
        *_without_schema(project, texts),
    ]
    if not project.errors:  # else what cannot be read may use a record, or explain a word
        found += [*_unused(project), *_unexplained(project)]
    return sorted(set(found))


def _told(mark: Mark, code: str, message: str, hint: str, fixes: Iterable[Fix] = ()) -> Problem:
    return Problem.at(mark, code, message, hint, level="warning", fixes=fixes)


def _outdated(project: Project) -> Iterator[Problem]:
    """Data of an older format: nothing is wrong with them yet."""
    path = "docs/data/publisher.yml"
    if project.library.publisher.model_fields_set and project.library.publisher.format != FORMAT:
        known = project.library.publisher.format or "none"
        hint = f"'{COMMAND} upgrade' brings them up"
        yield _told(Mark(path), "older-format", f"the data have format {known}; the newest is {FORMAT}", hint)


def _unused(project: Project) -> Iterator[Problem]:
    """Records that no page but their register shows, cites, names or links to."""
    library, registers = project.library, set(project.registers.values())
    shown = {id for id, pages in project.showings.items() if set(pages) - registers}
    named = {id for entry in library.entries for id in _named(entry)}
    called = {call.arguments[0] for page in project.pages.values() for call in page.calls if call.arguments}
    cited = {reference.source for page in project.pages.values() for reference in project.evidence(page)}
    lanes = {lane for event in library.events for lane in event.lanes}
    used = shown | named | called | cited | lanes
    for entry in library.entries:
        if library.kinds[entry.kind].stays_in_register and entry.kind in project.registers:
            continue  # the register is where questions belong
        if not used & {part.id for part in library.parts(library.items[entry.record.id])}:
            hint = f"{way_to_use(library.kinds[entry.kind], entry.record.id)}, or take it out"
            yield _told(entry.at("id"), "unused", f"nothing shows or names '{entry.record.id}'", hint)


def _named(entry: Entry) -> Iterator[str]:
    """The ids of other records that a record names."""
    for _, text, marked in walk(entry.record):
        if any(isinstance(mark, RefTo) for mark in marked):
            yield text
        elif any(isinstance(mark, InlineText) for mark in marked):
            yield from record_links(text)


def way_to_use(kind: Kind, id: str) -> str:
    """How a record comes onto a page."""
    if kind.use:
        return kind.use(id)
    return f'show it on a page with {{{{ {kind.shown_by}("{id}") }}}}'


def _due(project: Project) -> Iterator[Problem]:
    """Review dates that have passed."""
    for item in project.library.items.values():
        review = item.review_by
        if review and review.is_past(project.library.today):
            mark = item.entry.at(*item.path, "review_by")
            yield _told(
                mark,
                "due",
                f"'{item.id}' was to be looked at again by {review.words}",
                "look at it again, then write the next day into review_by:",
            )
        elif (newer := next_publication(project.library, item)) and newer.is_past(project.library.today):
            yield _told(
                item.entry.at(*item.path),
                "due",
                f"a newer value than '{item.id}' was to be expected by {newer.words}",
                "add it; where none is to come, say why in ended: of the fact, or name a later day in review_by:",
            )


def _typed(project: Project) -> Iterator[Problem]:
    """Numbers typed on a page: none follows a record.  A number in a name is part of it."""
    records = {
        (problem.path, problem.line, problem.column) for problem in project.errors if problem.code == "typed-figure"
    }
    for page in project.pages.values():
        headings = {heading.mark.line for heading in page.headings}
        names = {match[0] for heading in page.headings for match in NUMBER.finditer(heading.words)}
        for number, line in page.prose:
            body = NUMBERED.match(line)
            for match in NUMBER.finditer(line, body.end() if body else 0):
                place = (page.mark.path, number, match.start() + 1)
                if (
                    number not in headings
                    and match[0] not in names
                    and place not in records
                    and line[match.start() - 2 : match.start()] != "[^"  # a footnote, told as that
                    and not _in_name(line, match.start())
                ):
                    hint = 'write it into a record with its source, and show it with {{ fact("…") }} or {{ when("…") }}'
                    yield _told(Mark(*place), "typed-number", f"'{match[0]}' is typed here and has no source", hint)


def _in_name(line: str, at: int) -> bool:
    """Whether a number follows a capitalised word inside a sentence (Plan 2025), or stands in quotation marks."""
    before = re.search(r"([\w'’-]+)\s*$", line[max(at - 60, 0) : at])
    quoted = line.count('"', 0, at) % 2 == 1
    return quoted or bool(
        before and before[1][0].isupper() and before[1].lower() not in {"in", "on", "at", "by", "about", "the"}
    )


def _long(project: Project) -> Iterator[Problem]:
    """Sentences that are hard to follow."""
    found = [sentence for page in project.pages.values() for sentence in sentences.of_page(page, project.macros)]
    found += [sentence for entry in project.library.entries for sentence in sentences.of_entry(project.library, entry)]
    for sentence in found:
        if sentence.words > LONGEST:
            begin = " ".join(sentence.text.split()[:6])
            yield _told(
                sentence.mark,
                "long-sentence",
                f"the sentence '{begin} …' has {sentence.words} words",
                f"make two of it: {LONGEST} words are the most that read easily",
            )


def _unexplained(project: Project) -> Iterator[Problem]:
    """Short forms in capitals that neither the glossary nor the text explains, each told once."""
    library = project.library
    terms = [words for item in library.of_kind("term") for words in (item.title, *item.of(Named).aka)]
    about = [getattr(library.publisher, name, "") for name in ("title", "name", "subject")]
    known = KNOWN_TO_ALL | {word for words in [*terms, *about] for word in re.findall(r"[A-Z]{2,6}", words)}
    for page in project.pages.values():
        for sentence in sentences.of_page(page, project.macros):
            written: dict[str, bool] = {}
            for match in ACRONYM.finditer(sentence.text):
                if match[1] in known:
                    continue
                if match[1] not in written:
                    written[match[1]] = _written_out(sentence.text, match[1])
                written_out = written[match[1]]
                if not written_out and _is_name(sentence.text, match):
                    continue
                known = known | {match[1]}
                if written_out:
                    continue
                hint = f"write it out at its first use, or give it a record: {COMMAND} new term {match[1].lower()} --title {match[1]}"
                yield _told(_place(page, sentence, match[1]), "unexplained", f"'{match[1]}' is explained nowhere", hint)


def _is_name(text: str, match: re.Match[str]) -> bool:
    """Whether a short form is part of a longer name, or stands in quotation marks."""
    beside = re.search(r"\s[A-Z][a-z]\w*\s$", text[max(match.start() - 60, 0) : match.start()]) or re.match(
        r"\s[A-Z]\w", text[match.end() :]
    )
    return (
        bool(beside)
        or text.count('"', 0, match.start()) % 2 == 1
        or text.rfind("“", 0, match.start()) > text.rfind("”", 0, match.start())
    )


def _written_out(text: str, word: str) -> bool:
    """Whether a sentence says what a short form stands for."""
    return bool(re.search(rf"\({word}s?\)|\b{word}s? (\(|is\b|are\b|means?\b|stands?\b)|\bwith {word} for\b", text))


def _place(page: Page, sentence: sentences.Sentence, word: str) -> Mark:
    """The place of a word, from the beginning of its sentence on."""
    for number, line in page.prose:
        at = line.find(word, sentence.mark.column - 1 if number == sentence.mark.line else 0)
        if number >= sentence.mark.line and at >= 0:
            return Mark(page.mark.path, number, at + 1)
    return sentence.mark


def _pictures(project: Project, texts: Mapping[str, str]) -> Iterator[Problem]:
    """Pictures that say nothing to who cannot see them."""
    for page in project.pages.values():
        text = without_code(texts.get(page.mark.path, ""))
        for number, line in enumerate(text.split("\n"), start=1):
            for match in PICTURE.finditer(line):
                yield _told(
                    Mark(page.mark.path, number, match.start() + 1),
                    "picture",
                    "the picture has no text",
                    "say between [ and ], or in alt, what it shows",
                )
            for match in PLAIN_PICTURE.finditer(line):
                yield _told(
                    Mark(page.mark.path, number, match.start() + 1),
                    "picture-record",
                    "nothing says who made the picture, and under what terms",
                    f"give it a record, with '{COMMAND} new picture', and show it with {{{{ picture(\"…\") }}}}",
                )


def _without_font(project: Project) -> Iterator[Problem]:
    """Words that cards and PNG show as boxes, and headings in another font, for none of ours has such letters."""
    hint = (
        "write it in Latin letters, a name in its own letters into aka:; "
        "pages, cards and PNG have no other fonts than ours, on any machine"
    )
    found = [
        (entry.at(*path), text, path[-1] in HEADINGS)
        for entry in project.library.entries
        for path, text, _ in walk(entry.record)
        if path[-1] in ON_PICTURES
    ]
    for page in project.pages.values():
        found += [(page.mark, f"{page.title} {page.description}", True)]
        found += [(heading.mark, heading.words, True) for heading in page.headings]
    for mark, text, heading in found:
        if boxes := missing(text, heading):
            what = "headings show another font, or pictures boxes," if heading else "pictures show boxes"
            yield _told(mark, "no-font", f"{what} in place of {_shown(boxes)}", hint)


def _shown(marks: str) -> str:
    """Some characters, as a message shows them."""
    return f"'{marks[:8]}{'…' if len(marks) > 8 else ''}'"


def _without_schema(project: Project, texts: Mapping[str, str]) -> Iterator[Problem]:
    """Data files that do not name their schema, in a project that has schemas."""
    named = json_schema.models(project.components.record_types)
    for path, text in texts.items():
        if (
            path.startswith("docs/data/")
            and json_schema.name_of(path) in named
            and (project.root / json_schema.FOLDER).is_dir()
        ) and not text.startswith("# yaml-language-server:"):
            line = json_schema.first_line(path)
            yield _told(
                Mark(path),
                "no-schema",
                "the file does not name its schema",
                f"begin it with: {line}",
                (Fix(1, 1, "", f"{line}\n", "it begins with the name of its schema now"),),
            )
