"""The Nu checker, which knows what HTML allows where, over the built pages; its list of exceptions is data."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from storysite.bootstrap.test_runner import find_checker, find_java
from tests.conftest import ROOT

pytestmark = pytest.mark.checker

KNOWN = yaml.safe_load((ROOT / "tests/cases/nu-checker.yml").read_text(encoding="utf-8"))
HARMED = """<!doctype html><html lang="en"><head><title>A</title></head><body><ul><p>b</p></ul></body></html>"""


SETTINGS = (
    "-Xss16m",  # Its schema of HTML is deeper than Java's usual stack.
    "-Dnu.validator.servlet.allow-forbidden-hosts=true",  # It asks this machine.
    "-Dnu.validator.servlet.allowed-address-type=any",
)


def checked(*pages: str) -> list[dict[str, Any]]:
    """All that the checker says of these pages, which are files or addresses."""
    command = [find_java() or "java", *SETTINGS, "-jar", str(find_checker()), "--format", "json", *pages]
    run = subprocess.run(command, capture_output=True, text=True, timeout=600)
    messages: list[dict[str, Any]] = json.loads(run.stderr)["messages"]
    return messages


def is_known(entry: dict[str, str], message: dict[str, Any]) -> bool:
    return bool(
        re.fullmatch(entry["message"], message["message"], re.DOTALL)
        and re.search(entry.get("extract", ""), message.get("extract", ""))
    )


@pytest.mark.slow
def test_it_finds_what_is_wrong(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(HARMED, encoding="utf-8")
    [fault] = checked(str(page))
    assert "not allowed as child" in fault["message"]


def test_no_page_has_an_error(served: str, addresses: list[str]) -> None:
    """As it is served: for a page on the disk no style sheet is of its own site, as its policy asks."""
    needed: Counter[str] = Counter()
    wrong = []
    for message in checked(*(served + address for address in addresses)):
        known = next((entry["message"] for entry in KNOWN if is_known(entry, message)), None)
        needed[str(known)] += 1
        if known is None:
            page = message["url"].removeprefix(served)
            wrong.append(f"{page}:{message.get('lastLine')}: {message['message']}: {message.get('extract')}")
    assert not wrong, "\n".join(wrong)
    assert needed.keys() >= {entry["message"] for entry in KNOWN}
