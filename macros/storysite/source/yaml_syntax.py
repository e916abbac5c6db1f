"""Why a text is no YAML, in an editor's words: what is wrong, where, and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from storysite.core.diagnostics import Fix, Mark, Problem

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
        "words stand on the line of '{sign}'",
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


def why_no_yaml(shown: str, text: str, above: int, error: yaml.MarkedYAMLError, last: yaml.Event | None) -> Problem:
    """Why a text is no YAML: `above` lines of its file stand before it, and `last` is what could still be read of it."""
    told = f"{error.context} {error.problem}"
    place, message, hint = error.problem_mark, "", ""
    for pattern, from_start, *words in SYNTAX:
        if re.search(pattern, told):
            message, hint = words
            place = error.context_mark if from_start and error.context_mark else place
            break
    line, column = (place.line, place.column) if place else (0, 0)
    lines = [*text.split("\n"), ""]
    sign = re.search(r"[:-] +([|>][-+0-9]*)", lines[line])
    message = message.replace("{sign}", sign[1] if sign else ">-")
    for tabbed in (line, line - 1):
        if re.match(r" *\t", lines[tabbed]):
            mark = Mark(shown, tabbed + 1 + above, lines[tabbed].index("\t") + 1)
            hint = "indent with spaces, two for each level"
            return Problem.at(mark, "tab", "a tab stands before the text", hint, fixes=_without_tabs(text, above))
    fixes: tuple[Fix, ...] = ()
    if "mapping values" in told:
        line, column, message, hint, missing = _second_colon(lines, line, column)
        if missing:
            done = f"a space stands now after the {missing}"
            fixes = (Fix(line + 1 + above, column + 1, "", " ", done),)
    elif (
        "expected key" in told
        and isinstance(last, yaml.ScalarEvent)
        and last.style in {"'", '"'}
        and last.start_mark.line < line
    ):
        message, hint = (
            f"the quote that opens here is closed only on line {line + 1 + above}",
            "write the same quote at the end of the text",
        )
        line, column = last.start_mark.line, last.start_mark.column
    elif "expected key" in told:
        message, hint = _after_value(lines[line])
    mark = Mark(shown, line + 1 + above, column + 1)
    return Problem.at(
        mark,
        "yaml",
        message or f"YAML cannot read this: {error.problem}",
        hint or "compare it with the example at the head of the file",
        fixes=fixes,
    )


def _without_tabs(text: str, above: int) -> Iterator[Fix]:
    """Two spaces for each tab before a text, in every line."""
    for number, line in enumerate(text.split("\n"), start=1 + above):
        before = line[: len(line) - len(line.lstrip(" \t"))]
        if "\t" in before:
            yield Fix(number, 1, before, before.replace("\t", "  "), "tabs before the text are now spaces")


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
