"""`show`: where a record is written, what uses it, its state, history and addresses."""

from __future__ import annotations

from pathlib import Path

import pytest

from storysite.checks.read_project import read_project
from storysite.cli.commands import main
from storysite.output.edit_links import edit_link, edit_page_link
from tests.conftest import READING_DATE
from tests.projects import make

FILES = {
    "docs/data/events/more.yml": """\
- id: third-track
  date: 2010
  kind: planned
  title: The third track
  text: >-
    A track beside [the second](id:second-track).
  lanes:
    - line
  source: local-paper
  locator: opening
  also:
    - source: postcard
      locator: Back
  corrections:
    - what: >-
        The year.
      why: >-
        A slip.
      when: 2026-01-20
""",
    "docs/extra.md": """\
---
title: An extra page
description: A page to try things on.
---

# An extra page {: #top }

Planned for {{ when("third-track") }}, {{ when("third-track") }}.

{{ link("third-track") }}

{{ sources() }}
""",
}


def show(root: Path, id: str, day: str = "2026-02-01") -> int:
    return main(["show", "--project", str(root), "--today", day, id])


def test_a_record_is_told_of_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = make({"files": FILES}, tmp_path / "project")
    assert show(root, "third-track") == 0
    said = capsys.readouterr().out
    for line in (
        "third-track: The third track (event)",
        "says       A track beside the second. (2010",
        "written    docs/data/events/more.yml:1",
        "state      overtaken: Planned for 2010: that time has passed; whether it happened is not in our records.",
        "rests on   local-paper (opening)\n           postcard (Back)",
        "shown on   docs/reference.md (home)",
        "used on    docs/extra.md: when on line 8, link on line 10",
        "history    corrected on 20 January 2026: The year.\n           no release has it yet",
        "addresses  https://railway.example/story/reference/#third-track\n           https://railway.example/story/id/third-track/",
    ):
        assert line in said, said
    assert show(root, "second-track") == 0
    assert "named by   docs/data/events/more.yml: third-track on line 5" in capsys.readouterr().out


@pytest.mark.slow
def test_every_id_has_an_account(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = make({}, tmp_path / "project")
    for id in read_project(root, READING_DATE).library.items:
        assert show(root, id) == 0, id
    assert "written" in capsys.readouterr().out


def test_an_id_that_is_gone_or_never_was(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = make({}, tmp_path / "project")
    main(["release", "--project", str(root), "--today", "2026-01-31"])
    with (root / "docs/data/former.yml").open("a", encoding="utf-8") as file:
        file.write("- id: punctuality\n  withdrawn:\n    date: 2026-01-30\n    reason: >-\n      Nobody counts it.\n")
    facts = root / "docs/data/facts.yml"
    text = facts.read_text(encoding="utf-8")
    start = text.index("- id: punctuality")
    facts.write_text(text[:start] + text[text.index("- id: passengers-gained") :], encoding="utf-8")
    (root / "docs/data/cards.yml").write_text(
        "- id: today\n  title: The railway today\n  facts:\n    - passengers\n", encoding="utf-8"
    )
    capsys.readouterr()
    assert show(root, "punctuality") == 0
    said = capsys.readouterr().out
    assert "no record has this id any more" in said and "withdrawn on 30 January 2026: Nobody counts it." in said
    assert (
        "history    since the last release: Withdrawn on 30 January 2026" in said
        and " 2026-01-31: First published." in said
    )
    assert show(root, "tunel") == 1
    assert capsys.readouterr().out == "There is no 'tunel'; did you mean 'tunnel'?\n"


@pytest.mark.parametrize(
    "words",
    [
        "/line/",
        "line/",
        "line.md",
        "docs/line.md",
        "./docs/line.md",
        "https://railway.example/story/line/",
        "/line/index.html",
        "/line/index.md",
        "/LINE/",
        "/line/?q=1#ref",
        "/line/#ref",
        "docs/line.md:3",
        "docs/line.md#ref",
        "http://railway.example/story/line",
        "railway.example/story/line/",
        "http://localhost:8000/line/#content",
        "http://127.0.0.1:8000/story/line/",
    ],
)
def test_a_page_is_known_by_its_address_and_by_its_file(
    words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make({}, tmp_path / "project")
    main(["release", "--project", str(root), "--today", "2026-01-31"])
    capsys.readouterr()
    assert show(root, words) == 0
    said = capsys.readouterr().out
    assert said.startswith("/line/: The line (page)\n\nsays       ")
    assert "\nwritten    docs/line.md:1\n" in said and "\nhistory    2026-01-31: First published.\n" in said
    assert "\naddresses  https://railway.example/story/line/\n" in said and "lost" not in said


def test_a_heading_an_anchor_and_a_page_of_an_id_are_known_by_their_addresses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make({}, tmp_path / "project")
    for words, line in (
        ("/#years", "/#years: The early years (heading)"),
        ("https://railway.example/story/", "/: The Hill Railway (page)"),
        ("/reference/#tunnel", "tunnel: The tunnel (event)"),
        ("https://railway.example/story/id/tunnel/", "tunnel: The tunnel (event)"),
        ("id:tunnel", "tunnel: The tunnel (event)"),
        ("#tunnel", "tunnel: The tunnel (event)"),
        ("http://localhost:8000/id/tunnel/", "tunnel: The tunnel (event)"),
        ("/id/tunnel/item.json", "tunnel: The tunnel (event)"),
        ("/assets/cards/id/tunnel.png", "tunnel: The tunnel (event)"),
        ('{{ when("tunnel") }}', "tunnel: The tunnel (event)"),
        ("[the tunnel](id:tunnel)", "tunnel: The tunnel (event)"),
        ("The tunnel", "tunnel: The tunnel (event)"),
        ("docs/data/publisher.yml:2", "There is no 'docs/data/publisher.yml:2'"),
        ("/data/all.json", "/data/all.json: all.json (file)"),
    ):
        assert show(root, words) == line.startswith("There"), words
        assert capsys.readouterr().out.split("\n")[0] == line
    assert show(root, "docs/data/events.yml") == 1
    assert "holds 4 records: first-train" in capsys.readouterr().out
    assert show(root, "/lines/") == 1
    assert capsys.readouterr().out == "There is no '/lines/'; did you mean '/line/'?\n"


def test_what_has_moved_leads_to_what_stands_in_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    former = "- id: old-tunnel\n  moved_to: tunnel\n"
    moved = "- from: /old-line/\n  to: /line/\n  date: 2026-01-30\n"
    files = {"docs/data/former.yml": former, "docs/data/redirects.yml": moved}
    root = make({"files": files}, tmp_path / "project")
    for words, line, then in (
        ("old-tunnel", "now        tunnel stands in its place", "tunnel: The tunnel (event)"),
        ("/id/old-tunnel/", "now        tunnel stands in its place", "tunnel: The tunnel (event)"),
        ("/line/#old-tunnel", "now        tunnel stands in its place", "tunnel: The tunnel (event)"),
        ("/old-line/", "now        /line/ stands in its place", "/line/: The line (page)"),
    ):
        assert show(root, words) == 0, words
        said = capsys.readouterr().out
        assert f"\n{line}\n" in said and f"\n\n{then}\n" in said and "lost" not in said


@pytest.mark.parametrize(
    ("repository", "address"),
    [
        ("", None),
        ("repository: https://github.com/somebody/story", "https://github.com/somebody/story/edit/main/{}"),
        ("repository: https://github.com/somebody/story.git/", "https://github.com/somebody/story/edit/main/{}"),
        ("repository: https://gitlab.com/somebody/story", "https://gitlab.com/somebody/story/-/edit/main/{}"),
        ("repository: https://codeberg.org/somebody/story", "https://codeberg.org/somebody/story/_edit/main/{}"),
    ],
)
def test_the_editor_opens_at_the_record(repository: str, address: str | None, tmp_path: Path) -> None:
    root = make({}, tmp_path / "project")
    publisher = root / "docs/data/publisher.yml"
    lines = [line for line in publisher.read_text(encoding="utf-8").split("\n") if not line.startswith("repository:")]
    publisher.write_text("\n".join([*lines, repository]) + "\n", encoding="utf-8")
    project = read_project(root, READING_DATE)
    item, page = project.library.items["passengers.y1990"], "line.md"
    assert edit_link(project, item) == (address and f"{address.format(item.mark.path)}#L{item.mark.line}")
    assert edit_page_link(project, page) == (address and address.format("docs/line.md"))
    shown = project.render(page, "sources")
    assert ("Edit this page" in shown) == bool(address)
    assert address is None or f'href="{address.format("docs/line.md")}"' in shown
