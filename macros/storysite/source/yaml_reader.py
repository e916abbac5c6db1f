"""YAML text to plain values: every scalar as the text that stands in the file, with its place, and the traps refused.

Events are read, not loaded values: so nothing is typed behind an editor's back, keys given twice are seen, and a
file that is nested without end costs no stack.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from storysite.core.diagnostics import Fix, Mark, Problem
from storysite.core.numbers import meant_number

Path_ = tuple[str | int, ...]

DEEPEST = 12
"""Records have five levels; more than these is no record."""

QUOTE = "put the text in \"quotes\", or on the next line after '>-'"
SYNTAX = (
    # libyaml's words; whether the fault lies where the construct began; what is wrong; what to do
    (
        "quoted scalar.*unexpected end",
        True,
        "the quote that opens here is never closed",
        "write the same quote at the end of the text",
    ),
    (
        "invalid Unicode character escape|hexdecimal number",
        False,
        'an escape inside "double quotes" stands for no character',
        "write the character itself",
    ),
    (
        "unknown escape",
        False,
        'a backslash inside "double quotes" has a meaning of its own',
        "put the text on the next line after '>-'",
    ),
    (
        "could not find expected ':'",
        True,
        "this line is no 'key: value'",
        "write a colon and a space after the key; where the line goes on with a text, indent it two spaces deeper than the text's key",
    ),
    (
        "block scalar.*comment or line break",
        False,
        "words stand on the line of '>-'",
        "begin them on the next line, two spaces deeper than the key",
    ),
    ("flow (sequence|mapping|node)", True, "a bracket or brace opens here that is never closed", QUOTE),
    (
        "cannot start any token|expected node content|an (alias|anchor)|scanning a tag|mapping keys",
        True,
        "a text cannot begin with this sign: YAML keeps it for itself",
        QUOTE,
    ),
    (
        "block sequence entries",
        False,
        "a list begins on the line of its key",
        "write each entry on a line of its own below the key, after '- '",
    ),
    (
        "expected '-' indicator",
        False,
        "this line begins too far left for the record above it",
        "begin it below the other keys of its record",
    ),
    ("expected <document start>|directive", True, "this line is no part of a record", "delete it"),
)
UNSEEN = re.compile(
    r"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"  # what YAML refuses or takes for a line's end
    r"|[\u200b\u2028\u2029\u202a-\u202e\u2060-\u2069\ufdd0-\ufdef\ufeff\U0001fffe\U0001ffff\U0010fffe\U0010ffff]"
    r"|(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e007f]"  # tags, but for those that make a flag of Wales
)
"""A character that cannot be seen, or turns the text around it: no text may hold one."""
INVISIBLE = re.compile(rf"{UNSEEN.pattern}|^[ \-]*[\xa0\u2000-\u200a\u202f\u3000]", re.MULTILINE)
NO_TEXT = re.compile(r"[a-z0-9][a-z0-9._/~?%+-]*|FYE[\w-]+|\d+X+[~?%]?")
"""A number, a date, an id or a word of a list: a remark behind it cuts no text."""
TO_FILL_IN = "TO FILL IN"
"""What `new` writes where only the editor knows."""
PLACEHOLDER = re.compile(rf"\b{TO_FILL_IN}\b|^(?:WHAT|WHY|WHERE) [A-Z ]+\.$")
"""What stands in no published text: the words of `new`, and those of the lines that a report says to add."""
UNFILLED = ("to-fill-in", "this is still to fill in", "write what is meant in its place")
"""The code, the message and the hint of a placeholder."""
SPECIAL_WORDS = {"yes", "no", "on", "off", "true", "false", "y", "n", "null", "~"}
"""What YAML 1.1 reads as a switch or as nothing where it stands without quotes."""
GROUPED = re.compile(r"[-+]?\d+(_\d+)+(\.\d+)?")

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class Block:
    """The keys of a record as plain values, and where each stands."""

    mark: Mark
    data: Any = None
    marks: dict[Path_, Mark] = field(default_factory=dict)
    key_marks: dict[Path_, Mark] = field(default_factory=dict)
    told: set[Path_] = field(default_factory=set)
    """Where something is wrong that has been told."""


class Tree:
    """One file, read event by event; what is wrong with it is added to `problems`."""

    def __init__(
        self,
        shown: str,
        text: str,
        problems: list[Problem],
        above: int = 0,
        switches: tuple[str, ...] = (),
        texts: Collection[str] = (),
    ):
        self.shown = shown
        self.text = text
        self.problems = problems
        self.above = above
        """The lines of the file above this text."""
        self.switches = switches
        """Keys below which `true` and `false` may stand without quotes."""
        self.texts = texts
        """Keys whose values are words for a person: a remark behind one is told, whatever the words are."""
        self.block = Block(Mark(shown))
        self.events: Iterator[yaml.Event] = iter(())
        self.lines = text.split("\n")

    def keys(self) -> Block | None:
        """The text as the keys of one record; nothing where it holds no keys."""
        first = self._open()
        if not isinstance(first, yaml.MappingStartEvent):
            return None
        return self._read_block(first)

    def records(self) -> Iterator[Block]:
        """The text as a list of records."""
        first = self._open()
        if first is None:
            return
        if not isinstance(first, yaml.SequenceStartEvent) or first.flow_style:
            self._report(
                self._mark(first),
                "not-a-list",
                "the file is not a list of records",
                "begin each record with '- id: …', and indent its other keys by two spaces",
            )
            return
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            if isinstance(event, yaml.MappingStartEvent):
                yield self._read_block(event)
                continue
            self._skip(event)
            self._report(
                self._mark(event),
                "not-keys",
                "this is not a record",
                "a record begins with '- id: …', and its other keys stand below it",
            )

    def _read_block(self, first: yaml.Event) -> Block:
        self.block = Block(self._mark(first))
        self.block.data = self._value(first, ())
        return self.block

    def _open(self) -> yaml.Event | None:
        """The first event with content; nothing where there is none, or the text is no YAML."""
        if hidden := INVISIBLE.search(self.text):
            self._invisible(hidden)
            return None
        events: list[yaml.Event] = []
        try:
            events.extend(yaml.parse(self.text, Loader=Loader))
        except yaml.MarkedYAMLError as error:
            self._syntax(error, events[-1] if events else None)
            return None
        begun = [event for event in events if isinstance(event, yaml.DocumentStartEvent)]
        if len(begun) > 1:
            self._report(
                self._mark(begun[1]), "two-documents", "a line '---' begins a second document", "delete the line"
            )
            return None
        self.events = (event for event in events if isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent))
        return next(self.events, None)

    def _mark(self, event: yaml.Event) -> Mark:
        return Mark(self.shown, event.start_mark.line + 1 + self.above, event.start_mark.column + 1)

    def _report(self, mark: Mark, code: str, message: str, hint: str, fixes: Iterable[Fix] = ()) -> None:
        self.problems.append(Problem.at(mark, code, message, hint, fixes=fixes))

    def _tell(self, path: Path_, mark: Mark, code: str, message: str, hint: str, fixes: Iterable[Fix] = ()) -> None:
        if code == "yaml-word" and path and path[0] in self.switches:
            return
        self.block.told.add(path)
        name = name_of(path)
        self._report(mark, code, f"{name}: {message}" if name else message, hint, fixes)

    def _invisible(self, found: re.Match[str]) -> None:
        at = found.end() - 1
        line, before = self.text.count("\n", 0, at) + 1, self.text.rfind("\n", 0, at)
        mark = Mark(self.shown, line + self.above, at - before)
        self._report(
            mark,
            "character",
            f"an invisible character stands here: {named(found[0][-1])}",
            "delete it; between words write a plain space",
            seen_fix(mark, found[0][-1]),
        )

    def _syntax(self, error: yaml.MarkedYAMLError, last: yaml.Event | None) -> None:
        """Tell why the text is no YAML; `last` is what could still be read of it."""
        told = f"{error.context} {error.problem}"
        place, message, hint = error.problem_mark, "", ""
        for pattern, from_start, *words in SYNTAX:
            if re.search(pattern, told):
                message, hint = words
                place = error.context_mark if from_start and error.context_mark else place
                break
        line, column = (place.line, place.column) if place else (0, 0)
        lines = [*self.text.split("\n"), ""]
        if sign := re.search(r"[:-] +([|>][-+0-9]*)", lines[line]):
            message = message.replace("the line of '>-'", f"the line of '{sign[1]}'")
        for tabbed in (line, line - 1):
            if re.match(r" *\t", lines[tabbed]):
                mark = Mark(self.shown, tabbed + 1 + self.above, lines[tabbed].index("\t") + 1)
                hint = "indent with spaces, two for each level"
                self._report(mark, "tab", "a tab stands before the text", hint, self._without_tabs())
                return
        fixes: tuple[Fix, ...] = ()
        if "mapping values" in told:
            line, column, message, hint, missing = _second_colon(lines, line, column)
            if missing:
                done = f"a space stands now after the {missing}"
                fixes = (Fix(line + 1 + self.above, column + 1, "", " ", done),)
        elif (
            "expected key" in told
            and isinstance(last, yaml.ScalarEvent)
            and last.style in {"'", '"'}
            and last.start_mark.line < line
        ):
            message, hint = (
                f"the quote that opens here is closed only on line {line + 1 + self.above}",
                "write the same quote at the end of the text",
            )
            line, column = last.start_mark.line, last.start_mark.column
        elif "expected key" in told:
            message, hint = _after_value(lines[line])
        mark = Mark(self.shown, line + 1 + self.above, column + 1)
        self._report(
            mark,
            "yaml",
            message or f"YAML cannot read this: {error.problem}",
            hint or "compare it with the example at the head of the file",
            fixes,
        )

    def _without_tabs(self) -> Iterator[Fix]:
        """Two spaces for each tab before a text, in every line."""
        for number, line in enumerate(self.lines, start=1 + self.above):
            before = line[: len(line) - len(line.lstrip(" \t"))]
            if "\t" in before:
                yield Fix(number, 1, before, before.replace("\t", "  "), "tabs before the text are now spaces")

    def _value(self, event: yaml.Event, path: Path_) -> Any:
        """The value that begins with `event`."""
        mark = self.block.marks[path] = self._mark(event)
        if isinstance(event, yaml.AliasEvent):
            self._tell(
                path,
                mark,
                "alias",
                f"'*{event.anchor}' repeats a value from another place",
                'write the value out; where it is a text, put it in "quotes"',
            )
            return ""
        if event.anchor is not None:
            self._tell(
                path,
                mark,
                "alias",
                f"'&{event.anchor}' names this value and is no part of it",
                'leave it out; where it is a text, put it in "quotes"',
            )
        if event.tag is not None:
            self._tell(
                path,
                mark,
                "tag",
                f"'{event.tag.replace('tag:yaml.org,2002:', '!!')}' is read as a type and is no part of the text",
                'leave it out; where it is a text, put it in "quotes"',
            )
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, path, mark)
        if len(path) > DEEPEST:
            self._skip(event)
            self._tell(
                path,
                mark,
                "too-deep",
                "lists and keys stand too deep in each other",
                "write fewer levels; compare it with the example at the head of the file",
            )
            return ""
        return self._mapping(event, path) if isinstance(event, yaml.MappingStartEvent) else self._sequence(event, path)

    def _skip(self, event: yaml.Event) -> list[yaml.Event]:
        """Pass over what begins with `event`; the events passed."""
        passed, depth = [event], int(isinstance(event, yaml.CollectionStartEvent))
        while depth:
            passed.append(inner := next(self.events))
            depth += isinstance(inner, yaml.CollectionStartEvent) - isinstance(inner, yaml.CollectionEndEvent)
        return passed

    def _scalar(self, event: yaml.ScalarEvent, path: Path_, mark: Mark) -> str:
        value = str(event.value)
        if PLACEHOLDER.search(value):
            self._tell(path, mark, *UNFILLED)
            return value
        if event.style:
            if hidden := UNSEEN.search(value):  # an escape brings in what may not stand in the file
                message = f"the text holds an invisible character: {named(hidden[0])}"
                self._tell(path, mark, "escape", message, "delete its escape; between words write a plain space")
            return value
        if value:
            self._remark(event, path)
        if not value:
            self._tell(
                path,
                mark,
                "empty",
                "is empty",
                'write the value, in "quotes" where it begins with #, or leave the key out',
            )
        elif value.lower() in SPECIAL_WORDS:
            self._tell(
                path,
                mark,
                "yaml-word",
                f"YAML reads {value} without quotes as a switch or as nothing, not as a word",
                f'write "{value}" in quotes, write another word, or leave the key out',
            )
        elif GROUPED.fullmatch(value):
            self._tell(
                path,
                mark,
                "underscore",
                f"YAML reads {value} as a number",
                f'write {value.replace("_", "")}; where a name is meant, write "{value}" in quotes',
                (Fix.at(mark, value, meant),) if path[-1:] == ("value",) and (meant := meant_number(value)) else (),
            )
        return value

    def _remark(self, event: yaml.ScalarEvent, path: Path_) -> None:
        """Warn where a text without quotes stops at a blank and a '#'."""
        if self.lines[event.end_mark.line][event.end_mark.column :].lstrip(" \t").startswith("#"):
            rest = self.lines[event.end_mark.line][event.end_mark.column :].strip()
            mark = Mark(
                self.shown,
                event.end_mark.line + 1 + self.above,
                self.lines[event.end_mark.line].index("#", event.end_mark.column) + 1,
            )
            if TO_FILL_IN in rest:
                self._tell(path, mark, *UNFILLED)
                return
            if rest[:2] in {"#", "# "} and NO_TEXT.fullmatch(value := str(event.value)):
                if name_of(path) not in self.texts or not re.search(r"[a-z]", value):
                    return
            message = f"{name_of(path)}: YAML leaves out '{rest[:40]}': a remark begins at ' #'"
            self.problems.append(
                Problem.at(
                    mark,
                    "remark",
                    message,
                    'where it is part of the text, put the whole text in "quotes"; else write it on a line of its own',
                    "warning",
                )
            )

    def _sequence(self, first: yaml.Event, path: Path_) -> list[Any]:
        found: list[Any] = []
        if first.flow_style and len(self._skip(first)) > 2:
            self._tell(
                path,
                self._mark(first),
                "flow",
                "a list in [brackets]",
                "write each entry on a line of its own below the key, after '- '",
            )
            return found
        while not first.flow_style and not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            found.append(self._value(event, (*path, len(found))))
        return found

    def _mapping(self, first: yaml.Event, path: Path_) -> dict[str, Any]:
        if first.flow_style:
            self._braces(self._skip(first), path)
            return {}
        found: dict[str, Any] = {}
        while not isinstance(key_event := next(self.events), yaml.MappingEndEvent):
            mark = self._mark(key_event)
            if not isinstance(key_event, yaml.ScalarEvent):
                self._skip(key_event)
                self._skip(next(self.events))
                self._tell(path, mark, "key", "a key must be one word", "write 'key: value'")
                continue
            key = str(key_event.value)
            if hidden := UNSEEN.search(key):
                self._skip(next(self.events))
                self._tell(
                    path, mark, "escape", f"a key holds an invisible character: {named(hidden[0])}", "delete its escape"
                )
                continue
            if key in found:
                first_line = self.block.key_marks[(*path, key)].line
                self._skip(next(self.events))
                self._tell(
                    (*path, key),
                    mark,
                    "twice",
                    f"the key is given twice, on line {first_line} and on line {mark.line}",
                    "YAML would keep the last without a word: keep one of the two",
                )
                continue
            self.block.key_marks[(*path, key)] = mark
            found[key] = None
            found[key] = self._value(next(self.events), (*path, key))
        return found

    def _braces(self, passed: list[yaml.Event], path: Path_) -> None:
        """Keys in braces: a comma in a text made a second key there, or they are merely not wanted."""
        inner = passed[1:-1]
        if inner and isinstance(inner[0], yaml.MappingStartEvent):
            self._tell(
                path,
                self._mark(passed[0]),
                "flow",
                "a macro call stands where a value is meant",
                "macros work on pages alone: write the value itself",
            )
            return
        flat = all(isinstance(event, yaml.ScalarEvent) for event in inner)
        stray = [
            key
            for key, value in zip(inner[::2], inner[1::2], strict=False)
            if flat and not (value.value or value.style)
        ]
        if stray and len(inner) > 2:
            self._tell(
                path,
                self._mark(stray[0]),
                "comma",
                f"a comma inside braces began a second key, '{stray[0].value}'",
                "write one key a line, without braces, and the text after its key",
            )
        else:
            self._tell(
                path,
                self._mark(passed[0]),
                "flow",
                "keys in {braces}",
                'write one key a line, without braces; put a text with braces in "quotes"',
            )


def named(character: str) -> str:
    """A character by its number and name."""
    return f"U+{ord(character):04X}, {unicodedata.name(character, 'a control character').lower()}"


def seen_fix(mark: Mark, sign: str) -> tuple[Fix, ...]:
    """The fix for a sign that nobody sees: one that takes no room goes, one that looks like a space becomes one."""
    if re.match(r"[\u200b\u202a-\u202e\u2060-\u2069\ufeff]", sign):
        return (Fix.at(mark, sign, "", f"the invisible U+{ord(sign):04X} is gone"),)
    if re.match(r"[\xa0\u2000-\u200a\u202f\u3000]", sign):
        return (Fix.at(mark, sign, " ", f"U+{ord(sign):04X} is now a plain space"),)
    return ()


def name_of(path: Path_) -> str:
    """The key an editor knows a place by: the last word of its path."""
    return next((str(step) for step in reversed(path) if isinstance(step, str)), "")


def _second_colon(lines: list[str], line: int, column: int) -> tuple[int, int, str, str, str]:
    """Where and why a colon fits nowhere: a second one in its line, or a line that the one above it swallowed.

    Last, the sign after which a space is missing, if that is why.
    """
    if re.search(r":\s", lines[line][:column]):
        return line, column, "a second colon in one line", QUOTE, ""
    above = next((n for n in range(line - 1, -1, -1) if lines[n].strip()), line)
    if missing := re.match(r"\s*(-(?=\w)|(?:- +)?\w+:(?=\S))", lines[above]):
        sign = "hyphen" if missing[1] == "-" else "colon"
        return (
            above,
            missing.end(1),
            f"a space is missing after the {sign}",
            "write it, as in '- id: …'" if sign == "hyphen" else "write it, as in 'key: value'",
            sign,
        )
    column = len(lines[line]) - len(lines[line].lstrip())
    return (
        line,
        column,
        "this line begins too far right: it would go on with the text above it",
        "begin it below the other keys of its record",
        "",
    )


def _after_value(content: str) -> tuple[str, str]:
    """Why a key was expected in the middle of a line, or at its beginning."""
    if re.search(r":\s+['\"]", content):
        return (
            "the text goes on after its closing quote",
            "put the whole text on the next line after '>-', without quotes around it",
        )
    if re.search(r":\s+[*&!]", content):
        return "a text cannot begin with *, & or !: YAML keeps them for itself", QUOTE
    if re.search(r":\s+[\[{]", content):
        return "the text goes on after a bracket or brace, which YAML keeps for itself", QUOTE
    return (
        "this line begins where no key is expected",
        "begin it below the other keys of its record, or below the text that it goes on with",
    )
