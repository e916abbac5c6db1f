"""A new value of a figure: when it held, and what it is called by."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

from storysite.core.date_parts import DateProblem
from storysite.core.dates import parse
from storysite.editing.making import Making, Open, guessed
from storysite.records import Fact, Value


def value(making: Making, used: Container[str] | None = None) -> dict[str, Any]:
    """One value; its id is made of its time and kind."""
    others: tuple[Value, ...] = ()
    if used is None:
        item = making.library.items.get(making.options.get("fact", ""))
        others = item.of(Fact).values if item and item.kind == "fact" else ()
    chosen = making.options.get("id") if used is None else None
    used = {other.id for other in others} if used is None else used
    kind = making.options.get("kind") or "result"
    times = making.optional("period", "as_of", "stated")
    if not times or (kind == "result" and not times.keys() & {"period", "as_of"}):
        times["as_of"] = making.given(
            "as_of", "when it held; or under period the time that it is about", making.today[:4]
        )
    if kind != "result" and "stated" not in times:
        times["stated"] = making.given("stated", "when it was stated", making.today)
    made = value_id(guessed(times), kind, used)
    id = chosen or (Open(f"made of its time, such as {made}", made) if isinstance(_time(times), Open) else made)
    qualifier = making.optional("qualifier")
    alike = [other.basis for other in others if other.kind == kind and other.qualifier == qualifier.get("qualifier")]
    basis = making.optional("basis") or (
        {"basis": making.given("basis", f"if it is still {alike[-1]}", alike[-1])} if alike and alike[-1] else {}
    )
    number = making.given("value", "the number as the source gives it", _number_at(guessed(times), others))
    return {
        "id": id,
        "value": number,
        **qualifier,
        **({"kind": kind} if kind != "result" else {}),
        **times,
        **basis,
        **making.evidence(),
    }


def _number_at(times: Mapping[str, Any], others: tuple[Value, ...]) -> str:
    """The number of another value at the same time, so that what is tried is no dispute; any where there is none."""
    beside = (
        other.value
        for other in others
        for name, time in times.items()
        if (when := getattr(other, name)) and when.text == time
    )
    return f"{next((number for number in beside if number is not None), 1):f}"


def _time(times: Mapping[str, Any]) -> Any:
    """What a value is named by."""
    return times.get("period") or times.get("as_of") or times.get("stated") or ""


def value_id(times: Mapping[str, Any], kind: str, used: Container[str] = ()) -> str:
    """`y2026`, `ye2026` for a fiscal year, `ye2026-plan` for a plan; with the month where the year is taken."""
    text = str(_time(times))
    try:
        when = parse(text)
    except DateProblem:
        return "y"
    tail = "" if kind == "result" else f"-{kind}"
    if text.startswith("FYE"):
        return f"ye{text[3:7]}{text[10:].lower()}{tail}"
    day = str(when.start or when.end)
    names = [f"y{day[:length]}{tail}" for length in (4, 7, 10)]
    return next((name for name in names if name not in used), names[0])
