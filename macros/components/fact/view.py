"""When a figure held, in words."""

from __future__ import annotations

from macros.dates import When
from macros.records import Value


def time_words(value: Value) -> str:
    """`result for the year to March 2023`, `goal for …, stated on 12 May 2021`: kind, period, as-of and statement."""
    parts = []
    if value.period:
        parts.append(value.period.words if value.kind == "result" else f"{value.kind} for {value.period.words}")
    elif value.kind != "result":
        parts.append(value.kind)
    if value.as_of:
        parts.append(f"as of {value.as_of.words}")
    if value.stated:
        parts.append(f"stated {on(value.stated)}")
    if value.as_written:
        parts.append(f"called “{value.as_written}” in the source")
    return ", ".join(parts)


def on(when: When) -> str:
    """`on 12 May 2021`, `in May 2021`."""
    return f"on {when.words}" if when.precision == "day" else f"in {when.words}"
