"""What pydantic finds wrong with a record, in an editor's words: what is wrong, what is allowed, the nearest right thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, get_args

from pydantic import BaseModel

from storysite.core.diagnostics import Fix, Mark, Problem, choices, joined, likely, misspelt, nearest, spaced
from storysite.records.field_docs import meanings
from storysite.source.yaml_text import Block, Path_, name_of

PATTERNS = {"^[a-z]{2,3}$": "write the two or three letters (a to z) of its code, such as en or ja"}


def problems_in(block: Block, model: type[BaseModel], faults: Iterable[Any]) -> Iterator[Problem]:
    """What pydantic finds wrong with a block of keys, but for what has been told."""
    for path, code, message, hint, fault in explained(model, faults):
        if not any(path[: len(told)] == told for told in block.told):
            mark = _place(block, path, code)
            words, fixes = _meant(model, block, path, mark, fault)
            yield Problem.at(mark, code, message, hint, suggestions=words, fixes=fixes)


def explained(model: type[BaseModel], faults: Iterable[Any]) -> Iterator[tuple[Path_, str, str, str, Any]]:
    """Path, code, message and hint of each fault, and the fault; a key that is misspelt is not told as missing too."""
    faults = list(faults)
    meant = {
        (*path[:-1], likely(str(path[-1]), _keys(model, path)))
        for fault in faults
        if fault["type"] == "extra_forbidden"
        for path in [tuple(fault["loc"])]
    }
    for fault in faults:
        path = tuple(fault["loc"])
        again = fault["type"] == "missing" and path in meant
        # A list is too short for pydantic too where each of its entries is faulty.
        again |= fault["type"] == "too_short" and len(fault["input"]) >= fault["ctx"]["min_length"]
        if not again:
            yield path, *_explain(model, path, fault), fault


def _place(block: Block, path: Path_, code: str) -> Mark:
    """Where a fault is told: at its value, an unknown key at the key, a missing one at the record around it."""
    if code == "unknown-key" and path in block.key_marks:
        return block.key_marks[path]
    while path and path not in block.marks:
        path = path[:-1]
    return block.marks.get(path, block.mark)


def _meant(
    model: type[BaseModel], block: Block, path: Path_, mark: Mark, fault: Any
) -> tuple[tuple[str, ...], tuple[Fix, ...]]:
    """What may have been meant, and the fix where it can be nothing else."""
    given, context = fault.get("input"), fault.get("ctx") or {}
    if fault["type"] == "extra_forbidden":
        known, beside = _keys(model, path), {at[-1] for at in block.key_marks if at[:-1] == path[:-1]}
        return (likely(name_of(path), known),), misspelt(mark, name_of(path), known, {str(key) for key in beside})
    if fault["type"] == "literal_error" and isinstance(given, str):
        allowed = _allowed(context)
        return (likely(given, allowed),), misspelt(mark, given, allowed)
    given, meant = context.get("given", ""), context.get("meant", "")
    if fault["type"] == "bad-id":
        return (meant,), spaced(mark, given, meant) if meant else ()
    if fault["type"] == "bad-number" and meant and path[-1] == "value":
        return (meant,), (Fix.at(mark, given, meant, quotes="drop"),)
    return (meant,), ()


def _allowed(context: dict[str, Any]) -> list[str]:
    """The words that a field may hold, which pydantic tells as `'a', 'b' or 'c'`."""
    return re.findall(r"'([^']*)'", str(context.get("expected", "")))


def _explain(model: type[BaseModel], path: Path_, fault: Any) -> tuple[str, str, str]:
    kind, given, context = fault["type"], fault.get("input"), fault.get("ctx") or {}
    name = name_of(path)
    match kind:
        case "missing":
            owner = model_at(model, path[:-1])
            meaning = meanings(owner).get(name, "") if owner else ""
            return "missing-key", f"the key '{name}' is missing", f"add {name}: {meaning.rstrip('.')}"
        case "extra_forbidden":
            hint = joined(f"known keys: {choices(known := _keys(model, path), 30)}", nearest(name, known))
            return "unknown-key", f"unknown key '{name}'", hint
        case "literal_error":
            hint = joined(f"use one of: {choices(allowed := _allowed(context))}", nearest(str(given), allowed))
            return "not-allowed", f"{name}: '{given}' is not allowed", hint
        case "string_type" | "string_sub_type":
            return "not-words", f"{name}: {_shape(given)} where words are meant", f"write the words after '{name}:'"
        case "tuple_type" | "list_type":
            return (
                "not-list",
                f"{name}: {_shape(given)} where a list is meant",
                f"write each entry on a line of its own below '{name}:', after '- '",
            )
        case "model_type" | "dict_type" | "model_attributes_type":
            return "not-keys", f"{name}: {_shape(given)} where keys are meant", "write one 'key: value' a line below it"
        case "too_short":
            return (
                "too-few",
                f"{name}: has {context.get('actual_length')} of at least {context.get('min_length')} entries",
                "add what is missing, each after '- '",
            )
        case "too_long":
            return (
                "too-many",
                f"{name}: has {context.get('actual_length')} entries",
                f"at most {context.get('max_length')} are allowed",
            )
        case "string_pattern_mismatch":
            pattern = str(context.get("pattern"))
            return "bad-text", f"{name}: '{given}' does not fit", PATTERNS.get(pattern, f"it must match {pattern}")
    if kind.startswith(("int_", "greater_", "less_")):
        bounds = {"ge": "greater than or equal to", "le": "less than or equal to"}
        bound = "".join(f", {words} {context[key]}" for key, words in bounds.items() if key in context)
        return "bad-number", f"{name}: '{_plain(given)}' is not allowed", f"write a whole number{bound}"
    message = str(context.get("message", fault["msg"]))
    return kind, f"{name}: {message}" if name and isinstance(path[-1], str) else message, str(context.get("hint", ""))


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


def _keys(model: type[BaseModel], path: Path_) -> list[str]:
    """The keys that may stand at a path, those that must first."""
    owner = model_at(model, path[:-1])
    fields = sorted(owner.model_fields.items(), key=lambda field: not field[1].is_required()) if owner else []
    return [info.alias or name for name, info in fields]


def _shape(value: Any) -> str:
    return "a list" if isinstance(value, list) else "keys" if isinstance(value, dict) else f"'{value}'"


def _plain(value: Any) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else _shape(value)
