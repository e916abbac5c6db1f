"""The command line: `python -m macros serve`, `build`, `check`, `test`."""

from __future__ import annotations

import sys

from macros.environment import ensure, repair

if __name__ == "__main__":
    ensure(sys.argv)
    for stream in (sys.stdout, sys.stderr):  # a file's name need be no text, and a terminal not know every letter
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        from macros.commands import main

        status = main(sys.argv[1:])
    except ModuleNotFoundError as error:
        if (error.name or "macros").split(".")[0] in {"macros", "tests"}:
            raise
        repair(error.name, sys.argv)
    sys.exit(status)
