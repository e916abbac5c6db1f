"""A picture of at most 16 colours as PNG: half a byte a px, no filter, and packed by Python's zlib.

Pillow's own zlib is made for speed: it leaves words a sixth larger.
"""

from __future__ import annotations

import struct
import zlib

from PIL import Image

BITS, PALETTE = 4, 3
"""Of a px, and what PNG calls a picture with a palette (ISO/IEC 15948, 11.2.1)."""
INCH = 0.0254


def encoded(image: Image.Image, packed: int, dpi: int | None = None) -> bytes:
    """The file of a picture that has a palette; `packed` says how hard, `dpi` how many of its px are an inch."""
    row = -(-image.width * BITS // 8)
    pixels = memoryview(image.tobytes("raw", f"P;{BITS}"))
    pack = zlib.compressobj(packed, memLevel=9)
    rows = [
        part
        for at in range(0, len(pixels), row)
        for part in (pack.compress(b"\0"), pack.compress(pixels[at : at + row]))
    ]
    metre = round(dpi / INCH) if dpi else 0
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", *image.size, BITS, PALETTE, 0, 0, 0)),
            _chunk(b"PLTE", bytes(image.getpalette() or ())),
            _chunk(b"pHYs", struct.pack(">IIB", metre, metre, 1)) if metre else b"",
            _chunk(b"IDAT", b"".join((*rows, pack.flush()))),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
