"""When a figure held, in words."""

from __future__ import annotations
