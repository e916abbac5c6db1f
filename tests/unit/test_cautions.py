"""What must not be claimed with a figure: the cases of `tests/cases/cautions.yml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from storysite.wording.cautions import cautions
from storysite.wording.text import plain
from tests.projects import CASES, load, make, read

ALL: list[dict[str, Any]] = load(CASES / "cautions.yml")


@pytest.mark.parametrize("case", ALL, ids=lambda case: case["about"])
def test_a_figure_tells_what_must_not_be_claimed_with_it(case: dict[str, Any], tmp_path: Path) -> None:
    assert case.keys() <= {"about", "files", "id", "told"}
    project = read(make(case, tmp_path / "project"))
    assert not project.errors

    found = cautions(project.library, project.library.items[case["id"]])

    assert [plain(project.library, told) for told in found] == case["told"]
