"""Pictures that somebody made: photographs, drawings and pictures of screens."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

from storysite.records.evidence import Named
from storysite.records.field_marks import fault
from storysite.records.field_types import PastDate, Prose, Words

IMAGE_ENDINGS = ("svg", "png", "webp", "avif", "jpg", "jpeg")
"""Endings of pictures that a record can name."""
IMAGE_FOLDER = "pictures"
"""The folder under `docs/data/` where their files lie."""
IMAGE_NAME = rf"[a-z0-9][a-z0-9_-]*\.({'|'.join(IMAGE_ENDINGS)})"


def _image_name(text: str) -> str:
    if not re.fullmatch(IMAGE_NAME, text):
        raise fault(
            "bad-picture-name",
            f"'{text}' is not the name of a picture",
            f"write the name of a file in docs/data/{IMAGE_FOLDER}/ in small letters, digits and hyphens, that ends in "
            f"{', '.join(f'.{ending}' for ending in IMAGE_ENDINGS)}",
        )
    return text


ImageName = Annotated[
    str,
    AfterValidator(_image_name),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": f"^({IMAGE_NAME})$",
            "patternErrorMessage": "write the name of a file in docs/data/pictures/, such as pier.jpg",
        }
    ),
]


class Picture(Named):
    """A picture that somebody made, with all that a reader may ask of it."""

    title: Words
    """Its name in a few words."""
    image: ImageName
    """The file in `docs/data/pictures/`, such as pier.jpg."""
    alt: Words
    """What it shows, for those who cannot see it."""
    text: Prose
    """Its caption: what a reader should see in it."""
    made_by: Words
    """Who made it."""
    licence: Words
    """Under what terms it may be shown, such as CC BY 4.0."""
    origin: Prose
    """Where it comes from: an address, an archive, or that it was made for this site."""
    date: PastDate
    """When it was made."""
