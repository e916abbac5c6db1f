"""The worker as the server sees it: a process that is asked and answers, or has ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections import deque
from datetime import date
from pathlib import Path
from typing import Any

LONGEST = 120
"""Seconds that an answer may take: a macro may run for ever."""
QUIET = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}


class Ended(Exception):
    """The worker is no more; holds what it said last."""


class Engine:
    """MkDocs with our macros, in a process of its own: whatever happens in there, the server lives."""

    def __init__(self, root: Path, origin: str, today: date | None):
        here = str(Path(__file__).resolve().parents[2])
        paths = [str(root / "macros"), here, *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = {
            **os.environ,
            **QUIET,
            **({"MACROS_TODAY": today.isoformat()} if today else {}),
            "MACROS_FAIL": "false",  # else the macros plugin ends the process
            "PYTHONPATH": os.pathsep.join(paths),  # the project's own generator first, where it has one
            "PYTHONUTF8": "1",
            # Compiled files are told apart by the second: a quick second edit would not be seen.
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        apart: dict[str, Any] = {"process_group": 0}  # Ctrl-C is for the server alone
        if os.name == "nt":
            apart = {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "storysite.preview.worker", origin],
            cwd=root,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **apart,
        )
        self.lock = threading.Lock()
        self.said: deque[str] = deque(maxlen=200)
        self.listener = threading.Thread(target=self._listen, name="listener", daemon=True)
        self.listener.start()

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def ask(self, **request: Any) -> tuple[dict[str, Any], bytes]:
        """The answer to a request: a few words about it, and a body."""
        assert self.process.stdin and self.process.stdout
        with self.lock:
            limit = threading.Timer(LONGEST, self._give_up)
            limit.daemon = True
            try:
                limit.start()
                self.process.stdin.write(json.dumps(request).encode() + b"\n")
                self.process.stdin.flush()
                line = self.process.stdout.readline()
                answer = json.loads(line) if line else None
                body = self.process.stdout.read(answer["length"]) if answer else b""
            except (OSError, ValueError):  # closed on the other side, or on this one
                answer = None
            finally:
                limit.cancel()
        if answer is None:
            self.close()
            raise Ended("".join(self.said) or "the engine ended without a word")
        return answer, body

    def _give_up(self) -> None:
        self.said.append(f"TimeoutError: no answer came in {LONGEST} seconds; is there a loop without an end?\n")
        self.process.kill()

    def _listen(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            text = line.decode("utf-8", "replace")
            self.said.append(text)
            sys.stderr.write(text)
            sys.stderr.flush()

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait()
        self.listener.join(timeout=10)
        for stream in (self.process.stdin, self.process.stdout):
            try:
                if stream:
                    stream.close()
            except OSError:  # what was still to be written has nowhere to go
                continue
