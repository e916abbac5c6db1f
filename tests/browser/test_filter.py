"""Filters of the list of all events: their state lives in the address, what they do is said, and none hides a linked event."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from storysite.project import Project
from tests.conftest import come, open_page

pytestmark = pytest.mark.browser
EVENTS = "reference/events/"


def test_a_strand_shows_exactly_its_events(browser: Browser, served: str, project: Project) -> None:
    page = browser.new_page()
    page.goto(served + EVENTS)
    page.get_by_text("By strand and year").click()
    page.get_by_label("Client Zero", exact=True).check()
    expect(page.locator(".filter [role=status]")).to_contain_text(" of ")
    shown = [event.get_attribute("id") for event in page.locator(".events > li:visible").all()]
    assert shown == [event.id for event in project.library.events if "client-zero" in event.lanes]
    numbers = [event.evaluate("it => it.value") for event in page.locator(".events > li:visible").all()]
    places = [place for place, event in enumerate(project.library.events, 1) if "client-zero" in event.lanes]
    assert numbers == places  # as in the drawing
    assert page.url.endswith("?lane=client-zero")
    page.reload()
    expect(page.locator(".events > li:visible")).to_have_count(len(shown))
    page.get_by_role("spinbutton", name="from").fill("2024")
    later = [event.get_attribute("id") for event in page.locator(".events > li:visible").all()]
    assert 0 < len(later) < len(shown)
    page.get_by_role("button", name="Show all").click()
    expect(page.locator(".filter [role=status]")).to_have_text(f"All {len(project.library.events)} events.")
    assert "?" not in page.url
    page.close()


def test_a_linked_event_shows_whatever_is_filtered(browser: Browser, served: str) -> None:
    page = browser.new_page()
    page.goto(served + EVENTS + "?lane=client-zero#founding")
    expect(page.locator("[id='founding']")).to_be_visible()
    page.close()


def test_each_strand_has_an_address_without_script(browser: Browser, served: str, project: Project) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served + EVENTS)
    page.get_by_text("By strand and year").click()
    page.get_by_role("navigation", name="Events by strand").get_by_role("link", name="Client Zero").click()
    assert page.url.endswith("/id/client-zero/")
    for event in project.library.events:
        if "client-zero" in event.lanes:
            expect(
                page.get_by_role("link", name=event.title.replace("'", "’"))
                .or_(page.get_by_role("link", name=event.title))
                .first
            ).to_be_visible()
    context.close()


def test_a_term_is_explained_on_hover_focus_and_press(browser: Browser, served: str) -> None:
    page = browser.new_page()
    page.clock.install()
    come(page, served + "client-zero/challenges/")
    term = page.locator(".term").first
    box = page.locator(f"[id='{term.get_attribute('popovertarget')}']")
    expect(box).to_be_hidden()
    term.hover()
    expect(box).to_be_visible()
    page.mouse.move(0, 0)
    expect(box).to_be_hidden()
    term.click()
    expect(box).to_be_visible()
    page.mouse.move(0, 0)
    page.clock.run_for(400)  # longer than an explanation waits that no press keeps
    expect(box).to_be_visible()
    term.hover()
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    term.hover(position={"x": 2, "y": 2})
    page.clock.run_for(400)
    expect(box).to_be_hidden()
    page.mouse.move(0, 0)
    term.hover()
    expect(box).to_be_visible()
    page.close()


def test_what_is_out_of_date_is_found_by_one_choice(browser: Browser, served: str) -> None:
    with open_page(browser, f"{served}reference/figures/") as page:
        page.set_default_timeout(10_000)
        page.get_by_text("Filter by subject, state and age").click()
        page.select_option("[name=state]", "old")
        shown = page.locator(".register.figures [data-states]:visible")
        states = [one.get_attribute("data-states") or "" for one in shown.all()]
        assert states and all(re.search("overtaken|due for review|replaced", held) for held in states)
        assert page.locator(".filter [role=status]").inner_text().startswith(f"{len(states)} of ")
        page.reload()
        expect(shown).to_have_count(len(states))  # The filter comes after the first paint.
        page.select_option("[name=age]", "10")
        assert page.locator(".register.figures [data-states]:visible").count() < len(states)
