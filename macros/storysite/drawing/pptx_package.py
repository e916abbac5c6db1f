"""The file of a deck: the same bytes from the same content, with no clock in it."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any, cast

from pptx.opc.serialized import PackageWriter

from storysite.core.archive import packed
from storysite.drawing.pptx_parts import (
    clean,
)

CLOCK = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(<)")


class Parts(PackageWriter):
    """The parts of a deck by name, as python-pptx would write them into a ZIP; there it asks the clock."""

    def __init__(self, package: Any):
        super().__init__("", package._rels, tuple(package.iter_parts()))
        self.found: dict[str, bytes] = {}
        for write in (self._write_content_types_stream, self._write_pkg_rels, self._write_parts):
            write(cast(Any, self))  # python-pptx writes into whatever has a method `write`

    def write(self, name: Any, content: bytes) -> None:  # type: ignore[override]
        self.found[name.membername] = content


def undated(workbook: bytes) -> bytes:
    """A workbook inside a deck, with no clock in its properties."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as old:
        return packed({name: CLOCK.sub(rb"\g<1>1980-01-01T00:00:00Z\g<3>", old.read(name)) for name in old.namelist()})


def property_text(text: str) -> str:
    """A text as a property of a file: no longer than 255 characters."""
    text = clean(text)
    return text if len(text) <= 255 else f"{text[:254]}…"
