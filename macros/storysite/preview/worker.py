"""The process that runs the engine: reads the project again when told to, and renders pages when asked.

One line of JSON is a request; the answer is one line of JSON and as many bytes as it says.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import sys
import traceback
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.exceptions import MkDocsException

from storysite.checks.read_project import read_project
from storysite.core.diagnostics import Problem
from storysite.engines import adapters
from storysite.preview.incremental_reader import remembering
from storysite.preview.page_interface import bones
from storysite.preview.site import Failed, Site
from storysite.preview.watcher import THEME
from storysite.project import Project

if TYPE_CHECKING:
    from storysite.preview.forms import Forms
    from storysite.preview.making import Making

Answer = tuple[dict[str, Any], bytes]


class Worker:
    """The last state in which everything was in order, and what has changed since."""

    def __init__(self, root: Path, origin: str):
        self.root = root
        self.origin = origin
        self.site: Site | None = None
        self.changed: set[str] = set()
        self.moved: set[str] = set()
        self.warned = Warned()
        self.notices: list[Problem] = []
        self.advice: list[Problem] = []
        self.making: Making | None = None
        self.forms: Forms | None = None
        self.readers = remembering()

    def answer(self, request: dict[str, Any]) -> Answer:
        """The answer to a request, whatever it meets."""
        self.warned.lines.clear()
        try:
            words = {key: value for key, value in request.items() if key != "do"}
            found: Answer = getattr(self, request["do"])(**words)
            return found
        except Failed as failed:
            return {"fault": str(failed)}, b""
        except MkDocsException as error:  # its own words, which it has logged or brings with it
            return {"fault": "\n".join(self.warned.lines or [error.format_message()])}, b""
        except (Exception, SystemExit):  # the outermost boundary: the browser shows what happened, and the server lives
            return {"fault": traceback.format_exc()}, b""

    # --- following changes ---------------------------------------------------------------------

    def update(self, changed: list[str], moved: list[str]) -> Answer:
        """Take over what has changed: at once where only words have, else after everything was checked."""
        self.changed.update(changed)
        self.moved.update(moved)
        if self.site and not self.moved and (texts := self._only_words(self.site.project)):
            self.site.refresh(self.site.project, texts)
            return {**self._in_order(), "checked": False}, b""
        return self.check()

    def _only_words(self, project: Project) -> dict[str, str]:
        """The new texts of pages, if nothing else has changed and they are what they were to all other pages."""
        found = {}
        for shown in self.changed:
            path = shown.removeprefix("docs/")
            if path not in project.pages or path == shown:
                return {}
            problems: list[Problem] = []
            text = self.readers.text(self.root / shown, shown, self.root / "docs", problems)
            if text is None or bones(self.readers.page(path, shown, text, problems)) != bones(project.pages[path]):
                return {}
            if any(problem.level == "error" for problem in problems):
                return {}
            found[path] = text
        return found

    def check(self) -> Answer:
        """Read what has changed, and check everything."""
        project = read_project(self.root, adapters.reading_date(), readers=self.readers)
        if project.errors:
            return {"ok": False, "problems": _plain({*project.problems, *self.advice})}, b""
        if self.site and self._same_frame(project, self.site.project):
            self.site.refresh(project, self._texts())
        else:
            self._load(project)
        self.changed, self.moved = set(), set()
        return self._in_order(), b""

    def _same_frame(self, new: Project, old: Project) -> bool:
        """Whether only the contents of pages and records have changed, none that stands on every page."""
        inside = all(path.startswith(("docs/", f"{THEME}assets/")) for path in self.changed)
        inside = inside and new.pages.keys() == old.pages.keys()  # a draft comes and goes
        return inside and not self.moved and new.library.publisher == old.library.publisher

    def _texts(self) -> dict[str, str]:
        found = {}
        for path in self.changed:
            if path.endswith(".md"):
                found[path.removeprefix("docs/")] = (self.root / path).read_text(encoding="utf-8-sig")
        return found

    def settle(self) -> Answer:
        """Load everything again, as a build does: hooks and plugins may do more with records and pages than is known here."""
        assert self.site
        self._load(self.site.project)
        return self._in_order(), b""

    def advise(self) -> Answer:
        """Look for what is no error and yet wants a look: it takes longer than an edit may."""
        from storysite.checks.advice import advice
        from storysite.editing.files import texts_of

        assert self.site
        self.advice = advice(self.site.project, texts_of(self.root))
        return self._in_order(), b""

    def _load(self, project: Project) -> None:
        self.site = Site(project, self.origin)
        # A build with --strict stops at them.
        self.notices = [Problem("mkdocs.yml", 1, 1, "engine", line, level="warning") for line in self.warned.lines]

    def _in_order(self) -> dict[str, Any]:
        assert self.site
        found = {*self.notices, *self.advice, *self.site.project.problems}
        return {"ok": True, "base": self.site.base, "checked": True, "problems": _plain(found)}

    # --- showing -------------------------------------------------------------------------------

    def page(self, path: str) -> Answer:
        """What is served at a path; with it what the engine says about its source."""
        if self.site is None:
            return {"kind": "nothing"}, b""
        answer, body = self.site.at(path)
        if source := answer.get("source"):
            found = [Problem(source, 1, 1, "engine", line, level="warning") for line in self.warned.lines]
            answer["problems"] = _plain(found)
        return answer, body

    def made(self, path: str) -> Answer:
        """What a build makes at a path beside the pages: for a worker that does nothing else."""
        if self.making is None:
            from storysite.preview.making import Making  # not above: its libraries take longer to load than an edit may

            self.making = Making(self.root)
        kind, body = self.making.at(path)
        return {"kind": kind}, body

    # --- forms ----------------------------------------------------------------------------------

    def form(self, what: str, given: dict[str, str], token: str) -> Answer:
        """What is asked of the forms: `marks` of a page, a form to `show`, what to `check`, `save` or `undo`."""
        if self.forms is None:
            from storysite.preview.forms import Forms  # not above: who only reads needs none of it

            self.forms = Forms(self.root)
        if self.site is None:
            return {"kind": "nothing"}, b""
        forms, project = self.forms, self.site.project
        match what:
            case "marks":
                address = given.get("path", "").removeprefix(self.site.base)
                return {"kind": "json"}, json.dumps(forms.marks(project, address)).encode()
            case "check":
                return {"kind": "json"}, json.dumps(forms.check(given)).encode()
            case "undo":
                return {"kind": "done", "said": forms.undo()}, b""
            case "save":
                saved = forms.save(given)
                if saved.texts:
                    return {"kind": "done", "said": f"Saved: {', '.join(saved.texts)}."}, b""
                body = forms.show(project, given, token, saved.wrong)
            case _:
                body = forms.show(project, given, token)
        return ({"kind": "none"}, b"") if body is None else ({"kind": "form"}, body)


def _plain(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    return [asdict(replace(problem, suggestions=(), fixes=())) for problem in problems]


class Warned(logging.Handler):
    """Keeps what MkDocs and its plugins warn of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def main(origin: str) -> None:
    """Answer until the server closes its end."""
    channel = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a macro prints goes to the terminal, not into an answer
    worker = Worker(Path.cwd().resolve(), origin)
    logging.getLogger("mkdocs").addHandler(worker.warned)
    gc.disable()  # with a whole site in memory this takes a third of the time; it is done when nobody waits
    for line in sys.stdin.buffer:
        request = json.loads(line)
        answer, body = worker.answer(request)
        channel.write(json.dumps({**answer, "length": len(body)}).encode() + b"\n" + body)
        channel.flush()
        if request["do"] == "settle" or not answer.get("ok", True):
            gc.collect()


if __name__ == "__main__":
    main(sys.argv[1])
