"""The files of all pictures together: which there are, what is wrong with them, and which no record names."""

from __future__ import annotations

from pathlib import Path

from storysite.core.diagnostics import Mark, Problem
from storysite.records import IMAGE_ENDINGS, IMAGE_FOLDER, Picture
from storysite.source.image_files import ImageFault, ImageFile, read_image
from storysite.source.record_store import Library


def read_images(root: Path, data: Path, library: Library) -> tuple[dict[str, ImageFile], list[Problem]]:
    """The files of all pictures by the id of their record, and what is wrong with them."""
    folder = data / IMAGE_FOLDER
    found: dict[str, ImageFile] = {}
    problems: list[Problem] = []
    for item in library.of_kind("picture"):
        record = item.of(Picture)
        path, mark = folder / record.image, item.entry.at("image")
        image = read_image(path, folder)
        if isinstance(image, ImageFault):
            problems.append(Problem.at(mark, "picture-file", f"image: {image.message}", image.hint))
            image = ImageFile(path, 1, 1, path.suffix == ".svg")  # nothing is made while something is wrong
        found[item.id] = image
        if image.has_place:
            hint = "what is published has no place in it; save the file without it too, for it lies in the repository"
            problems.append(
                Problem.at(mark, "picture-place", "image: it says where it was taken", hint, level="warning")
            )
    for path in unnamed(data, library):
        hint = "give it a record that names it in image:, or delete it"
        shown = path.relative_to(root).as_posix()
        problems.append(Problem.at(Mark(shown), "unread-file", "no record names this picture", hint, "warning"))
    return found, problems


def unnamed(data: Path, library: Library) -> list[Path]:
    """Pictures that no record names, by name."""
    folder, named = data / IMAGE_FOLDER, {item.of(Picture).image for item in library.of_kind("picture")}
    return [
        path
        for path in (sorted(folder.iterdir()) if folder.is_dir() else ())
        if path.suffix[1:].lower() in IMAGE_ENDINGS and path.name not in named and not path.name.startswith(".")
    ]
