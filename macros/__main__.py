"""The front door of this repository: `python -m macros` is `storysite`, in an environment that it installs itself."""

from __future__ import annotations

import sys

from storysite.bootstrap.environment import ensure

if __name__ == "__main__":
    ensure(sys.argv)
    from storysite.cli.main import run

    sys.exit(run())
