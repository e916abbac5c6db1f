"""The small railway site after some changes, with the page that checks proposals."""

from __future__ import annotations

from pathlib import Path

from storysite.checks.read_project import read_project
from storysite.project import Project
from tests.permanence import LATER, edit, first_release, load, release
from tests.projects import CASES

TEXTS = load(CASES / "check-links.yml")


def changed_project(root: Path) -> Project:
    """A page has moved, a value was corrected, and an event was withdrawn."""
    first_release(root)
    edit(
        root,
        [
            {"move": "docs/line.md", "to": "docs/railway.md"},
            {"in": "docs/data/redirects.yml", "append": "- from: /line/\n  to: /railway/\n  date: 2026-02-20\n"},
            {"in": "docs/data/facts.yml", "replace": "value: 12500", "by": "value: 12600"},
            {
                "in": "docs/data/facts.yml",
                "replace": "      qualifier: about\n",
                "by": "      qualifier: about\n      corrections:\n        - what: We wrote 12500.\n          why: A slip.\n          when: 2026-02-25\n",
            },
            {"in": "docs/data/events.yml", "cut": "- id: second-track", "to": "END"},
            {
                "in": "docs/data/former.yml",
                "append": "- id: second-track\n  withdrawn:\n    date: 2026-02-20\n    reason: It was never announced.\n",
            },
            {
                "in": "docs/check.md",
                "append": '---\ntitle: Check\ndescription: Check a proposal.\n---\n\n# Check {: #top }\n\n{{ register("check") }}\n\n{{ sources() }}\n',
            },
        ],
    )
    release(root, LATER)
    project = read_project(root, LATER)
    assert not project.problems, project.problems
    return project
