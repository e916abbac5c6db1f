"""Single values in YAML: texts, and the traps that YAML sets where they stand without quotes."""

from __future__ import annotations

import re

import yaml

from storysite.core.diagnostics import Fix, Mark, Problem
from storysite.core.numbers import meant_number
from storysite.source.unseen import UNSEEN, named
from storysite.source.yaml_text import Path_, YamlText, name_of

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


class Scalars(YamlText):
    """Values that stand alone: each as the text of the file."""

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
