"""The console script `storysite`."""

from __future__ import annotations

import sys


def run() -> int:
    """Run the command that the process was started with; its exit status."""
    for stream in (sys.stdout, sys.stderr):  # a file's name need be no text, and a terminal not know every letter
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # pytest's streams have no such method
    from storysite.cli.commands import main

    return main(sys.argv[1:])
