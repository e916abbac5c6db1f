"""What the preview shows: answers of the engine, kept while nothing changes, the last good ones, and all that is wrong."""

from __future__ import annotations

import hashlib
import mimetypes
import re
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from storysite.core.diagnostics import Problem, counted, text_report
from storysite.preview import overlay
from storysite.preview.shown import HTML, TEXT, Shown, file_at, kind_of
from storysite.preview.watcher import THEME
from storysite.preview.worker_process import Ended, Engine

PLACE = re.compile(r'"(?P<path>[^"\n]+)", line (?P<line>\d+)(?:, column (?P<column>\d+))?')
"""A place in a file, as Python, Jinja and YAML write it."""
PAUSES = {"check": 0.15, "settle": 1.0, "advise": 1.0}
"""Seconds without a change before what was left for later is done: an open page is shown anew before."""

for suffix, kind in {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}.items():
    mimetypes.add_type(kind, suffix)  # on Windows the registry may say otherwise


class Preview:
    """The state that all requests share."""

    def __init__(self, root: Path, origin: str, today: date | None):
        self.root = root
        self.origin = origin
        self.today = today
        self.base = "/"
        self.engine: Engine | None = None
        self.maker: Engine | None = None
        """Makes what stands beside the pages, from when somebody asks for it first."""
        self.making = threading.Lock()
        self.behind = False
        """Whether the engine that answers runs older code than there is, for the newer fails."""
        self.left: str | None = None
        self.problems: tuple[Problem, ...] = ()
        self.told: tuple[Problem, ...] = ()
        self.details = ""
        self.heard = False
        """Whether the terminal has the details already."""
        self.assets = 0
        self.tick = 0
        self.ticked = threading.Condition()
        self.kept: dict[str, Shown] = {}
        self.good: dict[str, Shown] = {}

    @property
    def address(self) -> str:
        return self.origin + self.base

    def close(self) -> None:
        for engine in filter(None, (self.engine, self.maker)):
            engine.close()

    # --- following changes ---------------------------------------------------------------------

    def update(self, changed: set[str], moved: set[str]) -> None:
        """Follow a change of files."""
        begun = time.monotonic()
        code = any(
            path.startswith(("macros/", "components/", "messages/")) and not path.startswith(THEME)
            for path in changed | moved
        )
        fresh = code or self.behind or self.engine is None or not self.engine.alive
        if code and self.maker:
            self.maker.close()
        engine = Engine(self.root, self.origin, self.today) if fresh else self.engine
        assert engine
        answer = self._follow(engine, do="update", changed=sorted(changed), moved=sorted(moved))
        if fresh:
            self._replace(engine, answer["ok"])
        if any(
            path.startswith(("docs/", f"{THEME}assets/")) and not path.endswith((".md", ".yml", ".yaml"))
            for path in changed
        ):
            self.assets += 1
        self.left = None if not answer["ok"] else "advise" if fresh else "settle" if answer["checked"] else "check"
        self._announce()
        self._tell(sorted(changed | moved), time.monotonic() - begun)

    @property
    def pause(self) -> float | None:
        """Seconds without a change after which there is more to do; nothing where there is not."""
        return PAUSES[self.left] if self.left else None

    def go_on(self) -> None:
        """Do what was left for later: check everything, load everything as a build does, and look for advice."""
        left, self.left = self.left, None
        if not left or not self.engine:
            return
        answer = self._follow(self.engine, do=left)
        if left != "advise" and answer["ok"]:
            self.left = "settle" if left == "check" else "advise"
        self._announce()
        self._tell([], 0)

    def _follow(self, engine: Engine, **request: Any) -> dict[str, Any]:
        """What the engine answers; whatever is wrong is noted."""
        self.heard = False
        try:
            answer, _ = engine.ask(**request)
        except Ended as ended:
            answer, self.heard = {"fault": str(ended)}, True
        self.details = answer.get("fault", "")
        self.problems = (self._fault(self.details),) if self.details else tuple(_problems(answer))
        self.base = answer.get("base", self.base)
        return {"ok": False, **answer}

    def _replace(self, engine: Engine, fine: bool) -> None:
        """Take the new engine if all is in order, or if there is no other."""
        old = self.engine
        self.behind = not fine and old is not None and old.alive
        if self.behind:
            engine.close()
            return
        self.engine = engine
        if old:
            old.close()

    def _announce(self) -> None:
        with self.ticked:
            self.tick += 1
            self.kept = {}
            self.ticked.notify_all()

    def _tell(self, paths: list[str], seconds: float) -> None:
        errors = any(problem.level == "error" for problem in self.problems)
        if paths:
            names = paths[0] if len(paths) == 1 else f"{paths[0]} and {counted(len(paths) - 1, 'more file')}"
            end = "the last good pages stay until this is mended" if errors else f"seen after {seconds:.2f} s"
            print(f"{time.strftime('%H:%M:%S')} {names}: {end}", flush=True)
        if (paths and errors) or self.problems != self.told:
            self._report(self.problems, "" if self.heard else self.details)
        self.told = self.problems

    def _report(self, problems: Sequence[Problem], details: str) -> None:
        if problems:
            print(f"{details}\n{text_report(problems)}".strip(), file=sys.stderr, flush=True)

    def _fault(self, text: str) -> Problem:
        """What code, a template or the configuration did wrong, with the place that its text names last."""
        path, line, column = "mkdocs.yml", 1, 1
        for match in PLACE.finditer(text):
            try:
                place = Path(match["path"]).resolve().relative_to(self.root).as_posix()
            except (ValueError, OSError):
                continue
            if not place.startswith((".venv/", "macros/storysite/preview/")):
                path, line, column = place, int(match["line"]), int(match["column"] or 1)
        lines = [line for line in text.splitlines() if line.strip() and not line[0].isspace()]
        return Problem(path, line, column, "fault", lines[-1] if lines else text.strip())

    # --- showing -------------------------------------------------------------------------------

    def show(self, path: str) -> Shown:
        """What goes out at a path of the address."""
        with self.ticked:
            self.ticked.wait_for(lambda: self.tick)  # the first look at everything is over
            tick, engine, shown = self.tick, self.engine, self.kept.get(path)
        if not path.startswith(self.base):
            return (
                Shown(status=302, location=self.base)
                if path == "/"
                else Shown(f"The site stands at {self.base}\n".encode(), TEXT, 404)
            )
        if shown is None:
            shown = self._ask(path, engine)
            with self.ticked:
                if tick == self.tick:
                    self.kept[path] = shown
        return shown

    def _ask(self, path: str, engine: Engine | None) -> Shown:
        assert engine
        try:
            answer, body = engine.ask(do="page", path=path.removeprefix(self.base))
        except Ended as ended:
            if engine is not self.engine:
                return self._ask(path, self.engine)  # it gave way to a newer one
            answer, body = {"fault": str(ended)}, b""
        match answer.get("kind"):
            case "file":
                return file_at(answer["file"])
            case "bytes":
                return Shown(body, kind_of(path))
            case "moved":
                return Shown(status=302, location=path + "/")
            case "none":
                return self._made(path) or self._not_found(path)
            case "page":
                shown = self._page(path, body)
                self.good[path] = shown
                return replace(shown, problems=(*self.problems, *_problems(answer)), details=self.details)
        return self._faulty(path, answer)

    def form(self, what: str, given: dict[str, str], token: str) -> tuple[dict[str, Any], bytes]:
        """What the forms answer."""
        with self.ticked:
            self.ticked.wait_for(lambda: self.tick)
            engine = self.engine
        assert engine
        try:
            return engine.ask(do="form", what=what, given=given, token=token)
        except Ended as ended:
            return {"fault": str(ended)}, b""

    def _page(self, path: str, body: bytes, status: int = 200) -> Shown:
        version = f"{hashlib.sha256(body).hexdigest()[:16]}.{self.assets}"
        return Shown(body, HTML if status == 404 else kind_of(path), status, version, self.problems, self.details)

    def _faulty(self, path: str, answer: dict[str, Any]) -> Shown:
        """The last good page with what is wrong; that alone where there is no page yet."""
        problems, details = self.problems, self.details
        if fault := answer.get("fault"):
            problems, details = (self._fault(fault), *problems), fault
            self._report(problems[:1], details)
        last = self.good.get(path)
        if last is None:
            return Shown(
                overlay.alone(problems, details), status=503, version="none", problems=problems, details=details
            )
        return replace(last, problems=problems, details=details)

    def _made(self, path: str) -> Shown | None:
        """What a build makes beside the pages; nothing where it makes no such thing."""
        with self.making:
            for _ in range(2):  # a change of code ends a maker that is at work
                if self.maker is None or not self.maker.alive:
                    self.maker = Engine(self.root, self.origin, self.today)
                try:
                    answer, body = self.maker.ask(do="made", path=path.removeprefix(self.base))
                    break
                except Ended as ended:
                    answer, body = {"fault": str(ended)}, b""
        match answer.get("kind"):
            case "made":
                return self._page(path, body) if kind_of(path) == HTML else Shown(body, kind_of(path))
            case "moved":
                return Shown(status=302, location=path + "/")
            case "words":
                return Shown(body, TEXT, 404)
            case "none":
                return None
        return self._faulty(path, answer)

    def _not_found(self, path: str) -> Shown:
        """The site's page for what is not there."""
        assert self.engine
        try:
            answer, body = self.engine.ask(do="page", path="404.html")
        except Ended:
            answer, body = {}, b""
        return self._page(path, body if answer.get("kind") == "page" else b"There is no such page.", 404)


def _problems(answer: dict[str, Any]) -> Iterable[Problem]:
    return (Problem(**problem) for problem in answer.get("problems", ()))
