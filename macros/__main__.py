"""The front door of this repository: `python -m macros` is `storysite`, in an environment that it installs itself."""

from __future__ import annotations

import sys

from storysite.bootstrap.environment import ensure, repair

if __name__ == "__main__":
    ensure(sys.argv)
    try:
        from storysite.cli.main import run

        status = run()
    except ModuleNotFoundError as error:
        if (error.name or "macros").split(".")[0] in {"macros", "storysite", "tests"}:
            raise
        repair(error.name, sys.argv)
    sys.exit(status)
