"""`python -m storysite` is the command `storysite`."""

from __future__ import annotations

import sys

from storysite.cli.main import run

sys.exit(run())
