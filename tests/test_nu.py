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


def checked(*pages: Path) -> list[dict[str, Any]]:
    """All that the checker says of these pages."""
    # Its schema of HTML is deeper than Java's usual stack.
    command = [find_java() or "java", "-Xss16m", "-jar", str(find_checker()), "--format", "json", *map(str, pages)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=600)
    messages: list[dict[str, Any]] = json.loads(run.stderr)["messages"]
    return messages


def is_known(entry: dict[str, str], message: dict[str, Any]) -> bool:
    return bool(
        re.fullmatch(entry["message"], message["message"], re.DOTALL)
        and re.search(entry.get("extract", ""), message.get("extract", ""))
    )


def test_it_finds_what_is_wrong(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(HARMED, encoding="utf-8")
    [fault] = checked(page)
    assert "not allowed as child" in fault["message"]


def test_no_page_has_an_error(site: Path, addresses: list[str]) -> None:
    pages = [site / address if address.endswith(".html") else site / address / "index.html" for address in addresses]
    needed: Counter[str] = Counter()
    wrong = []
    for message in checked(*pages):
        known = next((entry["message"] for entry in KNOWN if is_known(entry, message)), None)
        needed[str(known)] += 1
        if known is None:
            page = message["url"].rpartition("/site/")[2]
            wrong.append(f"{page}:{message.get('lastLine')}: {message['message']}: {message.get('extract')}")
    assert not wrong, "\n".join(wrong)
    assert needed.keys() >= {entry["message"] for entry in KNOWN}
