"""The command line: `python -m macros serve`, `build`, `check`, `test`."""

from __future__ import annotations

import sys

from macros.environment import ensure

if __name__ == "__main__":
    ensure(sys.argv)
    from macros.commands import main

    sys.exit(main(sys.argv[1:]))
