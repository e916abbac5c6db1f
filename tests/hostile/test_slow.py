"""Every page ends in a report within two seconds, however tangled it is."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from storysite.checks.advice import advice
from storysite.editing.files import texts_of
from tests.projects import load, make, read

pytestmark = pytest.mark.slow

HEAD = "---\ntitle: An extra page\ndescription: A page to try things on.\n---\n\n"
PIECES: list[str] = load(Path(__file__).with_name("tangled.yml"))
MOST_SECONDS = 2.0


def shapes(piece: str) -> list[str]:
    """A piece again and again: in one line, in lines of a paragraph, and in paragraphs of their own."""
    whole = (piece * (150_000 // len(piece)))[:150_000]
    lines = [whole[at : at + 4000] for at in range(0, len(whole), 4000)]
    many = [piece] * min(2400, 150_000 // len(piece) // 2)
    return [whole[:24_000].replace("\n", " "), "\n".join(lines), "\n\n".join(lines), "\n\n".join(many)]


@pytest.mark.parametrize(
    "piece",
    [piece if at % 5 == 0 else pytest.param(piece, marks=pytest.mark.nightly) for at, piece in enumerate(PIECES)],
)
def test_a_page_ends_in_a_report(piece: str, tmp_path: Path) -> None:
    root = make({}, tmp_path / "project")
    for text in shapes(piece):
        (root / "docs" / "extra.md").write_text(f"{HEAD}{text}\n\n{{{{ sources() }}}}\n", encoding="utf-8")
        before = time.process_time()
        advice(read(root), texts_of(root))
        assert time.process_time() - before < MOST_SECONDS, text[:100]
