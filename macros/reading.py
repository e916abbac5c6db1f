"""YAML text to records, with the line and column of every value; all that is wrong in one go.

The node tree is read, not the loaded values: so nothing is typed behind an editor's back, keys given twice are seen,
and each value keeps its place in the file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import BaseModel, ValidationError

from macros.problems import Mark, Problem, choices, joined, nearest
from macros.records import FILES, KINDS, Publisher, Record

Path_ = tuple[str | int, ...]

MOST_BYTES = 2_000_000
"""A data file of more than 2 MB is a mistake: split it."""

SPECIAL_WORDS = {"yes", "no", "on", "off", "true", "false", "y", "n", "null", "~"}
"""What YAML 1.1 reads as a switch or as nothing where it stands without quotes."""

CONFLICT = re.compile(r"^(<{7}|={7}|>{7}|\|{7})( |$)", re.MULTILINE)

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Entry:
    """A record with its kind and the places of its values."""

    kind: str
    record: Any
    mark: Mark
    marks: dict[Path_, Mark] = field(repr=False, compare=False)

    def at(self, *path: str | int) -> Mark:
        """The place of the value at `path`, or of the nearest value around it."""
        while path and path not in self.marks:
            path = path[:-1]
        return self.marks.get(path, self.mark)


@dataclass
class Reading:
    """What a folder of data files holds: the records that are whole, and all that is wrong."""

    entries: list[Entry] = field(default_factory=list)
    publisher: Publisher | None = None
    problems: list[Problem] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    """Ids of records that could not be read: naming one of them is no second problem."""


def read_data(root: Path, folder: Path) -> Reading:
    """Read every data file under `folder`; paths are told from `root` on."""
    reading = Reading()
    files = sorted(path for path in folder.rglob("*") if path.suffix in {".yml", ".yaml"})
    for path in files:
        name = path.relative_to(folder)
        if name.parts[0] in {"releases", "schema"}:
            continue
        shown = path.relative_to(root).as_posix()
        subject = name.parts[0].removesuffix(path.suffix)
        if subject in {"redirects", "former"}:
            continue
        known = [*FILES, "publisher"]
        if subject not in known or path.suffix != ".yml" or (subject == "publisher" and len(name.parts) > 1):
            hint = joined(f"data files are called {choices(f'{word}.yml' for word in known)}", nearest(subject, known))
            reading.problems.append(Problem(shown, 1, 1, "unknown-file", f"'{name.as_posix()}' is no data file", hint))
            continue
        _read_file(path, shown, folder, subject, reading)
    if not (folder / "publisher.yml").exists():
        shown = (folder / "publisher.yml").relative_to(root).as_posix()
        hint = "add it: it says who publishes the site, and for whom"
        reading.problems.append(Problem(shown, 1, 1, "no-publisher", "the file is missing", hint))
    return reading


def read_text(path: Path, shown: str, inside: Path, problems: list[Problem]) -> str | None:
    """The text of a file with plain line ends, or nothing and a problem that says why."""

    def refuse(code: str, message: str, hint: str, line: int = 1) -> None:
        problems.append(Problem(shown, line, 1, code, message, hint))

    try:
        if not path.resolve().is_relative_to(inside.resolve()):
            refuse("outside", "the file is a link that leads out of the folder", "put the file itself here")
            return None
        if path.stat().st_size > MOST_BYTES:
            refuse("too-large", "the file has more than 2 MB", "split it into several files in a folder of the same name")
            return None
        raw = path.read_bytes()
    except OSError as error:
        refuse("unreadable", f"the file cannot be read: {os.strerror(error.errno or 0)}", "restore it, or delete it")
        return None
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        refuse("encoding", f"byte {error.start + 1} is not UTF-8", "save the file with the encoding UTF-8", line)
        return None
    if conflict := CONFLICT.search(text):
        line = text.count("\n", 0, conflict.start()) + 1
        refuse("conflict", "a merge conflict was left in", "keep one of the two versions and delete the three marker lines", line)
        return None
    return text


def _read_file(path: Path, shown: str, folder: Path, subject: str, reading: Reading) -> None:
    text = read_text(path, shown, folder, reading.problems)
    if text is None:
        return
    tree = _Tree(shown, text, reading.problems)
    root = tree.compose()
    if subject == "publisher":
        _read_publisher(root, tree, reading)
        return
    if root is None:
        return
    if not isinstance(root, yaml.SequenceNode):
        tree.report(root, "not-a-list", "the file is not a list of records", "begin each record with '- id: …'")
        return
    for node in root.value:
        _read_record(node, FILES[subject], tree, reading)


def _read_publisher(root: yaml.Node | None, tree: _Tree, reading: Reading) -> None:
    if not isinstance(root, yaml.MappingNode):
        hint = "write one key a line, such as 'title: …'"
        reading.problems.append(Problem(tree.shown, 1, 1, "not-keys", "the file holds no keys", hint))
        return
    data = tree.plain(root)
    reading.publisher = tree.validate(Publisher, data, tree.mark(root))


def _read_record(node: yaml.Node, kind: str, tree: _Tree, reading: Reading) -> None:
    if not isinstance(node, yaml.MappingNode):
        tree.report(node, "not-keys", "this is not a record", "a record is a list of keys, the first being 'id: …'")
        return
    tree.start_record()
    data = tree.plain(node)
    record = tree.validate(KINDS[kind], data, tree.mark(node))
    if record is None:
        given = data.get("id") if isinstance(data, dict) else None
        if isinstance(given, str):
            reading.broken.add(given)
    else:
        reading.entries.append(Entry(kind, record, tree.mark(node), tree.marks))


class _Tree:
    """One file's node tree: turns nodes into plain values and notes their places."""

    def __init__(self, shown: str, text: str, problems: list[Problem]):
        self.shown = shown
        self.text = text
        self.problems = problems
        self.marks: dict[Path_, Mark] = {}
        self.key_marks: dict[Path_, Mark] = {}
        self.told: set[Path_] = set()
        self.seen: set[int] = set()

    def start_record(self) -> None:
        self.marks, self.key_marks, self.told = {}, {}, set()

    def mark(self, node: yaml.Node) -> Mark:
        return Mark(self.shown, node.start_mark.line + 1, node.start_mark.column + 1)

    def report(self, node: yaml.Node, code: str, message: str, hint: str) -> None:
        self.problems.append(Problem.at(self.mark(node), code, message, hint))

    def compose(self) -> yaml.Node | None:
        try:
            documents = list(yaml.compose_all(self.text, Loader=Loader))
        except yaml.MarkedYAMLError as error:
            self._syntax(error)
            return None
        except yaml.reader.ReaderError as error:
            before = self.text[: error.position] if isinstance(error.position, int) else ""
            self.problems.append(
                Problem(self.shown, before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1, "character",
                        "a character that YAML does not allow", "delete the invisible character at this place")
            )
            return None
        except RecursionError:
            self.problems.append(Problem(self.shown, 1, 1, "too-deep", "lists and keys stand too deep in each other", "write fewer levels"))
            return None
        if len(documents) > 1:
            self.report(documents[1], "two-documents", "a line '---' begins a second document", "delete the line")
            return None
        return documents[0] if documents else None

    def _syntax(self, error: yaml.MarkedYAMLError) -> None:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        lines = self.text.split("\n")
        content = lines[line - 1] if line <= len(lines) else ""
        tab = next((n for n in (line, line - 1) if 0 < n <= len(lines) and re.match(r"\s*\t", lines[n - 1])), 0)
        if tab:
            self.problems.append(
                Problem(self.shown, tab, lines[tab - 1].index("\t") + 1, "tab", "a tab stands before the text", "indent with spaces, two a level")
            )
            return
        message = str(error.problem or error.context or "not YAML")
        if "mapping values are not allowed" in message:
            message, hint = "a second colon in one line", "put the text in \"quotes\", or on the next line after '>-'"
        elif re.search(r":\s*[@`%&*!|>]", content) or re.search(r":\s*[\[{]", content):
            message, hint = f"a sign that YAML keeps for itself ({message})", "put the text in \"quotes\""
        elif "could not find expected ':'" in message or "expected <block end>" in message:
            message, hint = "this line fits nowhere", "check its indentation and the colon after the key"
        else:
            hint = "compare it with the example at the head of the file"
        self.problems.append(Problem(self.shown, line, column, "yaml", message, hint))

    def plain(self, node: yaml.Node, path: Path_ = ()) -> Any:
        """The value of a node, every scalar as the text that stands in the file."""
        self.marks[path] = self.mark(node)
        if id(node) in self.seen:
            self._tell(path, node, "alias", "an alias (*) repeats another value", "write the value out")
            return ""
        self.seen.add(id(node))
        if not node.tag.startswith("tag:yaml.org,2002:") or "python" in node.tag:
            self._tell(path, node, "tag", f"the tag '{node.tag}' is not allowed", "write the value alone")
            return ""
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return self._sequence(node, path)
        return self._scalar(node, path)

    def _tell(self, path: Path_, node: yaml.Node, code: str, message: str, hint: str) -> None:
        self.told.add(path)
        name = _name(path)
        self.report(node, code, f"{name}: {message}" if name else message, hint)

    def _scalar(self, node: yaml.ScalarNode, path: Path_) -> str:
        if node.style is None and not node.value.strip():
            self._tell(path, node, "empty", "is empty", "write the value, or leave the key out")
        elif node.style is None and node.value.lower() in SPECIAL_WORDS:
            self._tell(
                path, node, "yaml-word", f"YAML reads {node.value} without quotes as a switch or as nothing, not as a word",
                f'write "{node.value}" in quotes, or another word',
            )
        return node.value

    def _sequence(self, node: yaml.SequenceNode, path: Path_) -> list[Any]:
        if node.flow_style and node.value:
            self._tell(path, node, "flow", "a list in [brackets]", "write each on a line of its own, after '- '")
        return [self.plain(child, (*path, at)) for at, child in enumerate(node.value)]

    def _mapping(self, node: yaml.MappingNode, path: Path_) -> dict[str, Any]:
        if node.flow_style:
            self._flow_mapping(node, path)
            return {}
        found: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._tell(path, key_node, "key", "a key must be one word", "write 'key: value'")
                continue
            key = key_node.value
            line = key_node.start_mark.line + 1
            if key in found:
                self._tell(
                    (*path, key), key_node, "twice", f"the key '{key}' is given twice, on line {lines[key]} and on line {line}",
                    "YAML would keep the last without a word: keep one of the two",
                )
                continue
            self.key_marks[(*path, key)] = self.mark(key_node)
            lines[key] = line
            found[key] = self.plain(value_node, (*path, key))
        return found

    def _flow_mapping(self, node: yaml.MappingNode, path: Path_) -> None:
        stray = [key for key, value in node.value if isinstance(value, yaml.ScalarNode) and not value.value and value.style is None]
        if stray and isinstance(stray[0], yaml.ScalarNode):
            self._tell(
                path, stray[0], "comma", f"a comma inside braces began a second key, '{stray[0].value}'",
                "write one key a line, without braces, and the text after its key",
            )
        else:
            self._tell(path, node, "flow", "keys in {braces}", "write one key a line, without braces")

    def validate(self, model: type[BaseModel], data: Any, mark: Mark) -> Any:
        """The record, or nothing where something in it is wrong (already told or told now)."""
        try:
            record = model.model_validate(data)
        except ValidationError as error:
            for fault in error.errors(include_url=False):
                self._fault(model, fault, mark)
            return None
        return None if self.told else record

    def _fault(self, model: type[BaseModel], fault: Any, mark: Mark) -> None:
        path = tuple(fault["loc"])
        if any(path[: len(told)] == told for told in self.told):
            return
        code, message, hint = _explain(model, path, fault)
        if fault["type"] == "extra_forbidden":
            place = self.key_marks.get(path)
        else:
            place = self.marks.get(path)
        while place is None and path:
            path = path[:-1]
            place = self.marks.get(path)
        self.problems.append(Problem.at(place or mark, code, message, hint))


def _explain(model: type[BaseModel], path: Path_, fault: Any) -> tuple[str, str, str]:
    """Code, message and hint for one of pydantic's errors."""
    kind, given, context = fault["type"], fault.get("input"), fault.get("ctx") or {}
    name = _name(path)
    owner = model_at(model, path[:-1])
    if kind == "missing":
        meaning = owner.model_fields[str(path[-1])].description if owner and str(path[-1]) in owner.model_fields else ""
        return "missing-key", f"required key '{path[-1]}' is missing", f"add {path[-1]}: {_first_words(meaning or '')}"
    if kind == "extra_forbidden":
        known = list(owner.model_fields) if owner else []
        return "unknown-key", f"unknown key '{path[-1]}'", joined(f"known keys: {choices(known, 30)}", nearest(str(path[-1]), known))
    if kind == "literal_error":
        allowed = [word.strip("'") for word in re.findall(r"'[^']*'", str(context.get("expected", "")))]
        return "not-allowed", f"{name}: '{given}' is not allowed", joined(f"use one of: {choices(allowed)}", nearest(str(given), allowed))
    if kind in {"string_type", "string_sub_type"}:
        return "not-words", f"{name}: {_shape(given)} where words are meant", f"write words after '{name}:'"
    if kind in {"tuple_type", "list_type"}:
        return "not-list", f"{name}: {_shape(given)} where a list is meant", "write each on a line of its own, after '- '"
    if kind in {"model_type", "dict_type", "model_attributes_type"}:
        return "not-keys", f"{name}: {_shape(given)} where keys are meant", "write one key a line below it"
    if kind == "too_short":
        return "too-few", f"{name}: has {context.get('actual_length')} entries", f"at least {context.get('min_length')} are needed"
    if kind == "too_long":
        return "too-many", f"{name}: has {context.get('actual_length')} entries", f"at most {context.get('max_length')} are allowed"
    if kind == "int_parsing" or kind.startswith(("greater", "less", "int_")):
        return "bad-number", f"{name}: '{given}' is not allowed", "write a whole number" + (f", {fault['msg'].lower()}" if "should be" in fault["msg"].lower() else "")
    if kind == "string_pattern_mismatch":
        return "bad-text", f"{name}: '{given}' does not fit", f"it must match {context.get('pattern')}"
    hint = str(context.get("hint", ""))
    message = str(context.get("message", fault["msg"]))
    return kind, f"{name}: {message}" if name and "hint" in context and path else message, hint


def model_at(model: type[BaseModel], path: Path_) -> type[BaseModel] | None:
    """The record type that stands at `path` inside `model`."""
    current: type[BaseModel] | None = model
    for step in path:
        if isinstance(step, int):
            continue
        if current is None or step not in current.model_fields:
            return None
        current = next(_models_in(current.model_fields[step].annotation), None)
    return current


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def _name(path: Path_) -> str:
    """The key an editor knows a place by: the last word of its path."""
    return next((str(step) for step in reversed(path) if isinstance(step, str)), "")


def _shape(value: Any) -> str:
    return "a list" if isinstance(value, list) else "keys" if isinstance(value, dict) else f"'{value}'"


def _first_words(text: str) -> str:
    return " ".join(text.split()).rstrip(".")


__all__ = ["Entry", "Reading", "Record", "read_data", "read_text"]
