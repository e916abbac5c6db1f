"""Waiting for what comes: the one place of the tests that looks again and again."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")
PATIENCE = 60.0
"""Seconds after which something will not come any more, on however busy a machine."""


def until(look: Callable[[], Found], why: Callable[[], str] = str, patience: float = PATIENCE) -> Found:
    """What `look` finds, as soon as it finds something; `why` says what there is instead, once it will not come any more."""
    end = time.monotonic() + patience
    while not (found := look()):
        assert time.monotonic() < end, f"nothing came within {patience:g} s {why()}"
        time.sleep(0.02)
    return found
