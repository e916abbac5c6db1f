"""YAML text to plain values: every scalar as the text that stands in the file, with its place, and the traps refused.

Events are read, not loaded values: so nothing is typed behind an editor's back, keys given twice are seen, and a
file that is nested without end costs no stack.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from storysite.source.unseen import INVISIBLE, UNSEEN, named
from storysite.source.yaml_scalars import Scalars
from storysite.source.yaml_syntax import why_no_yaml
from storysite.source.yaml_text import Block, Path_

DEEPEST = 12
"""Records have five levels; more than these is no record."""


Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Tree(Scalars):
    """One file, read event by event; what is wrong with it is added to `problems`."""

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
            self.problems.append(why_no_yaml(self.shown, self.text, self.above, error, events[-1] if events else None))
            return None
        begun = [event for event in events if isinstance(event, yaml.DocumentStartEvent)]
        if len(begun) > 1:
            self._report(
                self._mark(begun[1]), "two-documents", "a line '---' begins a second document", "delete the line"
            )
            return None
        self.events = (event for event in events if isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent))
        return next(self.events, None)

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
