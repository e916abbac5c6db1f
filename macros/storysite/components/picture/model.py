"""How a picture is shown: in the sizes that screens need, each a file made at build."""

from __future__ import annotations

from dataclasses import dataclass

from storysite.records import Picture
from storysite.source.items import Item
from storysite.source.record_store import Library

FOLDER = "data/pictures"
"""Where the files lie, from the site's root on."""
WIDTHS = (480, 960, 1920)
"""How many dots the files of a picture are wide: for a phone, a column, and a screen with two dots to a px."""
PLAIN = 960
"""The width of the file that a link to the picture leads to."""


@dataclass(frozen=True)
class PictureView:
    """A picture and its files."""

    item: Item
    picture: Picture
    width: int
    height: int
    files: dict[int, str]
    """The files by their width in dots, from the site's root on, the smallest first."""

    @property
    def file(self) -> str:
        """The file that bears the picture's id alone: it is promised."""
        return next(file for file in self.files.values() if file.rpartition("/")[2].partition(".")[0] == self.item.id)


def picture_view(library: Library, id: str) -> PictureView:
    """A picture with its sizes: none larger than what was given."""
    item, image = library.items[id], library.images[id]
    if image.is_drawing:
        return PictureView(item, item.of(Picture), image.width, image.height, {image.width: f"{FOLDER}/{id}.svg"})
    widest = min(image.width, WIDTHS[-1])
    widths = [*(width for width in WIDTHS if width < widest), widest]
    plain = max(width for width in widths if width <= max(PLAIN, widths[0]))
    files = {width: f"{FOLDER}/{id}{'' if width == plain else f'-{width}'}.webp" for width in widths}
    return PictureView(item, item.of(Picture), widest, max(round(image.height * widest / image.width), 1), files)
