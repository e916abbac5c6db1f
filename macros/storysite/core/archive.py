"""ZIP archives: the same files are the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP can hold: that of every file in it."""
UNIX = 3


def packed(files: Mapping[str, bytes], level: int = 9, mode: int = 0) -> bytes:
    """A ZIP of these files in this order, compressed from 1 to 9; `mode` is what each file may, as Unix counts it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, FIRST_DAY)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, UNIX, mode << 16
            archive.writestr(entry, content)
    return out.getvalue()
