"""Writes what comes out today into the cases, where a message or a template is another now; read each change."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from storysite.core.diagnostics import text_report
from tests.projects import TODAY, cases, load, make, read
from tests.rendering import case_part, normal


def report(path: Path, folder: Path) -> str:
    """The report of a bad case."""
    return text_report(read(make(load(path), folder)).errors)


def html(path: Path, folder: Path) -> str:
    """The HTML of a rendered case."""
    return f"{normal(case_part(load(path), folder))}\n"


def renew(path: Path, key: str, mark: str, text: str) -> None:
    """Write a text into a case, where it is the last key."""
    given = load(path)[key]
    if text.strip() in {given.strip(), normal(given)}:
        return
    above = path.read_text(encoding="utf-8").partition(f"\n{key}: {mark}\n")[0]
    below = "".join(f"  {line}\n" for line in text.splitlines())
    path.write_text(f"{above.rstrip()}\n{key}: {mark}\n{below}", encoding="utf-8", newline="\n")
    print(f"changed: {path}")


if __name__ == "__main__":
    os.environ["MACROS_TODAY"] = TODAY.isoformat()
    with tempfile.TemporaryDirectory() as place:
        for case in cases("bad"):
            renew(case, "report", "|", report(case, Path(place) / case.stem))
        for case in cases("rendered"):
            if "html" in load(case):
                renew(case, "html", ">-", html(case, Path(place) / case.stem))
