"""The command line: `python -m macros serve`, `build`, `check`, `test`."""

from __future__ import annotations

import sys

from macros.environment import ensure

if __name__ == "__main__":
    ensure(sys.argv)
    for stream in (sys.stdout, sys.stderr):  # a file's name need be no text, and a terminal not know every letter
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    from macros.commands import main

    sys.exit(main(sys.argv[1:]))
