"""The calendar: what is still to come, nothing of the past, and entries that stay the same under another title."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from icalendar import Calendar

from storysite.exports.calendar import calendar
from storysite.project import Project
from storysite.wording.reviews import review
from tests.projects import make, read
from tests.taking import HOSTILE, hostile_project


def entries(content: bytes) -> dict[str, dict[str, object]]:
    found = Calendar.from_ical(content)
    return {str(one["uid"]): {name.lower(): value for name, value in one.items()} for one in found.walk("VEVENT")}


def test_it_holds_what_is_to_come_and_nothing_else(site: Path, project: Project) -> None:
    found = entries((site / "calendar.ics").read_bytes())
    library = project.library
    due = {
        item.id
        for item in library.items.values()
        if (when := review(library, item)) and not when.is_past(library.today) and item.kind != "chart"
    }
    planned = {
        item.id
        for item in library.of_kind("event")
        if item.record.kind == "planned"
        and item.record.date
        and not item.record.date.is_past(library.today)
        and all(item.record.date.cover)
    }
    host = "the-way-to-blustellar.example"
    assert found.keys() == {f"{id}.review@{host}" for id in due} | {f"{id}.planned@{host}" for id in planned}
    for one in found.values():
        assert (
            type(one["dtstart"].dt) is date and one["dtend"].dt > library.today and one["dtend"].dt > one["dtstart"].dt
        )
        assert str(one["url"]).startswith(library.publisher.address) and library.publisher.reviewed.words in str(
            one["description"]
        )


def test_a_day_that_has_passed_is_gone(tmp_path: Path) -> None:
    project = read(make({}, tmp_path / "project"))
    (event,) = [item for item in project.library.of_kind("event") if item.record.kind == "planned"]
    last = event.record.date.end
    on = {day: entries(calendar(replace(project.library, today=day))) for day in (last, last + timedelta(days=1))}
    uid = f"{event.id}.planned@railway.example"
    assert uid in on[last] and uid not in on[last + timedelta(days=1)]
    assert (on[last][uid]["dtstart"].dt, on[last][uid]["dtend"].dt) == (
        event.record.date.start,
        last + timedelta(days=1),
    )


def test_no_day_is_named_that_nobody_said(tmp_path: Path) -> None:
    event = (
        "- id: track-{0}\n  date: {1}\n  kind: planned\n  title: Track {0}\n  text: A track.\n"
        "  lanes:\n    - line\n  source: annual-report\n  locator: opening\n"
    )
    dates = ["../2040", "2040/..", "2040~", "2040?", "2040-05-06/2041", "2040-05-06"]
    files = {"docs/data/events/more.yml": "".join(event.format(at, day) for at, day in enumerate(dates))}
    found = entries(calendar(read(make({"files": files}, tmp_path / "project")).library))
    told = {
        uid.split(".")[0]: (str(one["dtstart"].dt), str(one["dtend"].dt), str(one["summary"]))
        for uid, one in found.items()
        if uid.startswith("track-")
    }
    assert told == {
        "track-4": ("2040-05-06", "2042-01-01", "Planned: Track 4 (6 May 2040 to 2041)"),
        "track-5": ("2040-05-06", "2040-05-07", "Planned: Track 5"),
    }


def test_an_entry_stays_the_same_under_another_title(tmp_path: Path) -> None:
    project, retitled = read(make({}, tmp_path / "one")), hostile_project(tmp_path / "two")
    first, second = (entries(calendar(one.library)) for one in (project, retitled))
    assert first.keys() == second.keys() and first
    assert any(first[uid]["summary"] != second[uid]["summary"] for uid in first)


def test_hostile_titles_make_no_entry(tmp_path: Path) -> None:
    project = hostile_project(tmp_path / "project")
    content = calendar(project.library)
    assert (
        len(entries(content))
        == content.count(b"\r\nBEGIN:VEVENT\r\n")
        == len(entries(calendar(read(make({}, tmp_path / "plain")).library)))
    )
    titles = [str(one["summary"]) for one in entries(content).values()]
    assert any(HOSTILE in title for title in titles)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
