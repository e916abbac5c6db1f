"""Hold the order of events to what dates, `after:` and `before:`, and ids say."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.projects import make, read

EVENT = """\
- id: {id}
  date: {date}
  title: A thing
  text: A thing happened.
  lanes:
    - line
  source: annual-report
  locator: "1"
"""


def order(tmp_path: Path, *events: tuple[str, str, str]) -> list[str]:
    """The ids of events with a date and a further key, in the order in which they are shown."""
    text = "".join(EVENT.format(id=id, date=date) + (f"  {more}\n" if more else "") for id, date, more in events)
    project = read(make({"files": {"docs/data/events/more.yml": text}}, tmp_path / "project"))
    assert project.errors == ()
    return [event.id for event in project.library.events if event.id in {id for id, _, _ in events}]


@pytest.mark.parametrize("seed", range(3))
def test_numbers_in_ids_count_where_the_day_is_one(seed: int, tmp_path: Path) -> None:
    events = [(f"thing-{number}", "1950-01-01", "") for number in (1, 2, 10, 11, 100)]
    shuffled = random.Random(seed).sample(events, len(events))
    assert order(tmp_path, *shuffled) == [id for id, _, _ in events]


def test_a_person_says_the_order_of_a_day(tmp_path: Path) -> None:
    events = [
        ("thing-1", "1950-01-01", "after: thing-3"),
        ("thing-2", "1950-01-01", ""),
        ("thing-3", "1950-01-01", "before: thing-2"),
        ("thing-4", "1949", ""),
    ]
    assert order(tmp_path, *events) == ["thing-4", "thing-3", "thing-1", "thing-2"]
