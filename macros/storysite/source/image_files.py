"""The file of a picture: what it is and how large, and why it cannot be shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

from storysite.records import IMAGE_FOLDER
from storysite.source.data_files import FILE_LINK
from storysite.source.published_files import LARGEST_FILE, drawing_fault

FORMATS = {"PNG": ("png",), "WEBP": ("webp",), "AVIF": ("avif",), "JPEG": ("jpg", "jpeg")}
"""The formats of pictures made of dots, and how their names end."""
MOST_DOTS = 100_000_000
"""A picture of more dots takes more memory than the machines have that build sites."""
GPS, ORIENTATION = 0x8825, 0x0112
"""Of what a camera writes into a picture: where it stood, and which side was up."""


@dataclass(frozen=True)
class ImageFile:
    """A picture's file, and its size in dots as it is seen."""

    path: Path
    width: int
    height: int
    is_drawing: bool = False
    """Whether it is SVG."""
    has_place: bool = False
    """Whether it says where it was taken."""


@dataclass(frozen=True)
class ImageFault:
    """Why a file is no picture that can be shown, and how to mend it."""

    message: str
    hint: str


def read_image(path: Path, folder: Path) -> ImageFile | ImageFault:
    """A picture that a record names, or why it cannot be shown."""
    try:
        status = path.stat()
    except OSError:
        return ImageFault(f"there is no file '{path.name}'", f"put the picture into docs/data/{IMAGE_FOLDER}/")
    if not path.resolve().is_relative_to(folder.resolve()):
        return ImageFault(*FILE_LINK)
    if status.st_size > LARGEST_FILE:
        return ImageFault(
            f"the file has more than {LARGEST_FILE // 1_000_000} MB", "save it smaller: 2,000 dots across are enough"
        )
    return _measured(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=512)
def _measured(path: Path, stamp: int, size: int) -> ImageFile | ImageFault:
    """What a file holds; the same until it changes."""
    return _drawing(path) if path.suffix == ".svg" else _dots(path)


def _dots(path: Path) -> ImageFile | ImageFault:
    from PIL import Image, UnidentifiedImageError  # it loads slowly, and most sites have no picture

    try:
        with Image.open(path, formats=tuple(FORMATS)) as image:
            width, height = image.size
            ending = path.suffix[1:]
            if ending not in FORMATS[str(image.format)]:
                right = FORMATS[str(image.format)][0]
                return ImageFault(f"the file is {image.format} and ends in .{ending}", f"call it '{path.stem}.{right}'")
            if width * height > MOST_DOTS:
                return ImageFault(
                    f"the picture has {width:,} × {height:,} dots", "save it smaller: 2,000 dots across are enough"
                )
            if getattr(image, "n_frames", 1) > 1:
                return ImageFault("the picture moves", "save one of its frames: nothing moves by itself here")
            exif = image.getexif()
            image.load()
    except UnidentifiedImageError:
        return ImageFault("the file is no picture", "save it anew as PNG, WebP, AVIF or JPEG")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        return ImageFault(f"the picture cannot be read ({error})", "save it anew as PNG, WebP, AVIF or JPEG")
    if exif.get(ORIENTATION, 1) >= 5:
        width, height = height, width
    return ImageFile(path, width, height, has_place=bool(exif.get_ifd(GPS)))


def _drawing(path: Path) -> ImageFile | ImageFault:
    if why := drawing_fault(path, styles=False):
        return ImageFault(
            f"the drawing {why}",
            "save it without scripts, handlers, style elements and links to other files; "
            "drawing programs call it 'plain SVG' with 'presentation attributes'",
        )
    root = ElementTree.parse(path).getroot()
    width, height = _length(root.get("width")), _length(root.get("height"))
    box = re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", root.get("viewBox", ""))
    if len(box) == 4 and float(box[2]) > 0 and float(box[3]) > 0:
        width = width or (height * float(box[2]) / float(box[3]) if height else float(box[2]))
        height = width * float(box[3]) / float(box[2])
    if not width or not height or not 1 <= width <= 20_000 or not 1 <= height <= 20_000:
        return ImageFault("the drawing does not say how large it is", 'give <svg> a viewBox, such as "0 0 800 600"')
    return ImageFile(path, max(round(width), 1), max(round(height), 1), is_drawing=True)


def _length(text: str | None) -> float:
    """A length in px; 0 where it is none, or counted in something else."""
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)(?:px)?\s*", text or "")
    return float(match[1]) if match else 0
