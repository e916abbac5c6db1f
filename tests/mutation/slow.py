"""A plugin for pytest that runs the slow tests alone, but those that need another program or the whole site."""

from __future__ import annotations

import pytest

from tests.conftest import is_slow

OTHERS = {"java", "checker", "nginx", "office", "nightly"}
WHOLE_SITES = {"site", "other", "served"}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = [
        item
        for item in items
        if is_slow(item)
        and not OTHERS & {marker.name for marker in item.iter_markers()}
        and not WHOLE_SITES & {*getattr(item, "fixturenames", ())}
    ]
